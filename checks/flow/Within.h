// A statement and all that is written inside of it, the bodies of lambdas and unevaluated operands included. For what runs with it
// there is forEachEvaluated().
#pragma once
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"

namespace raiitidy::flow {

/// Calls \p Enter on \p S, which may be null, and where that returns true on what is inside of it.
template <typename Fn> void walkWithin(const clang::Stmt *S, Fn &&Enter) {
  if (!S || !Enter(S))
    return;
  for (const clang::Stmt *Child : S->children())
    walkWithin(Child, Enter);
}

/// Does \p Wanted accept \p S or something inside of it?
template <typename Fn> bool anyWithin(const clang::Stmt *S, Fn &&Wanted) {
  return S && (Wanted(S) || llvm::any_of(S->children(), [&](const clang::Stmt *Child) { return anyWithin(Child, Wanted); }));
}

} // namespace raiitidy::flow
