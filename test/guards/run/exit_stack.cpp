// STD: 17 20
// Group 16: every rule of exit_stack.
#include "faults.hpp"

#include "check.hpp"
#include <functional>
#include <memory>
#include <raii/exit_stack.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>
using raii::exit_stack;
using test::say;

namespace {
std::string describe(const std::exception_ptr &e) {
  if (!e)
    return "null";
  try {
    std::rethrow_exception(e);
  } catch (const raii::unwinding_error &) {
    return "unwinding";
  } catch (const std::bad_alloc &) {
    return "bad_alloc";
  } catch (const std::exception &x) {
    return x.what();
  } catch (int n) {
    return std::to_string(n);
  } catch (...) {
    return "other";
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
struct manager {
  const char *name;
  int throws_on_enter = 0, throws_on_exit = 0;
  bool suppress = false;
  std::string enter() {
    say(std::string("+") + name);
    if (throws_on_enter)
      throw throws_on_enter;
    return name;
  }
  bool exit(std::exception_ptr e) {
    say(std::string("-") + name + "(" + describe(e) + ")");
    if (throws_on_exit)
      throw throws_on_exit;
    return suppress;
  }
};
manager throwing(const char *name, int n) {
  manager m{name};
  m.throws_on_exit = n;
  return m;
}
manager suppressor(const char *name) {
  manager m{name};
  m.suppress = true;
  return m;
}
} // namespace

TEST(last_in_first_out) {
  exit_stack s;
  s.callback([] { say("1"); });
  CHECK(s.enter_context(manager{"a"}) == "a");
  s.push([](const std::exception_ptr &e) { say("2" + describe(e)); });
  s.close();
  CHECK_LOG("+a 2null -a(null) 1");
  CHECK(s.empty());
  s.close();
  CHECK_LOG("");
}

TEST(close_is_reusable) {
  exit_stack s;
  for (int i = 0; i < 2; ++i) {
    s.callback([i] { say(std::to_string(i)); });
    s.close();
  }
  s.callback([] { say("last"); });
  CHECK_LOG("0 1");
}

TEST(run_gives_the_exception) {
  attempt([] {
    exit_stack s;
    const auto r = s.run([](exit_stack &st) {
      st.enter_context(manager{"a"});
      return 3;
    });
    CHECK(r && *r == 3);
  });
  CHECK_LOG("+a -a(null) done");
  attempt([] {
    exit_stack s;
    (void)s.run([](exit_stack &st) {
      st.enter_context(manager{"a"});
      st.callback([] { say("cb"); });
      throw 5;
    });
  });
  CHECK_LOG("+a cb -a(5) caught-5");
}

TEST(suppression) {
  exit_stack s;
  CHECK(!s.run([&] {
    s.enter_context(manager{"outer"});
    s.enter_context(suppressor("middle"));
    s.enter_context(manager{"inner"});
    throw 1;
  }));
  CHECK_LOG("+outer +middle +inner -inner(1) -middle(1) -outer(null)");
  // Without an exception, true says nothing.
  CHECK(!exit_stack().exit(nullptr));
  CHECK(s.run([&] { s.enter_context(suppressor("m")); }));
  CHECK_LOG("+m -m(null)");
}

TEST(a_callback_never_suppresses) {
  attempt([] {
    exit_stack s;
    (void)s.run([&] {
      s.callback([] { return true; });
      throw 1;
    });
  });
  CHECK_LOG("caught-1");
}

TEST(replacement) {
  exit_stack s;
  attempt([&] {
    (void)s.run([&] {
      s.enter_context(manager{"a"});
      s.enter_context(throwing("b", 2));
      s.enter_context(manager{"c"});
      s.enter_context(throwing("d", 3));
      throw 1;
    });
  });
  CHECK_LOG("+a +b +c +d -d(1) -c(3) -b(3) -a(2) caught-2");
  CHECK(describe(s.replaced()) == "3");
  CHECK(describe(s.replaced(1)) == "1");
  CHECK(describe(s.replaced(2)) == "null");
  // A replacement can be suppressed in turn.
  CHECK(!s.run([&] {
    s.enter_context(manager{"a"});
    s.enter_context(suppressor("s"));
    s.enter_context(throwing("t", 2));
    throw 1;
  }));
  CHECK_LOG("+a +s +t -t(1) -s(2) -a(null)");
  CHECK(describe(s.replaced()) == "1" && !s.replaced(1));
  s.close();
  CHECK(!s.replaced());
}

TEST(an_exception_out_of_a_clean_exit) {
  exit_stack s;
  attempt([&] {
    s.enter_context(manager{"a"});
    s.enter_context(throwing("t", 2));
    s.close();
  });
  CHECK_LOG("+a +t -t(null) -a(2) caught-2");
  CHECK(!s.replaced());
  // Suppressed, and another one after it.
  attempt([&] {
    s.enter_context(throwing("u", 3));
    s.enter_context(suppressor("s"));
    s.enter_context(throwing("t", 2));
    s.close();
  });
  CHECK_LOG("+u +s +t -t(null) -s(2) -u(null) caught-3");
}

TEST(exits_run_in_a_handler) {
  exit_stack s;
  attempt([&] {
    (void)s.run([&] {
      s.push([](const std::exception_ptr &e) {
        CHECK(std::current_exception() == e);
      });
      s.push([](const std::exception_ptr &) {
        std::throw_with_nested(std::runtime_error("outer"));
      });
      s.push([](const std::exception_ptr &) {
        throw;
      }); // the same one: no replacement
      throw std::logic_error("cause");
    });
  });
  CHECK_LOG("caught-outer");
  CHECK(describe(s.replaced()) == "cause" && !s.replaced(1));
}

TEST(push_takes_entered_managers) {
  manager m{"m"};
  m.enter();
  exit_stack s;
  s.push(m);
  s.push(manager{"n"});
  s.close();
  CHECK_LOG("+m -n(null) -m(null)");
}

TEST(enter_fails) {
  exit_stack s;
  attempt([&] {
    s.enter_context(manager{"a"});
    manager bad{"b"};
    bad.throws_on_enter = 4;
    s.enter_context(bad);
  });
  CHECK_LOG("+a +b caught-4");
  s.close();
  CHECK_LOG("-a(null)");
}

TEST(references_and_values) {
  struct by_reference {
    int n = 3;
    int &enter() { return n; }
    void exit(std::exception_ptr) {}
  };
  by_reference m;
  exit_stack s;
  int &inside = s.enter_context(m);
  CHECK(&inside == &m.n);
  int &stored = s.enter_context(by_reference{});
  stored = 4; // lives in the stack
  struct immovable {
    explicit immovable(int v) : n(v) {}
    immovable(const immovable &) = delete;
    int n;
  };
  struct gives_immovable {
    immovable enter() { return immovable(5); }
    void exit(std::exception_ptr) { say("exit"); }
  };
  {
    auto &&value = s.enter_context(gives_immovable{});
    CHECK(value.n == 5);
  }
  s.close();
  CHECK_LOG("exit");
  struct move_only {
    std::unique_ptr<int> p;
    int enter() { return *p; }
    void exit(std::exception_ptr) {}
  };
  CHECK(s.enter_context(move_only{std::make_unique<int>(6)}) == 6);
}

TEST(pop_all) {
  static_assert(noexcept(std::declval<exit_stack &>().pop_all()));
  exit_stack kept;
  {
    exit_stack s;
    s.callback([] { say("a"); });
    s.callback([] { say("b"); });
    kept = s.pop_all();
    CHECK(s.empty());
  }
  say("kept");
  kept.close();
  CHECK_LOG("kept b a");
}

namespace {
// Acquires three parts; the stack undoes those that were made if a later one
// fails, and is emptied when all are there.
struct three_parts {
  exit_stack parts;
  explicit three_parts(int fail_at) {
    exit_stack making;
    for (int i = 0; i < 3; ++i) {
      if (i == fail_at)
        throw i;
      say("make" + std::to_string(i));
      making.callback([i] { say("drop" + std::to_string(i)); });
    }
    parts = making.pop_all();
  }
};
} // namespace
TEST(pop_all_across_failing_constructors) {
  attempt([] { three_parts t(2); });
  CHECK_LOG("make0 make1 drop1 drop0 caught-2");
  attempt([] {
    three_parts t(9);
    say("made");
  });
  CHECK_LOG("make0 make1 make2 made drop2 drop1 drop0 done");
}

TEST(moves) {
  exit_stack a;
  a.callback([] { say("a"); });
  exit_stack b(std::move(a));
  CHECK(a.empty() && !b.empty());
  exit_stack c;
  c.callback([] { say("c"); });
  c = std::move(b); // runs what c held
  CHECK_LOG("c");
  exit_stack &same = c;
  c = std::move(same);
  CHECK_LOG("");
  c.close();
  CHECK_LOG("a");
}

TEST(left_by_its_destructor) {
  {
    exit_stack s;
    s.enter_context(manager{"a"});
  }
  CHECK_LOG("+a -a(null)");
  try {
    exit_stack s;
    s.enter_context(manager{"a"});
    s.enter_context(suppressor("s")); // cannot: the exception goes on
    throw 1;
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("+a +s -s(unwinding) -a(unwinding) caught");
  CHECK(test::aborts([] {
    exit_stack s;
    s.callback([] { throw 1; });
  }));
  {
    exit_stack s;
    s.callback([] { throw 1; });
    attempt([&] { s.close(); });
  }
  CHECK_LOG("caught-1");
}

TEST(registering_while_leaving) {
  exit_stack s;
  s.callback([] { say("first"); });
  s.callback([&] {
    say("adds");
    s.callback([] { say("added"); });
  });
  s.close();
  CHECK_LOG("adds added first");
}

TEST(stack_as_a_manager) {
  exit_stack outer;
  outer.enter_context(exit_stack()).callback([] { say("inner"); });
  outer.callback([] { say("outer"); });
  outer.close();
  CHECK_LOG("outer inner");
  exit_stack s;
  CHECK(!raii::with(s, [](exit_stack &st) {
    st.enter_context(suppressor("s"));
    throw 1;
  }));
  test::take_log();
}

TEST(many_callbacks_do_not_recurse) {
  int n = 0;
  {
    exit_stack s;
    for (int i = 0; i < 100000; ++i)
      s.callback([&n] { ++n; });
    s.close();
    CHECK(n == 100000);
    // The same while an exception is current, and each exit replaces it.
    attempt([&] {
      (void)s.run([&] {
        for (int i = 0; i < 100000; ++i)
          s.callback([&n] { --n; });
        throw 1;
      });
    });
    CHECK(n == 0);
    attempt([&] {
      for (int i = 0; i < 20000; ++i)
        s.callback([&n] { throw ++n; });
      s.close();
    });
    CHECK(n == 20000 && describe(s.replaced(19998)) == "1");
  }
  CHECK_LOG("caught-1 caught-20000");
}

// ---- Failures to allocate and to copy.
TEST(a_failing_allocator) {
  const long before = test::live;
  const long runs = test::at_each_allocation([] {
    int acquired = 0, undone = 0;
    try {
      exit_stack s;
      auto acquire = [&] { ++acquired; };
      acquire();
      s.callback([&] { ++undone; });
      struct m {
        int &in, &out;
        void enter() { ++in; }
        void exit(std::exception_ptr) { ++out; }
      };
      s.enter_context(m{acquired, undone});
      acquire();
      s.push([&](const std::exception_ptr &) { ++undone; });
      exit_stack t = s.pop_all();
      acquire();
      t.callback([&, p = std::make_unique<int>(1)] { undone += *p; });
      t.close();
    } catch (const std::bad_alloc &) {
      // make_unique before the last callback: nobody has its undo yet
      if (acquired == undone + 1 && acquired == 4)
        ++undone;
    }
    CHECK(acquired == undone);
  });
  CHECK(runs == 6);
  CHECK(test::live == before);
}

TEST(a_callback_that_cannot_be_registered_runs) {
  exit_stack s;
  bool ran = false, pushed = false;
  std::string seen;
  seen.reserve(64);
  test::fail_at = 0;
  try {
    s.callback([&ran] { ran = true; });
  } catch (const std::bad_alloc &) {
    CHECK(ran);
  }
  CHECK(ran && s.empty());
  test::fail_at = 0;
  try {
    s.push([&](const std::exception_ptr &e) {
      pushed = true;
      seen = describe(e);
    });
  } catch (const std::bad_alloc &) {
  }
  CHECK(pushed && seen == "bad_alloc" && s.empty());
  // A manager is not entered when there is no room for it.
  test::fail_at = 0;
  struct m {
    bool &in;
    void enter() { in = true; }
    void exit(std::exception_ptr) {}
  };
  bool entered = false;
  try {
    s.enter_context(m{entered});
  } catch (const std::bad_alloc &) {
    CHECK(!entered);
  }
  CHECK(s.empty() && !entered);
  test::fail_at = -1;
}

TEST(a_callback_whose_copy_fails_runs) {
  struct fragile {
    fragile() = default;
    fragile(const fragile &) { throw 7; }
    void operator()() const { say("run"); }
  };
  exit_stack s;
  const fragile f;
  attempt([&] { s.callback(f); });
  CHECK_LOG("run caught-7");
}
