// STD: 20 23
// Group 20 on a task of the tests' own: with and exit_stack, mirrored;
// contexts and brackets; frames destroyed while suspended.
#include "faults.hpp"

#include "check.hpp"
#include "lazy.hpp"
#include <memory>
#include <optional>
#include <raii/async.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
using test::event;
using test::lazy;
using test::run;
using test::say;
using stack_of_lazy = raii::async_exit_stack<lazy<void>>;

namespace {
std::string describe(const std::exception_ptr &e) {
  if (!e)
    return "null";
  try {
    std::rethrow_exception(e);
  } catch (const raii::unwinding_error &) {
    return "unwinding";
  } catch (const std::exception &x) {
    return x.what();
  } catch (int n) {
    return std::to_string(n);
  }
}
template <class F> void attempt(F f) {
  try {
    run(f());
    say("done");
  } catch (...) {
    say("caught-" + describe(std::current_exception()));
  }
}

// With constructors: g++ 12 copies temporaries that are aggregates bit by bit
// when they stand in an expression that awaits.
struct plain {
  std::string name;
  bool enter_fails;
  int value = 1;
  explicit plain(const char *n = "p", bool fails = false)
      : name(n), enter_fails(fails) {}
  lazy<int> aenter() {
    say("+" + name);
    if (enter_fails)
      throw std::runtime_error("enter");
    co_return value;
  }
  lazy<void> aexit(std::exception_ptr e) {
    say("-" + name + "(" + describe(e) + ")");
    co_return;
  }
};
struct suppressing {
  std::string name;
  explicit suppressing(const char *n = "s") : name(n) {}
  lazy<void> aenter() {
    say("+" + name);
    co_return;
  }
  lazy<bool> aexit(std::exception_ptr e) {
    say("-" + name + "(" + describe(e) + ")");
    co_return true;
  }
};
struct throwing {
  std::string name;
  int what;
  explicit throwing(const char *n = "t", int w = 9) : name(n), what(w) {}
  lazy<void> aenter() { co_return; }
  lazy<void> aexit(std::exception_ptr e) {
    say("-" + name + "(" + describe(e) + ")");
    throw what;
    co_return;
  }
};
struct synchronous {
  std::string name;
  explicit synchronous(const char *n = "y") : name(n) {}
  int enter() {
    say("+" + name);
    return 3;
  }
  void exit(const std::exception_ptr &e) {
    say("-" + name + "(" + describe(e) + ")");
  }
};
} // namespace

TEST(with_value) {
  attempt([]() -> lazy<void> {
    plain m;
    auto t = raii::async_with(m, [](int n) -> lazy<std::string> {
      say("body");
      co_return std::to_string(n);
    });
    static_assert(std::is_same_v<decltype(t), lazy<std::string>>);
    say("lazy");
    const std::string s = co_await t;
    CHECK(s == "1");
  });
  CHECK_LOG("lazy +p body -p(null) done");
}

TEST(with_failures) {
  attempt([]() -> lazy<void> {
    co_await raii::async_with(plain(), []() -> lazy<void> {
      throw std::runtime_error("body");
      co_return;
    });
  });
  CHECK_LOG("+p -p(body) caught-body");
  attempt([]() -> lazy<void> {
    co_await raii::async_with(plain("p", true), []() -> lazy<void> {
      say("body");
      co_return;
    });
  });
  CHECK_LOG("+p caught-enter");
  attempt([]() -> lazy<void> {
    co_await raii::async_with(throwing(), []() -> lazy<void> {
      throw 1;
      co_return;
    });
  });
  CHECK_LOG("-t(1) caught-9");
  attempt([]() -> lazy<void> {
    co_await raii::async_with(throwing(), []() -> lazy<void> { co_return; });
  });
  CHECK_LOG("-t(null) caught-9");
}

