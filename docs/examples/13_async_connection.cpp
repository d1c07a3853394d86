// STD: 20
// ASIO: both
// A manager whose entering and leaving await, as a class.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>
#include <string>

class connection {
public:
  explicit connection(const char *host) : host_(host) {}
  task<connection *> aenter() {
    co_await round_trip();
    std::printf("connected to %s\n", host_.c_str());
    co_return this;
  }
  task<void> aexit(std::exception_ptr error) {
    co_await round_trip();
    std::printf("disconnected%s\n", error ? " after an error" : "");
  }
  // The coroutine was destroyed: nobody can await any more.
  void abandon() noexcept { std::puts("connection dropped"); }

  task<int> query(int n) {
    co_await round_trip();
    if (n < 0)
      throw std::invalid_argument("negative");
    co_return n *n;
  }

private:
  std::string host_;
};

static task<void> program() {
  connection c("example");
  const int r = co_await raii::async_with(c, [](connection *open) -> task<int> {
    co_return co_await open->query(7);
  });
  std::printf("%d\n", r);
  std::exception_ptr error;
  try {
    (void)co_await raii::async_with(c, [](connection *open) -> task<int> {
      co_return co_await open->query(-1);
    });
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}

int main() { run(program()); }
