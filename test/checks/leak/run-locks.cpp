// RUN: %check_raii %s raii-leak %t
// Locks: nothing may be held longer on the paths that released.
#include "fault.h"
#include <mutex>
#include <pthread.h>

static std::mutex mutex;
static std::mutex other;
static pthread_mutex_t posix = PTHREAD_MUTEX_INITIALIZER;

static int work(int n) {
  fault::note("work", n);
  return n;
}

static int whole_function_bad(int n) {
  mutex.lock();
  if (n < 0)
    return -1;
  mutex.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int whole_function_bad(int n) {
// CHECK-FIXES-NEXT:   std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int call_after_unlock_bad(int n) {
  mutex.lock();
  if (n < 0)
    return -1;
  fault::note("inside");
  mutex.unlock();
  return work(n);
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int call_after_unlock_bad(int n) {
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:     if (n < 0)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     fault::note("inside");
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return work(n);
// CHECK-FIXES-NEXT: }

static int posix_bad(int n) {
  pthread_mutex_lock(&posix);
  if (n < 0)
    return -1;
  fault::note("inside");
  pthread_mutex_unlock(&posix);
  fault::note("outside");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'posix' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int posix_bad(int n) {
// CHECK-FIXES-NEXT:   pthread_mutex_lock(&posix);
// CHECK-FIXES-NEXT:   raii::scope_exit posix_guard([] { pthread_mutex_unlock(&posix); });
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::note("inside");
// CHECK-FIXES-NEXT:   posix_guard.reset();
// CHECK-FIXES-NEXT:   fault::note("outside");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int two_locks_bad(int n) {
  mutex.lock();
  other.lock();
  if (n < 0)
    return -1;
  fault::note("both");
  other.unlock();
  fault::note("one");
  mutex.unlock();
  fault::note("none");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:3: warning: 'other' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int two_locks_bad(int n) {
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:     {
// CHECK-FIXES-NEXT:       std::lock_guard other_lock(other);
// CHECK-FIXES-NEXT:       if (n < 0)
// CHECK-FIXES-NEXT:         return -1;
// CHECK-FIXES-NEXT:       fault::note("both");
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     fault::note("one");
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("none");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int loop_bad(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    mutex.lock();
    if (fault::point("stop"))
      break;
    sum += i;
    mutex.unlock();
    fault::note("round", i);
  }
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-9]]:5: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int loop_bad(int n) {
// CHECK-FIXES-NEXT:   int sum = 0;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     {
// CHECK-FIXES-NEXT:       std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:       if (fault::point("stop"))
// CHECK-FIXES-NEXT:         break;
// CHECK-FIXES-NEXT:       sum += i;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     fault::note("round", i);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return sum;
// CHECK-FIXES-NEXT: }

static int try_bad(int n) {
  if (!mutex.try_lock())
    return 0;
  if (n < 0)
    return -1;
  mutex.unlock();
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-7]]:8: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int try_bad(int n) {
// CHECK-FIXES-NEXT:   if (!mutex.try_lock())
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   std::lock_guard mutex_lock(mutex, std::adopt_lock);
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"function", [] { whole_function_bad(1); }},
      {"function early", [] { whole_function_bad(-1); }},
      {"call", [] { call_after_unlock_bad(1); }},
      {"call early", [] { call_after_unlock_bad(-1); }},
      {"posix", [] { posix_bad(1); }},
      {"posix early", [] { posix_bad(-1); }},
      {"two", [] { two_locks_bad(1); }},
      {"two early", [] { two_locks_bad(-1); }},
      {"loop", [] { loop_bad(3); }},
      {"try", [] { try_bad(1); }},
      {"try early", [] { try_bad(-1); }},
  });
}
