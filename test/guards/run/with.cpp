// STD: 17 20
// Groups 12, 13, 15: with(), a manager as a plain guard, decorate, bracket.
#include "check.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <raii/with.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
using test::say;

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
  } catch (...) {
    return "other";
  }
}

struct plain {
  int value = 1;
  bool fail = false;
  int &enter() {
    say("enter");
    if (fail)
      throw std::runtime_error("enter");
    return value;
  }
  void exit(const std::exception_ptr &e) { say("exit-" + describe(e)); }
};
struct suppressing {
  bool answer = true;
  int enter() {
    say("enter");
    return 5;
  }
  bool exit(std::exception_ptr e) {
    say("exit-" + describe(e));
    return answer;
  }
};
struct throwing_exit {
  void enter() { say("enter"); }
  void exit(std::exception_ptr e) {
    say("exit-" + describe(e));
    throw std::logic_error("from-exit");
  }
};
template <class F> void attempt(F f) {
  try {
    f();
    say("done");
  } catch (...) {
    say("caught-" + describe(std::current_exception()));
  }
}
} // namespace

TEST(success_and_failure) {
  attempt([] {
    plain m;
    const int r = raii::with(m, [](int &v) {
      say("body");
      return v + 1;
    });
    CHECK(r == 2);
  });
  CHECK_LOG("enter body exit-null done");
  attempt([] {
    raii::with(plain(), [] { throw std::runtime_error("body"); });
    say("not reached");
  });
  CHECK_LOG("enter exit-body caught-body");
}

TEST(enter_fails) {
  attempt([] {
    plain m;
    m.fail = true;
    raii::with(m, [] { say("body"); });
  });
  CHECK_LOG("enter caught-enter");
}

TEST(suppression_shows_in_the_type) {
  {
    auto r = raii::with(suppressing(),
                        [](int v) -> std::string { return std::to_string(v); });
    static_assert(std::is_same_v<decltype(r), std::optional<std::string>>);
    CHECK(r && *r == "5");
    auto none = raii::with(suppressing(), [](int) -> std::string { throw 1; });
    CHECK(!none);
    CHECK_LOG("enter exit-null enter exit-1");
  }
  {
    bool completed = raii::with(suppressing(), [] {});
    CHECK(completed);
    completed = raii::with(suppressing(), [] { throw 1; });
    CHECK(!completed);
    CHECK_LOG("enter exit-null enter exit-1");
  }
  {
    int n = 3;
    auto r = raii::with(suppressing(), [&]() -> int & { return n; });
    static_assert(std::is_same_v<decltype(r), int *>);
    CHECK(r == &n);
    CHECK(!raii::with(suppressing(), []() -> int & { throw 1; }));
    CHECK_LOG("enter exit-null enter exit-1");
  }
  attempt([] { (void)raii::with(suppressing{false}, [] { throw 2; }); });
  CHECK_LOG("enter exit-2 caught-2");
  auto nothing = [] {};
  auto reference = [](int &n) -> int & { return n; };
  static_assert(
      std::is_void_v<decltype(raii::with(std::declval<plain>(), nothing))>);
  static_assert(std::is_same_v<int &, decltype(raii::with(std::declval<plain>(),
                                                          reference))>);
}

TEST(a_throwing_exit_replaces_and_runs_once) {
  attempt([] { raii::with(throwing_exit(), [] { throw 1; }); });
  CHECK_LOG("enter exit-1 caught-from-exit");
  attempt([] { raii::with(throwing_exit(), [] {}); });
  CHECK_LOG("enter exit-null caught-from-exit");
  attempt([] { CHECK(raii::with(throwing_exit(), [] { return 3; }) == 3); });
  CHECK_LOG("enter exit-null caught-from-exit");
}

// The exit runs in a handler of what it is given.
namespace {
struct nesting {
  void enter() {}
  void exit(std::exception_ptr e) {
    if (e)
      std::throw_with_nested(std::runtime_error("outer"));
  }
};
struct rethrowing {
  void enter() {}
  bool exit(std::exception_ptr) { throw; }
};
} // namespace
TEST(nested_chain) {
  try {
    raii::with(nesting(), [] {
      raii::with(nesting(), [] { throw std::logic_error("cause"); });
    });
  } catch (const std::exception &e) {
    try {
      std::rethrow_if_nested(e);
    } catch (const std::exception &f) {
      try {
        std::rethrow_if_nested(f);
      } catch (const std::logic_error &g) {
        say(g.what());
      }
      say(f.what());
    }
    say(e.what());
  }
  CHECK_LOG("cause outer outer");
  attempt([] { (void)raii::with(rethrowing(), [] { throw 4; }); });
  CHECK_LOG("caught-4");
}

TEST(identity_is_kept) {
  std::exception_ptr seen;
  struct keep {
    std::exception_ptr &where;
    void enter() {}
    void exit(const std::exception_ptr &e) { where = e; }
  };
  try {
    raii::with(keep{seen}, [] { throw 1; });
  } catch (...) {
    CHECK(std::current_exception() == seen);
  }
}

