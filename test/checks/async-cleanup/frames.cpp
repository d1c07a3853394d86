// RUN: %check_raii %s raii-async-cleanup %t -std=c++20
// What a destroyed frame loses, in a file that knows no exceptions.
#include "lazy.hpp"
#include <cstdio>
#include <cstdlib>
#include <raii/unique_resource.hpp>

using task = test::lazy<void>;
// Nothing throws here, but the frame may be destroyed while it waits.
struct next_tick {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<>) noexcept;
  void await_resume() noexcept;
};

task file_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return;
  co_await next_tick();
  fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: 'f' is not released when the suspended coroutine is destroyed [raii-async-cleanup]

task memory_bad(std::size_t n) {
  char *buffer = static_cast<char *>(std::malloc(n));
  if (n > 3)
    co_await next_tick();
  std::free(buffer);
}
// CHECK-MESSAGES: :[[@LINE-5]]:38: warning: 'buffer' is not released when the suspended coroutine is destroyed [raii-async-cleanup]

task guarded_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return;
  raii::unique_file f_guard(f);
  co_await next_tick();
  f_guard.reset();
}

task given_away_ok(FILE **out, const char *path) {
  FILE *f = fopen(path, "r");
  co_await next_tick();
  *out = f;
}

template <typename File> task shown(File f) {
  fputs("x", f);
  co_return;
}
task FN_lent_to_coroutine_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return;
  co_await shown(f);
  fclose(f);
}
