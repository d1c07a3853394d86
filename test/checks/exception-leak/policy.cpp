// RUN: %check_raii %s raii-exception-leak %t
// Nothing in this unit throws or catches: for memory and handles only documented throws count.
#include <cstdio>
#include <cstdlib>
#include <string>

void unknown();

int unknown_callee_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  unknown();
  fclose(f);
  return 0;
}

int pointer_ok(void (*callback)()) {
  char *p = (char *)malloc(3);
  callback();
  free(p);
  return 0;
}

int allocation_ok() {
  char *p = (char *)malloc(3);
  int *q = new int(1);
  delete q;
  free(p);
  return 0;
}
