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
// CHECK-FIXES: int mutex_bad(int n) {
// CHECK-FIXES-NEXT:   std::lock_guard global_lock(global);
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-FIXES: int posix_bad(int n) {
// CHECK-FIXES-NEXT:   pthread_mutex_lock(&posix_mutex);
// CHECK-FIXES-NEXT:   raii::scope_exit posix_mutex_guard([] { pthread_mutex_unlock(&posix_mutex); });
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-FIXES: int reader_bad(int n) {
// CHECK-FIXES-NEXT:   pthread_rwlock_rdlock(&posix_lock);
// CHECK-FIXES-NEXT:   raii::scope_exit posix_lock_guard([] { pthread_rwlock_unlock(&posix_lock); });
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-FIXES: struct Counter {
// CHECK-FIXES-NEXT:   std::mutex mutex;
// CHECK-FIXES-NEXT:   std::shared_mutex shared;
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT:   int member_bad(int limit) {
// CHECK-FIXES-NEXT:     {
// CHECK-FIXES-NEXT:       std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:       if (n >= limit)
// CHECK-FIXES-NEXT:         return n;
// CHECK-FIXES-NEXT:       ++n;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   int member_ok(int limit) {
// CHECK-FIXES-NEXT:     mutex.lock();
// CHECK-FIXES-NEXT:     const int r = n < limit ? ++n : n;
// CHECK-FIXES-NEXT:     mutex.unlock();
// CHECK-FIXES-NEXT:     return r;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   int shared_bad(int limit) {
// CHECK-FIXES-NEXT:     std::shared_lock shared_lock(shared);
// CHECK-FIXES-NEXT:     if (n >= limit)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     const int r = n;
// CHECK-FIXES-NEXT:     return r;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   int shared_ok() {
// CHECK-FIXES-NEXT:     shared.lock_shared();
// CHECK-FIXES-NEXT:     const int r = n;
// CHECK-FIXES-NEXT:     shared.unlock_shared();
// CHECK-FIXES-NEXT:     return r;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   // Wrappers: one half of a pair is the caller's.
// CHECK-FIXES-NEXT:   void lock_only_ok() { mutex.lock(); }
// CHECK-FIXES-NEXT:   void unlock_only_ok() { mutex.unlock(); }
// CHECK-FIXES-NEXT: };

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
// CHECK-FIXES: int try_lock_bad(int n) {
// CHECK-FIXES-NEXT:   if (!global.try_lock())
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   std::lock_guard global_lock(global, std::adopt_lock);
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

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
// CHECK-FIXES: int conditional_lock_bad(bool threads, int n) {
// CHECK-FIXES-NEXT:   std::unique_lock global_lock(global, std::defer_lock);
// CHECK-FIXES-NEXT:   if (threads)
// CHECK-FIXES-NEXT:     global_lock.lock();

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
// CHECK-FIXES: int loop_bad(int n) {
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     std::lock_guard global_lock(global);
// CHECK-FIXES-NEXT:     if (i == 7)
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

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
// CHECK-MESSAGES: :[[@LINE-8]]:5: warning: 'global' is locked again while it is still locked [raii-leak]
// CHECK-FIXES: int continue_bad(int n) {
// CHECK-FIXES-NEXT:   int sum = 0;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     std::lock_guard global_lock(global);
// CHECK-FIXES-NEXT:     if (i % 2)
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:     sum += i;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return sum;
// CHECK-FIXES-NEXT: }

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
// CHECK-FIXES: int by_members_bad(Spin &s, int n) {
// CHECK-FIXES-NEXT:   std::lock_guard s_lock(s);
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-FIXES: int wrong_object_bad(Spin &a, Spin &b, int n) {
// CHECK-FIXES-NEXT:   std::lock_guard a_lock(a);
// CHECK-FIXES-NEXT:   b.lock();
// CHECK-FIXES-NEXT:   if (n) {
// CHECK-FIXES-NEXT:     b.unlock();
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   b.unlock();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// The spelling of other houses: no standard guard speaks to it.
class Latch {
public:
  void Lock();
  void Unlock();
};
static Latch latch;
int capitals_bad(int level) {
  latch.Lock();
  if (level == 0)
    return -2;
  latch.Unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'latch' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: int capitals_bad(int level) {
// CHECK-FIXES-NEXT:   latch.Lock();
// CHECK-FIXES-NEXT:   raii::scope_exit latch_guard([] { latch.Unlock(); });
// CHECK-FIXES-NEXT:   if (level == 0)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
