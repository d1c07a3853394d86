// RUN: %check_raii %s raii-release-order %t -unsafe
// The example of the page (test/meta/repository: examples).
#include <mutex>

struct Account {
  std::mutex lock;
  long balance = 0;
};

void transfer_bad(Account &from, Account &to, long amount) noexcept {
  from.lock.lock();
  to.lock.lock();
  from.balance -= amount;
  to.balance += amount;
  from.lock.unlock();
  to.lock.unlock();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: 'from.lock' is unlocked before 'to.lock', which was locked after it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: fix (unsafe): release in reverse order; the locks are released in the other order
// CHECK-FIXES: void transfer_bad(Account &from, Account &to, long amount) noexcept {
// CHECK-FIXES-NEXT:   from.lock.lock();
// CHECK-FIXES-NEXT:   to.lock.lock();
// CHECK-FIXES-NEXT:   from.balance -= amount;
// CHECK-FIXES-NEXT:   to.balance += amount;
// CHECK-FIXES-NEXT:   to.lock.unlock();
// CHECK-FIXES-NEXT:   from.lock.unlock();
// CHECK-FIXES-NEXT: }
