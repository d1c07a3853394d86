// RUN: %check_raii %s raii-manual-release %t
// An assertion that throws is no leak, and is named where the release stands by hand.
#include <cstdio>
#include <stdexcept>

[[noreturn]] void report_and_throw(const char *text);
#define MUST(condition)                                                                                                                    \
  while (!(condition))                                                                                                                     \
  report_and_throw("check failed: " #condition)
#define VERIFY(condition) ((condition) ? (void)0 : throw std::logic_error(#condition))

int thrown_here_bad(const char *path, const int *limit) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  VERIFY(limit);
  const int c = fgetc(f);
  fclose(f);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: remark: 'f' is released by hand, and not when an assertion throws [raii-manual-release]
// CHECK-FIXES: int thrown_here_bad(const char *path, const int *limit) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   VERIFY(limit);
// CHECK-FIXES-NEXT:   const int c = fgetc(f.get());
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

int thrown_by_callee_bad(const char *path, const int *limit) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  MUST(limit);
  const int c = fgetc(f);
  fclose(f);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: remark: 'f' is released by hand, and not when 'report_and_throw' throws [raii-manual-release]
// CHECK-FIXES: int thrown_by_callee_bad(const char *path, const int *limit) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   MUST(limit);
// CHECK-FIXES-NEXT:   const int c = fgetc(f.get());
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }
