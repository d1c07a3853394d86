// RUN: %check_raii %s raii-leak %t
// A lock of C that is taken under a condition, or behind a jump: the guard is armed there.
#include "fault.h"
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int work(int n) {
  fault::note("work", n);
  return n;
}

static int conditional_bad(bool shared, int n) {
  if (shared)
    pthread_mutex_lock(&mutex);
  if (work(n) < 0)
    return -1;
  if (shared)
    pthread_mutex_unlock(&mutex);
  return work(2);
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int conditional_bad(bool shared, int n) {
// CHECK-FIXES-NEXT:   raii::scope_exit mutex_guard(raii::disarmed, [] { pthread_mutex_unlock(&mutex); });
// CHECK-FIXES-NEXT:   if (shared) {
// CHECK-FIXES-NEXT:     pthread_mutex_lock(&mutex);
// CHECK-FIXES-NEXT:     mutex_guard.arm();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (work(n) < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (shared)
// CHECK-FIXES-NEXT:     mutex_guard.reset();
// CHECK-FIXES-NEXT:   return work(2);
// CHECK-FIXES-NEXT: }

static int behind_label_bad(int n) {
  int rc = -1;
  if (n == 0)
    goto out;
  pthread_mutex_lock(&mutex);
  if (work(n) > 1)
    goto out;
  pthread_mutex_unlock(&mutex);
  rc = work(3);
out:
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: static int behind_label_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   raii::scope_exit mutex_guard(raii::disarmed, [] { pthread_mutex_unlock(&mutex); });
// CHECK-FIXES-NEXT:   if (n == 0)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   pthread_mutex_lock(&mutex);
// CHECK-FIXES-NEXT:   mutex_guard.arm();
// CHECK-FIXES-NEXT:   if (work(n) > 1)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   mutex_guard.reset();
// CHECK-FIXES-NEXT:   rc = work(3);
// CHECK-FIXES-NEXT: out:
// CHECK-FIXES-NEXT:   return rc;
// CHECK-FIXES-NEXT: }

// What is released on one branch and forgotten there, and again behind it.
static int released_in_branch_bad(int n) {
  int *p = new int(n);
  if (n == 1) {
    delete p;
    p = nullptr;
  }
  if (work(n) == 2)
    return 2;
  delete p;
  return work(4);
}
// CHECK-MESSAGES: :[[@LINE-10]]:12: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int released_in_branch_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:   if (n == 1) {
// CHECK-FIXES-NEXT:     p.reset();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (work(n) == 2)
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   return work(4);
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"shared", [] { conditional_bad(true, 1); }},
      {"not shared, early", [] { conditional_bad(false, -1); }},
      {"not shared", [] { conditional_bad(false, 1); }},
      {"before the lock", [] { behind_label_bad(0); }},
      {"one", [] { behind_label_bad(1); }},
      {"branch", [] { released_in_branch_bad(1); }},
      {"no branch", [] { released_in_branch_bad(0); }},
      {"behind", [] { released_in_branch_bad(2); }},
  });
}
