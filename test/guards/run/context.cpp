// STD: 20 23
// Group 14: managers written as coroutines.
#include "check.hpp"
#include <memory>
#include <raii/context.hpp>
#include <raii/exit_stack.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
using raii::context;
using test::say;

namespace {
std::string describe(const std::exception_ptr &e) {
  if (!e)
    return "null";
  try {
    std::rethrow_exception(e);
  } catch (const std::exception &x) {
    return x.what();
  } catch (int n) {
    return std::to_string(n);
  }
}
template <class F> void attempt(F f) {
  try {
    f();
    say("done");
  } catch (...) {
    say("caught-" + describe(std::current_exception()));
  }
}
struct local {
  const char *name;
  explicit local(const char *n) : name(n) {}
  local(const local &) = delete;
  ~local() { say(std::string("~") + name); }
};

// try / except / else around the yield, as in a transaction.
context<int> transaction(int how) {
  local l("frame");
  say("begin");
  bool ok = false;
  try {
    co_yield 42;
    ok = true;
  } catch (const std::runtime_error &) {
    say("rollback");
    if (how == 1)
      throw;
    if (how == 2)
      throw std::logic_error("other");
  }
  if (ok)
    say("commit");
}
} // namespace

TEST(commit) {
  attempt([] {
    auto r = raii::with(transaction(0), [](int n) {
      say(std::to_string(n));
      return n;
    });
    static_assert(std::is_same_v<decltype(r), std::optional<int>>);
    CHECK(r && *r == 42);
  });
  CHECK_LOG("begin 42 commit ~frame done");
}
TEST(suppress) {
  attempt([] {
    CHECK(
        !raii::with(transaction(0), [] { throw std::runtime_error("body"); }));
  });
  CHECK_LOG("begin rollback ~frame done");
}
TEST(rethrow) {
  attempt([] {
    (void)raii::with(transaction(1), [] { throw std::runtime_error("body"); });
  });
  CHECK_LOG("begin rollback ~frame caught-body");
}
TEST(replace) {
  attempt([] {
    (void)raii::with(transaction(2), [] { throw std::runtime_error("body"); });
  });
  CHECK_LOG("begin rollback ~frame caught-other");
}
TEST(not_caught_by_the_manager) {
  attempt([] { (void)raii::with(transaction(0), [] { throw 7; }); });
  CHECK_LOG("begin ~frame caught-7");
}

namespace {
context<void> rethrows_the_same() {
  try {
    co_yield raii::run_body;
  } catch (...) {
    throw;
  }
}
context<void> rethrows_a_copy() {
  try {
    co_yield{};
  } catch (const std::runtime_error &e) {
    throw e;
  }
}
context<void> rethrows_the_pointer() {
  std::exception_ptr kept;
  try {
    co_yield{};
  } catch (...) {
    kept = std::current_exception();
  }
  if (kept)
    std::rethrow_exception(kept);
}
} // namespace
TEST(identity) {
  // `throw;` and the pointer keep the exception object, `throw e;` does not.
  // A property of the implementation, held to here for both.
  for (int which = 0; which < 3; ++which) {
    std::exception_ptr original;
    try {
      (void)raii::with(which == 0   ? rethrows_the_same()
                       : which == 1 ? rethrows_a_copy()
                                    : rethrows_the_pointer(),
                       [&] {
                         try {
                           throw std::runtime_error("x");
                         } catch (...) {
                           original = std::current_exception();
                           throw;
                         }
                       });
    } catch (...) {
      CHECK((std::current_exception() == original) == (which != 1));
    }
  }
}

