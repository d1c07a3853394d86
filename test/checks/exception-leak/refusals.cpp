// RUN: %check_raii %s raii-exception-leak %t
// Locks that no standard guard can hold.
void work();

class Hidden {
public:
  void own_lock_bad() {
    lock();
    work();
    unlock();
  }

private:
  void lock() noexcept;
  void unlock() noexcept;
};
// CHECK-MESSAGES: :[[@LINE-9]]:5: warning: 'this' stays locked when 'work' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:5: note: no fix: the lock is taken or released by something else than lock() and unlock() (lock() and unlock() cannot be called from outside of the class)

// What is called in a try block somewhere is expected to throw.
void expects() {
  try {
    work();
  } catch (int) {
  }
}
