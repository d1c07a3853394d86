// RUN: %check_raii %s raii-leak %t -pairs=%S/Inputs/positive.yaml
// A guard that takes a failure for a resource would release it: raii::unique_fd would close descriptor 0. One with a lambda stands
// behind the test instead. The events are the same before and after, with each call failing.
#include "fault.h"
#include <fcntl.h>
#include <unistd.h>

static int open_positive(const char *path) {
  const int fd = open(path, O_RDONLY);
  return fd < 0 ? 0 : fd;
}
static int use(int fd) {
  char c = 0;
  return static_cast<int>(read(fd, &c, 1));
}

static int tested_with_it_bad(const char *path) {
  int fd;
  if ((fd = open_positive(path)) <= 0)
    return 1;
  if (fault::point("early"))
    return 2;
  const int r = use(fd);
  close(fd);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int tested_with_it_bad(const char *path) {
// CHECK-FIXES-NEXT:   int fd;
// CHECK-FIXES-NEXT:   if ((fd = open_positive(path)) <= 0)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit fd_guard([fd] { close(fd); });
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int r = use(fd);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int tested_behind_it_bad(const char *path) {
  int fd = open_positive(path);
  if (fd <= 0)
    return 1;
  if (fault::point("early"))
    return 2;
  const int r = use(fd);
  close(fd);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int tested_behind_it_bad(const char *path) {
// CHECK-FIXES-NEXT:   int fd = open_positive(path);
// CHECK-FIXES-NEXT:   if (fd <= 0)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit fd_guard([fd] { close(fd); });
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int r = use(fd);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int for_a_branch_bad(const char *path) {
  int fd;
  if ((fd = open_positive(path)) > 0) {
    if (fault::point("early"))
      return 2;
    const int r = use(fd);
    close(fd);
    return r;
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int for_a_branch_bad(const char *path) {
// CHECK-FIXES-NEXT:   int fd;
// CHECK-FIXES-NEXT:   if ((fd = open_positive(path)) > 0) {
// CHECK-FIXES-NEXT:     raii::scope_exit fd_guard([fd] { close(fd); });
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     const int r = use(fd);
// CHECK-FIXES-NEXT:     return r;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

static int filled_in_branches_bad(const char *path, bool early) {
  int fd = -1;
  if (early)
    fd = open_positive(path);
  else
    fd = open_positive("/dev/null");
  if (fd <= 0)
    return 1;
  if (fault::point("early"))
    return 2;
  const int r = use(fd);
  close(fd);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-11]]:10: warning: 'fd' is not released on every path out of the function [raii-leak]

int main() {
  return fault::run({
      {"with it", [] { fault::note("result", tested_with_it_bad("/dev/null")); }},
      {"behind it", [] { fault::note("result", tested_behind_it_bad("/dev/null")); }},
      {"branch", [] { fault::note("result", for_a_branch_bad("/dev/null")); }},
      {"branches", [] { fault::note("result", filled_in_branches_bad("/dev/null", true)); }},
  });
}
