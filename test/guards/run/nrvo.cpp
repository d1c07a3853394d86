// STD: 17 20
// ALSO: -O2
// ALSO: -fno-elide-constructors -DNO_ELISION
// Group 9: what a guard that writes a returned variable does to the result.
// The guard runs after the result is made: a result built in place changes, a
// copied or moved one does not. Which of them it is, is pinned here for both
// compilers, so that a page may state it.
#include "check.hpp"
#include <raii/scope_exit.hpp>

namespace {
struct tracked {
  int value = 0;
  bool moved = false;
  explicit tracked(int v) : value(v) {}
  tracked(const tracked &) = default;
  tracked(tracked &&other) noexcept : value(other.value), moved(true) {
    other.value = -1;
  }
};

#ifdef NO_ELISION
constexpr bool elides = false;
#else
constexpr bool elides = true;
#endif

int scalar() {
  int n = 1;
  raii::scope_exit g([&n] { n = 2; });
  return n;
}
tracked named() {
  tracked t(1);
  raii::scope_exit g([&t] { t.value = 2; });
  return t;
}
tracked guard_first() {
  tracked *seen = nullptr;
  raii::scope_exit g([&seen] { seen->value = 2; });
  tracked t(1);
  seen = &t;
  if (!elides) // t is then not the result, and dead when the guard runs
    g.release();
  return t;
}
tracked two_names(bool first) {
  tracked a(1), b(10);
  raii::scope_exit g([&a, &b] { a.value = 2, b.value = 20; });
  if (first)
    return a;
  return b;
}
tracked parameter(tracked t) {
  raii::scope_exit g([&t] { t.value = 2; });
  return t;
}
tracked explicit_move() {
  tracked t(1);
  raii::scope_exit g([&t] { t.value = 2; });
  return static_cast<tracked &&>(t);
}
tracked temporary() {
  int n = 1;
  raii::scope_exit g([&n] { n = 2; });
  return tracked(n);
}
int &reference(int &n) {
  raii::scope_exit g([&n] { n = 2; });
  return n;
}
} // namespace

TEST(matrix) {
  CHECK(scalar() == 1);
  CHECK(temporary().value == 1);
  CHECK(parameter(tracked(1)).value == 1);
  CHECK(parameter(tracked(1)).moved);
  CHECK(explicit_move().value == 1);
  CHECK(two_names(true).value == 1);
  CHECK(two_names(false).value == 10);
  int n = 1;
  CHECK(reference(n) == 2);
  // One name, one return: both compilers build the result in place at every
  // level, unless told not to; then it is moved out before the guard runs.
  CHECK((named().value == 2) == elides);
  CHECK(named().moved == !elides);
  CHECK((guard_first().value == 2) == elides);
}
