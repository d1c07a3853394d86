// STD: 17 20
// ALSO: -fno-exceptions -fno-rtti
// Group 8: everything that needs no exception works without them.
#include "check.hpp"
#include <fcntl.h>
#include <raii/scope_exit.hpp>
#include <raii/unique_resource.hpp>
#include <string>
using test::say;

namespace {
// Its copy is not noexcept, so the guard is built behind a failsafe object.
struct not_noexcept {
  std::string word;
  explicit not_noexcept(const char *w) : word(w) {}
  not_noexcept(const not_noexcept &other) : word(other.word) {}
  void operator()() const { say(word); }
  void operator()(const std::string &handle) const { say(word + "-" + handle); }
};
} // namespace

TEST(guards) {
  {
    not_noexcept action("a");
    raii::scope_exit g(action);
    raii::scope_exit moved(static_cast<raii::scope_exit<not_noexcept> &&>(g));
    raii::defer_guard d(action);
    raii::scope_exit released([] { say("never"); });
    released.release();
    raii::scope_exit reset([] { say("reset"); });
    reset.reset();
  }
  CHECK_LOG("reset a a");
}

TEST(resources) {
  {
    not_noexcept deleter("d");
    raii::unique_resource a(std::string("x"), deleter);
    raii::unique_resource b(static_cast<decltype(a) &&>(a));
    b.reset(std::string("y"));
    say("body");
  }
  CHECK_LOG("d-x body d-y");
  raii::unique_fd fd(open("/dev/null", O_RDONLY));
  CHECK(fd);
  fd.reset();
  CHECK(!fd);
}
