// RUN: %check_raii %s raii-goto-cleanup %t
// Each acquisition fails in turn; the code was right, so the events must be the same.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

static int single_bad(int early) {
  int rc = -1;
  FILE *f = NULL;
  char *p = NULL;
  f = fopen("/dev/null", "r");
  if (!f)
    goto out;
  p = (char *)malloc(100);
  if (!p) {
    rc = -2;
    goto out;
  }
  if (early) {
    rc = -3;
    goto out;
  }
  fault::note("worked");
  rc = 0;
out:
  free(p);
  if (f)
    fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-6]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: #include "fault.h"
// CHECK-FIXES-NEXT: #include <cstdio>
// CHECK-FIXES-NEXT: #include <cstdlib>
// CHECK-FIXES-NEXT: #include <cstring>
// CHECK-FIXES-NEXT: #include <raii/scope_exit.hpp>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: static int single_bad(int early) {
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-NEXT:   f = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { if (f) fclose(f); });
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p = (char *)malloc(100);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("worked");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int ladder_bad(int early) {
  int rc = 0;
  FILE *f;
  char *p;
  f = fopen("/dev/null", "r");
  if (!f) {
    rc = -1;
    goto out;
  }
  p = (char *)malloc(100);
  if (!p) {
    rc = -2;
    goto close_file;
  }
  if (early) {
    rc = -3;
    goto free_memory;
  }
  fault::note("worked");
  rc = 1;
free_memory:
  free(p);
close_file:
  fclose(f);
out:
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-3]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int ladder_bad(int early) {
// CHECK-FIXES-NEXT:   FILE *f;
// CHECK-FIXES-NEXT:   char *p;
// CHECK-FIXES-NEXT:   f = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:   if (!f) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   p = (char *)malloc(100);
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("worked");
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

static char *failure_bad(int early) {
  char *p = (char *)malloc(10);
  FILE *f;
  if (!p)
    return NULL;
  f = fopen("/dev/zero", "r");
  if (!f)
    goto fail;
  if (early)
    goto fail_close;
  fclose(f);
  return p;
fail_close:
  fclose(f);
fail:
  free(p);
  return NULL;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'fail' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static char *failure_bad(int early) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   FILE *f;
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   f = fopen("/dev/zero", "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   f_guard.release();
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   fclose(f);
// CHECK-FIXES-NEXT:   return p;
// CHECK-FIXES-NEXT: }

static void loops_bad(int n) {
  char *copy = strdup("loops");
  if (!copy)
    return;
  for (int i = 0; i < 5; ++i)
    switch (i) {
    case 3:
      if (n == i)
        goto out;
      break;
    default:
      while (n == i)
        goto out;
    }
  fault::note("all");
out:
  fault::note(copy);
  free(copy);
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static void loops_bad(int n) {
// CHECK-FIXES-NEXT:   char *copy = strdup("loops");
// CHECK-FIXES-NEXT:   if (!copy)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([copy] { fault::note(copy); free(copy); });
// CHECK-FIXES-NEXT:   for (int i = 0; i < 5; ++i)
// CHECK-FIXES-NEXT:     switch (i) {
// CHECK-FIXES-NEXT:     case 3:
// CHECK-FIXES-NEXT:       if (n == i)
// CHECK-FIXES-NEXT:         return;
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     default:
// CHECK-FIXES-NEXT:       while (n == i)
// CHECK-FIXES-NEXT:         return;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   fault::note("all");
// CHECK-FIXES-NEXT: }

// The good path closes by itself before something that throws: the guards must be cancelled by then.
static char *throws_later_bad(int early) {
  char *p = strdup("later");
  FILE *f;
  if (!p)
    return NULL;
  f = fopen("/dev/null", "r");
  if (!f)
    goto fail;
  if (early)
    goto fail_close;
  fclose(f);
  fault::note("closed");
  if (*p == 'l') {
    fault::maybe_throw("later");
    return p;
  }
  return p;
fail_close:
  fclose(f);
fail:
  free(p);
  return NULL;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'fail' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: the code has a shape that the rewriter does not know (a return without the cleanup comes after a part of it)

static char *throws_near_bad(int early) {
  char *p = strdup("near");
  if (!p)
    return NULL;
  if (early)
    goto fail;
  free(p);
  fault::maybe_throw("near");
  return NULL;
fail:
  free(p);
  fault::note("failed");
  return NULL;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'fail' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static char *throws_near_bad(int early) {
// CHECK-FIXES-NEXT:   char *p = strdup("near");
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([p] { free(p); fault::note("failed"); });
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   cleanup_guard.release();
// CHECK-FIXES-NEXT:   free(p);
// CHECK-FIXES-NEXT:   fault::maybe_throw("near");
// CHECK-FIXES-NEXT:   return NULL;
// CHECK-FIXES-NEXT: }

static int kept_ok() {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}

int main() {
  return fault::run({{"single", [] { fault::note("rc", single_bad(0)); }},
                     {"single early", [] { fault::note("rc", single_bad(1)); }},
                     {"ladder", [] { fault::note("rc", ladder_bad(0)); }},
                     {"ladder early", [] { fault::note("rc", ladder_bad(1)); }},
                     {"failure", [] { free(failure_bad(0)); }},
                     {"failure early", [] { free(failure_bad(1)); }},
                     {"loops", [] { loops_bad(9); }},
                     {"loops at 2", [] { loops_bad(2); }},
                     {"loops at 3", [] { loops_bad(3); }},
                     {"throws later", [] { free(throws_later_bad(0)); }},
                     {"throws later early", [] { free(throws_later_bad(1)); }},
                     {"throws near", [] { throws_near_bad(0); }},
                     {"throws near early", [] { throws_near_bad(1); }},
                     {"kept", [] { kept_ok(); }}});
}
