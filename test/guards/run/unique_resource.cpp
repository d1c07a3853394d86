// STD: 17 20
// Group 11: failure values, order of reset, self-reset, failed copies, swap,
// references.
#include "check.hpp"
#include <memory>
#include <raii/unique_resource.hpp>
#include <string>
#include <type_traits>
#include <utility>
using test::say;

namespace {
struct say_int {
  void operator()(int n) const { say("d" + std::to_string(n)); }
};
struct say_fd : say_int {
  static constexpr int failure() noexcept { return -1; }
};
struct say_many : say_int {
  static constexpr int failure() noexcept { return -1; }
  static constexpr bool failed(int n) noexcept { return n < 0; }
};
using flagged = raii::unique_resource<int, say_int>;
using unflagged = raii::unique_resource<int, say_fd>;
using many = raii::unique_resource<int, say_many>;
using by_traits = raii::unique_resource<int, say_int, raii::failure_value<0>>;
} // namespace

TEST(sizes) {
  static_assert(sizeof(unflagged) == sizeof(int));
  static_assert(sizeof(many) == sizeof(int));
  static_assert(sizeof(by_traits) == sizeof(int));
  static_assert(sizeof(flagged) == 2 * sizeof(int));
  struct final_deleter final {
    void operator()(int) const {}
  };
  static_assert(std::is_nothrow_destructible_v<
                raii::unique_resource<int, final_deleter>>);
  CHECK(sizeof(raii::unique_resource<int, void (*)(int)>) > sizeof(flagged));
}

TEST(failure_values) {
  {
    unflagged r(-1);
    CHECK(!r);
    CHECK(r.get() == -1);
  }
  CHECK_LOG("");
  {
    unflagged r;
    CHECK(!r);
    CHECK(r.get() == -1);
  }
  CHECK_LOG("");
  {
    unflagged r(-2);
    CHECK(r);
  }
  CHECK_LOG("d-2");
  {
    many r(-2);
    CHECK(!r);
  }
  CHECK_LOG("");
  {
    many r(0);
    CHECK(r);
  }
  CHECK_LOG("d0");
  {
    by_traits r(0);
    CHECK(!r);
  }
  {
    by_traits r(-1);
    CHECK(r);
  }
  CHECK_LOG("d-1");
  {
    flagged r(-1);
    CHECK(r);
  }
  CHECK_LOG("d-1");
  {
    flagged r;
    CHECK(!r);
  }
  CHECK_LOG("");
}

template <class Resource> static void vocabulary() {
  {
    Resource r(3);
    CHECK(r && r.get() == 3);
    CHECK(r.release() == 3);
    CHECK(!r);
    r.reset();
  }
  CHECK_LOG("");
  {
    Resource r(3);
    r.reset();
    CHECK(!r);
    say("after");
    r.reset();
  }
  CHECK_LOG("d3 after");
  {
    Resource r(3);
    r.reset(4);
    say("after");
    CHECK(r && r.get() == 4);
  }
  CHECK_LOG("d3 after d4");
  {
    Resource r;
    r.reset(4);
    CHECK(r);
    r.release();
    r.reset(5);
  }
  CHECK_LOG("d5");
  { // resetting to the handle held changes nothing
    Resource r(3);
    r.reset(3);
    r.reset(r.get());
    CHECK(r && r.get() == 3);
    say("after");
  }
  CHECK_LOG("after d3");
  { // but not to one that was given up
    Resource r(3);
    r.release();
    r.reset(3);
    CHECK(r);
  }
  CHECK_LOG("d3");
  {
    Resource a(1);
    Resource b(std::move(a));
    CHECK(!a && b);
    a.reset(2);
    b = std::move(a);
    say("assigned");
    CHECK(!a && b.get() == 2);
    Resource &same = b;
    b = std::move(same);
    CHECK(b.get() == 2);
  }
  CHECK_LOG("d1 assigned d2");
  {
    Resource a(1), b, c(3);
    swap(a, b);
    CHECK(!a && b.get() == 1);
    b.swap(c);
    CHECK(b.get() == 3 && c.get() == 1);
    swap(b, b);
    CHECK(b.get() == 3);
  }
  CHECK_LOG("d1 d3");
}
TEST(vocabulary_with_failure_value) { vocabulary<unflagged>(); }
TEST(vocabulary_with_several_failure_values) { vocabulary<many>(); }
TEST(vocabulary_with_flag) { vocabulary<flagged>(); }

TEST(reset_to_a_failure_value_releases) {
  {
    unflagged r(3);
    r.reset(-1);
    CHECK(!r);
    say("after");
  }
  CHECK_LOG("d3 after");
}

