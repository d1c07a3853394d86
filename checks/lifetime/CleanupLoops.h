// Resources acquired in one loop, kept in a container, and released in another loop; and locks that are taken so.
#pragma once
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

struct CleanupLoop {
  const clang::FunctionDecl *Function = nullptr;
  const clang::VarDecl *Container = nullptr;         ///< a local of a class with push_back, or an array; of Locks also a parameter
  const catalogue::Pair *Resource = nullptr;
  const clang::Expr *Acquisition = nullptr;          ///< the first one
  std::vector<const clang::Stmt *> Releases;         ///< the loops that release all elements, in source order
  std::vector<const clang::DeclRefExpr *> OtherUses; ///< of the container, that may let an element go elsewhere
  const clang::CXXForRangeStmt *Locks = nullptr;     ///< `for (auto &m : all) m.lock();`: locks what is there already
  bool NeverThrows = false;                          ///< of Locks: the catalogue says so of what gives them back
  bool Reversed = false;                             ///< each of Releases begins with the last element
  const clang::CallExpr *Kept = nullptr;             ///< of Acquisition: the one push_back of Container, if there is but one
};

/// In source order of the acquisition.
std::vector<CleanupLoop> cleanupLoops(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I);

} // namespace raiitidy::lifetime
