// Whether two pieces of code say the same.
#pragma once
#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/FoldingSet.h"

namespace raiitidy::flow {

/// Do \p A and \p B consist of the same nodes over the same declarations? What they evaluate to may differ all the same.
inline bool sameCode(const clang::Stmt *A, const clang::Stmt *B, const clang::ASTContext &Ctx) {
  llvm::FoldingSetNodeID First, Second;
  A->Profile(First, Ctx, /*Canonical=*/true);
  B->Profile(Second, Ctx, /*Canonical=*/true);
  return First == Second;
}

} // namespace raiitidy::flow