TEST(with_suppression) {
  attempt([]() -> lazy<void> {
    auto t =
        raii::async_with(suppressing(), []() -> lazy<int> { co_return 4; });
    static_assert(std::is_same_v<decltype(t), lazy<std::optional<int>>>);
    std::optional<int> r = co_await t;
    CHECK(r && *r == 4);
    auto none = co_await raii::async_with(suppressing(), []() -> lazy<int> {
      throw 1;
      co_return 0;
    });
    CHECK(!none);
    const bool finished =
        co_await raii::async_with(suppressing(), []() -> lazy<void> {
          throw 1;
          co_return;
        });
    CHECK(!finished);
    int n = 0;
    int *where = co_await raii::async_with(
        suppressing(), [&n]() -> lazy<int &> { co_return n; });
    CHECK(where == &n);
  });
  CHECK_LOG("+s -s(null) +s -s(1) +s -s(1) +s -s(null) done");
}

TEST(with_synchronous_manager) {
  attempt([]() -> lazy<void> {
    const int n = co_await raii::async_with(
        synchronous(), [](int v) -> lazy<int> { co_return v; });
    CHECK(n == 3);
  });
  CHECK_LOG("+y -y(null) done");
}

namespace {
struct gives_unique {
  lazy<std::unique_ptr<int>> aenter() { co_return std::make_unique<int>(7); }
  lazy<void> aexit(std::exception_ptr) { co_return; }
};
struct gives_reference {
  int n = 1;
  lazy<int &> aenter() { co_return n; }
  lazy<void> aexit(std::exception_ptr) { co_return; }
};
} // namespace
TEST(with_values_of_other_kinds) {
  attempt([]() -> lazy<void> {
    const int seven = co_await raii::async_with(
        gives_unique(),
        [](std::unique_ptr<int> p) -> lazy<int> { co_return *p; });
    CHECK(seven == 7);
    gives_reference g;
    co_await raii::async_with(g, [](int &n) -> lazy<void> {
      n = 5;
      co_return;
    });
    CHECK(g.n == 5);
  });
  CHECK_LOG("done");
}

// ---- The stack.
TEST(stack_order) {
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    CHECK(co_await s.enter_async_context(plain("a")) == 1);
    CHECK(s.enter_context(synchronous("b")) == 3);
    s.callback([] { say("c"); });
    s.push_async_callback([]() -> lazy<void> {
      say("d");
      co_return;
    });
    s.push_async_exit([](std::exception_ptr e) -> lazy<void> {
      say("e" + describe(e));
      co_return;
    });
    s.push([](const std::exception_ptr &e) { say("f" + describe(e)); });
    co_await s.close();
    CHECK(s.empty());
    co_await s.close();
    s.callback([] { say("again"); });
    co_await s.close();
  });
  CHECK_LOG("+a +b fnull enull d c -b(null) -a(null) again done");
}

TEST(stack_suppress_and_replace) {
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    const bool finished = co_await s.run([&]() -> lazy<void> {
      co_await s.enter_async_context(plain("a"));
      co_await s.enter_async_context(suppressing("s"));
      co_await s.enter_async_context(throwing("t", 2));
      throw 1;
    });
    CHECK(!finished);
    CHECK(describe(s.replaced()) == "1" && !s.replaced(1));
  });
  CHECK_LOG("+a +s -t(1) -s(2) -a(null) done");
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    (void)co_await s.run([](stack_of_lazy &st) -> lazy<int> {
      co_await st.enter_async_context(throwing("a", 4));
      st.enter_context(synchronous("b"));
      co_await st.enter_async_context(throwing("c", 3));
      co_return 1;
    });
  });
  CHECK_LOG("+b -c(null) -b(3) -a(3) caught-4");
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    std::exception_ptr original;
    (void)co_await s.run([&]() -> lazy<void> {
      s.push_async_exit([](std::exception_ptr e) -> lazy<bool> {
        if (e)
          std::rethrow_exception(e); // the same: no replacement
        co_return true;
      });
      s.push_async_callback([]() -> lazy<void> { co_return; });
      throw 5;
    });
  });
  CHECK_LOG("caught-5");
}

