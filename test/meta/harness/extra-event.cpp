// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// The path that leaked does more than the missing release.
// CHECK: with fault 1, in scenario all: an event came that is not a missing release: . extra
#include "fault.h"

void work_bad() {
  fault::acquired("handle", "h");
  if (fault::point("first"))
    return;
  fault::released("handle", "h");
}
// FAKE: return; | warning | raii-leak | 'h' leaks | return; => return fault::released("handle", "h"), fault::note("extra");

int main() { return fault::run({{"all", [] { work_bad(); }}}); }
