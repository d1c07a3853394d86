// STD: 20
// ASIO: both
// By hand: it commits after a failure, for the handler does not leave.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>

static task<void> say(const char *what) {
  co_await round_trip();
  std::puts(what);
}

static task<void> change(bool fail) {
  co_await say("begin");
  bool failed = false;
  try {
    co_await say("  work");
    if (fail)
      throw std::runtime_error("conflict");
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
    failed = true;
  }
  if (failed)
    co_await say("rollback");
  co_await say("commit");
}

int main() {
  run(change(false));
  run(change(true));
}
