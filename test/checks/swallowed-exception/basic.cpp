// RUN: %check_raii %s raii-swallowed-exception %t
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

struct not_found : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Connection {
  void close();
  void send(const std::string &);
  bool open = false;
};
void work();
int parse(const std::string &);
void read(const std::string &, int &);
inline void look(bool bug) {
  if (bug)
    throw std::logic_error("a bug");
  throw not_found("key");
}

void drops_bad() {
  try {
    look(true);
  } catch (...) {
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: this handler drops every exception, those that nobody thought of too [raii-swallowed-exception]

void base_of_all_bad(Connection &c) {
  try {
    c.send("hello");
  } catch (const std::exception &) {
  }
  work();
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: this handler drops every std::exception, those that nobody thought of too [raii-swallowed-exception]

void cleanup_bad(Connection &c) {
  try {
    c.close();
  } catch (...) {
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: this handler drops every exception, those that nobody thought of too [raii-swallowed-exception]

void after_a_chosen_one_bad() {
  try {
    work();
  } catch (const not_found &) {
    std::puts("not there");
  } catch (...) {
    ;
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: this handler drops every exception, those that nobody thought of too [raii-swallowed-exception]

void leaves_bad(Connection &c) {
  try {
    c.send("hello");
  } catch (std::exception e) {
    return;
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: this handler drops every std::exception, those that nobody thought of too [raii-swallowed-exception]

void in_lambda_bad() {
  std::thread t([] {
    try {
      work();
    } catch (...) {
    }
  });
  t.join();
}
// CHECK-MESSAGES: :[[@LINE-5]]:7: warning: this handler drops every exception, those that nobody thought of too [raii-swallowed-exception]

// --- fine

void chosen_ok() {
  try {
    look(false);
  } catch (const not_found &) {
  }
}

void logs_ok() {
  try {
    work();
  } catch (const std::exception &e) {
    std::puts(e.what());
  }
}

void rethrows_ok(Connection &c) {
  try {
    work();
  } catch (...) {
    c.close();
    throw;
  }
}

int counts_ok() {
  int failures = 0;
  try {
    work();
  } catch (...) {
    ++failures;
  }
  return failures;
}

bool returns_error_ok() {
  try {
    work();
    return true;
  } catch (...) {
  }
  return false;
}

int default_stays_ok(const std::string &text) {
  int n = 1;
  try {
    n = parse(text);
  } catch (...) {
  }
  return n;
}

int result_parameter_ok(const std::string &text) {
  int n = 1;
  try {
    read(text, n);
  } catch (...) {
  }
  return n;
}

void said_inside_ok(Connection &c) {
  try {
    c.close();
  } catch (...) {
    // best effort: the peer may be gone
  }
}

void said_above_ok(Connection &c) {
  try {
    c.close();
  }
  // best effort
  catch (...) {
  }
}

void said_behind_ok(Connection &c) {
  try {
    c.close();
  } catch (...) {
  } // best effort
}

void retries_ok() {
  for (int i = 0; i < 3; ++i) {
    try {
      work();
      break;
    } catch (...) {
    }
  }
}

void must_not_throw_ok() noexcept {
  try {
    work();
  } catch (...) {
  }
}

struct Owner {
  Connection c;
  void destructor_below_ok() {}
  ~Owner() {
    try {
      c.close();
    } catch (...) {
    }
  }
};

extern "C" void called_from_c_ok() {
  try {
    work();
  } catch (...) {
  }
}

void cleanup_of_a_failure_ok(Connection &c) {
  try {
    c.send("hello");
  } catch (...) {
    try {
      c.close();
    } catch (...) {
    }
    throw;
  }
}

#define QUIETLY(x)                                                                                                     \
  try {                                                                                                                \
    x;                                                                                                                 \
  } catch (...) {                                                                                                      \
  }
void macro_ok() { QUIETLY(work()) }

void stopped_ok(Connection &c) {
  try {
    c.send("hello");
  } catch (...) {
    c.open = false;
  }
}

// The example of the page.
void visit_bad(const std::string &key) {
  try {
    if (key.empty())
      look(false); // throws not_found
  } catch (...) {
  }
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: this handler drops every exception, those that nobody thought of too [raii-swallowed-exception]

// What comes after the try is how it tells.
bool sibling_ok(void (*run)()) {
  try {
    run();
  } catch (const std::runtime_error &) {
    return true;
  } catch (...) {
  }
  return false;
}
