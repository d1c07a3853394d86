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
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int result_of_release_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return fclose(f.release());
// CHECK-FIXES-NEXT: }

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
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: the code comes from a macro

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
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: the code comes from a macro

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
// CHECK-MESSAGES: :[[@LINE-12]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-13]]:13: note: no fix: an #if splits the code that would change

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
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'p.file' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:12: note: no fix: the handle does not live in a local variable

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
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:13: note: no fix: it is released through another name

int by_helper_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
  close_it(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: it is released by a helper function ('close_it')

// Functions with setjmp are not followed at all: which code runs after it is not in the control-flow graph.
int FN_with_setjmp_bad(const char *path, int n) {
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
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'f' is never released [raii-leak]
// CHECK-FIXES: int never_released_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return fgetc(f.get());
// CHECK-FIXES-NEXT: }

int overwritten_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  p = (char *)malloc(2 * n);
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:21: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: int overwritten_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(n);
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard(p);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p = (char *)malloc(2 * n);
// CHECK-FIXES-NEXT:   p_guard.reset(p);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-MESSAGES: :[[@LINE-7]]:9: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int inner_scope_bad(const char *path, bool want, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f;
// CHECK-FIXES-NEXT:   if (want)
// CHECK-FIXES-NEXT:     f.reset(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-MESSAGES: :[[@LINE-10]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:7: note: no fix: a goto or case label jumps over the place of the guard (label 'out')

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
// CHECK-MESSAGES: :[[@LINE-6]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:21: note: no fix: the handle is volatile, atomic or a bit-field ('p')

void quiet_ok() {}
void also_quiet_ok(int) {}
int third_ok(int n) { return n; }

// Handed over on one side, lost on the other: no guard can be cancelled for both.
char *under_condition_bad(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return nullptr;
  if (n > 10) {
    free(p);
    return nullptr;
  }
  return n ? p : nullptr;
}
// CHECK-MESSAGES: :[[@LINE-9]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:21: note: no fix: it is owned on some paths only (it is handed over under a condition inside of the statement)
