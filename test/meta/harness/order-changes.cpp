// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// The fix closes, but before the last write: the events move.
// CHECK: without a fault, in scenario late:
#include "fault.h"
#include <cstdio>

void write_bad() {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return;
  fault::note("before");
  fclose(f);
  fault::note("after");
}
// FAKE: fclose(f);\n  fault::note("after"); | warning | raii-leak | 'f' leaks | fclose(f);\n  fault::note("after"); => fault::note("after");\n  std::fclose(f);

int main() { return fault::run({{"late", [] { write_bad(); }}}); }
