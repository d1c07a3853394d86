#include <cstdio>

// The result of the last close is the function's: a guard would lose it, or the fix is no fix at all.
int close_counts(const char *path, int n) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  if (n)
    return n;
  fputs("text", f);
  return fclose(f);
}
