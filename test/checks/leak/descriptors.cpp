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
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 's' is overwritten while it still holds the file descriptor [raii-leak]

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
