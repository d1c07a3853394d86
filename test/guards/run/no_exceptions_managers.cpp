// STD: 17 20
// ALSO: -fno-exceptions -fno-rtti
// ALSO20: -fno-exceptions -fno-rtti
// Group 8 for the managers: without exceptions an exit always gets null, and
// the rest is the same.
#include "check.hpp"
#include <iostream>
#include <raii/capability_guard.hpp>
#include <raii/contextlib.hpp>
#include <raii/exit_stack.hpp>
#include <raii/scope_fail.hpp>
#include <raii/transaction.hpp>
#include <raii/with.hpp>
#include <sstream>
#include <string>
#include <system_error>
#if __cplusplus >= 202002L
#include "lazy.hpp"
#include <raii/async.hpp>
#endif
using test::say;

namespace {
struct manager {
  const char *name;
  bool suppress = false;
  int enter() {
    say(std::string("+") + name);
    return 3;
  }
  bool exit(const std::exception_ptr &e) {
    say(std::string("-") + name + (e ? "!" : ""));
    return suppress;
  }
};
struct store {
  void begin() { say("begin"); }
  void commit() { say("commit"); }
  void rollback() { say("rollback"); }
};
} // namespace

TEST(with) {
  auto r = raii::with(manager{"a"}, [](int n) { return n; });
  CHECK(r && *r == 3);
  CHECK(raii::with(manager{"b", true}, [] {}));
  { raii::entered e(manager{"c"}); }
  CHECK_LOG("+a -a +b -b +c -c");
  CHECK(raii::with(raii::suppress<int>(), [] {}));
  raii::bracket([] { return 1; }, [](int) { say("release"); },
                [](int) { say("use"); });
  CHECK_LOG("use release");
}

TEST(exit_stack) {
  raii::exit_stack s;
  CHECK(s.run([](raii::exit_stack &st) {
    st.enter_context(manager{"a", true});
    st.callback([] { say("callback"); });
    st.push([](const std::exception_ptr &e) { say(e ? "error" : "null"); });
  }));
  CHECK_LOG("+a null callback -a");
  raii::exit_stack t;
  {
    raii::exit_stack u;
    u.callback([] { say("kept"); });
    t = u.pop_all();
  }
  say("then");
  t.close();
  CHECK_LOG("then kept");
}

TEST(error_codes) {
  std::error_code ec;
  {
    raii::scope_fail undo([] { say("undo"); }, raii::when_error(ec));
    raii::scope_success keep([] { say("keep"); }, raii::when_error(ec));
    ec = std::make_error_code(std::errc::io_error);
  }
  {
    raii::scope_fail never([] { say("never"); });
  }
  CHECK_LOG("undo");
}

TEST(transactions) {
  store s, t;
  { raii::transaction tx(s); }
  {
    raii::transaction tx(s);
    tx.commit();
  }
  raii::with(raii::in_transaction(s), [] { say("body"); });
  CHECK_LOG("begin rollback begin commit begin body commit");
  {
    raii::transaction_set set;
    set.add(s);
    set.add(t);
    set.commit();
    set.add(s);
  }
  CHECK_LOG("begin begin commit commit begin rollback");
}

TEST(streams_and_locks) {
  std::ostringstream text;
  raii::with(raii::redirect_stream(std::cout, text), [] { std::cout << "x"; });
  CHECK(text.str() == "x");
  struct mutex {
    void lock() { say("lock"); }
    void unlock() { say("unlock"); }
  } m;
  {
    raii::capability_guard g(m);
    g.reset();
    g.reset();
    say("end");
  }
  { raii::capability_guard g(m); }
  CHECK_LOG("lock unlock end lock unlock");
}

#if __cplusplus >= 202002L
namespace {
raii::context<int> context() {
  say("in");
  co_yield 4;
  say("out");
}
struct async_manager {
  test::lazy<int> aenter() { co_return 5; }
  test::lazy<bool> aexit(std::exception_ptr e) {
    say(e ? "error" : "aexit");
    co_return true;
  }
};
} // namespace
TEST(coroutines) {
  CHECK(*raii::with(context(), [](int n) { return n; }) == 4);
  CHECK_LOG("in out");
  auto r = test::run(raii::async_with(
      async_manager(), [](int n) -> test::lazy<int> { co_return n; }));
  CHECK(r && *r == 5);
  raii::async_exit_stack<test::lazy<void>> s;
  auto body = [&s]() -> test::lazy<void> {
    co_await s.enter_async_context(async_manager());
    s.callback([] { say("callback"); });
  };
  CHECK(test::run(s.run(body)));
  CHECK_LOG("aexit callback aexit");
}
#endif
