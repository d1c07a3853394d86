// RUN: %check_raii %s raii-leak %t
// Locks: a finding needs a release reachable from the acquisition in the same function.
#include <mutex>
#include <pthread.h>
#include <shared_mutex>

extern int work();
static std::mutex global;
static pthread_mutex_t posix_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t posix_lock = PTHREAD_RWLOCK_INITIALIZER;

int mutex_bad(int n) {
  global.lock();
  if (n < 0)
    return -1;
  global.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'global' is still locked on a path out of the function [raii-leak]

int mutex_ok(int n) {
  global.lock();
  if (n < 0) {
    global.unlock();
    return -1;
  }
  global.unlock();
  return 0;
}

int posix_bad(int n) {
  pthread_mutex_lock(&posix_mutex);
  if (n < 0)
    return -1;
  pthread_mutex_unlock(&posix_mutex);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'posix_mutex' is still locked on a path out of the function [raii-leak]

int posix_ok(int n) {
  pthread_mutex_lock(&posix_mutex);
  n = -n;
  pthread_mutex_unlock(&posix_mutex);
  return n;
}

int reader_bad(int n) {
  pthread_rwlock_rdlock(&posix_lock);
  if (n == 1)
    return 1;
  pthread_rwlock_unlock(&posix_lock);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'posix_lock' is still locked on a path out of the function [raii-leak]

struct Counter {
  std::mutex mutex;
  std::shared_mutex shared;
  int n = 0;

  int member_bad(int limit) {
    mutex.lock();
    if (n >= limit)
      return n;
    ++n;
    mutex.unlock();
    return n;
  }
  int member_ok(int limit) {
    mutex.lock();
    const int r = n < limit ? ++n : n;
    mutex.unlock();
    return r;
  }
  int shared_bad(int limit) {
    shared.lock_shared();
    if (n >= limit)
      return -1;
    const int r = n;
    shared.unlock_shared();
    return r;
  }
  int shared_ok() {
    shared.lock_shared();
    const int r = n;
    shared.unlock_shared();
    return r;
  }
  // Wrappers: one half of a pair is the caller's.
  void lock_only_ok() { mutex.lock(); }
  void unlock_only_ok() { mutex.unlock(); }
};
// CHECK-MESSAGES: :[[@LINE-31]]:5: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-18]]:5: warning: 'shared' is still locked on a path out of the function [raii-leak]

int guarded_ok(int n) {
  std::lock_guard<std::mutex> guard(global);
  if (n < 0)
    return -1;
  return 0;
}

int unique_lock_ok(int n) {
  std::unique_lock<std::mutex> guard(global);
  guard.unlock();
  if (n < 0)
    return -1;
  guard.lock();
  return 0;
}

int adopted_ok(int n) {
  global.lock();
  std::lock_guard<std::mutex> guard(global, std::adopt_lock);
  if (n < 0)
    return -1;
  return 0;
}

int try_lock_bad(int n) {
  if (!global.try_lock())
    return 0;
  if (n < 0)
    return -1;
  global.unlock();
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-7]]:8: warning: 'global' is still locked on a path out of the function [raii-leak]

int try_lock_ok() {
  if (!global.try_lock())
    return 0;
  global.unlock();
  return 1;
}

int conditional_lock_ok(bool threads) {
  if (threads)
    global.lock();
  const int r = 1;
  if (threads)
    global.unlock();
  return r;
}

int conditional_lock_bad(bool threads, int n) {
  if (threads)
    global.lock();
  if (n < 0)
    return -1;
  if (threads)
    global.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'global' is still locked on a path out of the function [raii-leak]

// The caller holds it: the lock is given back to be taken again.
void unlocked_for_a_while_ok() {
  global.unlock();
  work();
  global.lock();
}

int loop_bad(int n) {
  for (int i = 0; i < n; ++i) {
    global.lock();
    if (i == 7)
      break;
    global.unlock();
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'global' is still locked on a path out of the function [raii-leak]

int loop_ok(int n) {
  for (int i = 0; i < n; ++i) {
    global.lock();
    if (i == 7) {
      global.unlock();
      break;
    }
    global.unlock();
  }
  return n;
}

int continue_bad(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    global.lock();
    if (i % 2)
      continue;
    sum += i;
    global.unlock();
  }
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-8]]:5: warning: 'global' is still locked on a path out of the function [raii-leak]

struct Spin {
  void lock();
  void unlock();
};

int by_members_bad(Spin &s, int n) {
  s.lock();
  if (n)
    return n;
  s.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 's' is still locked on a path out of the function [raii-leak]

int two_objects_ok(Spin &a, Spin &b) {
  a.lock();
  b.lock();
  b.unlock();
  a.unlock();
  return 0;
}

int wrong_object_bad(Spin &a, Spin &b, int n) {
  a.lock();
  b.lock();
  if (n) {
    b.unlock();
    return n;
  }
  b.unlock();
  a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: warning: 'a' is still locked on a path out of the function [raii-leak]