TEST(stack_enter_fails) {
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    (void)co_await s.run([&]() -> lazy<void> {
      co_await s.enter_async_context(plain("a"));
      co_await s.enter_async_context(plain("b", true));
    });
  });
  CHECK_LOG("+a +b -a(enter) caught-enter");
}

TEST(stack_pop_all) {
  attempt([]() -> lazy<void> {
    stack_of_lazy kept;
    {
      stack_of_lazy s;
      co_await s.enter_async_context(plain("a"));
      s.callback([] { say("b"); });
      kept = s.pop_all();
    }
    say("kept");
    co_await kept.close();
  });
  CHECK_LOG("+a kept b -a(null) done");
}

TEST(stack_many) {
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    int n = 0;
    for (int i = 0; i < 20000; ++i)
      s.callback([&n] { ++n; });
    co_await s.close();
    CHECK(n == 20000);
  });
  CHECK_LOG("done");
}

// ---- Frames destroyed while suspended.
namespace {
struct with_fallback {
  event *in_exit = nullptr;
  lazy<void> aenter() {
    say("+w");
    co_return;
  }
  lazy<void> aexit(std::exception_ptr) {
    say("leaving");
    if (in_exit)
      co_await *in_exit;
    say("-w");
  }
  void abandon() noexcept { say("abandoned"); }
};
} // namespace
TEST(destroyed_in_the_body) {
  event never;
  {
    auto t = raii::async_with(with_fallback(), [&never]() -> lazy<void> {
      say("body");
      co_await never;
      say("not reached");
    });
    t.start();
    CHECK(!t.done());
  }
  CHECK_LOG("+w body abandoned");
}
TEST(destroyed_in_the_exit) {
  event never;
  {
    auto t = raii::async_with(with_fallback{&never},
                              []() -> lazy<void> { co_return; });
    t.start();
    CHECK(!t.done());
  }
  CHECK_LOG("+w leaving abandoned");
}
TEST(destroyed_before_it_started) {
  {
    auto t =
        raii::async_with(with_fallback(), []() -> lazy<void> { co_return; });
  }
  CHECK_LOG("");
}
TEST(destroyed_with_a_synchronous_manager) {
  event never;
  {
    auto t = raii::async_with(synchronous(),
                              [&never](int) -> lazy<void> { co_await never; });
    t.start();
  }
  CHECK_LOG("+y -y(unwinding)");
}
TEST(resumed_later) {
  event go, leave;
  auto t = raii::async_with(with_fallback{&leave}, [&go]() -> lazy<int> {
    co_await go;
    co_return 6;
  });
  t.start();
  say("suspended");
  go.set();
  say("leaves");
  leave.set();
  CHECK(t.done() && t.result() == 6);
  CHECK_LOG("+w suspended leaving leaves -w");
}
TEST(stack_destroyed) {
  event never;
  {
    auto t = [](event &e) -> lazy<void> {
      stack_of_lazy s;
      co_await s.enter_async_context(with_fallback());
      s.enter_context(synchronous());
      s.callback([] { say("callback"); });
      s.push_async_callback([]() -> lazy<void> {
        say("never");
        co_return;
      });
      co_await e;
    }(never);
    t.start();
  }
  CHECK_LOG("+w +y callback -y(unwinding) abandoned");
}
TEST(abandoned_when_the_exit_throws) {
  struct m {
    lazy<void> aenter() { co_return; }
    lazy<void> aexit(std::exception_ptr) {
      throw 2;
      co_return;
    }
    void abandon() noexcept { say("abandoned"); }
  };
  attempt([]() -> lazy<void> {
    co_await raii::async_with(m(), []() -> lazy<void> { co_return; });
  });
  CHECK_LOG("abandoned caught-2");
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    co_await s.enter_async_context(m());
    co_await s.close();
  });
  CHECK_LOG("abandoned caught-2");
}

