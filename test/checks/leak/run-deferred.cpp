// RUN: %check_raii %s raii-leak %t
// Locked in inner blocks or under a condition; memory that grows in place.
#include "fault.h"
#include <cstdlib>
#include <mutex>

static std::mutex mutex;

static int work(int n) {
  fault::note("work", n);
  return n;
}

static int conditional_bad(bool shared, int n) {
  if (shared)
    mutex.lock();
  if (work(n) < 0)
    return -1;
  if (shared)
    mutex.unlock();
  return work(2);
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int conditional_bad(bool shared, int n) {
// CHECK-FIXES-NEXT:   std::unique_lock mutex_lock(mutex, std::defer_lock);
// CHECK-FIXES-NEXT:   if (shared)
// CHECK-FIXES-NEXT:     mutex_lock.lock();
// CHECK-FIXES-NEXT:   if (work(n) < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (shared)
// CHECK-FIXES-NEXT:     mutex_lock.unlock();
// CHECK-FIXES-NEXT:   return work(2);
// CHECK-FIXES-NEXT: }

// One round's lock is the next round's unlock: the guard stands in front of the loop.
static int across_rounds_bad(int n) {
  for (int i = 0; i < n; ++i) {
    if (i == 1)
      mutex.lock();
    if (work(i) == 5)
      return 5;
    if (i == 3)
      mutex.unlock();
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:7: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int across_rounds_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_lock mutex_lock(mutex, std::defer_lock);
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     if (i == 1)
// CHECK-FIXES-NEXT:       mutex_lock.lock();

static int behind_label_bad(int n) {
  int rc = -1;
  if (n == 0)
    goto out;
  mutex.lock();
  if (work(n) > 1)
    goto out;
  mutex.unlock();
  rc = 0;
out:
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int behind_label_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   std::unique_lock mutex_lock(mutex, std::defer_lock);
// CHECK-FIXES-NEXT:   if (n == 0)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   mutex_lock.lock();
// CHECK-FIXES-NEXT:   if (work(n) > 1)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   mutex_lock.unlock();

struct Account {
  std::mutex lock;
  int sum = 0;
};

// Whether there is an account at all is asked in between: no guard may look at it before.
static int maybe_null_bad(Account *a, int n) {
  if (a)
    a->lock.lock();
  if (work(n) < 0)
    return -1;
  if (a)
    a->lock.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'a->lock' is still locked on a path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:5: note: no fix: it is acquired in an inner scope and released outside of it

static int grown_bad(int n) {
  char *p = (char *)malloc(8);
  if (!p)
    return -1;
  p[0] = 'a';
  p = (char *)realloc(p, 64);
  if (!p)
    return -2;
  if (work(n) < 0) {
    free(p);
    return -3;
  }
  const int first = p[0];
  free(p);
  return first;
}
// CHECK-MESSAGES: :[[@LINE-15]]:21: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: static int grown_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(8);
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard(p);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p[0] = 'a';
// CHECK-FIXES-NEXT:   p = (char *)realloc(p, 64);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   p_guard.reset(p);

static int grown_in_loop_bad(int n) {
  char *p = nullptr;
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    p = (char *)realloc(p, 16 * (i + 1));
    if (!p)
      return -1;
    p[i] = 'x';
    sum += work(i);
  }
  free(p);
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-9]]:17: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: static int grown_in_loop_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = nullptr;
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard;

int main() {
  return fault::run({
      {"conditional", [] { fault::note("result", conditional_bad(true, 1)); }},
      {"conditional not", [] { fault::note("result", conditional_bad(false, -1)); }},
      {"across", [] { fault::note("result", across_rounds_bad(5)); }},
      {"across not", [] { fault::note("result", across_rounds_bad(1)); }},
      {"label", [] { fault::note("result", behind_label_bad(1)); }},
      {"label early", [] { fault::note("result", behind_label_bad(0)); }},
      {"grown", [] { fault::note("result", grown_bad(1)); }},
      {"grown early", [] { fault::note("result", grown_bad(-1)); }},
      {"loop", [] { fault::note("result", grown_in_loop_bad(3)); }},
      {"loop none", [] { fault::note("result", grown_in_loop_bad(0)); }},
  });
}
