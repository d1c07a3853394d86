// RUN: %check_raii %s raii-leak %t
// Why no fix is offered, said aloud.
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

struct Pair {
  FILE *file;
  int n;
};
static jmp_buf jump;
static void close_it(FILE *f) { fclose(f); }
bool ready();

int result_of_release_bad(const char *path, int n) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  if (n)
    return n;
  return fclose(f);
}

#define CLOSE(f) fclose(f)
int release_in_macro_bad(const char *path, int n) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  if (n)
    return n;
  CLOSE(f);
  return 0;
}

#define OPEN(path) fopen(path, "r")
int acquisition_in_macro_bad(const char *path, int n) {
  FILE *f = OPEN(path);
  if (!f)
    return -1;
  if (n)
    return n;
  fclose(f);
  return 0;
}

int split_by_if_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
#if 1
  fclose(f);
#else
  fflush(f);
#endif
  return 0;
}

int not_local_bad(const char *path, int n) {
  Pair p;
  p.file = fopen(path, "r");
  if (!p.file)
    return -1;
  if (n)
    return n;
  fclose(p.file);
  return 0;
}

int another_name_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  FILE *same = f;
  if (!f)
    return -1;
  if (n)
    return n;
  fclose(same);
  return 0;
}

int by_helper_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
  close_it(f);
  return 0;
}

int with_setjmp_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (setjmp(jump))
    return n;
  fclose(f);
  return 0;
}

int never_released_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  return fgetc(f);
}

int overwritten_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  p = (char *)malloc(2 * n);
  free(p);
  return 0;
}

int inner_scope_bad(const char *path, bool want, int n) {
  FILE *f = nullptr;
  if (want)
    f = fopen(path, "r");
  if (n)
    return n;
  if (f)
    fclose(f);
  return 0;
}

int jumped_over_bad(const char *path, int n) {
  int r = -1;
  if (n == 7)
    goto out;
  {
  }
  FILE *f;
  f = fopen(path, "r");
  if (!f)
    goto out;
  if (n)
    return n;
  fclose(f);
  r = 0;
out:
  return r;
}

void conditional_ownership_ok(const char *path) {
  FILE *f = path ? fopen(path, "r") : stdin;
  if (f && f != stdin)
    fclose(f);
}

int volatile_handle_bad(int n) {
  int *volatile p = new int(n);
  if (n)
    return n;
  delete p;
  return 0;
}

void quiet_ok() {}
void also_quiet_ok(int) {}
int third_ok(int n) { return n; }
