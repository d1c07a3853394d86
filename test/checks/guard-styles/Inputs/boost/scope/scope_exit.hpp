// What the tests need of Boost.Scope 1.85, written for them: Debian 12 does not package it.
#pragma once
#include <utility>

namespace boost {
namespace scope {

template <class F> class scope_exit {
public:
  explicit scope_exit(F f, bool active = true) : action(std::move(f)), on(active) {}
  scope_exit(const scope_exit &) = delete;
  scope_exit &operator=(const scope_exit &) = delete;
  ~scope_exit() {
    if (on)
      action();
  }
  bool active() const noexcept { return on; }
  void set_active(bool active) noexcept { on = active; }

private:
  F action;
  bool on;
};

} // namespace scope
} // namespace boost
