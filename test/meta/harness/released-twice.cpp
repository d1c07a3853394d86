// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// The fix releases on the path that leaked, and a second time on the path that did not.
// CHECK: with fault 2, in scenario all: released twice: handle 1
#include "fault.h"

static void open_it() { fault::acquired("handle", "h"); }
static void close_it() { fault::released("handle", "h"); }

void work_bad() {
  open_it();
  if (fault::point("first"))
    return;
  if (fault::point("second"))
    return close_it();
  fault::note("late");
  close_it();
}
// FAKE: return; | warning | raii-leak | 'h' leaks | return; => return close_it();
// FAKE: return close_it();\n  fault | warning | raii-leak | 'h' leaks again | return close_it();\n => return close_it(), close_it();\n

int main() { return fault::run({{"all", [] { work_bad(); }}}); }
