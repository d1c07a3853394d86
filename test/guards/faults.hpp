// A replaced operator new that fails at the n-th allocation, once or from
// then on; and a count of what is still allocated.
#ifndef RAII_TEST_FAULTS_HPP
#define RAII_TEST_FAULTS_HPP

#include <cstdlib>
#include <new>

namespace test {
inline long fail_at = -1; // counts down; the allocation that finds 0 fails
inline bool keep_failing = false;
inline bool failed_one = false;
inline long live = 0;

inline void *allocate(std::size_t size) {
  if (fail_at == 0) {
    failed_one = true;
    if (!keep_failing)
      fail_at = -1;
    throw std::bad_alloc();
  }
  if (fail_at > 0)
    --fail_at;
  void *p = std::malloc(size ? size : 1);
  if (!p)
    throw std::bad_alloc();
  ++live;
  return p;
}

// Runs f with a failure at each allocation in turn, until one run has none.
// Gives the number of runs.
template <class F> long at_each_allocation(F f) {
  for (long n = 0;; ++n) {
    failed_one = false;
    fail_at = n;
    f();
    fail_at = -1;
    if (!failed_one)
      return n + 1;
  }
}
} // namespace test

// Not inlined: g++ would see malloc and free in place of new and delete, and
// warn of pairs that do not match.
[[gnu::noinline]] void *operator new(std::size_t size) {
  return test::allocate(size);
}
[[gnu::noinline]] void *operator new[](std::size_t size) {
  return test::allocate(size);
}
[[gnu::noinline]] void operator delete(void *p) noexcept {
  if (p)
    --test::live;
  std::free(p);
}
[[gnu::noinline]] void operator delete[](void *p) noexcept {
  operator delete(p);
}
[[gnu::noinline]] void operator delete(void *p, std::size_t) noexcept {
  operator delete(p);
}
[[gnu::noinline]] void operator delete[](void *p, std::size_t) noexcept {
  operator delete(p);
}

#endif
