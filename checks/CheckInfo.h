// The registry as data: what Checks.def says of each check.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace raiitidy {

enum class Group { Bug, Modernize };
enum class FixAvailability { Always, Sometimes, None };
/// What a fix is about: one resource, or a structure of the code with all releases in it, which is fixed first.
enum class FixScope { Resource, Structure };

/// One row of Checks.def.
struct CheckInfo {
  llvm::StringLiteral Name;    ///< as users write it: "raii-leak"
  llvm::StringLiteral Class;   ///< the C++ class, which also names folder and page
  Group InGroup;
  FixAvailability Fix;
  FixScope Scope;
  llvm::StringLiteral Summary; ///< the bad pattern; no capital, no final stop
};

/// All checks, in the order of Checks.def.
llvm::ArrayRef<CheckInfo> allChecks();
/// The row named \p Name, or null.
const CheckInfo *findCheck(llvm::StringRef Name);

} // namespace raiitidy
