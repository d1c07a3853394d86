// What the calls of random programs do: they ask the fault vector what happens, and write it down.
//
// A vector is the sequence of answers to the questions that a run asks: does this call fail, does it throw, is this
// condition true.
//
// Differs from test/Inputs/fault_runtime.cpp, which runs one vector a process and logs to a file: here a vector takes
// microseconds, and nothing is really opened.
#include "runtime.h"
#include "fuzz.h"
#include <cstring>
#include <new>

Recording now;

namespace {

int loops[4096];
struct Read {
  const void *site;
  int times;
} linesRead[64]; // by the call; no container, which would allocate
alignas(16) char arena[1 << 16];
size_t arenaUsed;

void event(char what, int a = 0, int b = 0) {
  if (!now.on)
    return;
  if (now.events.size() > 400)
    throw TooLong();
  now.events.push_back({what, a, b});
}

/// The events of the callee itself must not throw TooLong where the mock is noexcept.
void quietly(char what, int a = 0, int b = 0) noexcept {
  if (now.on && now.events.size() <= 4000)
    now.events.push_back({what, a, b});
}

} // namespace

int choose(int arity) {
  if (!now.on)
    return 0;
  if (now.asked == now.vector.size()) {
    if (now.asked > 4000)
      return 0; // the events will be too many soon
    unsigned char answer = 0;
    if (now.sampling && now.asked < 60) {
      now.random = now.random * 1664525u + 1013904223u;
      answer = (now.random >> 16) % 3 ? (now.random >> 20) % arity : 0;
    }
    now.vector.push_back({answer, (unsigned char)arity});
  }
  const Point p = now.vector[now.asked++];
  return p.answer < arity ? p.answer : 0;
}

void startRun() {
  now.events.clear();
  now.resources.clear();
  memset(loops, 0, sizeof loops);
  memset(linesRead, 0, sizeof linesRead);
  arenaUsed = 0;
  now.asked = 0;
  now.calleeThrew = false;
  now.events.reserve(4100);
  now.resources.reserve(4100);
  now.vector.reserve(4100);
  errno = 1;
  now.on = true;
}

namespace {

void *take(size_t size) {
  void *p = arena + arenaUsed;
  arenaUsed += (size + 31) / 16 * 16;
  if (arenaUsed > sizeof arena - 4096)
    throw TooLong();
  return p;
}
bool inArena(const void *p) { return p >= arena && p < arena + sizeof arena; }

int indexOf(Kind kind, const void *key) {
  for (int i = (int)now.resources.size(); i-- > 0;)
    if (now.resources[i].kind == kind && now.resources[i].key == key)
      return i;
  return -1;
}

/// Locks, states and transactions leave errno alone, as unlock() and pthread_mutex_unlock() do, and so does giving
/// memory back (POSIX of 2024; glibc since 2.33).
bool touchesErrno(Kind kind) {
  return kind != Kind::Memory && kind != Kind::Object && kind != Kind::Array && kind != Kind::Lock && kind != Kind::Transaction && kind != Kind::Section && kind != Kind::Batch && kind != Kind::Lamp && kind != Kind::Shared;
}

void acquired(Kind kind, const void *key, const void *site) {
  if (!now.on)
    return;
  const int old = indexOf(kind, key);
  if (old >= 0 && now.resources[old].held)
    quietly('!', 1, (int)kind); // taken while it is held
  if (touchesErrno(kind))
    errno = ReleaseErrno; // a call that succeeds may leave anything there
  now.resources.push_back({kind, key, site, true});
  quietly('+', (int)kind, (int)now.resources.size() - 1);
}

void released(Kind kind, const void *key, char how = '-') {
  if (!now.on)
    return;
  const int i = indexOf(kind, key);
  if (i < 0 || !now.resources[i].held)
    return quietly('!', i < 0 ? 2 : 3, (int)kind); // 2: never acquired, 3: released already
  now.resources[i].held = false;
  quietly(how, (int)kind, i);
  if (touchesErrno(kind))
    errno = ReleaseErrno;
}

void used(Kind kind, const void *key, int id) {
  const int i = indexOf(kind, key);
  if (i < 0 || !now.resources[i].held)
    quietly('!', 4, (int)kind);
  quietly('u', i, id);
}

bool fails(int error) {
  if (!choose(2))
    return false;
  errno = error;
  return true;
}

void maybeThrow(int id) {
  const int what = choose(now.throwsMemory ? 3 : 2);
  if (!what)
    return;
  now.calleeThrew = true;
  if (what == 2)
    throw std::bad_alloc();
  throw Error{id};
}

} // namespace

