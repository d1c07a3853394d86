// STD: 20
// REQUIRES: asio.hpp
// CLANGFLAGS: -DASIO_HAS_CO_AWAIT=1 -DASIO_HAS_STD_COROUTINE=1
// LIBS: -pthread
// Group 20 on unmodified Asio: with, stack, bracket; cancellation in body,
// enter and exit.
#include "check.hpp"
#include <asio.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <raii/asio.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
using asio::awaitable;
using asio::use_awaitable;
using test::say;
using namespace std::chrono_literals;
using stack_of_asio = raii::async_exit_stack<awaitable<void>>;

namespace {
std::string describe(const std::exception_ptr &e) {
  if (!e)
    return "null";
  try {
    std::rethrow_exception(e);
  } catch (const raii::unwinding_error &) {
    return "unwinding";
  } catch (const std::system_error &x) {
    return x.code() == asio::error::operation_aborted ? "aborted" : x.what();
  } catch (const std::exception &x) {
    return x.what();
  } catch (int n) {
    return std::to_string(n);
  }
}

awaitable<void> nap(std::chrono::milliseconds ms = 1ms) {
  asio::steady_timer t(co_await asio::this_coro::executor, ms);
  co_await t.async_wait(use_awaitable);
}

asio::io_context *io;
asio::cancellation_signal *to_cancel;
void cancel_now() {
  say("cancel");
  to_cancel->emit(asio::cancellation_type::terminal);
}
// As soon as what runs now is suspended.
void cancel_soon() { asio::post(*io, cancel_now); }

// Each step of it really suspends.
struct manager {
  std::string name;
  std::chrono::milliseconds entering, leaving;
  explicit manager(const char *n, std::chrono::milliseconds e = 1ms,
                   std::chrono::milliseconds l = 1ms)
      : name(n), entering(e), leaving(l) {}
  awaitable<int> aenter() {
    say("enter-" + name);
    co_await nap(entering);
    say("+" + name);
    co_return 5;
  }
  awaitable<void> aexit(std::exception_ptr e) {
    say("exit-" + name + "(" + describe(e) + ")");
    co_await nap(leaving);
    say("-" + name);
  }
  void abandon() noexcept { say("abandoned-" + name); }
};
struct suppressing {
  awaitable<void> aenter() { co_return; }
  awaitable<bool> aexit(std::exception_ptr e) {
    co_await nap();
    say("suppress-" + describe(e));
    co_return true;
  }
};

// Runs a task to its end.
template <class F> void drive(F f) {
  asio::io_context context;
  asio::cancellation_signal signal;
  io = &context;
  to_cancel = &signal;
  asio::co_spawn(
      context, f(),
      asio::bind_cancellation_slot(signal.slot(), [](std::exception_ptr e) {
        say(e ? "caught-" + describe(e) : std::string("done"));
      }));
  context.run();
}
} // namespace

TEST(with) {
  drive([]() -> awaitable<void> {
    auto t =
        raii::async_with(manager("m"), [](int n) -> awaitable<std::string> {
          co_await nap();
          say("body");
          co_return std::to_string(n);
        });
    static_assert(std::is_same_v<decltype(t), awaitable<std::string>>);
    CHECK(co_await std::move(t) == "5");
  });
  CHECK_LOG("enter-m +m body exit-m(null) -m done");
  drive([]() -> awaitable<void> {
    co_await raii::async_with(manager("m"), []() -> awaitable<void> {
      co_await nap();
      throw std::runtime_error("body");
    });
  });
  CHECK_LOG("enter-m +m exit-m(body) -m caught-body");
  drive([]() -> awaitable<void> {
    auto r = co_await raii::async_with(suppressing(), []() -> awaitable<int> {
      co_await nap();
      throw 3;
    });
    static_assert(std::is_same_v<decltype(r), std::optional<int>>);
    CHECK(!r);
  });
  CHECK_LOG("suppress-3 done");
}

TEST(stack) {
  drive([]() -> awaitable<void> {
    stack_of_asio s;
    (void)co_await s.run([](stack_of_asio &st) -> awaitable<void> {
      for (const char *name : {"a", "b", "c"})
        CHECK(co_await st.enter_async_context(manager(name)) == 5);
      st.callback([] { say("callback"); });
      throw std::runtime_error("x");
    });
  });
  CHECK_LOG("enter-a +a enter-b +b enter-c +c callback exit-c(x) -c exit-b(x) "
            "-b exit-a(x) -a caught-x");
}

