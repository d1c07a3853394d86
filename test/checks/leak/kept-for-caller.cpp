// RUN: %check_raii %s raii-leak %t
// A lock that is kept for the caller on success and taken back where something failed.
#include <mutex>
bool ready() noexcept;
bool enter_ok(std::mutex &m) {
  m.lock();
  if (!ready()) {
    m.unlock();
    return false;
  }
  return true;
}
class Gate {
public:
  int enter_ok(int n) {
    m_.lock();
    if (n > 3) {
      m_.unlock();
      return -1;
    }
    return n;
  }
  void leave() { m_.unlock(); }

private:
  std::mutex m_;
};
// Kept on a failing path: that is no success to keep it for.
int forgotten_bad(std::mutex &m, int n) {
  m.lock();
  if (n > 7)
    return -2;
  if (n > 3) {
    m.unlock();
    return -1;
  }
  m.unlock();
  return n;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: warning: 'm' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: int forgotten_bad(std::mutex &m, int n) {
// CHECK-FIXES-NEXT:   std::lock_guard m_lock(m);
// CHECK-FIXES-NEXT:   if (n > 7)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   if (n > 3) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }
