// RUN: %check_raii %s raii-leak %t
// File descriptors, mappings, libraries and other handles of POSIX.
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <regex.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>

int open_bad(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  char c;
  if (read(fd, &c, 1) != 1)
    return -1;
  close(fd);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: #include <dlfcn.h>
// CHECK-FIXES-NEXT: #include <fcntl.h>
// CHECK-FIXES-NEXT: #include <netdb.h>
// CHECK-FIXES-NEXT: #include <regex.h>
// CHECK-FIXES-NEXT: #include <sys/mman.h>
// CHECK-FIXES-NEXT: #include <sys/socket.h>
// CHECK-FIXES-NEXT: #include <unistd.h>
// CHECK-FIXES-NEXT: #include <cerrno>
// CHECK-FIXES-NEXT: #include <cstdio>
// CHECK-FIXES-NEXT: #include <cstdlib>
// CHECK-FIXES-NEXT: #include <raii/scope_exit.hpp>
// CHECK-FIXES-NEXT: #include <raii/unique_resource.hpp>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: int open_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char c;
// CHECK-FIXES-NEXT:   if (read(fd.get(), &c, 1) != 1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

int open_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd == -1)
    return -1;
  char c = 0;
  if (read(fd, &c, 1) != 1) {
    close(fd);
    return -1;
  }
  close(fd);
  return c;
}

int compared_with_minus_one_bad(const char *path, int n) {
  const int fd = open(path, O_RDONLY);
  if (fd == -1)
    return -1;
  if (n)
    return n;
  close(fd);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:18: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int compared_with_minus_one_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   const int fd = open(path, O_RDONLY);
// CHECK-FIXES-NEXT:   if (fd == -1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::unique_fd fd_guard(fd);
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int closed_only_when_valid_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  int n = 0;
  if (fd >= 0)
    n = 1;
  if (fd >= 0)
    close(fd);
  return n;
}

int dup_bad(int fd) {
  int copy = dup(fd);
  if (copy < 0)
    return -1;
  if (lseek(copy, 0, SEEK_SET) < 0)
    return -1;
  close(copy);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: warning: 'copy' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int dup_bad(int fd) {
// CHECK-FIXES-NEXT:   raii::unique_fd copy(dup(fd));
// CHECK-FIXES-NEXT:   if (!copy)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (lseek(copy.get(), 0, SEEK_SET) < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int socket_bad(const sockaddr *to, socklen_t size) {
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0)
    return -1;
  if (connect(s, to, size) != 0)
    return -1;
  close(s);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:11: warning: 's' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int socket_bad(const sockaddr *to, socklen_t size) {
// CHECK-FIXES-NEXT:   raii::unique_fd s(socket(AF_INET, SOCK_STREAM, 0));
// CHECK-FIXES-NEXT:   if (!s)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (connect(s.get(), to, size) != 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int socket_ok(const sockaddr *to, socklen_t size) {
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0)
    return -1;
  if (connect(s, to, size) != 0) {
    close(s);
    return -1;
  }
  close(s);
  return 0;
}

