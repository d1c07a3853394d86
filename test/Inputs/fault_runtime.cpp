// The other half of fault.h: the log, the injector, and the wrapped functions (fault_wrapped.txt lists them).
// Everything is written with write(2) at once, so that a crash loses no event.
#include "fault.h"
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <new>
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

int log_file() {
  static const int fd = [] {
    const char *path = getenv("RAII_FAULT_LOG");
    return path ? ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : 2;
  }();
  return fd;
}

__attribute__((format(printf, 1, 2))) void event(const char *format, ...) {
  const int kept = errno;
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  const int end = length < (int)sizeof line - 1 ? length : (int)sizeof line - 2;
  line[end] = '\n';
  if (write(log_file(), line, end + 1) < 0)
    _exit(99);
  errno = kept;
}

// A number for each resource of a kind, in the order of acquisition within a scenario: addresses differ between runs.
struct entry {
  const char *kind;
  const void *what;
  int id;
};
entry entries[65536];
int entry_count;

entry *find(const char *kind, const void *what) {
  for (int i = entry_count; i-- > 0;)
    if (entries[i].what == what && strcmp(entries[i].kind, kind) == 0)
      return &entries[i];
  return nullptr;
}

entry *remember(const char *kind, const void *what) {
  if (entry_count == 65536)
    abort();
  int id = 1;
  for (int i = 0; i < entry_count; ++i)
    id += strcmp(entries[i].kind, kind) == 0;
  entries[entry_count] = {kind, what, id};
  return &entries[entry_count++];
}

bool recording; // inside of a scenario; what runs before and after main is not the test's
long seen, target;

} // namespace

namespace fault {

bool point(const char *name) noexcept {
  if (!recording || ++seen != target)
    return false;
  event("! %s", name);
  return true;
}

void maybe_throw(const char *name) {
  if (point(name)) {
#if defined(__cpp_exceptions)
    throw error{name};
#else
    abort();
#endif
  }
}

void note(const char *text) noexcept { event(". %s", text); }
void note(const char *text, long value) noexcept { event(". %s %ld", text, value); }

void acquired(const char *kind, const void *what) noexcept {
  if (!recording)
    return;
  // Memory comes back at an address that was freed: a new resource. A lock is always the same one.
  entry *e = strcmp(kind, "lock") == 0 ? find(kind, what) : nullptr;
  if (!e)
    e = remember(kind, what);
  event("+ %s %d", kind, e->id);
}

void released(const char *kind, const void *what) noexcept {
  entry *e = find(kind, what);
  if (!recording || !e)
    return;
  event("- %s %d", kind, e->id);
}

void used(const char *kind, const void *what) noexcept {
  entry *e = find(kind, what);
  if (recording && e)
    event("* %s %d", kind, e->id);
}

int run(std::initializer_list<scenario> all) {
  const char *n = getenv("RAII_FAULT_N");
  target = n ? atol(n) : 0;
  for (const scenario &s : all) {
    event("= %s", s.name);
    entry_count = 0;
    recording = true;
#if defined(__cpp_exceptions)
    try {
      s.body();
      recording = false;
      event(". returned");
    } catch (const error &e) {
      recording = false;
      event(". left by exception %s", e.name);
    } catch (const std::bad_alloc &) {
      recording = false;
      event(". left by std::bad_alloc");
    } catch (...) {
      recording = false;
      event(". left by another exception");
    }
#else
    s.body();
    recording = false;
    event(". returned");
#endif
  }
  if (target > seen)
    event("; beyond");
  return 0;
}

} // namespace fault

using fault::acquired;
using fault::point;
using fault::released;
using fault::used;

static const void *number(long n) { return reinterpret_cast<const void *>(n + 1); }

// "file" for a pointer that is not null.
template <class T> static T *got(const char *kind, T *what) {
  if (what)
    acquired(kind, what);
  return what;
}
static int got_fd(int fd) {
  if (fd >= 0)
    acquired("fd", number(fd));
  return fd;
}

