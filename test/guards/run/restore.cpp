// STD: 17 20
// ALSO: -fno-exceptions -fno-rtti
// Save, set and put back; and what happens when setting fails.
#include "check.hpp"
#include <functional>
#include <memory>
#include <raii/restore.hpp>
#include <string>
#include <type_traits>
#include <vector>
using test::say;

TEST(variable) {
  int depth = 1;
  {
    raii::restore r(depth);
    static_assert(std::is_same_v<decltype(r), raii::restore<int>>);
    CHECK(depth == 1);
    depth = 5;
  }
  CHECK(depth == 1);
  {
    raii::restore r(depth, depth + 1);
    CHECK(depth == 2 && r.saved() == 1);
  }
  CHECK(depth == 1);
}

TEST(vocabulary) {
  int n = 1;
  {
    raii::restore r(n, 2);
    r.release();
    r.reset();
  }
  CHECK(n == 2);
  {
    raii::restore r(n, 3);
    r.reset();
    CHECK(n == 2);
    n = 4;
    r.reset();
  }
  CHECK(n == 4);
}

TEST(nested) {
  std::string s = "a";
  {
    raii::restore one(s, "b");
    {
      raii::restore two(s, s + "c");
      CHECK(s == "bc");
    }
    CHECK(s == "b");
  }
  CHECK(s == "a");
}

TEST(narrow_types) {
  unsigned char flag = 1;
  {
    raii::restore r(flag, 0);
    CHECK(flag == 0);
  }
  CHECK(flag == 1);
  bool b = true;
  {
    raii::restore r(b, false);
    CHECK(!b);
  }
  CHECK(b);
  const char *text = "x";
  {
    raii::restore r(text, nullptr);
    CHECK(!text);
  }
  CHECK(*text == 'x');
}

TEST(move_only) {
  auto p = std::make_unique<int>(1);
  {
    raii::restore r(p, std::make_unique<int>(2));
    CHECK(*p == 2);
  }
  CHECK(p && *p == 1);
}

TEST(value_from_inside_the_variable) {
  std::vector<std::vector<int>> v{{1, 2}, {3}};
  std::vector<int> w{7};
  struct node {
    std::string name;
    std::vector<node> children;
  };
  node tree{"root", {node{"leaf", {}}}};
  {
    raii::restore r(tree, tree.children[0]);
    CHECK(tree.name == "leaf");
  }
  CHECK(tree.name == "root" && tree.children.size() == 1);
}

TEST(getter_and_setter) {
  int state = 1;
  auto get = [&] {
    say("get");
    return state;
  };
  auto set = [&](int v) {
    say("set" + std::to_string(v));
    state = v;
  };
  {
    raii::restore r(get, set);
    state = 9;
  }
  CHECK_LOG("get set1");
  CHECK(state == 1);
  {
    raii::restore r([&] { return state; }, set, 5);
    CHECK(state == 5 && r.saved() == 1);
  }
  CHECK_LOG("set5 set1");
  {
    raii::restore r(get, set, 5);
    r.release();
  }
  CHECK_LOG("get set5");
  CHECK(state == 5);
  {
    raii::restore r(get, set);
    r.reset();
    r.reset();
  }
  CHECK_LOG("get set5");
}

namespace {
template <class V, class Value, class = void> constexpr bool is_variable = false;
template <class V, class Value>
constexpr bool is_variable<
    V, Value,
    std::enable_if_t<std::is_same_v<decltype(raii::restore(
                                        std::declval<V &>(),
                                        std::declval<const Value &>())),
                                    raii::restore<V>>>> = true;
} // namespace
TEST(callable_variables) {
  std::function<int()> f = [] { return 1; };
  {
    raii::restore r(f, [] { return 2; });
    static_assert(
        std::is_same_v<decltype(r), raii::restore<std::function<int()>>>);
    CHECK(f() == 2);
  }
  CHECK(f() == 1);
  // What could be a setter for it too is a value all the same.
  auto both = [](auto...) { return 3; };
  static_assert(is_variable<std::function<int()>, decltype(both)>);
  {
    raii::restore r(f, both);
    CHECK(f() == 3);
  }
  CHECK(f() == 1);
}

#if defined(__cpp_exceptions)
namespace {
struct fragile {
  static inline int fail_assign = -1;
  int value;
  fragile(int v) : value(v) {}
  fragile(const fragile &) = default;
  fragile &operator=(const fragile &other) {
    value = 99; // half done
    if (fail_assign-- == 0)
      throw 1;
    value = other.value;
    return *this;
  }
};
} // namespace
TEST(setting_fails) {
  fragile f(1);
  fragile::fail_assign = 0;
  try {
    raii::restore r(f, fragile(2));
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("caught");
  CHECK(f.value == 1);
  int state = 1;
  try {
    raii::restore r([&] { return state; },
                    [&](int v) {
                      state = v;
                      if (v == 2)
                        throw 3;
                    },
                    2);
    say("made");
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("caught");
  CHECK(state == 1);
  fragile::fail_assign = 0;
  CHECK(test::aborts([&f] { raii::restore r(f); }));
}
#endif

static_assert(!std::is_copy_constructible_v<raii::restore<int>>);
static_assert(!std::is_move_constructible_v<raii::restore<int>>);
static_assert(std::is_nothrow_destructible_v<raii::restore<std::string>>);
static_assert(!std::is_convertible_v<int &, raii::restore<int>>);

#if __cplusplus >= 202002L
namespace {
constexpr int at_compile_time() {
  int n = 1, seen = 0;
  {
    raii::restore r(n, 2);
    seen = n;
  }
  return seen * 10 + n;
}
static_assert(at_compile_time() == 21);
} // namespace
#endif