int accept_bad(int listener) {
  for (;;) {
    int s = accept(listener, nullptr, nullptr);
    if (s < 0)
      return -1;
    char c;
    if (recv(s, &c, 1, 0) != 1)
      continue;
    close(s);
  }
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 's' is not released on every path round the loop [raii-leak]
// CHECK-FIXES: int accept_bad(int listener) {
// CHECK-FIXES-NEXT:   for (;;) {
// CHECK-FIXES-NEXT:     raii::unique_fd s(accept(listener, nullptr, nullptr));
// CHECK-FIXES-NEXT:     if (!s)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     char c;
// CHECK-FIXES-NEXT:     if (recv(s.get(), &c, 1, 0) != 1)
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

int accept_ok(int listener) {
  for (;;) {
    int s = accept(listener, nullptr, nullptr);
    if (s < 0)
      return -1;
    close(s);
  }
}

int temporary_bad(char *name) {
  int fd = mkstemp(name);
  if (fd < 0)
    return 1;
  if (write(fd, "x", 1) != 1)
    return 2;
  close(fd);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int temporary_bad(char *name) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(mkstemp(name));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (write(fd.get(), "x", 1) != 1)
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int mapping_bad(int fd, size_t size) {
  void *p = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (p == MAP_FAILED)
    return -1;
  if (*(char *)p == 'x')
    return 1;
  munmap(p, size);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int mapping_bad(int fd, size_t size) {
// CHECK-FIXES-NEXT:   void *p = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
// CHECK-FIXES-NEXT:   if (p == MAP_FAILED)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p, size] { munmap(p, size); });
// CHECK-FIXES-NEXT:   if (*(char *)p == 'x')
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int mapping_ok(int fd, size_t size) {
  void *p = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (p == MAP_FAILED)
    return -1;
  munmap(p, size);
  return 0;
}

int library_bad(const char *name) {
  void *library = dlopen(name, RTLD_NOW);
  if (!library)
    return -1;
  if (!dlsym(library, "entry"))
    return -2;
  dlclose(library);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:19: warning: 'library' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int library_bad(const char *name) {
// CHECK-FIXES-NEXT:   void *library = dlopen(name, RTLD_NOW);
// CHECK-FIXES-NEXT:   if (!library)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit library_guard([library] { const int kept = errno; dlclose(library); errno = kept; });
// CHECK-FIXES-NEXT:   if (!dlsym(library, "entry"))
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int addresses_bad(const char *host) {
  addrinfo *list = nullptr;
  if (getaddrinfo(host, nullptr, nullptr, &list) != 0)
    return -1;
  if (!list->ai_next)
    return 1;
  freeaddrinfo(list);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:7: warning: 'list' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int addresses_bad(const char *host) {
// CHECK-FIXES-NEXT:   addrinfo *list = nullptr;
// CHECK-FIXES-NEXT:   if (getaddrinfo(host, nullptr, nullptr, &list) != 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit list_guard([list] { freeaddrinfo(list); });
// CHECK-FIXES-NEXT:   if (!list->ai_next)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int addresses_ok(const char *host) {
  addrinfo *list = nullptr;
  if (getaddrinfo(host, nullptr, nullptr, &list) != 0)
    return -1;
  freeaddrinfo(list);
  return 0;
}

bool expression_bad(const char *text) {
  regex_t re;
  if (regcomp(&re, "a*", 0) != 0)
    return false;
  if (regexec(&re, text, 0, nullptr, 0) == 0)
    return true;
  regfree(&re);
  return false;
}
// CHECK-MESSAGES: :[[@LINE-7]]:7: warning: 're' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: bool expression_bad(const char *text) {
// CHECK-FIXES-NEXT:   regex_t re;
// CHECK-FIXES-NEXT:   if (regcomp(&re, "a*", 0) != 0)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::scope_exit re_guard([&re] { regfree(&re); });
// CHECK-FIXES-NEXT:   if (regexec(&re, text, 0, nullptr, 0) == 0)
// CHECK-FIXES-NEXT:     return true;
// CHECK-FIXES-NEXT:   return false;
// CHECK-FIXES-NEXT: }

bool expression_ok(const char *text) {
  regex_t re;
  if (regcomp(&re, "a*", 0) != 0)
    return false;
  const bool hit = regexec(&re, text, 0, nullptr, 0) == 0;
  regfree(&re);
  return hit;
}

int stream_takes_descriptor_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "r");
  if (!f) {
    close(fd);
    return -1;
  }
  fclose(f);
  return 0;
}

int stream_takes_it_or_not_bad(const char *path, int n) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  if (n)
    return n;
  FILE *f = fdopen(fd, "r");
  if (f == NULL) {
    close(fd);
    return -1;
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:12: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int stream_takes_it_or_not_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   FILE *f = fdopen(fd.get(), "r");
// CHECK-FIXES-NEXT:   if (f == NULL) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fd.release();
// CHECK-FIXES-NEXT:   fclose(f);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

FILE *stream_is_returned_bad(const char *path, int n) {
  int fd = open(path, O_RDONLY);
  if (fd < 0 || n)
    return nullptr;
  return fdopen(fd, "r");
}
// CHECK-MESSAGES: :[[@LINE-5]]:12: warning: 'fd' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:12: note: no fix: the code has a shape that the rewriter does not know (the call that takes it may fail, and its result is not tested directly after)

int stream_does_not_take_it_bad(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: warning: 'fd' is never released [raii-leak]
// CHECK-FIXES: int stream_does_not_take_it_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   FILE *f = fdopen(fd.get(), "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fd.release();
// CHECK-FIXES-NEXT:   fclose(f);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

void child_process_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return;
  if (fork() == 0) {
    execl("/bin/true", "true", nullptr);
    _exit(1);
  }
  close(fd);
}
