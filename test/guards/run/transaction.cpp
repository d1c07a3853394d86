// STD: 17 20
// transaction, in_transaction, transaction_set over a subject that fails on
// demand.
#include "faults.hpp"

#include "check.hpp"
#include <raii/exit_stack.hpp>
#include <raii/transaction.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>
using test::say;

namespace {
struct store {
  std::string name = "s";
  bool begin_fails = false, commit_fails = false, rollback_fails = false;
  bool open = false;
  void begin() {
    say("begin-" + name);
    if (begin_fails)
      throw std::runtime_error("begin-failed-" + name);
    open = true;
  }
  void commit() {
    say("commit-" + name);
    if (commit_fails)
      throw std::runtime_error("commit-failed-" + name);
    open = false;
  }
  void rollback() {
    say("rollback-" + name);
    open = false;
    if (rollback_fails)
      throw std::runtime_error("rollback-failed-" + name);
  }
};
struct asks : store {};
template <class F> void attempt(F f) {
  try {
    f();
    say("done");
  } catch (const std::exception &e) {
    say(std::string("caught:") + e.what());
  } catch (int n) {
    say("caught:" + std::to_string(n));
  }
}
std::string list(const std::vector<std::string> &names) {
  std::string all;
  for (const std::string &n : names)
    all += n + ",";
  return all;
}
} // namespace
template <> struct raii::transaction_traits<asks> {
  static void begin(asks &s) { s.begin(); }
  static void commit(asks &s) { s.commit(); }
  static void rollback(asks &s) { s.rollback(); }
  static bool active(asks &s) { return s.open; }
};

TEST(transaction_guard) {
  store s;
  attempt([&] {
    raii::transaction tx(s);
    tx.commit();
    tx.commit();
    CHECK(!tx);
  });
  CHECK_LOG("begin-s commit-s done");
  attempt([&] { raii::transaction tx(s); });
  CHECK_LOG("begin-s rollback-s done");
  attempt([&] {
    raii::transaction tx(s);
    throw 1;
  });
  CHECK_LOG("begin-s rollback-s caught:1");
  attempt([&] {
    raii::transaction tx(s);
    tx.reset();
    tx.reset();
    say("after");
  });
  CHECK_LOG("begin-s rollback-s after done");
  attempt([&] {
    raii::transaction tx(s);
    tx.release();
  });
  CHECK_LOG("begin-s done");
  attempt([&] {
    raii::transaction a(s);
    raii::transaction b(std::move(a));
    say("moved");
  });
  CHECK_LOG("begin-s moved rollback-s done");
}
TEST(transaction_commit_fails) {
  store s;
  s.commit_fails = true;
  attempt([&] {
    raii::transaction tx(s);
    tx.commit();
  });
  CHECK_LOG("begin-s commit-s rollback-s caught:commit-failed-s");
  s.begin_fails = true;
  attempt([&] { raii::transaction tx(s); });
  CHECK_LOG("begin-s caught:begin-failed-s");
  store bad;
  bad.rollback_fails = true;
  attempt([&] {
    raii::transaction tx(bad);
    tx.reset();
  });
  CHECK_LOG("begin-s rollback-s caught:rollback-failed-s");
  CHECK(test::aborts([&] { raii::transaction tx(bad); }));
}
TEST(no_second_rollback) {
  asks s;
  attempt([&] {
    raii::transaction tx(s);
    s.open = false; // rolled back by itself
  });
  CHECK_LOG("begin-s done");
  attempt([&] { raii::transaction tx(s); });
  CHECK_LOG("begin-s rollback-s done");
}

TEST(as_a_manager) {
  store s;
  attempt([&] {
    CHECK(raii::with(raii::in_transaction(s), [&](store &t) {
            CHECK(&t == &s);
            return 3;
          }) == 3);
  });
  CHECK_LOG("begin-s commit-s done");
  attempt([&] { raii::with(raii::in_transaction(s), [] { throw 1; }); });
  CHECK_LOG("begin-s rollback-s caught:1");
  s.commit_fails = true;
  attempt([&] { raii::with(raii::in_transaction(s), [] {}); });
  CHECK_LOG("begin-s commit-s rollback-s caught:commit-failed-s");
  s.commit_fails = false;
  // Left by a destructor while unwinding it rolls back: it is not told null.
  attempt([&] {
    raii::entered tx(raii::in_transaction{s});
    throw 2;
  });
  CHECK_LOG("begin-s rollback-s caught:2");
  attempt([&] {
    raii::exit_stack stack;
    stack.enter_context(raii::in_transaction(s));
    throw 3;
  });
  CHECK_LOG("begin-s rollback-s caught:3");
}

