// RUN: %check_raii %s raii-exception-leak %t
// Each callee throws in turn.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

static std::mutex mutex;

static int file_bad() {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  fault::maybe_throw("first");
  fputs("x", f);
  fault::maybe_throw("second");
  fclose(f);
  fault::note("closed");
  fault::maybe_throw("third");
  return 0;
}

static int memory_bad() {
  char *p = (char *)malloc(10);
  if (!p)
    return -1;
  fault::maybe_throw("work");
  const int r = p != nullptr;
  free(p);
  return r;
}

static int lock_bad() {
  mutex.lock();
  fault::maybe_throw("work");
  mutex.unlock();
  fault::note("unlocked");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'mutex' stays locked when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int lock_bad() {
// CHECK-FIXES-NEXT:   std::unique_lock mutex_lock(mutex);
// CHECK-FIXES-NEXT:   fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   mutex_lock.unlock();
// CHECK-FIXES-NEXT:   fault::note("unlocked");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int descriptor_bad() {
  int fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return -1;
  fault::maybe_throw("work");
  close(fd);
  return 0;
}

static int object_bad() {
  int *p = new int(3);
  fault::maybe_throw("work");
  delete p;
  return 0;
}

static int two_bad() {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  fault::maybe_throw("between");
  char *p = (char *)malloc(4);
  if (!p) {
    fclose(f);
    return -2;
  }
  fault::maybe_throw("inside");
  free(p);
  fclose(f);
  return 0;
}

static int loop_bad() {
  for (int i = 0; i < 3; ++i) {
    mutex.lock();
    fault::maybe_throw("round");
    mutex.unlock();
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: 'mutex' stays locked when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int loop_bad() {
// CHECK-FIXES-NEXT:   for (int i = 0; i < 3; ++i) {
// CHECK-FIXES-NEXT:     std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:     fault::maybe_throw("round");
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"file", [] { file_bad(); }},
      {"memory", [] { memory_bad(); }},
      {"lock", [] { lock_bad(); }},
      {"descriptor", [] { descriptor_bad(); }},
      {"object", [] { object_bad(); }},
      {"two", [] { two_bad(); }},
      {"loop", [] { loop_bad(); }},
  });
}
// XFAIL: *
