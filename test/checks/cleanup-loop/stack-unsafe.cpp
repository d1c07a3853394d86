// RUN: %check_raii %s raii-cleanup-loop %t -unsafe
// Registering in a stack allocates.
#include <mutex>
#include <vector>

bool step(int) noexcept;

int noexcept_bad(std::mutex &a, std::mutex &b, bool first, bool second) noexcept {
  if (first)
    a.lock();
  if (second)
    b.lock();
  if (!step(1)) {
    if (second)
      b.unlock();
    if (first)
      a.unlock();
    return 1;
  }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-17]]:5: note: fix (unsafe): release on every way out by one raii::exit_stack; registering a release allocates, and the program would end where there is no memory
// CHECK-FIXES: int noexcept_bad(std::mutex &a, std::mutex &b, bool first, bool second) noexcept {
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (first) {
// CHECK-FIXES-NEXT:     a.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&a] { a.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (second) {
// CHECK-FIXES-NEXT:     b.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&b] { b.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int backwards_bad(std::vector<std::mutex> &all) noexcept {
  for (auto &m : all)
    m.lock();
  const bool done = step(1);
  for (auto i = all.size(); i-- > 0;)
    all[i].unlock();
  return done;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:5: note: fix (unsafe): unlock all elements by one raii::exit_stack; registering a release allocates, and the program would end where there is no memory
// CHECK-FIXES: int backwards_bad(std::vector<std::mutex> &all) noexcept {
// CHECK-FIXES-NEXT:   raii::exit_stack all_stack;
// CHECK-FIXES-NEXT:   for (auto &m : all) {
// CHECK-FIXES-NEXT:     m.lock();
// CHECK-FIXES-NEXT:     all_stack.callback([&m] { m.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   const bool done = step(1);
// CHECK-FIXES-NEXT:   return done;
// CHECK-FIXES-NEXT: }