// ---- What the body gets.
namespace {
struct gives_unique {
  std::unique_ptr<int> enter() { return std::make_unique<int>(7); }
  void exit(std::exception_ptr) {}
};
struct immovable {
  int n;
  explicit immovable(int v) : n(v) {}
  immovable(const immovable &) = delete;
};
struct gives_immovable {
  immovable enter() { return immovable(8); }
  void exit(std::exception_ptr) {}
};
struct counts_life {
  static inline int alive = 0;
  counts_life() { ++alive; }
  counts_life(const counts_life &) { ++alive; }
  ~counts_life() { --alive; }
};
struct gives_life {
  counts_life enter() { return {}; }
  void exit(std::exception_ptr) { say(std::to_string(counts_life::alive)); }
};
} // namespace
TEST(values) {
  CHECK(raii::with(gives_unique(), [](std::unique_ptr<int> p) { return *p; }) ==
        7);
  CHECK(raii::with(gives_unique(),
                   [](std::unique_ptr<int> &p) { return *p; }) == 7);
  CHECK(raii::with(gives_unique(), [](auto &&p) { return *p; }) == 7);
  CHECK(raii::with(gives_unique(), [] { return 1; }) == 1);
  auto moved =
      raii::with(gives_unique(), [](std::unique_ptr<int> p) { return p; });
  CHECK(*moved == 7);
  CHECK(raii::with(gives_immovable(), [](immovable &i) { return i.n; }) == 8);
  CHECK(raii::with(gives_immovable(), [](const immovable &i) { return i.n; }) ==
        8);
  raii::with(gives_life(), [](counts_life &) {});
  CHECK_LOG("1"); // the value lives until after the exit
  CHECK(counts_life::alive == 0);
  plain m;
  raii::with(m, [](int &v) { v = 40; });
  CHECK(m.value == 40); // the manager itself, not a copy
  test::take_log();
}

// ---- A type taught by traits.
namespace {
struct foreign {
  int depth = 0;
};
} // namespace
template <> struct raii::manager_traits<foreign> {
  static int enter(foreign &f) { return ++f.depth; }
  static void exit(foreign &f, const std::exception_ptr &) { --f.depth; }
};
TEST(traits) {
  foreign f;
  const int inner = raii::with(
      f, [&](int) { return raii::with(f, [](int d) { return d; }); });
  CHECK(inner == 2 && f.depth == 0);
}

// ---- Plain guards.
TEST(entered) {
  {
    raii::entered e(plain{});
    CHECK(e.value() == 1);
    say("body");
  }
  CHECK_LOG("enter body exit-null");
  try {
    raii::entered e(plain{});
    throw 1;
  } catch (int) {
  }
  CHECK_LOG("enter exit-unwinding");
  {
    raii::entered e(plain{});
    e.reset();
    say("after");
    e.reset();
  }
  CHECK_LOG("enter exit-null after");
  {
    raii::entered e(plain{});
    e.release();
  }
  CHECK_LOG("enter");
  plain m;
  {
    raii::entered e(m);
    static_assert(std::is_same_v<decltype(e), raii::entered<plain &>>);
    e.value() = 9;
  }
  CHECK(m.value == 9);
  test::take_log();
  attempt([] {
    plain failing;
    failing.fail = true;
    raii::entered e(failing);
  });
  CHECK_LOG("enter caught-enter");
  raii::entered value(gives_unique{});
  CHECK(*value.value() == 7);
}

TEST(entered_inside_a_destructor_while_unwinding) {
  struct d {
    ~d() {
      raii::entered inner(plain{});
      say("destructor");
    }
  };
  try {
    d object;
    throw 1;
  } catch (int) {
  }
  CHECK_LOG("enter destructor exit-null");
  CHECK(test::aborts([] { raii::entered e(throwing_exit{}); }));
}

TEST(decorate) {
  int made = 0;
  struct numbered {
    int n;
    void enter() { say("in" + std::to_string(n)); }
    void exit(std::exception_ptr) { say("out" + std::to_string(n)); }
  };
  std::function<int(int)> *self = nullptr;
  auto decorated = raii::decorate(
      [&made] { return numbered{++made}; },
      [&self](int n) { return n == 0 ? 0 : n + (*self)(n - 1); });
  std::function<int(int)> f = [&decorated](int n) { return decorated(n); };
  self = &f;
  CHECK(f(2) == 3); // recursion: each call its own manager
  CHECK_LOG("in1 in2 in3 out3 out2 out1");
  CHECK(f(0) == 0);
  CHECK_LOG("in4 out4");
  auto reference =
      raii::decorate([] { return plain(); }, [](int &n) -> int & { return n; });
  int x = 1;
  CHECK(&reference(x) == &x);
  test::take_log();
}

TEST(bracket) {
  const int r = raii::bracket(
      [] {
        say("acquire");
        return 3;
      },
      [](int n) { say("release" + std::to_string(n)); },
      [](int n) {
        say("use");
        return n * 2;
      });
  CHECK(r == 6);
  CHECK_LOG("acquire use release3");
  attempt([] {
    raii::bracket([] { say("acquire"); }, [] { say("release"); },
                  [] { throw 1; });
  });
  CHECK_LOG("acquire release caught-1");
  auto quiet =
      raii::bracket([] { return std::make_unique<int>(4); },
                    [](std::unique_ptr<int> &p, const std::exception_ptr &e) {
                      say(std::to_string(*p) + describe(e));
                      return true;
                    });
  CHECK(!raii::with(quiet, [](std::unique_ptr<int> &) { throw 2; }));
  CHECK(raii::with(quiet, [](auto &) {})); // used again
  CHECK_LOG("42 4null");
  int n = 1;
  raii::bracket([&n]() -> int & { return n; }, [](int &v) { v = 0; },
                [](int &v) { v = 5; });
  CHECK(n == 0);
}
