// STD: 17 20
// Groups 1 to 6 for scope_fail and scope_success, and their conditions.
#include "check.hpp"
#include <memory>
#include <raii/scope_fail.hpp>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
using test::aborts;
using test::say;

namespace {
void both(int how) {
  raii::scope_success s([] { say("success"); });
  raii::scope_fail f([] { say("fail"); });
  if (how == 1)
    return;
  if (how == 2)
    throw 1;
  say("end");
}
} // namespace

TEST(which_runs) {
  both(0);
  CHECK_LOG("end success");
  both(1);
  CHECK_LOG("success");
  try {
    both(2);
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("fail caught");
}

TEST(loops) {
  for (int i = 0; i < 3; ++i) {
    raii::scope_fail f([] { say("fail"); });
    raii::scope_success s([i] { say(std::to_string(i)); });
    if (i == 1)
      continue;
    if (i == 2)
      break;
  }
  CHECK_LOG("0 1 2");
}

TEST(release_and_reset) {
  try {
    raii::scope_fail a([] { say("a"); });
    raii::scope_fail b([] { say("b"); });
    raii::scope_fail c([] { say("c"); });
    b.release();
    a.reset(); // now, whatever the condition says
    a.reset();
    throw 1;
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("a c caught");
  {
    raii::scope_success a([] { say("a"); });
    raii::scope_success b([] { say("b"); });
    b.release();
    a.reset();
    a.reset();
    say("end");
  }
  CHECK_LOG("a end");
}

TEST(move) {
  try {
    raii::scope_fail a([] { say("a"); });
    raii::scope_fail b(std::move(a));
    throw 1;
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("a caught");
  {
    raii::scope_success a([] { say("a"); });
    raii::scope_success b(std::move(a));
    say("end");
  }
  CHECK_LOG("end a");
  try {
    raii::scope_fail m(
        [p = std::make_unique<int>(4)] { say(std::to_string(*p)); });
    raii::scope_fail n(std::move(m));
    throw 1;
  } catch (int) {
  }
  CHECK_LOG("4");
}

// ---- While another exception unwinds: the count is what matters.
namespace {
struct in_destructor {
  ~in_destructor() {
    try {
      {
        raii::scope_success s([] { say("s1"); });
        raii::scope_fail f([] { say("f1"); });
      }
      raii::scope_success s([] { say("s2"); });
      raii::scope_fail f([] { say("f2"); });
      throw 2;
    } catch (int) {
      say("inner");
    }
  }
};
} // namespace
TEST(inside_a_destructor_while_unwinding) {
  try {
    in_destructor d;
    throw 1;
  } catch (int n) {
    say(std::to_string(n));
  }
  CHECK_LOG("s1 f2 inner 1");
}

TEST(inside_a_handler) {
  try {
    throw 1;
  } catch (int) {
    {
      raii::scope_success s([] { say("s"); });
      raii::scope_fail f([] { say("f"); });
    }
    try {
      raii::scope_fail f([] { say("f"); });
      throw;
    } catch (int) {
      say("again");
    }
  }
  CHECK_LOG("s f again");
}

TEST(success_propagates) {
  try {
    raii::scope_success a([] { say("a"); });
    raii::scope_fail f([] { say("fail"); });
    raii::scope_success b([] {
      say("b");
      throw 5;
    });
    say("end");
  } catch (int n) {
    say(std::to_string(n));
  }
  CHECK_LOG("end b fail 5");
}

TEST(fail_terminates) {
  CHECK(aborts([] {
    try {
      raii::scope_fail f([] { throw 1; });
      throw 2;
    } catch (...) {
    }
  }));
}

// ---- Error codes.
namespace {
std::error_code with_code(bool fail) {
  std::error_code ec;
  raii::scope_fail undo([] { say("undo"); }, raii::when_error(ec));
  raii::scope_success keep([] { say("keep"); }, raii::when_error(ec));
  if (fail)
    ec = std::make_error_code(std::errc::io_error);
  return ec;
}
int with_int(int rc) {
  raii::scope_fail undo([] { say("undo"); }, [&rc] { return rc < 0; });
  raii::scope_success keep([] { say("keep"); }, [&rc] { return rc < 0; });
  return rc;
}
} // namespace
TEST(conditions) {
  with_code(false);
  CHECK_LOG("keep");
  with_code(true);
  CHECK_LOG("undo");
  with_int(0);
  CHECK_LOG("keep");
  with_int(-1);
  CHECK_LOG("undo");
}

// ---- Construction.
namespace {
struct fragile {
  static inline int copies_left = 0;
  fragile() = default;
  fragile(const fragile &) {
    if (copies_left-- == 0)
      throw 7;
  }
  void operator()() const { say("run"); }
};
} // namespace
TEST(construction_fails) {
  fragile action;
  fragile::copies_left = 0;
  try {
    raii::scope_fail<fragile> g(action);
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("run caught");
  fragile::copies_left = 0;
  try {
    raii::scope_success<fragile> g(action);
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("caught");
}
TEST(move_fails) {
  fragile action;
  fragile::copies_left = 1;
  try {
    raii::scope_fail<fragile> a(action);
    raii::scope_fail<fragile> b(std::move(a));
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("run caught");
  fragile::copies_left = 1;
  {
    raii::scope_success<fragile> a(action);
    try {
      raii::scope_success<fragile> b(std::move(a));
    } catch (int) {
      say("caught");
    }
    say("end");
  }
  CHECK_LOG("caught end run");
}

namespace {
struct quiet {
  void operator()() const noexcept {}
};
struct loud {
  void operator()() const {}
};
static_assert(std::is_nothrow_destructible_v<raii::scope_fail<loud>>);
static_assert(!std::is_nothrow_destructible_v<raii::scope_success<loud>>);
static_assert(std::is_nothrow_destructible_v<raii::scope_success<quiet>>);
static_assert(!std::is_copy_constructible_v<raii::scope_fail<quiet>>);
static_assert(!std::is_move_assignable_v<raii::scope_fail<quiet>>);
static_assert(std::is_nothrow_move_constructible_v<raii::scope_fail<quiet>>);
static_assert(std::is_nothrow_constructible_v<raii::scope_fail<quiet>, quiet>);
static_assert(!std::is_constructible_v<raii::scope_fail<quiet>, int>);
static_assert(!std::is_convertible_v<quiet, raii::scope_fail<quiet>>);
static_assert(!std::is_constructible_v<raii::when_error<std::error_code>,
                                       std::error_code>);
} // namespace
