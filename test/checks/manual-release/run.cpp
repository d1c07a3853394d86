// RUN: %check_raii %s raii-manual-release %t
// What is right must stay exactly the same, event for event.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

static std::mutex mutex;

static int file_bad(int n) {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  if (n) {
    fputs("early", f);
    fclose(f);
    fault::note("closed early");
    return n;
  }
  fputs("late", f);
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:13: remark: 'f' is released by hand [raii-manual-release]
// CHECK-FIXES: static int file_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n) {
// CHECK-FIXES-NEXT:     fputs("early", f.get());
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     fault::note("closed early");
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fputs("late", f.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int memory_bad(int n) {
  char *p = (char *)malloc(8);
  if (!p)
    return -1;
  p[0] = (char)n;
  const int r = p[0];
  free(p);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:21: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: static int memory_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(8));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p[0] = (char)n;
// CHECK-FIXES-NEXT:   const int r = p[0];
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int lock_bad(int n) {
  mutex.lock();
  fault::note("inside", n);
  mutex.unlock();
  return n;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: remark: 'mutex' is released by hand [raii-manual-release]
// CHECK-FIXES: static int lock_bad(int n) {
// CHECK-FIXES-NEXT:   std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:   fault::note("inside", n);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int descriptor_bad() {
  int fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return -1;
  char c = 0;
  const int n = (int)read(fd, &c, 1);
  close(fd);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: remark: 'fd' is released by hand [raii-manual-release]
// CHECK-FIXES: static int descriptor_bad() {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open("/dev/null", O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char c = 0;
// CHECK-FIXES-NEXT:   const int n = (int)read(fd.get(), &c, 1);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int object_bad(int n) {
  int *p = new int(n);
  ++*p;
  const int r = *p;
  delete p;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: static int object_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:   ++*p;
// CHECK-FIXES-NEXT:   const int r = *p;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"file 0", [] { fault::note("result", file_bad(0)); }},
      {"file 1", [] { fault::note("result", file_bad(1)); }},
      {"memory", [] { fault::note("result", memory_bad(5)); }},
      {"lock", [] { fault::note("result", lock_bad(5)); }},
      {"descriptor", [] { fault::note("result", descriptor_bad()); }},
      {"object", [] { fault::note("result", object_bad(5)); }},
  });
}
