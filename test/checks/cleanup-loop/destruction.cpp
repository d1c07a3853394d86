// RUN: %check_raii %s raii-cleanup-loop %t
// A guard would delete what must be stopped before, where an exception comes: the fix is unsafe.
#include <thread>
#include <vector>

void work(int n);

void started_bad(int n) {
  std::vector<std::thread *> threads;
  for (int i = 0; i < n; ++i)
    threads.push_back(new std::thread(work, i));
  for (std::thread *t : threads)
    t->join();
  for (std::thread *t : threads)
    delete t;
}
// CHECK-MESSAGES: :[[@LINE-6]]:23: remark: the elements of 'threads' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:23: note: fix (unsafe): release all elements with one guard; on a path that leaks, 'thread' may still have threads that nobody has joined

void plain_bad(int n) {
  std::vector<int *> all;
  for (int i = 0; i < n; ++i)
    all.push_back(new int(i));
  work(n);
  for (int *one : all)
    delete one;
}
// CHECK-MESSAGES: :[[@LINE-5]]:19: remark: the elements of 'all' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void plain_bad(int n) {
// CHECK-FIXES-NEXT:   std::vector<int *> all;
// CHECK-FIXES-NEXT:   raii::scope_exit all_guard([&all] {
// CHECK-FIXES-NEXT:     for (int *one : all) delete one;
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i)
// CHECK-FIXES-NEXT:     all.push_back(new int(i));
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT: }
