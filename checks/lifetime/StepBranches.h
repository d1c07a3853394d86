// Steps of a block whose failure is tested and leaves: `if (!step()) { undo(); return false; }`
#pragma once
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

/// A step that may fail, and what its failure does before it leaves.
struct Branch {
  const clang::IfStmt *If;
  const clang::CallExpr *Step;
  std::vector<const clang::CallExpr *> Calls;
  std::vector<const clang::UnaryOperator *> Counts; ///< ++ and --
  const clang::Stmt *Way; ///< the return or throw
};

/// The only call that \p E makes; null if there are none or several.
const clang::CallExpr *onlyCall(const clang::Stmt *E);

/// \p S as such a branch. The step is called in its condition, or in \p Before, which stands in front of it.
std::optional<Branch> branchOf(const clang::Stmt *S, const clang::Stmt *Before);

} // namespace raiitidy::lifetime
