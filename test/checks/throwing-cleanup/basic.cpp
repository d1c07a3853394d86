// RUN: %check_raii %s raii-throwing-cleanup %t -- -Wno-exceptions -Wno-terminate
#include <exception>
#include <filesystem>
#include <raii/exit_stack.hpp>
#include <raii/scope_exit.hpp>
#include <raii/scope_fail.hpp>
#include <stdexcept>
#include <string>
#include <thread>

void work();
void log(const char *) noexcept;
void declared() noexcept(false);
void unknown();

struct Connection {
  bool open = false;
  void close() {
    if (!open)
      throw std::logic_error("not open");
    open = false;
  }
  void abort() noexcept;
};

void must(bool condition) {
  if (!condition)
    throw std::runtime_error("must");
}
void close_quietly(Connection &c) noexcept(true);

// The example of the page.
class Session_bad {
public:
  ~Session_bad() { connection.close(); }

private:
  Connection connection;
};
// CHECK-MESSAGES: :[[@LINE-5]]:20: warning: 'close' may throw out of the destructor of 'Session_bad', which ends the program [raii-throwing-cleanup]

struct Through {
  Connection c;
  void shut() { must(c.open); }
  void in_method_ok() { must(c.open); }
};

struct through_bad {
  Through t;
  ~through_bad();
};
through_bad::~through_bad() { t.shut(); }
// CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'shut' may throw out of the destructor of 'through_bad', which ends the program [raii-throwing-cleanup]

struct documented_bad {
  std::string folder;
  ~documented_bad();
};
documented_bad::~documented_bad() {
  std::filesystem::remove_all(folder);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'remove_all' may throw out of the destructor of 'documented_bad', which ends the program [raii-throwing-cleanup]

struct direct_bad {
  ~direct_bad() { throw 1; }
};
// CHECK-MESSAGES: :[[@LINE-2]]:19: warning: this throws out of the destructor of 'direct_bad', which ends the program [raii-throwing-cleanup]

struct declared_bad {
  ~declared_bad() { declared(); }
};
// CHECK-MESSAGES: :[[@LINE-2]]:21: warning: 'declared' may throw out of the destructor of 'declared_bad', which ends the program [raii-throwing-cleanup]

void guard_bad(Connection &c) {
  raii::scope_exit g([&c] { c.close(); });
  work();
}
// CHECK-MESSAGES: :[[@LINE-3]]:29: warning: 'close' may throw out of the callback of a raii::scope_exit, which ends the program [raii-throwing-cleanup]

void fail_guard_bad(Connection &c) {
  raii::scope_fail g([&] { must(c.open); });
  work();
}
// CHECK-MESSAGES: :[[@LINE-3]]:28: warning: 'must' may throw out of the callback of a raii::scope_fail, which ends the program [raii-throwing-cleanup]

void handler_bad(Connection &c) {
  try {
    work();
  } catch (...) {
    c.close();
    throw;
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: 'close' may throw in the handler, and then the exception that is handled is lost [raii-throwing-cleanup]

void chosen_handler_bad(Connection &c) {
  try {
    work();
  } catch (const std::runtime_error &e) {
    log(e.what());
    must(c.open);
    throw;
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: 'must' may throw in the handler, and then the exception that is handled is lost [raii-throwing-cleanup]

void local_lambda_bad(Connection &c) {
  auto close = [&c] { c.close(); };
  raii::scope_exit g(close);
  work();
}
// CHECK-MESSAGES: :[[@LINE-4]]:23: warning: 'close' may throw out of the callback of a raii::scope_exit, which ends the program [raii-throwing-cleanup]

// --- fine

struct caught_ok {
  Connection c;
  ~caught_ok();
};
caught_ok::~caught_ok() {
  try {
    c.close();
  } catch (...) {
  }
}

struct caught_by_base_ok {
  Connection c;
  ~caught_by_base_ok();
};
caught_by_base_ok::~caught_by_base_ok() {
  try {
    c.close();
  } catch (const std::exception &e) {
    log(e.what());
  }
}

struct says_so_ok {
  ~says_so_ok() noexcept(false) { declared(); }
};

inline bool is_true(bool condition) { return condition; }
inline bool always_true() {
  if (is_true(false))
    throw 1; // never
  if (true) {
  } else {
    throw 2; // never
  }
  return true;
}
struct never_ok {
  ~never_ok() { always_true(); }
};

inline void sometimes(bool condition) {
  if (is_true(condition))
    throw 1;
}
struct sometimes_bad {
  ~sometimes_bad() { sometimes(false); }
};
// CHECK-MESSAGES: :[[@LINE-2]]:22: warning: 'sometimes' may throw out of the destructor of 'sometimes_bad', which ends the program [raii-throwing-cleanup]

struct unknown_ok {
  ~unknown_ok() { unknown(); }
};

struct joins_ok {
  std::thread t;
  ~joins_ok() {
    if (t.joinable())
      t.join();
  }
};

struct error_code_ok {
  std::string folder;
  ~error_code_ok() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
};

struct asks_ok {
  Connection c;
  ~asks_ok() noexcept(false) {
    if (!std::uncaught_exceptions())
      c.close();
  }
};

void guard_ok(Connection &c) {
  raii::scope_exit g([&c] { c.abort(); });
  work();
}

void stack_ok(Connection &c) {
  raii::exit_stack stack;
  stack.callback([&c] { c.close(); });
  stack.run([] { work(); });
}

void on_success_ok(Connection &c) {
  raii::scope_success commit([&c] { c.close(); });
  work();
}

void translated_ok() {
  try {
    work();
  } catch (const std::runtime_error &e) {
    throw std::logic_error(e.what());
  }
}

void chosen_ok(bool known) {
  try {
    work();
  } catch (...) {
    if (known)
      throw std::logic_error("known");
    throw;
  }
}

void quiet_ok(Connection &c) {
  try {
    work();
  } catch (...) {
    close_quietly(c);
    unknown();
    throw;
  }
}

void no_rethrow_ok(Connection &c) {
  try {
    work();
  } catch (...) {
    c.close();
  }
}

// Both sides test, most likely for the same.
struct FileLock {
  int fd = -1;
  bool locked() const { return fd != -1; }
  void unlock() {
    if (fd != -1)
      fd = -1;
    else
      throw std::runtime_error("not locked");
  }
};
class LockedUntilEnd {
public:
  ~LockedUntilEnd() {
    if (lock.locked())
      lock.unlock();
  }
  FileLock lock;
};

class FN_UnlockedOnAnotherTest_bad {
public:
  ~FN_UnlockedOnAnotherTest_bad() {
    if (verbose)
      lock.unlock();
  }
  FileLock lock;
  bool verbose = false;
};

class UnlockedAnyway {
public:
  ~UnlockedAnyway() { lock.unlock(); }
  FileLock lock;
};
// CHECK-MESSAGES: :[[@LINE-3]]:23: warning: 'unlock' may throw out of the destructor of 'UnlockedAnyway', which ends the program [raii-throwing-cleanup]

// Declared to throw, by its own words or by the standard's.
void declared() noexcept(false);
void declared_bad() {
  try {
    work();
  } catch (...) {
    declared();
    throw;
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: 'declared' may throw in the handler, and then the exception that is handled is lost [raii-throwing-cleanup]
