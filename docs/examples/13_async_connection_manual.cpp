// STD: 20
// ASIO: both
// By hand: nothing can be awaited in a handler, so the disconnect is skipped
// when the query throws.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>

static task<void> connect() {
  co_await round_trip();
  std::puts("connected to example");
}
static task<void> disconnect() {
  co_await round_trip();
  std::puts("disconnected");
}
static task<int> query(int n) {
  co_await round_trip();
  if (n < 0)
    throw std::invalid_argument("negative");
  co_return n *n;
}

static task<void> program(int n) {
  co_await connect();
  const int r = co_await query(n);
  std::printf("%d\n", r);
  co_await disconnect();
}

int main() {
  run(program(7));
  try {
    run(program(-1));
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
