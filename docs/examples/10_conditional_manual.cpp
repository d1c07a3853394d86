// STD: 17
// By hand: each condition is asked twice, and an exception asks it never.
#include <cstdio>
#include <stdexcept>

struct table {
  void lock() { std::puts("lock table"); }
  void unlock() { std::puts("unlock table"); }
};

static void report(table &t, bool locked, bool fail) {
  if (locked)
    t.lock();
  if (fail)
    throw std::runtime_error("no paper");
  std::puts("report");
  if (locked)
    t.unlock();
}

int main() {
  table t;
  report(t, false, false);
  report(t, true, false);
  try {
    report(t, true, true);
  } catch (const std::exception &e) {
    std::printf("error: %s, still locked\n", e.what());
  }
}
