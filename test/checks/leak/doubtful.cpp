// RUN: %check_raii %s raii-leak %t
// What a guard would make worse where the code was wrong before: the fix is unsafe.
#include <cstdio>
#include <cstdlib>

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
