// RUN: %check_raii %s raii-leak %t
// Descriptors: what errno says after the function must not change by the release that is added.
#include "fault.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int size_bad(const char *path, const char *missing) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  struct stat s;
  if (stat(missing, &s) != 0)
    return -1;
  close(fd);
  return (int)s.st_size;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int size_bad(const char *path, const char *missing) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   struct stat s;
// CHECK-FIXES-NEXT:   if (stat(missing, &s) != 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return (int)s.st_size;
// CHECK-FIXES-NEXT: }

static int first_bad(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd == -1)
    return -1;
  char c;
  if (read(fd, &c, 1) != 1)
    return -2;
  close(fd);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int first_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char c;
// CHECK-FIXES-NEXT:   if (read(fd.get(), &c, 1) != 1)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

static int two_bad() {
  int a = open("/dev/null", O_RDONLY);
  if (a < 0)
    return -1;
  int b = dup(a);
  if (b < 0)
    return -1;
  close(b);
  close(a);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:11: warning: 'a' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int two_bad() {
// CHECK-FIXES-NEXT:   raii::unique_fd a(open("/dev/null", O_RDONLY));
// CHECK-FIXES-NEXT:   if (!a)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   int b = dup(a.get());
// CHECK-FIXES-NEXT:   if (b < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   close(b);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static void errno_after(int result) {
  const int e = errno;
  fault::note("result", result);
  fault::note("errno", e);
}

int main() {
  return fault::run({
      {"size", [] { errno = 0; errno_after(size_bad("/dev/null", "/dev/null")); }},
      {"size of missing", [] { errno = 0; errno_after(size_bad("/dev/null", "/dev/null/missing")); }},
      {"first", [] { errno = 0; errno_after(first_bad("/dev/null")); }},
      {"two", [] { errno = 0; errno_after(two_bad()); }},
  });
}