TEST(a_synchronous_exit_that_throws_is_not_left_twice) {
  struct m {
    void enter() {}
    void exit(const std::exception_ptr &e) {
      say("-(" + describe(e) + ")");
      throw 2;
    }
  };
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    s.callback([] {
      say("callback");
      throw 3;
    });
    s.enter_context(m());
    co_await s.close();
  });
  CHECK_LOG("-(null) callback caught-3");
}

TEST(exits_run_after_the_handler) {
  struct m {
    lazy<void> aenter() { co_return; }
    lazy<void> aexit(std::exception_ptr e) {
      say(describe(e) + (std::current_exception() ? "-in" : "-after"));
      co_return;
    }
  };
  attempt([]() -> lazy<void> {
    co_await raii::async_with(m(), []() -> lazy<void> {
      throw 1;
      co_return;
    });
  });
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    (void)co_await s.run([&]() -> lazy<void> {
      co_await s.enter_async_context(m());
      throw 2;
    });
  });
  CHECK_LOG("1-after caught-1 2-after caught-2");
}

TEST(thrown_on_is_not_replaced) {
  stack_of_lazy s;
  attempt([&]() -> lazy<void> {
    (void)co_await s.run([&]() -> lazy<void> {
      s.push_async_exit([](std::exception_ptr e) -> lazy<void> {
        say("-(" + describe(e) + ")");
        std::rethrow_exception(e);
        co_return;
      });
      throw 1;
      co_return;
    });
  });
  CHECK_LOG("-(1) caught-1");
  CHECK(!s.replaced());
}

TEST(aclosing) {
  struct connection {
    lazy<void> aclose() {
      say("closed");
      co_return;
    }
  };
  attempt([]() -> lazy<void> {
    connection c;
    co_await raii::async_with(raii::aclosing(c),
                              [&c](connection &d) -> lazy<void> {
                                CHECK(&c == &d);
                                co_return;
                              });
    co_await raii::async_with(raii::aclosing(connection()),
                              [](connection &) -> lazy<void> {
                                throw 1;
                                co_return;
                              });
  });
  CHECK_LOG("closed closed caught-1");
}

// ---- Contexts.
namespace {
lazy<void> step(const char *word) {
  say(word);
  co_return;
}
raii::async_context<int> transaction(int how) {
  co_await step("begin");
  bool ok = false;
  try {
    co_yield 42;
    ok = true;
  } catch (const std::runtime_error &) {
    say("handler");
    if (how == 1)
      throw;
    if (how == 2)
      throw std::logic_error("other");
  }
  co_await step(ok ? "commit" : "rollback");
}
raii::async_context<void> bare(event *e = nullptr) {
  say("in");
  co_yield{};
  if (e)
    co_await *e;
  say("out");
}
raii::async_context<int> never_yields(bool yes) {
  if (yes)
    co_yield 1;
}
raii::async_context<int> yields_twice() {
  co_yield 1;
  co_yield 2;
}
raii::async_context<std::unique_ptr<int>> yields_unique() {
  co_yield std::make_unique<int>(4);
}
} // namespace
TEST(async_contexts) {
  attempt([]() -> lazy<void> {
    auto r = co_await raii::async_with(transaction(0), [](int n) -> lazy<int> {
      say("body");
      co_return n;
    });
    CHECK(r && *r == 42);
  });
  CHECK_LOG("begin body commit done");
  for (int how = 0; how < 3; ++how)
    attempt([how]() -> lazy<void> {
      auto r =
          co_await raii::async_with(transaction(how), [](int) -> lazy<int> {
            throw std::runtime_error("body");
            co_return 0;
          });
      CHECK(!r);
    });
  CHECK_LOG("begin handler rollback done begin handler caught-body begin "
            "handler caught-other");
  attempt([]() -> lazy<void> {
    CHECK(co_await raii::async_with(bare(), []() -> lazy<void> { co_return; }));
    auto four = co_await raii::async_with(
        yields_unique(),
        [](std::unique_ptr<int> &p) -> lazy<int> { co_return *p; });
    CHECK(*four == 4);
  });
  CHECK_LOG("in out done");
  attempt([]() -> lazy<void> {
    (void)co_await raii::async_with(never_yields(false),
                                    []() -> lazy<void> { co_return; });
  });
  CHECK_LOG("caught-the coroutine of a raii::async_context did not yield");
  attempt([]() -> lazy<void> {
    (void)co_await raii::async_with(yields_twice(),
                                    []() -> lazy<void> { co_return; });
  });
  CHECK_LOG("caught-the coroutine of a raii::async_context yielded twice");
}
TEST(async_context_destroyed) {
  event never;
  {
    auto t = raii::async_with(bare(&never), []() -> lazy<void> { co_return; });
    t.start();
    CHECK(!t.done());
  }
  CHECK_LOG("in");
  {
    auto t =
        raii::async_with(bare(), [&never]() -> lazy<void> { co_await never; });
    t.start();
  }
  CHECK_LOG("in");
}
TEST(async_context_in_a_stack) {
  attempt([]() -> lazy<void> {
    stack_of_lazy s;
    const bool finished = co_await s.run([&]() -> lazy<void> {
      CHECK(co_await s.enter_async_context(transaction(0)) == 42);
      throw std::runtime_error("x");
    });
    CHECK(!finished);
  });
  CHECK_LOG("begin handler rollback done");
}

