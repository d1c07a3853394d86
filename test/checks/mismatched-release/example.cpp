// RUN: %check_raii %s raii-mismatched-release %t
// The example of the page (test/meta/repository: examples).
#include <cstdio>
#include <string>

std::string first_line_bad(const char *command) {
  FILE *f = popen(command, "r");
  if (!f)
    return {};
  char line[256] = "";
  (void)!fgets(line, sizeof line, f);
  fclose(f);
  return line;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'f' is acquired by 'popen' and released by 'fclose', not by 'pclose' [raii-mismatched-release]
// CHECK-FIXES: #include <cstdio>
// CHECK-FIXES-NEXT: #include <string>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: std::string first_line_bad(const char *command) {
// CHECK-FIXES-NEXT:   FILE *f = popen(command, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return {};
// CHECK-FIXES-NEXT:   char line[256] = "";
// CHECK-FIXES-NEXT:   (void)!fgets(line, sizeof line, f);
// CHECK-FIXES-NEXT:   pclose(f);
// CHECK-FIXES-NEXT:   return line;
// CHECK-FIXES-NEXT: }
