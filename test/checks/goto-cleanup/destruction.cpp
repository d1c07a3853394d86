// RUN: %check_raii %s raii-goto-cleanup %t
// A guard would delete what must be stopped before, where an exception comes: the fix is unsafe.
#include <thread>

int work(int n);

int started_bad(int n) {
  int r = -1;
  std::thread *t = new std::thread(work, 1);
  if (work(n))
    goto out;
  r = 0;
out:
  delete t;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: fix (unsafe): replace the gotos with guards and returns; on a path that leaks, 'thread' may still have threads that nobody has joined

int plain_bad(int n) {
  int r = -1;
  int *t = new int(1);
  if (work(n))
    goto out;
  r = 0;
out:
  delete t;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int plain_bad(int n) {
// CHECK-FIXES-NEXT:   int *t = new int(1);
// CHECK-FIXES-NEXT:   raii::scope_exit t_guard([t] { delete t; });
// CHECK-FIXES-NEXT:   if (work(n))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
