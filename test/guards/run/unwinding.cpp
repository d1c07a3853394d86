// STD: 17 20
// Groups 5 and 6: actions that throw; guards inside destructors that run
// while another exception unwinds, in handlers, in nested tries.
#include "check.hpp"
#include <raii/scope_exit.hpp>
#include <stdexcept>
#include <string>
using test::aborts;
using test::say;

TEST(throwing_action_terminates) {
  CHECK(aborts([] {
    try {
      raii::scope_exit g([] { throw 1; });
    } catch (...) {
      _exit(0);
    }
  }));
  CHECK(aborts([] {
    try {
      raii::defer_guard g([] { throw 1; });
    } catch (...) {
      _exit(0);
    }
  }));
  CHECK(aborts([] {
    try {
      raii::scope_exit g([] { throw 1; });
      throw 2;
    } catch (...) {
      _exit(0);
    }
  }));
  CHECK(!aborts([] {
    raii::scope_exit g([] { throw 1; });
    g.release();
  }));
  CHECK(!aborts([] {
    raii::scope_exit g([] {
      try {
        throw 1;
      } catch (int) {
      }
    });
  }));
}

namespace {
struct in_destructor {
  ~in_destructor() {
    raii::scope_exit g([] { say("guard"); });
    say("body");
    try {
      raii::scope_exit inner([] { say("inner"); });
      throw std::logic_error("inside");
    } catch (const std::logic_error &) {
      say("handled");
    }
  }
};
} // namespace

TEST(guard_in_a_destructor_while_unwinding) {
  try {
    in_destructor d;
    throw std::runtime_error("outside");
  } catch (const std::runtime_error &e) {
    say(e.what());
  }
  CHECK_LOG("body inner handled guard outside");
}

TEST(guard_in_a_handler) {
  try {
    try {
      throw 1;
    } catch (int) {
      raii::scope_exit g([] { say("guard"); });
      throw;
    }
  } catch (int i) {
    say(std::to_string(i));
  }
  CHECK_LOG("guard 1");
}

TEST(reset_in_a_handler_may_throw) {
  try {
    raii::scope_exit g([] { throw 2; });
    try {
      throw 1;
    } catch (int) {
      g.reset();
    }
    say("not reached");
  } catch (int i) {
    say(std::to_string(i));
  }
  CHECK_LOG("2");
}

TEST(action_may_throw_and_catch_while_unwinding) {
  try {
    raii::scope_exit g([] {
      try {
        throw std::logic_error("inner");
      } catch (const std::logic_error &e) {
        say(e.what());
      }
    });
    throw std::runtime_error("outer");
  } catch (const std::runtime_error &e) {
    say(e.what());
  }
  CHECK_LOG("inner outer");
}

TEST(guard_created_while_unwinding_inside_an_action) {
  try {
    raii::scope_exit outer([] {
      raii::scope_exit inner([] { say("inner"); });
      say("action");
    });
    throw 1;
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("action inner caught");
}

TEST(lowest_frame_first) {
  struct frames {
    static void down(int n) {
      raii::scope_exit g([n] { say(std::to_string(n)); });
      if (n == 3)
        throw n;
      down(n + 1);
    }
  };
  try {
    frames::down(0);
  } catch (int) {
    say("caught");
  }
  CHECK_LOG("3 2 1 0 caught");
}
