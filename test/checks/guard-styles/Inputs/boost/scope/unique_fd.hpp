// What the tests need of Boost.Scope 1.85, written for them: Debian 12 does not package it.
#pragma once
#include <unistd.h>

namespace boost {
namespace scope {

class unique_fd {
public:
  explicit unique_fd(int fd) noexcept : value(fd) {}
  unique_fd(const unique_fd &) = delete;
  unique_fd &operator=(const unique_fd &) = delete;
  ~unique_fd() { reset(); }
  int get() const noexcept { return value; }
  void release() noexcept { value = -1; }
  void reset() noexcept {
    if (value >= 0)
      close(value);
    value = -1;
  }

private:
  int value;
};

} // namespace scope
} // namespace boost
