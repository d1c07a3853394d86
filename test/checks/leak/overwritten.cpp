// RUN: %check_raii %s raii-leak %t
// Acquired again while held, or the last name lost.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

int acquired_twice_bad(const char *a, const char *b) {
  FILE *f = fopen(a, "r");
  f = fopen(b, "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is overwritten while it still holds the file [raii-leak]
// CHECK-FIXES: #include <cstdio>
// CHECK-FIXES-NEXT: #include <cstdlib>
// CHECK-FIXES-NEXT: #include <cstring>
// CHECK-FIXES-NEXT: #include <fcntl.h>
// CHECK-FIXES-NEXT: #include <raii/unique_resource.hpp>
// CHECK-FIXES-NEXT: #include <unistd.h>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: int acquired_twice_bad(const char *a, const char *b) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(a, "r");
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   f = fopen(b, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   f_guard.reset(f);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int released_between_ok(const char *a, const char *b) {
  FILE *f = fopen(a, "r");
  if (!f)
    return -1;
  fclose(f);
  f = fopen(b, "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}

int fallback_ok(const char *a, const char *b) {
  FILE *f = fopen(a, "r");
  if (!f)
    f = fopen(b, "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}

int in_loop_bad(int n) {
  int fd = -1;
  for (int i = 0; i < n; ++i) {
    fd = open("/dev/null", O_RDONLY);
    if (fd < 0)
      return -1;
  }
  if (fd >= 0)
    close(fd);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:10: warning: 'fd' is not released on every path round the loop [raii-leak]
// CHECK-FIXES: int in_loop_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     fd.reset(open("/dev/null", O_RDONLY));
// CHECK-FIXES-NEXT:     if (!fd)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int in_loop_ok(int n) {
  int fd = -1;
  for (int i = 0; i < n; ++i) {
    if (fd >= 0)
      close(fd);
    fd = open("/dev/null", O_RDONLY);
  }
  if (fd >= 0)
    close(fd);
  return 0;
}

void set_to_null_bad() {
  char *p = (char *)malloc(3);
  if (!p)
    return;
  p = nullptr;
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-6]]:21: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: void set_to_null_bad() {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(3);
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard(p);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   p = nullptr;
// CHECK-FIXES-NEXT:   free(p);
// CHECK-FIXES-NEXT: }

void set_to_null_after_release_ok() {
  char *p = (char *)malloc(3);
  if (!p)
    return;
  free(p);
  p = nullptr;
}

void walked_pointer_bad(const char *text) {
  char *p = strdup(text);
  if (!p)
    return;
  while (*p)
    ++p;
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: 'p' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:13: note: no fix: the handle is assigned another value while it is held ('p')

void walked_copy_ok(const char *text) {
  char *p = strdup(text);
  if (!p)
    return;
  for (char *q = p; *q; ++q)
    *q = 'x';
  free(p);
}

int *replaced_in_return_bad(int n) {
  int *p = new int(n);
  if (n > 3)
    p = new int(2 * n);
  return p;
}
// CHECK-MESSAGES: :[[@LINE-5]]:12: warning: 'p' is overwritten while it still holds the object [raii-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:12: note: no fix: the handle is assigned another value while it is held ('p')

int *replaced_after_delete_ok(int n) {
  int *p = new int(n);
  if (n > 3) {
    delete p;
    p = new int(2 * n);
  }
  return p;
}
