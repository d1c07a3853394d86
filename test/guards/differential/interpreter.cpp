// Runs the sequences that differential.py writes, on raii::exit_stack and
// raii::async_exit_stack, and prints one line of events for each. The same
// language is run there on contextlib.
//
// A sequence is one line of operations:
//   s | a              the stack: synchronous or not (first word)
//   E n how            enter a manager         AE: one that awaits
//   P n how            push an exit            AP
//   C n how            push a callback         AC
//   F n                enter a manager whose entering throws n
//   O                  pop_all; what was popped is closed at the end
//   X                  close now
//   T n                the body throws n
// how: . passes, s suppresses, r throws on what it got, a number is thrown.
#include "check.hpp"
#include "lazy.hpp"
#include <iostream>
#include <raii/async.hpp>
#include <raii/exit_stack.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {
struct thrown {
  int n;
};
std::string events;
void say(const std::string &word) { events += word + ' '; }
std::string name(const std::exception_ptr &e) {
  if (!e)
    return "-";
  try {
    std::rethrow_exception(e);
  } catch (const thrown &t) {
    return std::to_string(t.n);
  }
}

// What every exit does.
struct behaviour {
  std::string label, how;
  bool leave(const std::exception_ptr &e) const {
    say("exit" + label + "(" + name(e) + ")");
    if (how == ".")
      return false;
    if (how == "s")
      return true;
    if (how == "r") {
      if (e)
        std::rethrow_exception(e);
      return false;
    }
    throw thrown{std::stoi(how)};
  }
  void call() const {
    say("call" + label);
    if (how != "." && how != "s" && how != "r")
      throw thrown{std::stoi(how)};
  }
};
struct manager {
  behaviour b;
  void enter() { say("enter" + b.label); }
  bool exit(const std::exception_ptr &e) { return b.leave(e); }
};
struct async_manager {
  behaviour b;
  test::lazy<void> aenter() {
    say("enter" + b.label);
    co_return;
  }
  test::lazy<bool> aexit(std::exception_ptr e) { co_return b.leave(e); }
};
struct failing_manager {
  int n;
  void enter() {
    say("fails" + std::to_string(n));
    throw thrown{n};
  }
  void exit(const std::exception_ptr &) { say("never"); }
};

struct operation {
  std::string what;
  behaviour b;
  int n = 0;
};
using program = std::vector<operation>;

void run_body(raii::exit_stack &s, std::vector<raii::exit_stack> &popped, const program &p) {
  for (const operation &o : p) {
    const behaviour &b = o.b;
    if (o.what == "E")
      s.enter_context(manager{b});
    else if (o.what == "P")
      s.push([b](const std::exception_ptr &e) { return b.leave(e); });
    else if (o.what == "C")
      s.callback([b] { b.call(); });
    else if (o.what == "F")
      s.enter_context(failing_manager{o.n});
    else if (o.what == "O")
      popped.push_back(s.pop_all());
    else if (o.what == "X")
      s.close();
    else if (o.what == "T")
      throw thrown{o.n};
  }
}

using async_stack = raii::async_exit_stack<test::lazy<void>>;
test::lazy<void> run_async(async_stack &s, std::vector<async_stack> &popped, const program &p) {
  for (const operation &o : p) {
    const behaviour &b = o.b;
    if (o.what == "AE") {
      async_manager m{b};
      co_await s.enter_async_context(std::move(m));
    } else if (o.what == "AP") {
      s.push_async_exit([b](std::exception_ptr e) -> test::lazy<bool> { co_return b.leave(e); });
    } else if (o.what == "AC") {
      s.push_async_callback([b]() -> test::lazy<void> {
        b.call();
        co_return;
      });
    } else if (o.what == "E") {
      s.enter_context(manager{b});
    } else if (o.what == "P") {
      s.push([b](const std::exception_ptr &e) { return b.leave(e); });
    } else if (o.what == "C") {
      s.callback([b] { b.call(); });
    } else if (o.what == "F") {
      s.enter_context(failing_manager{o.n});
    } else if (o.what == "O") {
      popped.push_back(s.pop_all());
    } else if (o.what == "X") {
      co_await s.close();
    } else if (o.what == "T") {
      throw thrown{o.n};
    }
  }
}

template <class F> void report(const char *what, F f) {
  try {
    f();
    say(std::string(what) + "-ok");
  } catch (const thrown &t) {
    say(std::string(what) + "-" + std::to_string(t.n));
  }
}

void run(const std::string &kind, const program &p) {
  if (kind == "s") {
    std::vector<raii::exit_stack> popped;
    report("body", [&] {
      raii::exit_stack s;
      say((s.run([&] { run_body(s, popped, p); })) ? "finished" : "suppressed");
    });
    for (raii::exit_stack &s : popped)
      report("popped", [&] { s.close(); });
  } else {
    std::vector<async_stack> popped;
    report("body", [&] {
      async_stack s;
      auto body = [&]() -> test::lazy<void> { return run_async(s, popped, p); };
      say(test::run(s.run(body)) ? "finished" : "suppressed");
    });
    for (async_stack &s : popped)
      report("popped", [&] { test::run(s.close()); });
  }
}
} // namespace

TEST(sequences) {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string kind, word;
    words >> kind;
    program p;
    while (words >> word) {
      operation o;
      o.what = word;
      if (word == "F" || word == "T")
        words >> o.n;
      else if (word != "O" && word != "X")
        words >> o.b.label >> o.b.how;
      p.push_back(o);
    }
    events.clear();
    run(kind, p);
    std::cout << events << '\n';
    CHECK(!events.empty());
  }
}
