// RUN: %check_raii %s raii-leak,raii-exception-leak %t
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
// CHECK-MESSAGES: :[[@LINE-8]]:26: note: fix (unsafe): guard 'buffer' with raii::unique_malloc; an exception would destroy it before 'f', which may use it
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
// CHECK-FIXES-NEXT:   char *other = (char *)malloc(4096);
// CHECK-FIXES-NEXT:   raii::unique_malloc other_guard(other);
// CHECK-FIXES-NEXT:   fputs(text(1).c_str(), f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT: }

extern "C" int start(void *server, FILE *log, int level);
bool given_last_bad(void *server, const char *path, bool ready) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  if (!ready) {
    fclose(f);
    return false;
  }
  start(server, f, 1);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:13: note: fix (unsafe): make 'f' a raii::unique_file; 'start' may have kept it

bool given_before_release_bad(void *server, const char *path, bool ready) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  start(server, f, 1);
  if (!ready)
    return false;
  fclose(f);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: bool given_before_release_bad(void *server, const char *path, bool ready) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   start(server, f.get(), 1);
// CHECK-FIXES-NEXT:   if (!ready)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }
