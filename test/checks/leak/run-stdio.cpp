// RUN: %check_raii %s raii-leak %t
// Streams: the events before and after the fix, with each call failing.
#include "fault.h"
#include <cstdio>

static int copy_bad(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  if (!in)
    return 1;
  FILE *out = fopen(to, "w");
  if (!out)
    return 2;
  fputs("head", out);
  if (fault::point("body")) {
    fclose(in);
    return 3;
  }
  fputs("body", out);
  fclose(out);
  fclose(in);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:14: warning: 'in' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-14]]:15: warning: 'out' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: #include "fault.h"
// CHECK-FIXES-NEXT: #include <cstdio>
// CHECK-FIXES-NEXT: #include <raii/unique_resource.hpp>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: static int copy_bad(const char *from, const char *to) {
// CHECK-FIXES-NEXT:   raii::unique_file in(fopen(from, "r"));
// CHECK-FIXES-NEXT:   if (!in)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_file out(fopen(to, "w"));
// CHECK-FIXES-NEXT:   if (!out)
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   fputs("head", out.get());
// CHECK-FIXES-NEXT:   if (fault::point("body")) {
// CHECK-FIXES-NEXT:     return 3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fputs("body", out.get());
// CHECK-FIXES-NEXT:   out.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int early_bad(int n) {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  if (n == 1)
    return 1;
  fputs("x", f);
  fault::note("between");
  fclose(f);
  fault::note("after the close");
  return n;
}
// CHECK-MESSAGES: :[[@LINE-11]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int early_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   fault::note("between");
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   fault::note("after the close");
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int in_condition_bad(int n) {
  FILE *f;
  if ((f = fopen("/dev/null", "w")) == NULL)
    return -1;
  if (n > 1)
    return n;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int in_condition_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int returns_a_call_bad(bool early) {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  if (early)
    return 1;
  fputs("x", f);
  fclose(f);
  return copy_bad("/dev/null", "/dev/null");
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int returns_a_call_bad(bool early) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return copy_bad("/dev/null", "/dev/null");
// CHECK-FIXES-NEXT: }

static int in_loop_bad(int n) {
  int done = 0;
  for (int i = 0; i < n; ++i) {
    FILE *f = fopen("/dev/null", "w");
    if (!f)
      continue;
    if (fault::point("step"))
      break;
    if (i == 1) {
      fault::note("odd");
      continue;
    }
    ++done;
    fclose(f);
    fault::note("closed", i);
  }
  return done;
}
// CHECK-MESSAGES: :[[@LINE-15]]:15: warning: 'f' is not released on every path round the loop [raii-leak]
// CHECK-FIXES: static int in_loop_bad(int n) {
// CHECK-FIXES-NEXT:   int done = 0;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:     if (!f)
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:     if (fault::point("step"))
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     if (i == 1) {
// CHECK-FIXES-NEXT:       fault::note("odd");
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     ++done;
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     fault::note("closed", i);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return done;
// CHECK-FIXES-NEXT: }

static int throws_bad(int n) {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  if (n == 2)
    throw fault::error{"two"};
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int throws_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n == 2)
// CHECK-FIXES-NEXT:     throw fault::error{"two"};
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int second_kind_bad(int n) {
  FILE *p = popen("true", "r");
  if (!p)
    return -1;
  if (n)
    return n;
  return pclose(p);
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int second_kind_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_pipe p(popen("true", "r"));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return pclose(p.release());
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"copy", [] { fault::note("result", copy_bad("/dev/null", "/dev/null")); }},
      {"early 0", [] { fault::note("result", early_bad(0)); }},
      {"early 1", [] { fault::note("result", early_bad(1)); }},
      {"condition 0", [] { fault::note("result", in_condition_bad(0)); }},
      {"condition 2", [] { fault::note("result", in_condition_bad(2)); }},
      {"call", [] { fault::note("result", returns_a_call_bad(false)); }},
      {"call early", [] { fault::note("result", returns_a_call_bad(true)); }},
      {"loop", [] { fault::note("result", in_loop_bad(4)); }},
      {"throws", [] { throws_bad(2); }},
      {"throws not", [] { throws_bad(0); }},
      {"pipe", [] { second_kind_bad(1); }},
      {"pipe closed", [] { second_kind_bad(0); }},
  });
}
