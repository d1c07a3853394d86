// What the tests need of folly's ScopeGuard, written for them: Debian 12 does not package it.
#pragma once
#include <utility>

namespace folly {

template <class F> class [[nodiscard]] Guard {
public:
  explicit Guard(F f) noexcept : action(std::move(f)) {}
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
  ~Guard() noexcept {
    if (!dismissed)
      action();
  }
  void dismiss() noexcept { dismissed = true; }

private:
  F action;
  bool dismissed = false;
};

template <class F> Guard<F> makeGuard(F f) noexcept { return Guard<F>(std::move(f)); }

} // namespace folly
