// STD: 20
// ASIO: both
// A list of connections, opened one after the other and closed in reverse;
// synchronous managers and callbacks mix in.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

struct connection {
  std::string host;
  explicit connection(std::string h) : host(std::move(h)) {}
  task<int> aenter() {
    co_await round_trip();
    if (host == "down")
      throw std::runtime_error("no route to down");
    std::printf("+ %s\n", host.c_str());
    co_return static_cast<int>(host.size());
  }
  task<void> aexit(std::exception_ptr) {
    co_await round_trip();
    std::printf("- %s\n", host.c_str());
  }
};
struct lock {
  void enter() { std::puts("+ lock"); }
  void exit(const std::exception_ptr &) { std::puts("- lock"); }
};

static task<void> visit(std::vector<std::string> hosts) {
  raii::async_exit_stack<task<void>> stack;
  (void)co_await stack.run([&]() -> task<void> {
    stack.enter_context(lock());
    int total = 0;
    for (const std::string &host : hosts) {
      connection c(host);
      total += co_await stack.enter_async_context(std::move(c));
    }
    stack.callback([] { std::puts("first to run"); });
    std::printf("%zu open, %d\n", hosts.size(), total);
  });
}

int main() {
  run(visit({"a", "bb", "ccc"}));
  try {
    run(visit({"a", "down", "ccc"}));
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
