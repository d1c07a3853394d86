// RUN: %check_fake %s raii-exception-leak %t -by-name
// An exception that leaves a scenario is an event, not the end.
#include "fault.h"

void work_bad() {
  fault::acquired("handle", "h");
  fault::maybe_throw("first");
  fault::released("handle", "h");
}
// FAKE: fault::maybe_throw("first"); | warning | raii-exception-leak | 'h' leaks | fault::maybe_throw("first"); => try { (fault::maybe_throw)("first"); } catch (...) { fault::released("handle", "h"); throw; }

int main() { return fault::run({{"one", [] { work_bad(); }}, {"two", [] { work_bad(); }}}); }
