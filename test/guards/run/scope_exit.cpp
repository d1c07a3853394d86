// STD: 17 20
// Groups 1, 2, 4: the action runs once on each way out, in reverse order;
// release, reset, move.
#include "check.hpp"
#include <functional>
#include <memory>
#include <raii/scope_exit.hpp>
#include <stdexcept>
#include <type_traits>
#include <utility>
using test::say;

namespace {
int leave(int how) {
  raii::scope_exit outer([] { say("outer"); });
  for (int i = 0; i < 2; ++i) {
    raii::scope_exit inner([] { say("inner"); });
    if (how == 0 && i == 0)
      continue;
    if (how == 1)
      break;
    if (how == 2)
      return 2;
    if (how == 3)
      throw std::runtime_error("3");
    if (how == 4)
      goto out;
    say("end");
  }
  say("after");
  return 1;
out:
  say("out");
  return 4;
}

void plain_function() { say("function"); }
void noexcept_function() noexcept { say("noexcept"); }

struct counter {
  int calls = 0;
  void operator()() { ++calls; }
};
} // namespace

TEST(each_way_out) {
  leave(0);
  CHECK_LOG("inner end inner after outer");
  leave(1);
  CHECK_LOG("inner after outer");
  leave(2);
  CHECK_LOG("inner outer");
  try {
    leave(3);
    say("not thrown");
  } catch (const std::runtime_error &) {
    say("caught");
  }
  CHECK_LOG("inner outer caught");
  leave(4);
  CHECK_LOG("inner out outer");
}

TEST(last_in_first_out) {
  {
    raii::scope_exit a([] { say("a"); });
    raii::scope_exit b([] { say("b"); });
    raii::defer_guard c([] { say("c"); });
    raii::defer_guard d([] { say("d"); });
  }
  CHECK_LOG("d c b a");
}

TEST(release_cancels) {
  {
    raii::scope_exit g([] { say("run"); });
    g.release();
    g.release();
    g.reset();
  }
  CHECK_LOG("");
}

TEST(reset_runs_now_and_once) {
  {
    raii::scope_exit g([] { say("run"); });
    g.reset();
    say("after");
    g.reset();
  }
  CHECK_LOG("run after");
}

TEST(reset_disarms_first) {
  {
    raii::scope_exit g([] {
      say("throws");
      throw 1;
    });
    try {
      g.reset();
    } catch (int) {
      say("caught");
    }
    g.reset();
  }
  CHECK_LOG("throws caught");
}

namespace {
using erased = raii::scope_exit<std::function<void()>>;
} // namespace

TEST(reset_and_release_inside_the_action) {
  {
    erased *self = nullptr;
    erased g(std::function<void()>([&self] {
      say("run");
      self->reset();
    }));
    self = &g;
    g.reset();
  }
  CHECK_LOG("run");
  {
    erased *self = nullptr;
    erased g(std::function<void()>([&self] {
      say("run");
      self->reset();
      self->release();
    }));
    self = &g;
  }
  CHECK_LOG("run");
}

TEST(disarmed_until_armed) {
  {
    raii::scope_exit never(raii::disarmed, [] { say("never"); });
    raii::scope_exit g(raii::disarmed, [] { say("run"); });
    g.reset();
    say("body");
    g.arm();
    g.arm();
  }
  CHECK_LOG("body run");
}

TEST(armed_again) {
  {
    raii::scope_exit g([] { say("run"); });
    g.reset();
    g.arm();
    g.release();
    g.arm();
    say("end");
  }
  CHECK_LOG("run end run");
}

