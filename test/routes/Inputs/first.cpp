#include "shared.h"
#include <cstdio>

// Safe: nothing observable stands between the close and the end.
int safe(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
  fclose(f);
  return 0;
}

int in_header(const char *path) { return shared(path, 1); }
