// RUN: %check_raii %s raii-leak %t -std=c++20
// A coroutine: its frame may be destroyed at each suspension, which releases what a guard holds, on any thread.
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <mutex>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(int) {}
    void unhandled_exception() {}
  };
};
struct Bytes {
  struct promise_type {
    Bytes get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(char *) {}
    void unhandled_exception() {}
  };
};

Task reads_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return -1;
  co_await std::suspend_always();
  if (n)
    co_return n;
  fclose(f);
  co_return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: Task reads_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     co_return -1;
// CHECK-FIXES-NEXT:   co_await std::suspend_always();
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     co_return n;
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   co_return 0;
// CHECK-FIXES-NEXT: }

// What is handed out is not the guard's any more when the promise gets it.
Bytes handed_out_bad(int n, int m) {
  char *p = (char *)malloc(10);
  if (!p)
    co_return nullptr;
  if (n) {
    free(p);
    co_return nullptr;
  }
  if (m > 2)
    co_return nullptr;
  co_return p;
}
// CHECK-MESSAGES: :[[@LINE-11]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: Bytes handed_out_bad(int n, int m) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     co_return nullptr;
// CHECK-FIXES-NEXT:   raii::unique_malloc p_guard(p);
// CHECK-FIXES-NEXT:   if (n) {
// CHECK-FIXES-NEXT:     p_guard.reset();
// CHECK-FIXES-NEXT:     co_return nullptr;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (m > 2)
// CHECK-FIXES-NEXT:     co_return nullptr;
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   co_return p;
// CHECK-FIXES-NEXT: }

std::mutex mutex;

Task locked_bad(int n) {
  mutex.lock();
  if (n)
    co_return n;
  mutex.unlock();
  co_await std::suspend_always();
  co_return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-FIXES: Task locked_bad(int n) {
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:     if (n)
// CHECK-FIXES-NEXT:       co_return n;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   co_await std::suspend_always();
// CHECK-FIXES-NEXT:   co_return 0;
// CHECK-FIXES-NEXT: }

Task locked_across_bad(int n) {
  mutex.lock();
  co_await std::suspend_always();
  if (n)
    co_return n;
  mutex.unlock();
  co_return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'mutex' is still locked on a path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: no fix: the function is a coroutine
