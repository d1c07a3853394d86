// RUN: %check_fake %s raii-leak %t
// What must pass: expected finding, fix, names, and a run with faults.
#include "fault.h"
#include <cstdio>

int read_bad(bool early) {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  fault::maybe_throw("work");
  if (early)
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: 'f' leaks [raii-leak]
// CHECK-FIXES: return fclose(f), 1;
// FAKE: return 1; | warning | raii-leak | 'f' leaks | return 1; => return fclose(f), 1;
// FAKE: leave no trace | warning | raii-leak | never seen

int fine_ok() { return 0; }

int main() {
  return fault::run({{"early", [] { read_bad(true); }}, {"late", [] { read_bad(false); }}});
}