// The new handle is in place before the deleter sees the old one.
namespace {
struct observer;
struct observe {
  observer *owner;
  void operator()(int n) const;
};
struct observer {
  raii::unique_resource<int, observe, raii::no_failure_value> *resource =
      nullptr;
};
void observe::operator()(int n) const {
  say("d" + std::to_string(n));
  if (auto *r = owner->resource) {
    say(*r ? "holds" + std::to_string(r->get()) : std::string("empty"));
    r->reset(); // may come back to the object
  }
}
} // namespace

TEST(order_of_reset) {
  observer o;
  {
    raii::unique_resource<int, observe, raii::no_failure_value> r(1, observe{&o});
    o.resource = &r;
    r.reset(2);
    CHECK(!r);
  }
  // 1 is released while 2 is held; the deleter releases 2 in turn.
  CHECK_LOG("d1 holds2 d2 empty");
  {
    raii::unique_resource<int, observe, raii::no_failure_value> r(1, observe{&o});
    o.resource = &r;
  }
  CHECK_LOG("d1 empty");
}

// The same without a flag: the handle itself says that nothing is held.
namespace {
struct observe_fd;
struct observed {
  raii::unique_resource<int, observe_fd, raii::failure_value<-1>> *resource =
      nullptr;
};
struct observe_fd {
  observed *owner;
  void operator()(int n) const;
};
void observe_fd::operator()(int n) const {
  say("d" + std::to_string(n));
  if (auto *r = owner->resource) {
    say(*r ? "holds" + std::to_string(r->get()) : std::string("empty"));
    owner->resource = nullptr;
    r->reset();
  }
}
} // namespace
TEST(order_of_reset_without_flag) {
  observed o;
  {
    raii::unique_resource<int, observe_fd, raii::failure_value<-1>> r(1, observe_fd{&o});
    o.resource = &r;
    r.reset();
    say("after");
    r.reset(2);
    o.resource = &r;
  }
  CHECK_LOG("d1 empty after d2 empty");
}

TEST(throwing_deleter) {
  auto bad = [](int n) {
    say("d" + std::to_string(n));
    if (n == 1)
      throw 5;
  };
  {
    raii::unique_resource r(1, bad);
    try {
      r.reset();
    } catch (int) {
      say("caught");
    }
    CHECK(!r);
  }
  CHECK_LOG("d1 caught");
  {
    raii::unique_resource r(1, bad);
    try {
      r.reset(2);
    } catch (int) {
      say("caught");
    }
    CHECK(r && r.get() == 2);
  }
  CHECK_LOG("d1 caught d2");
  CHECK(test::aborts([bad] { raii::unique_resource r(1, bad); }));
}

// ---- Handles and deleters that fail to be stored.
namespace {
struct fragile {
  static inline int copies_left = 1000;
  std::string name;
  explicit fragile(const char *n) : name(n) {}
  fragile(const fragile &other) : name(other.name + "'") {
    if (copies_left-- == 0)
      throw 7;
  }
  fragile &operator=(const fragile &other) {
    if (copies_left-- == 0)
      throw 7;
    name = other.name + "=";
    return *this;
  }
};
struct say_fragile {
  const char *word = "d";
  void operator()(const fragile &f) const { say(word + f.name); }
};
struct fragile_deleter {
  static inline int copies_left = 1000;
  const char *word;
  explicit fragile_deleter(const char *w) : word(w) {}
  fragile_deleter(const fragile_deleter &other) : word(other.word) {
    if (copies_left-- == 0)
      throw 8;
  }
  template <class T> void operator()(const T &h) const {
    if constexpr (std::is_same_v<T, int>)
      say(word + std::to_string(h));
    else
      say(word + h.name);
  }
};
// Copying may throw, moving not: what most C++ types are.
struct copy_throws {
  static inline bool fail = false;
  std::string name;
  explicit copy_throws(const char *n) : name(n) {}
  copy_throws(const copy_throws &other) : name(other.name) {
    if (fail)
      throw 9;
  }
  copy_throws(copy_throws &&) noexcept = default;
  copy_throws &operator=(copy_throws &&) noexcept = default;
};
template <class F> void attempt(F f) {
  try {
    f();
    say("done");
  } catch (int n) {
    say("caught" + std::to_string(n));
  }
}
} // namespace

