// RUN: %check_raii %s raii-exception-leak %t
// What a guard would make worse where the code was wrong before: the fix is unsafe.
#include <cstdio>
#include <cstdlib>
#include <string>

std::string text(int);
void expects_it() {
  try {
    text(1);
  } catch (int) {
  }
}

// The order of release is that of making, and the first uses the second.
void used_together_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return;
  char *buffer = (char *)malloc(4096);
  setvbuf(f, buffer, _IOFBF, 4096);
  fputs(text(1).c_str(), f);
  fclose(f);
  free(buffer);
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released when 'text' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:26: warning: 'buffer' is not released when 'text' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:26: note: fix (unsafe): make 'buffer' a raii::unique_malloc; an exception would destroy it before 'f', which may use it
// CHECK-FIXES: void used_together_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   char *buffer = (char *)malloc(4096);
// CHECK-FIXES-NEXT:   setvbuf(f.get(), buffer, _IOFBF, 4096);
// CHECK-FIXES-NEXT:   fputs(text(1).c_str(), f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   free(buffer);
// CHECK-FIXES-NEXT: }

void not_used_together_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return;
  char *other = (char *)malloc(4096);
  fputs(text(1).c_str(), f);
  fclose(f);
  free(other);
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released when 'text' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:25: warning: 'other' is not released when 'text' throws [raii-exception-leak]
// CHECK-FIXES: void not_used_together_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   raii::unique_malloc other((char *)malloc(4096));
// CHECK-FIXES-NEXT:   fputs(text(1).c_str(), f.get());
// CHECK-FIXES-NEXT: }