TEST(set) {
  store a{"a"}, b{"b"}, c{"c"};
  auto all = [&] {
    raii::transaction_set set;
    set.add(a, "a");
    set.add(b, "b");
    set.add(c, "c");
    set.commit();
  };
  attempt(all);
  CHECK_LOG("begin-a begin-b begin-c commit-a commit-b commit-c done");
  b.begin_fails = true;
  attempt(all);
  CHECK_LOG("begin-a begin-b rollback-a caught:begin-failed-b");
  b.begin_fails = false;
  a.commit_fails = true; // nothing was committed: the failure itself
  attempt(all);
  CHECK_LOG("begin-a begin-b begin-c commit-a rollback-c rollback-b rollback-a "
            "caught:commit-failed-a");
  a.commit_fails = false;
  b.commit_fails = true;
  try {
    all();
  } catch (const raii::partial_commit &e) {
    CHECK(list(e.committed()) == "a," && e.failed() == "b" &&
          list(e.rolled_back()) == "c,");
    say(e.what());
    try {
      std::rethrow_if_nested(e);
    } catch (const std::runtime_error &cause) {
      say(cause.what());
    }
  }
  CHECK_LOG("begin-a begin-b begin-c commit-a commit-b rollback-c rollback-b "
            "commit of b failed after a committed commit-failed-b");
  b.commit_fails = false;
  c.commit_fails = true;
  try {
    raii::transaction_set set;
    set.add(a);
    set.add(b);
    set.add(c);
    set.commit();
  } catch (const raii::partial_commit &e) {
    CHECK(list(e.committed()) == "#1,#2," && e.failed() == "#3" &&
          e.rolled_back().empty());
  }
  test::take_log();
}

TEST(a_rollback_fails_after_a_commit_failed) {
  store a{"a"}, b{"b"}, c{"c"};
  b.commit_fails = c.rollback_fails = true;
  attempt([&] {
    raii::transaction_set set;
    set.add(a);
    set.add(b);
    set.add(c);
    set.commit();
  });
  CHECK_LOG("begin-a begin-b begin-c commit-a commit-b rollback-c rollback-b "
            "caught:rollback-failed-c");
}

TEST(two_rollbacks_fail) {
  store a{"a"}, b{"b"}, c{"c"};
  b.rollback_fails = c.rollback_fails = true;
  raii::transaction_set set;
  set.add(a);
  set.add(b);
  set.add(c);
  attempt([&] { set.reset(); });
  // All, and then the first of the failures.
  CHECK_LOG("begin-a begin-b begin-c rollback-c rollback-b rollback-a "
            "caught:rollback-failed-c");
}

TEST(set_as_a_manager) {
  store a{"a"}, b{"b"};
  attempt([&] {
    raii::with(raii::transaction_set(), [&](raii::transaction_set &set) {
      set.add(a);
      set.add(b);
      say("body");
    });
  });
  CHECK_LOG("begin-a begin-b body commit-a commit-b done");
  attempt([&] {
    raii::with(raii::transaction_set(), [&](raii::transaction_set &set) {
      set.add(a);
      set.add(b);
      throw 1;
    });
  });
  CHECK_LOG("begin-a begin-b rollback-b rollback-a caught:1");
  b.rollback_fails = true; // the others are rolled back all the same
  attempt([&] {
    raii::with(raii::transaction_set(), [&](raii::transaction_set &set) {
      set.add(a);
      set.add(b);
      throw 1;
    });
  });
  CHECK_LOG("begin-a begin-b rollback-b rollback-a caught:rollback-failed-b");
  attempt([&] {
    raii::transaction_set set;
    set.add(a);
    raii::transaction_set moved(std::move(set));
    set.commit();
    say("nothing");
  });
  CHECK_LOG("begin-a nothing rollback-a done");
  attempt([&] {
    raii::transaction_set set;
    set.add(a);
    set.release();
  });
  CHECK_LOG("begin-a done");
}

TEST(a_failing_allocator) {
  const long before = test::live;
  long runs = test::at_each_allocation([] {
    // Allocates nothing itself, so that each failure is one of the library's.
    struct quiet {
      bool fails = false, open = false;
      void begin() { open = true; }
      void commit() {
        if (fails)
          throw 1;
        open = false;
      }
      void rollback() { open = false; }
    };
    quiet a, b{true}, c;
    try {
      raii::transaction_set set;
      set.add(a, "the first one, with a long name");
      set.add(b, "the second one, with a long name");
      set.add(c, "the third one, with a long name");
      set.commit();
    } catch (const std::bad_alloc &) {
    } catch (const raii::partial_commit &) {
    }
    CHECK(!a.open && !b.open && !c.open); // nothing is left begun
  });
  CHECK(runs > 8);
  CHECK(test::live == before);
}
