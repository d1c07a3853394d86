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
// CHECK-MESSAGES: :[[@LINE-11]]:13: warning: 'f' is not released when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int file_bad() {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::maybe_throw("first");
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   fault::maybe_throw("second");
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   fault::note("closed");
// CHECK-FIXES-NEXT:   fault::maybe_throw("third");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int memory_bad() {
  char *p = (char *)malloc(10);
  if (!p)
    return -1;
  fault::maybe_throw("work");
  const int r = p != nullptr;
  free(p);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:21: warning: 'p' is not released when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int memory_bad() {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(10));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   const int r = p.get() != nullptr;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int lock_bad() {
  mutex.lock();
  fault::maybe_throw("work");
  mutex.unlock();
  fault::note("unlocked");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'mutex' stays locked when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int lock_bad() {
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:     fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   }
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
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'fd' is not released when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int descriptor_bad() {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open("/dev/null", O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int object_bad() {
  int *p = new int(3);
  fault::maybe_throw("work");
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-5]]:12: warning: 'p' is not released when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int object_bad() {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(3);
// CHECK-FIXES-NEXT:   fault::maybe_throw("work");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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
// CHECK-MESSAGES: :[[@LINE-14]]:13: warning: 'f' is not released when 'maybe_throw' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:21: warning: 'p' is not released when 'maybe_throw' throws [raii-exception-leak]
// CHECK-FIXES: static int two_bad() {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::maybe_throw("between");
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(4));
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::maybe_throw("inside");
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

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

// The project catches: under "auto" its own unknown callees count for memory and handles too.
static void caught_ok() {
  try {
    fault::maybe_throw("caught");
  } catch (const fault::error &) {
    fault::note("caught");
  }
}

int main() {
  return fault::run({
      {"file", [] { file_bad(); }},
      {"memory", [] { memory_bad(); }},
      {"lock", [] { lock_bad(); }},
      {"descriptor", [] { descriptor_bad(); }},
      {"object", [] { object_bad(); }},
      {"two", [] { two_bad(); }},
      {"loop", [] { loop_bad(); }},
      {"caught", [] { caught_ok(); }},
  });
}
