// A class whose object may stand in the place of a handle.
#pragma once
#include <string>

namespace raiitidy::rewrite {

/// What it is called, and what it has of a pointer's syntax. All have get(), release() and reset(), and as a condition say whether
/// they hold something.
struct OwnerType {
  std::string Name;
  bool Arrow = false, Index = false; ///< `p->x` and `*p`; `p[i]`
  bool Null = false;                 ///< `p == nullptr`, `p = nullptr`
};

} // namespace raiitidy::rewrite
