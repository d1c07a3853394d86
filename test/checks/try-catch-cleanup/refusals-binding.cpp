// RUN: %check_raii %s raii-try-catch-cleanup %t -std=c++17
// A lambda cannot capture a structured binding before C++20.
#include <cstdio>
#include <utility>

void work();

int with_binding_bad(std::pair<FILE *, int> both) {
  auto [f, n] = both;
  try {
    work();
  } catch (...) {
    fclose(f);
    throw;
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-MESSAGES: :[[@LINE-7]]:5: note: no fix: a structured binding cannot be captured before C++20
