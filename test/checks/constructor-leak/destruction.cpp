// RUN: %check_raii %s raii-constructor-leak %t
// What must be stopped before it is destroyed: nobody has when the constructor throws. The fix is unsafe.
#include <thread>

void work(int n) {
  if (n < 0)
    throw n;
}

class Started {
public:
  explicit Started(int n) {
    thread_ = new std::thread(work, 1);
    work(n);
  }
  ~Started() { delete thread_; }

private:
  std::thread *thread_;
};
// CHECK-MESSAGES: :[[@LINE-8]]:15: warning: 'thread_' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:15: note: fix (unsafe): guard the member until the constructor is done; on a path that leaks, 'thread' may still have threads that nobody has joined
