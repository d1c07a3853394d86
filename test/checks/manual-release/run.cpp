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

static int memory_bad(int n) {
  char *p = (char *)malloc(8);
  if (!p)
    return -1;
  p[0] = (char)n;
  const int r = p[0];
  free(p);
  return r;
}

static int lock_bad(int n) {
  mutex.lock();
  fault::note("inside", n);
  mutex.unlock();
  return n;
}

static int descriptor_bad() {
  int fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return -1;
  char c = 0;
  const int n = (int)read(fd, &c, 1);
  close(fd);
  return n;
}

static int object_bad(int n) {
  int *p = new int(n);
  ++*p;
  const int r = *p;
  delete p;
  return r;
}

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