// ---- Brackets.
TEST(brackets) {
  auto transaction_of = [](int how) {
    return [how](auto yield_) -> lazy<void> {
      co_await step("begin");
      bool ok = false;
      try {
        int n = 42;
        co_await yield_(n);
        ok = true;
      } catch (const std::runtime_error &) {
        if (how == 1)
          throw;
      }
      co_await step(ok ? "commit" : "rollback");
    };
  };
  attempt([&]() -> lazy<void> {
    auto r = co_await raii::async_bracket<int>(transaction_of(0),
                                               [](int n) -> lazy<int> {
                                                 say("body");
                                                 co_return n + 1;
                                               });
    CHECK(r && *r == 43);
    r = co_await raii::async_bracket<int>(transaction_of(0),
                                          [](int) -> lazy<int> {
                                            throw std::runtime_error("x");
                                            co_return 1;
                                          });
    CHECK(!r);
    (void)co_await raii::async_bracket<int>(transaction_of(1),
                                            []() -> lazy<void> {
                                              throw std::runtime_error("y");
                                              co_return;
                                            });
  });
  CHECK_LOG("begin body commit begin rollback begin caught-y");
  attempt([]() -> lazy<void> {
    (void)co_await raii::async_bracket([](auto) -> lazy<void> { co_return; },
                                       []() -> lazy<void> { co_return; });
  });
  CHECK_LOG("caught-a raii::async_bracket did not yield");
  attempt([]() -> lazy<void> {
    (void)co_await raii::async_bracket(
        [](auto yield_) -> lazy<void> {
          co_await yield_();
          co_await yield_();
        },
        []() -> lazy<void> {
          say("body");
          co_return;
        });
  });
  CHECK_LOG("body caught-a raii::async_bracket yielded twice");
}

// ---- A failing allocator: frames and nodes.
TEST(a_failing_allocator) {
  const long before = test::live;
  test::at_each_allocation([] {
    int in = 0, out = 0;
    struct m {
      int *in, *out;
      lazy<void> aenter() {
        ++*in;
        co_return;
      }
      lazy<void> aexit(std::exception_ptr) {
        ++*out;
        in = nullptr;
        co_return;
      }
      void abandon() noexcept {
        if (in)
          ++*out;
      }
    };
    try {
      run([](int *i, int *o) -> lazy<void> {
        stack_of_lazy s;
        (void)co_await s.run([&]() -> lazy<void> {
          co_await s.enter_async_context(m{i, o});
          ++*i;
          s.callback([o] { ++*o; });
          co_await raii::async_with(m{i, o}, []() -> lazy<void> { co_return; });
        });
      }(&in, &out));
    } catch (const std::bad_alloc &) {
    }
    CHECK(in == out);
  });
  CHECK(test::live == before);
}
