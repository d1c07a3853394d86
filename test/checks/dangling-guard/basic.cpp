// RUN: %check_raii %s raii-dangling-guard %t -- -Wno-unused-value
#include <cstdio>
#include <mutex>
#include <raii/exit_stack.hpp>
#include <raii/scope_exit.hpp>
#include <raii/scope_fail.hpp>
#include <string>
#include <utility>
#include <vector>

void log(const std::string &);
void close_all();
int work();

auto closer_bad(const char *path) {
  FILE *f = fopen(path, "r");
  return raii::scope_exit([&] { fclose(f); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:40: warning: the callback refers to 'f', but the guard is returned and runs it in the caller [raii-dangling-guard]

auto closer_ok(const char *path) {
  FILE *f = fopen(path, "r");
  return raii::scope_exit([f] { fclose(f); });
}

auto named_bad(int fd) {
  raii::scope_exit g([&fd] { std::printf("%d", fd); });
  return g;
}
// CHECK-MESSAGES: :[[@LINE-3]]:24: warning: the callback refers to 'fd', but the guard is returned and runs it in the caller [raii-dangling-guard]

auto pointer_bad() {
  std::string name = "x";
  auto g = raii::scope_exit([p = &name] { log(*p); });
  return std::move(g);
}
// CHECK-MESSAGES: :[[@LINE-3]]:30: warning: the callback refers to 'name', but the guard is returned and runs it in the caller [raii-dangling-guard]

void each_file_bad(const std::vector<const char *> &paths) {
  raii::exit_stack files;
  for (const char *path : paths) {
    FILE *f = fopen(path, "r");
    if (!f)
      continue;
    files.callback([&] { fclose(f); });
  }
  work();
}
// CHECK-MESSAGES: :[[@LINE-4]]:33: warning: the callback refers to 'f', which is gone when the raii::exit_stack runs it [raii-dangling-guard]

void each_file_ok(const std::vector<const char *> &paths) {
  raii::exit_stack files;
  for (const char *path : paths) {
    FILE *f = fopen(path, "r");
    if (!f)
      continue;
    files.callback([f] { fclose(f); });
  }
  work();
}

struct Session {
  raii::exit_stack at_end;
  void open_bad(const char *path) {
    FILE *f = fopen(path, "r");
    at_end.callback([&f] { fclose(f); });
  }
  void open_ok(const char *path) {
    FILE *f = fopen(path, "r");
    at_end.callback([f] { fclose(f); });
  }
};
// CHECK-MESSAGES: :[[@LINE-7]]:23: warning: the callback refers to 'f', which is gone when the raii::exit_stack runs it [raii-dangling-guard]

void into_parameter_bad(raii::exit_stack &stack) {
  std::string name = "x";
  stack.callback([&name] { log(name); });
}
// CHECK-MESSAGES: :[[@LINE-2]]:20: warning: the callback refers to 'name', which is gone when the raii::exit_stack runs it [raii-dangling-guard]

void declared_after_bad() {
  raii::exit_stack stack;
  std::string name = "x";
  stack.callback([&name] { log(name); });
  work();
}
// CHECK-MESSAGES: :[[@LINE-3]]:20: warning: the callback refers to 'name', which is gone when the raii::exit_stack runs it [raii-dangling-guard]

int result_bad() {
  int failures = 0;
  raii::scope_exit count([&] { failures += work(); });
  work();
  return failures;
}
// CHECK-MESSAGES: :[[@LINE-4]]:32: warning: the callback writes 'failures' after its value has been returned [raii-dangling-guard]

// --- fine

void same_scope_ok(const char *path) {
  FILE *f = fopen(path, "r");
  raii::scope_exit g([&] { fclose(f); });
  work();
}

void declared_before_ok() {
  std::string name = "x";
  raii::exit_stack stack;
  stack.callback([&name] { log(name); });
  work();
}

void closed_by_hand_ok() {
  raii::exit_stack stack;
  std::string name = "x";
  stack.callback([&name] { log(name); });
  work();
  stack.close();
}

void reference_ok(raii::exit_stack &stack, std::string &name) {
  std::string &other = name;
  stack.callback([&name, &other] { log(name + other); });
}

auto of_reference_ok(std::string &name) {
  return raii::scope_exit([&name] { log(name); });
}

int cancelled_ok() {
  int failures = 0;
  raii::scope_exit count([&] { failures += work(); });
  count.reset();
  return failures;
}

int on_failure_ok() {
  int n = 0;
  raii::scope_fail undo([&] { n = 0; });
  n = work();
  return n;
}

int global_count;
int global_ok() {
  raii::scope_exit count([&] { ++global_count; });
  return global_count;
}

int &by_reference_ok(int &n) {
  raii::scope_exit count([&] { ++n; });
  return n;
}

// By luck: the compiler may build `name` in the caller's place, and then the callback sees it.
std::string FN_moved_away_bad() {
  std::string name = "x";
  raii::scope_exit g([&] { log(name); });
  return name;
}

struct Cell {
  raii::scope_exit<void (*)()> end{close_all};
  void member_ok() {
    raii::scope_exit g([this] { std::printf("%p", static_cast<void *>(this)); });
    work();
  }
};
