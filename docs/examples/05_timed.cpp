// STD: 20
// A manager written as a coroutine: what comes before the co_yield runs on
// entering, what comes after on leaving.
#include <chrono>
#include <cstdio>
#include <raii/context.hpp>
#include <stdexcept>

static raii::context<void> timed(const char *what) {
  const auto start = std::chrono::steady_clock::now();
  std::printf("%s starts\n", what);
  const char *how = "failed";
  try {
    co_yield{};
    how = "done";
  } catch (...) {
    // Reports below and lets it pass.
    std::printf("%s %s\n", what, how);
    throw;
  }
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start;
  std::printf("%s %s in %s\n", what, how,
              took.count() < 60 ? "less than a minute" : "minutes");
}

int main() {
  (void)raii::with(timed("sum"), [] {
    int sum = 0;
    for (int i = 0; i < 1000; ++i)
      sum += i;
    std::printf("  %d\n", sum);
  });
  try {
    (void)raii::with(timed("division"),
                     [] { throw std::domain_error("by zero"); });
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