#define SITE __builtin_return_address(0)

Mutex mutexes[4], m0, m1, m2;
pthread_mutex_t pm0, pm1, pm2;
Db db0, db1;
Canvas canvas0, canvas1;
Section sec0, sec1;
Lamp lamp0, lamp1;
Shared shared0, shared1;

extern "C" {
int cond(int id) {
  const int r = choose(2);
  event('a', id, r);
  return r;
}
int more(int id) {
  const int r = loops[id] < 2 ? choose(2) : 0;
  loops[id] += r;
  event('a', id, r);
  return r;
}
int pick(int id, int count) {
  const int r = choose(count);
  event('a', id, r);
  return r;
}
int attempt(int id) {
  const bool failed = fails(200 + id);
  event('a', id, failed);
  return failed ? -1 : 0;
}
void step(int id) { event('w', id); }
int value(int id) {
  event('w', id);
  return id;
}
void said(int id, int what) { event('w', id, what); }

FILE *__wrap_fopen(const char *, const char *) {
  if (fails(24))
    return nullptr;
  void *p = take(8);
  acquired(Kind::File, p, SITE);
  return (FILE *)p;
}
bool releaseFails(Kind kind, const void *key) {
  const int i = indexOf(kind, key);
  return now.releasesFail == 1 || (now.releasesFail > 1 && i >= 0 && i % 2 == now.releasesFail - 2);
}
int releaseResult(Kind kind, const void *key) {
  if (!releaseFails(kind, key))
    return 0;
  errno = ReleaseErrno; // whoever does not look at the result has no use for it
  return -1;
}
int __wrap_fclose(FILE *f) {
  released(Kind::File, f);
  return releaseResult(Kind::File, f);
}
/// Keeps a buffer that there is, and makes one even if there is nothing to read, as glibc's does.
ssize_t __wrap_getline(char **line, size_t *size, FILE *) {
  if (*line) {
    used(Kind::Memory, *line, 0);
  } else {
    *line = (char *)take(64);
    *size = 64;
    acquired(Kind::Memory, *line, SITE);
  }
  Read *r = linesRead;
  while (r->site && r->site != SITE && r + 1 != linesRead + 64)
    ++r;
  r->site = SITE;
  if (r->times >= 2 || fails(26)) // so that loops end
    return -1;
  ++r->times;
  return 1;
}
int __wrap_fputs(const char *, FILE *f) {
  used(Kind::File, f, 0);
  return 1;
}
int __wrap_open(const char *, int, ...) {
  if (fails(23))
    return -1;
  const int fd = 3 + (int)now.resources.size();
  acquired(Kind::Fd, (const void *)(long)fd, SITE);
  return fd;
}
ssize_t __wrap_write(int fd, const void *, size_t) {
  used(Kind::Fd, (const void *)(long)fd, 0);
  return 1;
}
int __wrap_close(int fd) {
  released(Kind::Fd, (const void *)(long)fd);
  return releaseResult(Kind::Fd, (const void *)(long)fd);
}
void *__wrap_malloc(size_t size) {
  if (fails(12))
    return nullptr;
  void *p = take(size);
  acquired(Kind::Memory, p, SITE);
  return p;
}
void *__wrap_realloc(void *old, size_t size) {
  if (fails(13))
    return nullptr;
  void *p = take(size);
  if (old)
    released(Kind::Memory, old);
  acquired(Kind::Memory, p, SITE);
  return p;
}
void __wrap_free(void *p) {
  if (p)
    released(Kind::Memory, p);
}
int __wrap_pthread_mutex_lock(pthread_mutex_t *m) {
  acquired(Kind::Lock, m, SITE);
  return 0;
}
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m) {
  released(Kind::Lock, m);
  return releaseFails(Kind::Lock, m);
}
Widget *widget_open(int) {
  if (fails(21))
    return nullptr;
  void *p = take(8);
  acquired(Kind::Widget, p, SITE);
  return (Widget *)p;
}
void widget_use(Widget *w, int id) { used(Kind::Widget, w, id); }
void widget_close(Widget *w) { released(Kind::Widget, w); }
void widget_keep(Widget *w) { released(Kind::Widget, w, 'h'); }
int session_create(int, Session **out) {
  if (fails(22))
    return -1;
  void *p = take(8);
  acquired(Kind::Session, p, SITE);
  *out = (Session *)p;
  return 0;
}
void session_use(Session *s, int id) { used(Kind::Session, s, id); }
void session_destroy(Session *s) {
  if (s)
    released(Kind::Session, s);
}
int conn_open(int, Conn **out) {
  void *p = take(8);
  acquired(Kind::Connection, p, SITE);
  *out = (Conn *)p;
  return fails(25) ? -1 : 0; // held, whatever it says
}
int conn_status(Conn *c) {
  used(Kind::Connection, c, 0);
  return 0;
}
void conn_close(Conn *c) {
  if (c)
    released(Kind::Connection, c);
}
void section_enter(Section *s) { acquired(Kind::Section, s, SITE); }
void section_leave(Section *s) { released(Kind::Section, s); }
void lamp_set(Lamp *l, int on) {
  if (on)
    acquired(Kind::Lamp, l, SITE);
  else
    released(Kind::Lamp, l);
}
void shared_ref(Shared *s) { acquired(Kind::Shared, s, SITE); }
void shared_unref(Shared *s) { released(Kind::Shared, s); }
} // extern "C"

