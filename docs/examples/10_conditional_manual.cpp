// STD: 17
// By hand: each condition is asked twice, and an exception asks it never.
#include <cstdio>
#include <stdexcept>

static void lock() { std::puts("lock"); }
static void unlock() { std::puts("unlock"); }

static void report(bool locked, bool fail) {
  if (locked)
    lock();
  if (fail)
    throw std::runtime_error("no paper");
  std::puts("report");
  if (locked)
    unlock();
}

int main() {
  report(false, false);
  report(true, false);
  try {
    report(true, true);
  } catch (const std::exception &e) {
    std::printf("error: %s, still locked\n", e.what());
  }
}