TEST(disarmed_copy_that_throws_runs_nothing) {
  struct fragile {
    fragile() = default;
    fragile(const fragile &) { throw 1; }
    void operator()() const { say("ran"); }
  } action;
  try {
    raii::scope_exit<fragile> g(raii::disarmed, action);
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("caught");
}

TEST(move_disarms_the_source) {
  {
    raii::scope_exit a([] { say("run"); });
    {
      raii::scope_exit b(std::move(a));
      say("moved");
    }
    say("inner left");
    a.reset();
  }
  CHECK_LOG("moved run inner left");
}

TEST(move_of_a_released_guard_stays_released) {
  {
    raii::scope_exit a([] { say("run"); });
    a.release();
    raii::scope_exit b(std::move(a));
  }
  CHECK_LOG("");
}

namespace {
auto make_guard() {
  raii::scope_exit g([] { say("run"); });
  say("made");
  return g;
}
} // namespace

TEST(returned_from_a_function) {
  {
    auto g = make_guard();
    say("body");
  }
  CHECK_LOG("made body run");
}

TEST(deduced_types) {
  {
    raii::scope_exit a(plain_function);
    static_assert(std::is_same_v<decltype(a), raii::scope_exit<void (*)()>>);
    raii::scope_exit b(&noexcept_function);
    static_assert(
        std::is_same_v<decltype(b), raii::scope_exit<void (*)() noexcept>>);
    raii::defer_guard c(plain_function);
    static_assert(std::is_same_v<decltype(c), raii::defer_guard<void (*)()>>);
  }
  CHECK_LOG("function noexcept function");

  counter n;
  {
    raii::scope_exit<counter &> by_reference(n);
    raii::scope_exit by_wrapper(std::ref(n));
    raii::scope_exit by_value(n);
    static_assert(
        std::is_same_v<decltype(by_value), raii::scope_exit<counter>>);
    raii::defer_guard<counter &> deferred(n);
    raii::scope_exit<counter &> moved(std::move(by_reference));
  }
  CHECK(n.calls == 3);

  const counter constant;
  {
    raii::scope_exit copied(constant); // the copy is not const
    static_assert(std::is_same_v<decltype(copied), raii::scope_exit<counter>>);
  }
  { raii::scope_exit<void (&)()> reference_to_function(plain_function); }
  CHECK_LOG("function");
}

TEST(move_only_action) {
  {
    auto owned = std::make_unique<int>(7);
    raii::scope_exit a([p = std::move(owned)] { say(std::to_string(*p)); });
    raii::scope_exit b(std::move(a));
    raii::defer_guard c(
        [p = std::make_unique<int>(8)] { say(std::to_string(*p)); });
  }
  CHECK_LOG("8 7");
}

TEST(action_with_a_result) {
  {
    raii::scope_exit g([] {
      say("run");
      return 3;
    });
    g.reset();
    raii::defer_guard d([] {
      say("d");
      return 3;
    });
  }
  CHECK_LOG("run d");
}

// ---- What the type system can say.
namespace {
struct nothrow_action {
  void operator()() const {}
};
struct throwing_copy {
  throwing_copy() {}
  throwing_copy(const throwing_copy &) noexcept(false) {}
  void operator()() const {}
};
struct throwing_move_nothrow_copy {
  throwing_move_nothrow_copy() {}
  throwing_move_nothrow_copy(const throwing_move_nothrow_copy &) noexcept {}
  throwing_move_nothrow_copy(throwing_move_nothrow_copy &&) noexcept(false) {}
  void operator()() const {}
};

template <template <class> class Guard> constexpr bool traits() {
  using plain = Guard<nothrow_action>;
  static_assert(!std::is_copy_constructible_v<plain>);
  static_assert(!std::is_copy_assignable_v<plain>);
  static_assert(!std::is_move_assignable_v<plain>);
  static_assert(!std::is_default_constructible_v<plain>);
  static_assert(std::is_nothrow_destructible_v<plain>);
  static_assert(!std::is_convertible_v<nothrow_action, plain>); // explicit
  static_assert(!std::is_constructible_v<plain, int>);
  static_assert(!std::is_constructible_v<plain, plain &>);
  static_assert(!std::is_constructible_v<plain, const plain>);
  static_assert(std::is_nothrow_constructible_v<plain, nothrow_action>);
  static_assert(std::is_nothrow_constructible_v<plain, nothrow_action &>);
  static_assert(std::is_nothrow_constructible_v<plain, const nothrow_action &>);
  static_assert(std::is_constructible_v<Guard<throwing_copy>, throwing_copy>);
  static_assert(
      !std::is_nothrow_constructible_v<Guard<throwing_copy>, throwing_copy>);
  static_assert(
      !std::is_nothrow_constructible_v<Guard<throwing_copy>, throwing_copy &>);
  static_assert(!std::is_nothrow_constructible_v<Guard<throwing_copy>,
                                                 const throwing_copy &>);
  // A move that may throw is not used where a copy cannot.
  static_assert(
      std::is_nothrow_constructible_v<Guard<throwing_move_nothrow_copy>,
                                      throwing_move_nothrow_copy>);
  static_assert(std::is_nothrow_constructible_v<Guard<nothrow_action &>,
                                                nothrow_action &>);
  static_assert(
      !std::is_constructible_v<Guard<nothrow_action &>, nothrow_action>);
  return true;
}
// The name that stands in the symbols; a change of layout changes it.
static_assert(std::is_same_v<raii::v1::scope_exit<nothrow_action>,
                             raii::scope_exit<nothrow_action>>);
static_assert(traits<raii::scope_exit>());
static_assert(traits<raii::defer_guard>());

using plain = raii::scope_exit<nothrow_action>;
static_assert(std::is_nothrow_move_constructible_v<plain>);
static_assert(
    !std::is_nothrow_move_constructible_v<raii::scope_exit<throwing_copy>>);
static_assert(std::is_nothrow_move_constructible_v<
              raii::scope_exit<throwing_move_nothrow_copy>>);
static_assert(!std::is_move_constructible_v<raii::defer_guard<nothrow_action>>);
static_assert(noexcept(std::declval<plain &>().release()));
static_assert(!noexcept(std::declval<plain &>().reset()));
static_assert(std::is_void_v<decltype(std::declval<plain &>().release())>);
static_assert(std::is_void_v<decltype(std::declval<plain &>().reset())>);
} // namespace

#if __cplusplus >= 202002L
namespace {
constexpr int at_compile_time() {
  int n = 0;
  {
    raii::scope_exit a([&n] { n = n * 10 + 1; });
    raii::scope_exit b([&n] { n = n * 10 + 2; });
    raii::scope_exit c([&n] { n = n * 10 + 3; });
    raii::scope_exit moved(static_cast<decltype(c) &&>(c));
    raii::defer_guard d([&n] { n = n * 10 + 4; });
    b.release();
    a.reset();
  }
  return n;
}
static_assert(at_compile_time() == 143);
} // namespace
#endif
