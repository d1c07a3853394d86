#include "shared.h"
#include <cstdlib>
#include <mutex>

static std::mutex mutex;

int locked(int n) {
  mutex.lock();
  if (n < 0)
    return -1;
  mutex.unlock();
  return n;
}

int memory(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  if (n > 3)
    return 3;
  free(p);
  return 0;
}

int also_in_header(const char *path) { return shared(path, 2); }
