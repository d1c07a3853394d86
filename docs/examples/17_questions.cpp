// STD: 20
// ASIO: both
// Short answers: several managers at once, when to suppress, order, mixing,
// catching the body's exception.
#include "task.hpp"
#include <cstdio>
#include <raii/context.hpp>
#include <raii/contextlib.hpp>
#include <raii/exit_stack.hpp>
#include <stdexcept>
#include <string>

struct named {
  std::string name;
  explicit named(const char *n) : name(n) {}
  const std::string &enter() {
    std::printf("+%s ", name.c_str());
    return name;
  }
  void exit(const std::exception_ptr &) { std::printf("-%s ", name.c_str()); }
};

// A manager that looks at what its body threw.
static raii::context<void> reporting() {
  try {
    co_yield{};
  } catch (const std::runtime_error &e) {
    std::printf("(saw %s) ", e.what());
    throw;
  }
}

struct async_named {
  task<void> aenter() {
    co_await round_trip();
    std::printf("+async ");
  }
  task<void> aexit(std::exception_ptr) {
    co_await round_trip();
    std::printf("-async ");
  }
};

static task<void> mixed() {
  raii::async_exit_stack<task<void>> stack;
  (void)co_await stack.run([&]() -> task<void> {
    stack.enter_context(named("sync"));
    co_await stack.enter_async_context(async_named());
  });
}

int main() {
  // Several managers in one place; a later one may use an earlier one.
  raii::exit_stack stack;
  (void)stack.run([](raii::exit_stack &s) {
    const std::string base = s.enter_context(named("base"));
    s.enter_context(named((base + "+user").c_str()));
    std::printf("body ");
  });
  std::puts("");

  // Suppress what is expected, nothing else, and say so in the type.
  const bool finished = raii::with(raii::suppress<std::out_of_range>(),
                                   [] { throw std::out_of_range("x"); });
  std::printf("finished: %d\n", finished);

  // Sync managers in an async stack.
  run(mixed());
  std::puts("");

  // Catching the body's exception inside a coroutine manager.
  try {
    (void)raii::with(reporting(), [] { throw std::runtime_error("it"); });
  } catch (const std::exception &e) {
    std::printf("and it passed: %s\n", e.what());
  }
}
