// RUN: %check_raii %s raii-exception-leak %t
// Locks, and a callee without a body that this unit calls in a try block.
#include <mutex>
#include <pthread.h>
#include <vector>

void unknown();
void quiet() noexcept;
static std::mutex mutex;
static pthread_mutex_t posix = PTHREAD_MUTEX_INITIALIZER;
static std::vector<int> values;

void unknown_callee_bad() {
  mutex.lock();
  unknown();
  mutex.unlock();
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'mutex' stays locked when 'unknown' throws [raii-exception-leak]
// CHECK-FIXES: void unknown_callee_bad() {
// CHECK-FIXES-NEXT:   std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:   unknown();
// CHECK-FIXES-NEXT: }

void noexcept_callee_ok() {
  mutex.lock();
  quiet();
  mutex.unlock();
}

void posix_bad() {
  pthread_mutex_lock(&posix);
  unknown();
  pthread_mutex_unlock(&posix);
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'posix' stays locked when 'unknown' throws [raii-exception-leak]
// CHECK-FIXES: void posix_bad() {
// CHECK-FIXES-NEXT:   pthread_mutex_lock(&posix);
// CHECK-FIXES-NEXT:   raii::scope_exit posix_guard([] { pthread_mutex_unlock(&posix); });
// CHECK-FIXES-NEXT:   unknown();
// CHECK-FIXES-NEXT: }

void posix_ok() {
  pthread_mutex_lock(&posix);
  quiet();
  pthread_mutex_unlock(&posix);
}

void guard_ok() {
  std::lock_guard<std::mutex> guard(mutex);
  unknown();
}

void unique_lock_ok() {
  std::unique_lock<std::mutex> guard(mutex);
  unknown();
  guard.unlock();
}

int arithmetic_only_ok(int n) {
  mutex.lock();
  n *= 2;
  mutex.unlock();
  return n;
}

void before_ok() {
  unknown();
  mutex.lock();
  mutex.unlock();
}

void after_ok() {
  mutex.lock();
  mutex.unlock();
  unknown();
}

void released_around_call_ok() {
  mutex.lock();
  mutex.unlock();
  unknown();
  mutex.lock();
  mutex.unlock();
}

void second_section_bad() {
  mutex.lock();
  mutex.unlock();
  quiet();
  mutex.lock();
  unknown();
  mutex.unlock();
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'mutex' stays locked when 'unknown' throws [raii-exception-leak]
// CHECK-FIXES: void second_section_bad() {
// CHECK-FIXES-NEXT:   std::unique_lock mutex_lock(mutex);
// CHECK-FIXES-NEXT:   mutex_lock.unlock();
// CHECK-FIXES-NEXT:   quiet();
// CHECK-FIXES-NEXT:   mutex_lock.lock();
// CHECK-FIXES-NEXT:   unknown();
// CHECK-FIXES-NEXT: }

struct Queue {
  std::mutex m;
  void work();
  void member_bad() {
    m.lock();
    work();
    m.unlock();
  }
  void member_ok() {
    m.lock();
    m.unlock();
    work();
  }
};
// CHECK-MESSAGES: :[[@LINE-10]]:5: warning: 'm' stays locked when 'work' throws [raii-exception-leak]
// CHECK-FIXES: struct Queue {
// CHECK-FIXES-NEXT:   std::mutex m;
// CHECK-FIXES-NEXT:   void work();
// CHECK-FIXES-NEXT:   void member_bad() {
// CHECK-FIXES-NEXT:     std::lock_guard m_lock(m);
// CHECK-FIXES-NEXT:     work();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   void member_ok() {
// CHECK-FIXES-NEXT:     m.lock();
// CHECK-FIXES-NEXT:     m.unlock();
// CHECK-FIXES-NEXT:     work();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: };

// The caller's lock, given back for a while.
void callers_lock_ok(std::mutex &m) {
  m.unlock();
  unknown();
  m.lock();
}

// What is called in a try block somewhere is expected to throw.
void expects() {
  try {
    unknown();
    Queue().work();
  } catch (int) {
  }
}
