#pragma once
#include <cstdio>

inline int shared(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n > 1)
    return n;
  fclose(f);
  return 0;
}
