// STD: 20
// ASIO: both
// A manager that awaits, written as a coroutine. async_bracket works with
// every task type; where a task lets its coroutines await anything, an
// async_context may be nicer.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>

static task<void> say(const char *what) {
  co_await round_trip();
  std::puts(what);
}

// yield_(value) runs the body; what it throws comes out there.
constexpr auto transaction = [](auto yield_) -> task<void> {
  co_await say("begin");
  bool ok = false;
  std::exception_ptr error;
  try {
    int id = 1;
    co_await yield_(id);
    ok = true;
  } catch (...) {
    error = std::current_exception();
  }
  co_await say(ok ? "commit" : "rollback"); // after the handler
  if (error)
    std::rethrow_exception(error);
};

#ifndef RAII_EXAMPLE_ASIO
static raii::async_context<int> as_context() {
  co_await say("begin");
  std::exception_ptr error;
  try {
    co_yield 1;
  } catch (...) {
    error = std::current_exception();
  }
  co_await say(error ? "rollback" : "commit");
  if (error)
    std::rethrow_exception(error);
}
#endif

static task<int> good(int id) {
  co_await say("  work");
  co_return id + 1;
}
static task<int> bad(int) {
  co_await say("  work");
  throw std::runtime_error("conflict");
}

static task<void> program() {
  auto r = co_await raii::async_bracket<int>(transaction, good);
  std::printf("%d\n", r.value());
  try {
    (void)co_await raii::async_bracket<int>(transaction, bad);
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
#ifndef RAII_EXAMPLE_ASIO
  r = co_await raii::async_with(as_context(), good);
#else
  r = co_await raii::async_bracket<int>(transaction, good);
#endif
  std::printf("%d\n", r.value());
}

int main() { run(program()); }