TEST(construction_fails) {
  fragile h("h");
  fragile::copies_left = 0;
  attempt(
      [&] { raii::unique_resource<fragile, say_fragile> r(h, say_fragile{}); });
  CHECK_LOG("dh caught7");
  fragile::copies_left = 0;
  attempt([&] {
    raii::unique_resource<fragile, say_fragile> r(std::move(h), say_fragile{});
  });
  CHECK_LOG("dh caught7");
  fragile::copies_left = 1;
  attempt(
      [&] { raii::unique_resource<fragile, say_fragile> r(h, say_fragile{}); });
  CHECK_LOG("dh' done");

  fragile_deleter d("d");
  fragile_deleter::copies_left = 0;
  attempt([&] { raii::unique_resource<int, fragile_deleter> r(3, d); });
  CHECK_LOG("d3 caught8");
  fragile_deleter::copies_left = 1;
  fragile::copies_left = 0;
  attempt([&] { raii::unique_resource<fragile, fragile_deleter> r(h, d); });
  CHECK_LOG("dh caught7");
  fragile_deleter::copies_left = 0;
  fragile::copies_left = 1;
  attempt([&] { raii::unique_resource<fragile, fragile_deleter> r(h, d); });
  CHECK_LOG("dh caught8");
  // A failure value is not released when its owner cannot be made.
  fragile_deleter::copies_left = 0;
  attempt([&] {
    raii::unique_resource<int, fragile_deleter, raii::failure_value<-1>> r(-1,
                                                                           d);
  });
  CHECK_LOG("caught8");
  fragile_deleter::copies_left = 1000;
  fragile::copies_left = 1000;
}

TEST(move_fails) {
  fragile h("h");
  using resource = raii::unique_resource<fragile, say_fragile>;
  {
    resource a(h, say_fragile{});
    fragile::copies_left = 0;
    attempt([&] { resource b(std::move(a)); });
    CHECK(a);
    say("end");
  }
  CHECK_LOG("caught7 end dh'");
  fragile::copies_left = 1000;
  // The deleter fails after a handle that can be moved: the source keeps both.
  fragile_deleter d("d");
  {
    raii::unique_resource<copy_throws, fragile_deleter> a(copy_throws("h"), d);
    fragile_deleter::copies_left = 0;
    attempt([&] {
      raii::unique_resource<copy_throws, fragile_deleter> b(std::move(a));
    });
    CHECK(a && a.get().name == "h");
    say("end");
  }
  CHECK_LOG("caught8 end dh");
  fragile_deleter::copies_left = 1000;
}

TEST(move_fails_and_the_deleter_stays) {
  struct named_deleter {
    std::string prefix;
    void operator()(const fragile &f) const { say(prefix + f.name); }
  };
  using resource = raii::unique_resource<fragile, named_deleter>;
  {
    resource a(fragile("h"), named_deleter{"d"});
    fragile::copies_left = 0;
    attempt([&] { resource b(std::move(a)); });
    fragile::copies_left = 1000;
  }
  CHECK_LOG("caught7 dh'");
}

TEST(reset_fails) {
  {
    auto deleter = [](const copy_throws &c) { say("d" + c.name); };
    raii::unique_resource r(copy_throws("old"), deleter);
    copy_throws fresh("new");
    copy_throws::fail = true;
    attempt([&] { r.reset(fresh); });
    copy_throws::fail = false;
    CHECK(r && r.get().name == "old");
    CHECK_LOG("dnew caught9");
    r.reset(fresh);
    CHECK_LOG("dold");
    r.reset(copy_throws("third"));
    CHECK_LOG("dnew");
  }
  CHECK_LOG("dthird");
  {
    fragile::copies_left = 1000;
    raii::unique_resource<fragile, say_fragile> r(fragile("old"),
                                                  say_fragile{});
    fragile fresh("new");
    fragile::copies_left = 0;
    attempt([&] { r.reset(fresh); });
    CHECK(!r);
    CHECK_LOG("dold' dnew caught7");
    fragile::copies_left = 1;
    attempt([&] { r.reset(std::move(fresh)); });
    CHECK(r);
  }
  CHECK_LOG("done dnew=");
}

TEST(move_only_handle) {
  auto deleter = [](std::unique_ptr<int> &p) { say("d" + std::to_string(*p)); };
  {
    raii::unique_resource r(std::make_unique<int>(1), deleter);
    raii::unique_resource s(std::move(r));
    s.reset(std::make_unique<int>(2));
    auto taken = s.release();
    CHECK(*taken == 2 && !s);
  }
  CHECK_LOG("d1");
}

