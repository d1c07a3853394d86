// STD: 20
// ASIO: both
// By hand: nothing can be awaited in a handler, so a flag says what is to be
// done after it. An exception of another type than the one that was thought
// of leaves the transaction open.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>

class connection {
public:
  task<void> begin() {
    co_await round_trip();
    open_ = true;
    std::puts("begin");
  }
  task<void> commit() {
    co_await round_trip();
    open_ = false;
    std::puts("commit");
  }
  task<void> rollback() {
    co_await round_trip();
    open_ = false;
    std::puts("rollback");
  }
  task<void> work(int n) {
    co_await round_trip();
    std::puts("  work");
    if (n == 1)
      throw std::runtime_error("conflict");
    if (n == 2)
      throw std::logic_error("a bug");
  }
  bool open() const { return open_; }

private:
  bool open_ = false;
};

static task<void> change(connection &c, int n) {
  co_await c.begin();
  bool failed = false;
  try {
    co_await c.work(n);
  } catch (const std::runtime_error &e) {
    std::printf("error: %s\n", e.what());
    failed = true;
  }
  if (failed)
    co_await c.rollback();
  else
    co_await c.commit();
}

int main() {
  connection c;
  run(change(c, 0));
  run(change(c, 1));
  try {
    run(change(c, 2));
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  std::puts(c.open() ? "still open" : "closed");
}
