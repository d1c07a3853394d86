// RUN: %check_raii %s raii-release-order %t -unsafe -no-run
// The order of the releases is what the fix changes, so this program is compiled and fixed, but not compared: the
// events would differ on purpose.
#include "fault.h"
#include <pthread.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;

static void both_bad() {
  pthread_mutex_lock(&first);
  pthread_mutex_lock(&second);
  fault::note("work");
  pthread_mutex_unlock(&first);
  pthread_mutex_unlock(&second);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: 'first' is unlocked before 'second', which was locked after it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: fix (unsafe): release in reverse order; the locks are released in the other order
// CHECK-FIXES: static void both_bad() {
// CHECK-FIXES-NEXT:   pthread_mutex_lock(&first);
// CHECK-FIXES-NEXT:   pthread_mutex_lock(&second);
// CHECK-FIXES-NEXT:   fault::note("work");
// CHECK-FIXES-NEXT:   pthread_mutex_unlock(&second);
// CHECK-FIXES-NEXT:   pthread_mutex_unlock(&first);
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({{"both", [] { both_bad(); }}});
}
