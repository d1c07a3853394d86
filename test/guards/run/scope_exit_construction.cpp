// STD: 17 20
// Group 3, and the throwing half of group 2: an action that cannot be stored
// runs; a move whose copy throws leaves the source armed.
#include "check.hpp"
#include <raii/scope_exit.hpp>
#include <utility>
using test::say;

namespace {
// Throws at the copy with the given number; says which object runs.
struct fragile {
  static inline int copies_left = 0;
  const char *name;
  explicit fragile(const char *n) : name(n) {}
  fragile(const fragile &other) : name("copy") {
    (void)other;
    if (copies_left-- == 0)
      throw 7;
  }
  void operator()() const { say(name); }
};
// Its move throws, its copy does not: the move is never used.
struct bad_move {
  bad_move() = default;
  bad_move(const bad_move &) noexcept {}
  bad_move(bad_move &&) noexcept(false) { throw 8; }
  void operator()() const { say("run"); }
};
// Callable only when not const.
struct fragile_mutable {
  static inline bool fail = false;
  fragile_mutable() = default;
  fragile_mutable(const fragile_mutable &) {
    if (fail)
      throw 9;
  }
  void operator()() { say("mutable"); }
};

template <template <class> class Guard> void construction() {
  fragile action("original");
  fragile::copies_left = 0;
  try {
    Guard<fragile> g(action);
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("original caught");

  fragile::copies_left = 0;
  try {
    Guard<fragile> g(static_cast<const fragile &>(action));
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("original caught");

  fragile::copies_left = 0;
  try {
    Guard<fragile> g(std::move(action)); // no nothrow move: copies
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("original caught");

  fragile::copies_left = 1;
  try {
    Guard<fragile> g(action);
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("made copy");

  fragile_mutable callable;
  fragile_mutable::fail = true;
  try {
    Guard<fragile_mutable> g(callable);
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("mutable caught");

  {
    Guard<bad_move> g{bad_move()};
    say("made");
  }
  CHECK_LOG("made run");
}
} // namespace

TEST(scope_exit_construction) { construction<raii::scope_exit>(); }
TEST(defer_guard_construction) { construction<raii::defer_guard>(); }

TEST(failed_move_leaves_the_source_armed) {
  fragile action("original");
  fragile::copies_left = 1;
  {
    raii::scope_exit<fragile> source(action);
    try {
      raii::scope_exit<fragile> target(std::move(source));
      say("moved");
    } catch (int) {
      say("caught");
    }
    say("end");
  }
  CHECK_LOG("caught end copy");

  fragile::copies_left = 2;
  {
    raii::scope_exit<fragile> source(action);
    raii::scope_exit<fragile> target(std::move(source));
    say("end");
  }
  CHECK_LOG("end copy");
}
