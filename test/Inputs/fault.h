// Logs events and injects failures, for tests that are run before and after their fix (test/harness/faults.py).
//
//   int main() {
//     return fault::run({{"early_return", [] { early_return_bad(1); }}, …});
//   }
//
// fopen, malloc, open, pthread_mutex_lock, operator new and others are wrapped at link time (fault_runtime.cpp): they
// log what they acquire and release, and each acquisition is a point that can fail. RAII_FAULT_N selects the point.
#pragma once
#include <initializer_list>

namespace fault {

/// True when this is the point that shall fail in this run.
bool point(const char *name) noexcept;
/// Throws fault::error when this is the point that shall fail in this run.
void maybe_throw(const char *name);
/// What maybe_throw throws.
struct error {
  const char *name;
};

/// An event of the test's own.
void note(const char *text) noexcept;
void note(const char *text, long value) noexcept;
/// For resources of the test's own; the pointer identifies the resource.
void acquired(const char *kind, const void *what) noexcept;
void released(const char *kind, const void *what) noexcept;
void used(const char *kind, const void *what) noexcept;

struct scenario {
  const char *name;
  void (*body)();
};
/// Runs each scenario; an exception that leaves one is logged. Returns 0.
int run(std::initializer_list<scenario> all);

} // namespace fault
