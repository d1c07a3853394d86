// RUN: %check_raii %s raii-leak %t -std=c++20
// A coroutine: its frame may be destroyed at each suspension.
#include <coroutine>
#include <cstdio>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(int) {}
    void unhandled_exception() {}
  };
};

Task reads_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return -1;
  if (n)
    co_return n;
  fclose(f);
  co_return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: the function is a coroutine