TEST(references) {
  struct connection {
    int closed = 0;
    bool operator==(const connection &) const { return true; }
  };
  auto closing = [](connection &c) { ++c.closed; };
  connection a, b;
  {
    raii::unique_resource<connection &, decltype(closing)> r(a, closing);
    static_assert(std::is_same_v<decltype(r.get()), connection &>);
    CHECK(&r.get() == &a);
    r.reset(a); // the same object, by address: nothing
    CHECK(a.closed == 0);
    r.reset(b); // equal, but another object
    CHECK(a.closed == 1 && b.closed == 0 && &r.get() == &b);
    raii::unique_resource<connection &, decltype(closing)> s(std::move(r));
    CHECK(!r && s);
    CHECK(&s.release() == &b);
  }
  CHECK(a.closed == 1 && b.closed == 0);
  {
    raii::unique_resource r(std::ref(a), closing); // CTAD needs a wrapper
    CHECK(r);
  }
  CHECK(a.closed == 2);
}

TEST(checked) {
  {
    auto r = raii::make_unique_resource_checked(-1, -1, say_int{});
    CHECK(!r);
    static_assert(std::is_same_v<decltype(r), flagged>);
  }
  CHECK_LOG("");
  {
    auto r = raii::make_unique_resource_checked(5, -1, say_int{});
    CHECK(r);
  }
  CHECK_LOG("d5");
  // The deleter cannot be stored: a failure value is left alone.
  fragile_deleter d("d");
  fragile_deleter::copies_left = 0;
  attempt([&] { (void)raii::make_unique_resource_checked(-1, -1, d); });
  CHECK_LOG("caught8");
  fragile_deleter::copies_left = 0;
  attempt([&] { (void)raii::make_unique_resource_checked(5, -1, d); });
  CHECK_LOG("d5 caught8");
  fragile_deleter::copies_left = 1000;
}

TEST(pointers) {
  struct point {
    int x;
  };
  point p{4};
  raii::unique_resource r(&p, [](point *q) { q->x = 9; });
  CHECK(r->x == 4 && (*r).x == 4);
  static_assert(std::is_same_v<decltype(*r), point &>);
  r.reset();
  CHECK(p.x == 9);
}

namespace {
int open_handle(int *where, int value, int status) {
  *where = value;
  return status;
}
} // namespace

TEST(out_parameters) {
  {
    unflagged r(1);
    CHECK(open_handle(raii::out(r), 2, 0) == 0 && r && r.get() == 2);
    CHECK_LOG("d1"); // before the call
    // The handle counts as soon as the function stored it.
    if (open_handle(raii::out(r), 3, 0) == 0 && r.get() == 3)
      say("seen");
    CHECK_LOG("d2 seen");
    CHECK(open_handle(raii::out(r), -1, 1) == 1 && !r);
    CHECK_LOG("d3");
    open_handle(raii::inout(r), 4, 0);
    CHECK(r.get() == 4);
    open_handle(raii::inout(r), 5, 0); // the function released 4 itself
    CHECK_LOG("");
  }
  CHECK_LOG("d5");
}

namespace {
struct derived : raii::unique_resource<int, say_fd> {
  explicit derived(int n) : raii::unique_resource<int, say_fd>(n) {}
};
static_assert(!std::is_copy_constructible_v<unflagged>);
static_assert(!std::is_copy_assignable_v<unflagged>);
static_assert(std::is_nothrow_move_constructible_v<unflagged>);
static_assert(std::is_nothrow_move_assignable_v<unflagged>);
static_assert(std::is_nothrow_default_constructible_v<unflagged>);
static_assert(std::is_nothrow_destructible_v<unflagged>);
static_assert(!std::is_convertible_v<int, unflagged>);
static_assert(!std::is_convertible_v<unflagged, bool>);
static_assert(std::is_constructible_v<bool, unflagged>);
static_assert(std::is_nothrow_move_constructible_v<derived>);
static_assert(!std::is_nothrow_move_constructible_v<
              raii::unique_resource<fragile, say_fragile>>);
static_assert(!noexcept(std::declval<unflagged &>().reset()));
static_assert(noexcept(std::declval<unflagged &>().release()));
} // namespace

#if __cplusplus >= 202002L
namespace {
struct count_at_compile_time {
  int *n;
  constexpr void operator()(int h) const { *n = *n * 10 + h; }
};
constexpr int at_compile_time() {
  int n = 0;
  {
    raii::unique_resource a(1, count_at_compile_time{&n});
    raii::unique_resource b(2, count_at_compile_time{&n});
    raii::unique_resource c(static_cast<decltype(a) &&>(a));
    b.reset(3);
    c = static_cast<decltype(b) &&>(b);
  }
  return n;
}
static_assert(at_compile_time() == 213);
} // namespace
#endif