TEST(bracket) {
  auto transaction = [](auto yield_) -> awaitable<void> {
    co_await nap();
    say("begin");
    bool ok = false;
    try {
      int handle = 7;
      co_await yield_(handle);
      ok = true;
    } catch (const std::runtime_error &) {
    }
    co_await nap();
    say(ok ? "commit" : "rollback");
  };
  drive([&]() -> awaitable<void> {
    auto r = co_await raii::async_bracket<int>(transaction,
                                               [](int n) -> awaitable<int> {
                                                 co_await nap();
                                                 co_return n;
                                               });
    CHECK(r && *r == 7);
    r = co_await raii::async_bracket<int>(transaction,
                                          [](int) -> awaitable<int> {
                                            co_await nap();
                                            throw std::runtime_error("x");
                                          });
    CHECK(!r);
  });
  CHECK_LOG("begin commit begin rollback done");
}

// ---- Cancellation.
TEST(cancelled_in_the_body) {
  drive([]() -> awaitable<void> {
    co_await raii::async_with(manager("m"), []() -> awaitable<void> {
      say("body");
      cancel_soon();
      co_await nap(10s);
      say("not reached");
    });
  });
  // The exit awaits, although the task is cancelled.
  CHECK_LOG("enter-m +m body cancel exit-m(aborted) -m caught-aborted");
}
TEST(cancelled_in_the_body_of_a_stack) {
  drive([]() -> awaitable<void> {
    stack_of_asio s;
    (void)co_await s.run([](stack_of_asio &st) -> awaitable<void> {
      co_await st.enter_async_context(manager("a"));
      co_await st.enter_async_context(manager("b"));
      cancel_soon();
      co_await nap(10s);
    });
  });
  CHECK_LOG("enter-a +a enter-b +b cancel exit-b(aborted) -b exit-a(aborted) "
            "-a caught-aborted");
}
TEST(cancelled_while_entering) {
  drive([]() -> awaitable<void> {
    cancel_soon();
    co_await raii::async_with(manager("m", 10s), []() -> awaitable<void> {
      say("body");
      co_return;
    });
  });
  CHECK_LOG("enter-m cancel caught-aborted"); // not entered: no exit
}
TEST(cancelled_while_leaving) {
  drive([]() -> awaitable<void> {
    co_await raii::async_with(manager("m"), []() -> awaitable<void> {
      say("body");
      cancel_soon(); // comes when the exit awaits
      co_return;
    });
    say("after");
  });
  CHECK_LOG("enter-m +m body exit-m(null) cancel -m after done");
}
TEST(cancelled_but_not_seen_by_the_body) {
  drive([]() -> awaitable<void> {
    co_await raii::async_with(manager("m"), []() -> awaitable<void> {
      say("body");
      cancel_now();
      co_return;
    });
    say("after");
  });
  // It is thrown when the exit is through.
  CHECK_LOG("enter-m +m body cancel exit-m(null) -m caught-aborted");
}
TEST(after_an_exit_cancellation_works_again) {
  drive([]() -> awaitable<void> {
    co_await raii::async_with(manager("m"),
                              []() -> awaitable<void> { co_return; });
    say("waiting");
    cancel_soon();
    co_await nap(10s);
  });
  CHECK_LOG("enter-m +m exit-m(null) -m waiting cancel caught-aborted");
}
TEST(suppressed_cancellation) {
  drive([]() -> awaitable<void> {
    const bool finished =
        co_await raii::async_with(suppressing(), []() -> awaitable<void> {
          cancel_soon();
          co_await nap(10s);
        });
    CHECK(!finished);
    co_await nap();
    say("goes on");
  });
  CHECK_LOG("cancel suppress-aborted goes on done");
}

// ---- The context is destroyed while a coroutine is suspended in it.
TEST(destroyed_while_suspended) {
  {
    asio::io_context context;
    asio::co_spawn(
        context,
        [](asio::io_context &running) -> awaitable<void> {
          co_await raii::async_with(
              manager("m"), [&running]() -> awaitable<void> {
                say("body");
                asio::post(running, [&running] { running.stop(); });
                co_await nap(10s);
              });
        }(context),
        asio::detached);
    context.run();
  }
  CHECK_LOG("enter-m +m body abandoned-m");
}
