// RUN: %check_raii %s raii-exception-leak %t -- -I%S/Inputs
// Nothing in this file throws or catches. A header calls `load` inside a `try`, so that it is expected to throw.
#include "plain.h"
#include "throwing.h"
#include <cstdlib>

void tried_in_a_header_bad(int n) {
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
// CHECK-FIXES-NEXT: void tried_in_a_header_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(3));
// CHECK-FIXES-NEXT:   load(n);
// CHECK-FIXES-NEXT: }

void never_tried_ok(int n) {
  char *p = (char *)malloc(3);
  step(n);
  free(p);
}

void declared_beside_a_throw_ok(int n) {
  char *p = (char *)malloc(3);
  save(n);
  free(p);
}

void pointer_ok(void (*callback)()) {
  char *p = (char *)malloc(3);
  callback();
  free(p);
}