void work(int id) {
  event('w', id);
  maybeThrow(id);
}
int compute(int id) {
  event('w', id);
  maybeThrow(id);
  return id;
}
void print(FILE *f, int id) {
  used(Kind::File, f, id);
  maybeThrow(id);
}

int Obj::peek(int id) const noexcept {
  used(Kind::Object, this, id);
  return id;
}
void Mutex::lock() { acquired(Kind::Lock, this, SITE); }
bool Mutex::try_lock() {
  if (choose(2))
    return false;
  acquired(Kind::Lock, this, SITE);
  return true;
}
void Mutex::unlock() { released(Kind::Lock, this); }
void Db::begin() {
  maybeThrow(900);
  acquired(Kind::Transaction, this, SITE);
}
void Db::commit() noexcept { released(Kind::Transaction, this, 'c'); }
void Db::rollback() noexcept { released(Kind::Transaction, this); }
void Canvas::beginBatch() noexcept { acquired(Kind::Batch, this, SITE); }
void Canvas::endBatch() noexcept { released(Kind::Batch, this); }

extern "C" void *__real_malloc(size_t);
extern "C" void __real_free(void *);
static void *allocate(size_t size, Kind kind, const void *site) {
  if (!now.on) {
    void *p = __real_malloc(size ? size : 1);
    if (!p)
      abort();
    return p;
  }
  if (choose(2)) {
    now.calleeThrew = true;
    throw std::bad_alloc();
  }
  void *p = take(size);
  acquired(kind, p, site);
  return p;
}
static void deallocate(void *p, Kind kind) noexcept {
  if (!inArena(p))
    return __real_free(p);
  const int i = indexOf(kind == Kind::Object ? Kind::Array : Kind::Object, p);
  if (i >= 0 && now.resources[i].held)
    quietly('!', 5, (int)kind); // delete of an array or the other way round
  released(kind, p);
}
void *Coroutine::promise_type::operator new(size_t size) { return __real_malloc(size); }
void Coroutine::promise_type::operator delete(void *p, size_t) noexcept {
  const int kept = errno;
  __real_free(p);
  errno = kept;
}
Later later(int id) noexcept {
  quietly('w', id);
  return {};
}
int finish(Coroutine c) {
  while (!c.frame.done())
    c.frame.resume();
  const int result = c.frame.promise().result;
  const std::exception_ptr error = c.frame.promise().error;
  c.frame.destroy();
  if (error)
    std::rethrow_exception(error);
  return result;
}
void *operator new(size_t size) { return allocate(size, Kind::Object, SITE); }
void *operator new[](size_t size) { return allocate(size, Kind::Array, SITE); }
void operator delete(void *p) noexcept { deallocate(p, Kind::Object); }
void operator delete[](void *p) noexcept { deallocate(p, Kind::Array); }
void operator delete(void *p, size_t) noexcept { deallocate(p, Kind::Object); }
void operator delete[](void *p, size_t) noexcept { deallocate(p, Kind::Array); }

