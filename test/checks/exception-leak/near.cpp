// RUN: %check_raii %s raii-exception-leak %t -- -I%S/Inputs
// Nothing in this file throws or catches: what a header does speaks for what that header declares.
#include "plain.h"
#include "throwing.h"
#include <cstdlib>

void declared_beside_a_throw_bad(int n) {
  char *p = (char *)malloc(3);
  load(n);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-4]]:21: warning: 'p' is not released when 'load' throws [raii-exception-leak]
// CHECK-FIXES: #include "plain.h"
// CHECK-FIXES-NEXT: #include "throwing.h"
// CHECK-FIXES-NEXT: #include <cstdlib>
// CHECK-FIXES-NEXT: #include <raii/unique_resource.hpp>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: void declared_beside_a_throw_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(3);
// CHECK-FIXES-NEXT:   raii::unique_malloc p_guard(p);
// CHECK-FIXES-NEXT:   load(n);
// CHECK-FIXES-NEXT: }

void declared_elsewhere_ok(int n) {
  char *p = (char *)malloc(3);
  step(n);
  free(p);
}

void pointer_ok(void (*callback)()) {
  char *p = (char *)malloc(3);
  callback();
  free(p);
}
