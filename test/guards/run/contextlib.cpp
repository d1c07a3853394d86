// STD: 17 20
// Groups 18 and 19: suppress, closing, nullcontext; redirect_stream and
// current_path_guard, also re-entered.
#include "check.hpp"
#include <filesystem>
#include <iostream>
#include <raii/contextlib.hpp>
#include <raii/exit_stack.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
using test::say;

TEST(suppress) {
  using raii::suppress;
  using raii::with;
  CHECK(!with(suppress<std::runtime_error>(),
              [] { throw std::runtime_error("x"); }));
  CHECK(!with(suppress<std::exception>(),
              [] { throw std::out_of_range("derived"); }));
  CHECK(!with(suppress<int, std::logic_error>(), [] { throw 1; }));
  CHECK(!with(suppress<int, std::logic_error>(),
              [] { throw std::invalid_argument("second"); }));
  CHECK(with(suppress<int>(), [] {}));
  auto passes = [](auto manager, auto body) {
    try {
      (void)with(manager, body);
    } catch (...) {
      return true;
    }
    return false;
  };
  CHECK(passes(suppress<std::logic_error>(),
               [] { throw std::runtime_error("unlisted"); }));
  CHECK(passes(suppress<std::exception>(), [] { throw 1; }));
  CHECK(passes(suppress<long>(), [] { throw 1; })); // no conversion of values
  CHECK(passes(suppress<>(), [] { throw 1; }));
  // A base only where it is public and one.
  struct hidden : private std::runtime_error {
    hidden() : std::runtime_error("h") {}
  };
  CHECK(passes(suppress<std::runtime_error>(), [] { throw hidden(); }));
  auto value = with(suppress<int>(), [] { return 4; });
  static_assert(std::is_same_v<decltype(value), std::optional<int>>);
  CHECK(value && *value == 4);
}

TEST(closing) {
  struct door {
    int *closed;
    void close() { ++*closed; }
  };
  int closed = 0;
  door d{&closed};
  raii::with(raii::closing(d), [&](door &inside) { CHECK(&inside == &d); });
  CHECK(closed == 1);
  try {
    raii::with(raii::closing(door{&closed}), [](door &) { throw 1; });
  } catch (int) {
    say("caught");
  }
  CHECK(closed == 2);
  CHECK_LOG("caught");
}

TEST(nullcontext) {
  int n = 3;
  raii::with(raii::nullcontext(n), [](int &v) { v = 4; });
  CHECK(n == 4);
  CHECK(raii::with(raii::nullcontext(5), [](int v) { return v; }) == 5);
  raii::with(raii::nullcontext(), [] { say("body"); });
  CHECK_LOG("body");
}

TEST(redirect_stream) {
  std::ostringstream one, two;
  std::streambuf *before = std::cout.rdbuf();
  raii::redirect_stream to_one(std::cout, one);
  raii::with(to_one, [&] {
    std::cout << "a";
    raii::with(raii::redirect_stream(std::cout, two), [&] {
      std::cout << "b";
      raii::with(to_one, [] { std::cout << "c"; }); // entered again
      std::cout << "d";
    });
    std::cout << "e";
  });
  CHECK(one.str() == "ace" && two.str() == "bd");
  CHECK(std::cout.rdbuf() == before);
  try {
    raii::with(to_one, [] { throw 1; });
  } catch (int) {
    CHECK(std::cout.rdbuf() == before);
  }
  {
    raii::entered guard(raii::redirect_stream(std::cout, two.rdbuf()));
    std::cout << "f";
  }
  CHECK(two.str() == "bdf");
  std::wostringstream wide;
  raii::with(raii::redirect_stream(std::wcout, wide),
             [] { std::wcout << L"w"; });
  CHECK(wide.str() == L"w");
}

TEST(current_path) {
  namespace fs = std::filesystem;
  const fs::path start = fs::current_path();
  fs::create_directories("outer/inner");
  raii::current_path_guard outer(start / "outer");
  raii::with(outer, [&](const fs::path &left) {
    CHECK(left == start);
    CHECK(fs::equivalent(fs::current_path(), start / "outer"));
    raii::with(raii::current_path_guard("inner"), [&] {
      CHECK(fs::equivalent(fs::current_path(), start / "outer/inner"));
      raii::with(outer, [&] {
        CHECK(fs::equivalent(fs::current_path(), start / "outer"));
      });
      CHECK(fs::equivalent(fs::current_path(), start / "outer/inner"));
    });
  });
  CHECK(fs::current_path() == start);
  try {
    raii::with(raii::current_path_guard("does/not/exist"), [] { say("body"); });
  } catch (const fs::filesystem_error &) {
    say("caught");
  }
  CHECK_LOG("caught");
  CHECK(fs::current_path() == start);
  // A failed change leaves nothing behind: the same guard works afterwards.
  raii::current_path_guard later("later");
  try {
    raii::with(later, [] {});
  } catch (const fs::filesystem_error &) {
    fs::create_directory("later");
  }
  raii::with(later, [] { say("in"); });
  CHECK_LOG("in");
  CHECK(fs::current_path() == start);
  // Nor when it was entered already: it goes back to where it came from.
  raii::with(later, [&] {
    try {
      raii::with(later, [] { say("body"); }); // later/later is not there
    } catch (const fs::filesystem_error &) {
      say("caught");
    }
  });
  CHECK_LOG("caught");
  CHECK(fs::current_path() == start);
}

TEST(in_a_stack) {
  std::ostringstream captured;
  raii::exit_stack s;
  CHECK(!s.run([&] {
    s.enter_context(raii::suppress<std::exception>());
    s.enter_context(raii::redirect_stream(std::cout, captured));
    std::cout << "text";
    throw std::runtime_error("x");
  }));
  CHECK(captured.str() == "text");
}
