// RUN: %check_raii %s raii-try-catch-cleanup %t
// Each callee throws in turn; the handlers were right, so the events must be the same.
#include "fault.h"
#include <cstdio>
#include <cstdlib>

static int file_bad() {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  try {
    fputs("x", f);
    fault::maybe_throw("work");
  } catch (...) {
    fclose(f);
    throw;
  }
  fclose(f);
  fault::note("closed");
  fault::maybe_throw("later");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:5: remark: cleanup is written in a catch-all handler that rethrows, and again after the try [raii-try-catch-cleanup]
// CHECK-FIXES: #include "fault.h"
// CHECK-FIXES-NEXT: #include <cstdio>
// CHECK-FIXES-NEXT: #include <cstdlib>
// CHECK-FIXES-NEXT: #include <raii/scope_exit.hpp>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: static int file_bad() {
// CHECK-FIXES-NEXT:   FILE *f = fopen("/dev/null", "w");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   fputs("x", f);
// CHECK-FIXES-NEXT:   fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   f_guard.reset();
// CHECK-FIXES-NEXT:   fault::note("closed");
// CHECK-FIXES-NEXT:   fault::maybe_throw("later");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static char *given_away_bad() {
  char *p = (char *)malloc(10);
  if (!p)
    return nullptr;
  try {
    fault::maybe_throw("fill");
  } catch (...) {
    free(p);
    throw;
  }
  return p;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-FIXES: static char *given_away_bad() {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   fault::maybe_throw("fill");
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   return p;
// CHECK-FIXES-NEXT: }

static int count = 0;

static void failure_only_bad(int n) {
  ++count;
  try {
    fault::maybe_throw("first");
    if (n)
      return;
    fault::maybe_throw("second");
  } catch (...) {
    --count;
    throw;
  }
  fault::maybe_throw("third");
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-FIXES: static void failure_only_bad(int n) {
// CHECK-FIXES-NEXT:   ++count;
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([] { --count; });
// CHECK-FIXES-NEXT:   fault::maybe_throw("first");
// CHECK-FIXES-NEXT:   if (n) {
// CHECK-FIXES-NEXT:     cleanup_guard.release();
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::maybe_throw("second");
// CHECK-FIXES-NEXT:   cleanup_guard.release();
// CHECK-FIXES-NEXT:   fault::maybe_throw("third");
// CHECK-FIXES-NEXT: }

static int loop_bad() {
  int done = 0;
  for (int i = 0; i < 3; ++i) {
    int *p = new int(i);
    try {
      fault::maybe_throw("round");
      done += *p;
    } catch (...) {
      delete p;
      throw;
    }
    delete p;
  }
  return done;
}
// CHECK-MESSAGES: :[[@LINE-8]]:7: remark: cleanup is written in a catch-all handler that rethrows, and again after the try [raii-try-catch-cleanup]
// CHECK-FIXES: static int loop_bad() {
// CHECK-FIXES-NEXT:   int done = 0;
// CHECK-FIXES-NEXT:   for (int i = 0; i < 3; ++i) {
// CHECK-FIXES-NEXT:     int *p = new int(i);
// CHECK-FIXES-NEXT:     raii::scope_exit p_guard([p] { delete p; });
// CHECK-FIXES-NEXT:     fault::maybe_throw("round");
// CHECK-FIXES-NEXT:     done += *p;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return done;
// CHECK-FIXES-NEXT: }

static void handlers_agree_bad() {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return;
  try {
    fputs("x", f);
    fault::maybe_throw("work");
  } catch (const fault::error &) {
    fclose(f);
    throw;
  } catch (...) {
    fclose(f);
    throw;
  }
  fclose(f);
  fault::note("closed");
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: remark: cleanup is written in a catch-all handler that rethrows, and again after the try [raii-try-catch-cleanup]
// CHECK-FIXES: static void handlers_agree_bad() {
// CHECK-FIXES-NEXT:   FILE *f = fopen("/dev/null", "w");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   fputs("x", f);
// CHECK-FIXES-NEXT:   fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   f_guard.reset();
// CHECK-FIXES-NEXT:   fault::note("closed");
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"handlers agree", [] { handlers_agree_bad(); }},
      {"file", [] { file_bad(); }},
      {"given away", [] { free(given_away_bad()); }},
      {"failure only", [] { failure_only_bad(0); }},
      {"count", [] { fault::note("count", count); }},
      {"returns", [] { failure_only_bad(1); }},
      {"count again", [] { fault::note("count", count); }},
      {"loop", [] { fault::note("result", loop_bad()); }},
  });
}