namespace {
context<int> never(bool yields) {
  say("start");
  if (yields)
    co_yield 1;
}
context<int> twice() {
  local l("frame");
  try {
    co_yield 1;
  } catch (...) {
    say("caught-inside");
  }
  co_yield 2;
  say("not reached");
}
context<int> throws_first() {
  throw std::runtime_error("early");
  co_yield 1;
}
} // namespace
TEST(zero_yields) {
  attempt([] { (void)raii::with(never(false), [] { say("body"); }); });
  CHECK_LOG("start caught-the coroutine of a raii::context did not yield");
}
TEST(two_yields) {
  attempt([] { (void)raii::with(twice(), [] { say("body"); }); });
  CHECK_LOG(
      "body ~frame caught-the coroutine of a raii::context yielded twice");
  attempt([] { (void)raii::with(twice(), [] { throw 1; }); });
  CHECK_LOG("caught-inside ~frame caught-the coroutine of a raii::context "
            "yielded twice");
}
TEST(throws_before_the_yield) {
  attempt([] { (void)raii::with(throws_first(), [] { say("body"); }); });
  CHECK_LOG("caught-early");
}
TEST(lazy) {
  {
    auto unentered = never(true);
    say("made");
  }
  CHECK_LOG("made");
}
TEST(destroyed_entered_and_not_left) {
  {
    auto c = transaction(0);
    CHECK(c.enter() == 42);
    say("inside");
  }
  CHECK_LOG("begin inside ~frame");
}
TEST(out_of_turn) {
  attempt([] {
    auto c = never(true);
    c.exit(nullptr);
  });
  CHECK_LOG("caught-a raii::context is left that is not entered");
  attempt([] {
    auto c = never(true);
    c.enter();
    c.enter();
  });
  CHECK_LOG("start caught-a raii::context is entered once");
  attempt([] {
    auto c = never(true);
    c.enter();
    CHECK(!c.exit(nullptr));
    c.exit(nullptr);
  });
  CHECK_LOG("start caught-a raii::context is left that is not entered");
}

// ---- What is yielded.
namespace {
struct pinned {
  int n = 1;
  pinned() = default;
  pinned(const pinned &) = delete;
};
context<pinned> its_local() {
  pinned p;
  co_yield p;
  say(std::to_string(p.n));
}
context<pinned &> by_reference(pinned &p) { co_yield p; }
context<std::unique_ptr<int>> move_only() { co_yield std::make_unique<int>(5); }
context<std::string> from_constant() {
  const std::string s = "constant";
  co_yield s;
  say(s);
}
context<std::string> converted() { co_yield "literal"; }
context<const std::string> constant() {
  std::string s = "c";
  co_yield s;
}
} // namespace
TEST(values) {
  CHECK(raii::with(its_local(), [](pinned &p) { p.n = 9; }));
  CHECK_LOG("9");
  pinned outside;
  CHECK(raii::with(by_reference(outside), [](pinned &p) { p.n = 8; }));
  CHECK(outside.n == 8);
  CHECK(*raii::with(move_only(), [](std::unique_ptr<int> &p) { return *p; }) ==
        5);
  CHECK(raii::with(from_constant(), [](std::string &s) { s = "changed"; }));
  CHECK_LOG("constant");
  CHECK(*raii::with(converted(), [](std::string &s) { return s; }) ==
        "literal");
  CHECK(*raii::with(constant(), [](const std::string &s) { return s; }) == "c");
}

TEST(in_a_stack_and_as_a_guard) {
  attempt([] {
    raii::exit_stack s;
    CHECK(!s.run([&] {
      CHECK(s.enter_context(transaction(0)) == 42);
      throw std::runtime_error("body");
    }));
  });
  CHECK_LOG("begin rollback ~frame done");
  {
    raii::entered e(transaction(0));
    CHECK(e.value() == 42);
  }
  CHECK_LOG("begin commit ~frame");
  attempt([] {
    raii::entered e(transaction(0));
    throw std::runtime_error("lost to the destructor");
  });
  // The frame sees an unwinding_error, which is no runtime_error.
  CHECK_LOG("begin ~frame caught-lost to the destructor");
}

TEST(nested) {
  attempt([] {
    auto r = raii::with(transaction(1), [](int) {
      return raii::with(transaction(1),
                        [](int) -> int { throw std::runtime_error("x"); });
    });
    CHECK(!r);
  });
  CHECK_LOG("begin begin rollback ~frame rollback ~frame caught-x");
}

TEST(moved) {
  auto a = transaction(0);
  auto b = std::move(a);
  CHECK(raii::with(b, [] {}));
  CHECK_LOG("begin commit ~frame");
  attempt([&] { (void)raii::with(a, [] {}); });
  CHECK_LOG("caught-a raii::context is entered once");
}
