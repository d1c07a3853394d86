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

// Exceptions are used here: without any throw or catch in the unit, unknown callees do not count.
void uses_exceptions() { throw 1; }
