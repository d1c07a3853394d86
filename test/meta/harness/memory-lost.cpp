// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// Memory is not given back any more, on a path that was right.
// CHECK: without a fault, in scenario late: leaks what did not leak: memory 1
#include "fault.h"
#include <cstdlib>

void work_bad(bool early) {
  void *p = malloc(8);
  if (early)
    return;
  free(p);
  fault::note("after");
}
// FAKE: return; | warning | raii-leak | 'p' leaks | return;\n  free(p);\n => return free(p);\n

int main() { return fault::run({{"late", [] { work_bad(false); }}}); }