extern "C" {
FILE *__real_fopen(const char *, const char *);
int __real_fclose(FILE *);
FILE *__real_popen(const char *, const char *);
int __real_pclose(FILE *);
FILE *__real_fdopen(int, const char *);
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
void __real_free(void *);
int __real_open(const char *, int, ...);
int __real_dup(int);
int __real_close(int);
int __real_pipe(int *);
DIR *__real_opendir(const char *);
int __real_closedir(DIR *);
size_t __real_fwrite(const void *, size_t, size_t, FILE *);
int __real_fputs(const char *, FILE *);
int __real_fgetc(FILE *);
ssize_t __real_read(int, void *, size_t);
ssize_t __real_write(int, const void *, size_t);

FILE *__wrap_fopen(const char *path, const char *mode) {
  if (point("fopen")) {
    errno = EMFILE;
    return nullptr;
  }
  return got("file", __real_fopen(path, mode));
}
int __wrap_fclose(FILE *f) {
  released("file", f);
  return __real_fclose(f);
}
FILE *__wrap_popen(const char *command, const char *mode) {
  return point("popen") ? nullptr : got("pipe", __real_popen(command, mode));
}
int __wrap_pclose(FILE *f) {
  released("pipe", f);
  return __real_pclose(f);
}
FILE *__wrap_fdopen(int fd, const char *mode) {
  if (point("fdopen")) {
    errno = ENOMEM;
    return nullptr;
  }
  FILE *f = __real_fdopen(fd, mode);
  if (f) {
    released("fd", number(fd));
    acquired("file", f);
  }
  return f;
}
size_t __wrap_fwrite(const void *from, size_t size, size_t count, FILE *f) {
  used("file", f);
  return __real_fwrite(from, size, count, f);
}
int __wrap_fputs(const char *text, FILE *f) {
  used("file", f);
  return __real_fputs(text, f);
}
int __wrap_fprintf(FILE *f, const char *format, ...) {
  used("file", f);
  va_list arguments;
  va_start(arguments, format);
  const int result = vfprintf(f, format, arguments);
  va_end(arguments);
  return result;
}
int __wrap_fgetc(FILE *f) {
  used("file", f);
  return __real_fgetc(f);
}

void *__wrap_malloc(size_t size) {
  if (point("malloc")) {
    errno = ENOMEM;
    return nullptr;
  }
  return got("memory", __real_malloc(size));
}
void *__wrap_calloc(size_t count, size_t size) {
  if (point("calloc")) {
    errno = ENOMEM;
    return nullptr;
  }
  return got("memory", __real_calloc(count, size));
}
void *__wrap_realloc(void *old, size_t size) {
  if (point("realloc")) {
    errno = ENOMEM;
    return nullptr;
  }
  if (old)
    released("memory", old);
  return got("memory", __real_realloc(old, size));
}
char *__wrap_strdup(const char *text) {
  if (point("strdup")) {
    errno = ENOMEM;
    return nullptr;
  }
  return got("memory", __real_strdup(text));
}
void __wrap_free(void *what) {
  if (what)
    released("memory", what);
  __real_free(what);
}

int __wrap_open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(arguments, unsigned) : 0;
  va_end(arguments);
  if (point("open")) {
    errno = EMFILE;
    return -1;
  }
  return got_fd(__real_open(path, flags, mode));
}
int __wrap_dup(int fd) {
  if (point("dup")) {
    errno = EMFILE;
    return -1;
  }
  return got_fd(__real_dup(fd));
}
int __wrap_pipe(int *fds) {
  if (point("pipe")) {
    errno = EMFILE;
    return -1;
  }
  const int result = __real_pipe(fds);
  if (result == 0) {
    got_fd(fds[0]);
    got_fd(fds[1]);
  }
  return result;
}
int __wrap_close(int fd) {
  released("fd", number(fd));
  return __real_close(fd);
}
ssize_t __wrap_read(int fd, void *into, size_t size) {
  used("fd", number(fd));
  return __real_read(fd, into, size);
}
ssize_t __wrap_write(int fd, const void *from, size_t size) {
  used("fd", number(fd));
  return __real_write(fd, from, size);
}
DIR *__wrap_opendir(const char *path) {
  if (point("opendir")) {
    errno = EMFILE;
    return nullptr;
  }
  return got("directory", __real_opendir(path));
}
int __wrap_closedir(DIR *d) {
  released("directory", d);
  return __real_closedir(d);
}

// A lock that the unfixed program keeps must not stop the run: the log alone says who holds what.
int __wrap_pthread_mutex_lock(pthread_mutex_t *m) {
  acquired("lock", m);
  return 0;
}
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m) {
  released("lock", m);
  return 0;
}
int __wrap_pthread_mutex_trylock(pthread_mutex_t *m) {
  if (point("trylock"))
    return EBUSY;
  acquired("lock", m);
  return 0;
}
int __wrap_pthread_rwlock_rdlock(pthread_rwlock_t *m) {
  acquired("lock", m);
  return 0;
}
int __wrap_pthread_rwlock_wrlock(pthread_rwlock_t *m) {
  acquired("lock", m);
  return 0;
}
int __wrap_pthread_rwlock_unlock(pthread_rwlock_t *m) {
  released("lock", m);
  return 0;
}
} // extern "C"

// operator new is replaced, not wrapped: the standard library's allocations are in the log, too. It never fails here.
static void *allocate(size_t size, const char *kind) {
  void *p = __real_malloc(size ? size : 1);
  if (!p)
    abort();
  acquired(kind, p);
  return p;
}
void *operator new(size_t size) { return allocate(size, "object"); }
void *operator new[](size_t size) { return allocate(size, "array"); }
void operator delete(void *p) noexcept {
  if (p)
    released("object", p);
  __real_free(p);
}
void operator delete[](void *p) noexcept {
  if (p)
    released("array", p);
  __real_free(p);
}
void operator delete(void *p, size_t) noexcept { operator delete(p); }
void operator delete[](void *p, size_t) noexcept { operator delete[](p); }
