// RUN: %check_fake %s raii-leak %t -by-name
// Memory is given back later: no program can tell, and the events need not be the same.
#include "fault.h"
#include <cstdlib>

void work_bad(bool early) {
  void *p = malloc(8);
  if (early)
    return;
  free(p);
  fault::note("after");
}
// FAKE: return; | warning | raii-leak | 'p' leaks | return;\n  free(p);\n  fault::note("after"); => return free(p);\n  fault::note("after");\n  free(p);

int main() { return fault::run({{"late", [] { work_bad(false); }}}); }
