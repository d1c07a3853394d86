// Unified diffs that `git apply` and `patch -p1` take.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <string>

namespace raiitidy::tool {

/// The difference between two texts of \p Name, with three lines of context; empty if they are equal.
std::string unifiedDiff(llvm::StringRef Before, llvm::StringRef After, llvm::StringRef Name);

} // namespace raiitidy::tool
