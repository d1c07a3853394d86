// RUN: %check_raii %s raii-leak %t
// One buffer that is filled in two branches gets one guard; what another guard holds already gets no second.
#include <cstdio>
#include <cstdlib>
#include <raii/unique_resource.hpp>

int attempt(int);
void work(int);

int filled_on_both_sides_bad(int n) {
  char *line = NULL;
  size_t size = 0;
  if (attempt(n) < 0) {
    if (getline(&line, &size, stdin) == -1) {
      free(line);
      return n;
    }
  } else {
    if (getline(&line, &size, stdin) < 0) {
      free(line);
      throw n;
    }
    work(n);
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-13]]:9: warning: 'line' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int filled_on_both_sides_bad(int n) {
// CHECK-FIXES-NEXT:   char *line = NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit line_guard([&line] { free(line); });
// CHECK-FIXES-NEXT:   size_t size = 0;
// CHECK-FIXES-NEXT:   if (attempt(n) < 0) {
// CHECK-FIXES-NEXT:     if (getline(&line, &size, stdin) == -1) {
// CHECK-FIXES-NEXT:       return n;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   } else {
// CHECK-FIXES-NEXT:     if (getline(&line, &size, stdin) < 0) {
// CHECK-FIXES-NEXT:       throw n;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     work(n);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

int filled_beside_a_guard_bad(int n) {
  char *line = NULL;
  size_t size = 0;
  if (attempt(n) < 0) {
    if (getline(&line, &size, stdin) == -1) {
      free(line);
      return n;
    }
    raii::unique_malloc line_guard(line);
    work(n);
  } else {
    if (getline(&line, &size, stdin) < 0) {
      free(line);
      throw n;
    }
    work(n);
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-8]]:9: warning: 'line' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:9: note: no fix: the handle is assigned another value while it is held ('line')
