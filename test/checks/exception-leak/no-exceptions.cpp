// RUN: %check_raii %s raii-exception-leak %t -- -fno-exceptions
// Without exceptions nothing throws.
#include <cstdio>
#include <mutex>

void unknown();
static std::mutex mutex;

void lock_ok() {
  mutex.lock();
  unknown();
  mutex.unlock();
}

int file_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  unknown();
  fclose(f);
  return 0;
}
