// What code between a guard and the cleanup it takes over does by itself.
#pragma once
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"

namespace raiitidy::rewrite {

/// Offsets in a file, the end excluded.
using Offsets = std::pair<unsigned, unsigned>;

/// The statement behind \p S stores another value in \p V, and cannot throw: `free(p); p = nullptr;`.
bool isForgottenAfter(const FunctionView &View, const Source &Text, const clang::Stmt *S, const clang::VarDecl *V);

/// Refuses a guard that would run \p Cleanup on every way out of \p Region, those by exception too, where
/// - code in it releases by hand, and does not say so at once (`free(p); p = next(); …`): an exception would release twice,
/// - `p = realloc(p, n)` may lose what is held: the guard would hide it,
/// - the cleanup uses the result of a release, for more than the guard is for.
/// \p Cancelled: where the guard has been cancelled already.
bool checkDoneByHand(Draft &D, const Source &Text, const FunctionView &View, llvm::ArrayRef<const clang::Stmt *> Cleanup,
                     Offsets Region, llvm::ArrayRef<Offsets> Cancelled);

/// Whether the code releases \p V somewhere that none of \p Group knows of, as no path comes there with it held: another
/// check may give that place a guard of its own.
bool hasUnseenRelease(const FunctionView &View, const clang::VarDecl *V, llvm::ArrayRef<const lifetime::Lifetime *> Group);

/// `f = fdopen(fd, "r"); … close(fd);`, `close(dirfd(d));`: what \p V was made of, or holds, is released for itself. A guard would
/// release it once more. \returns the call, or null.
const clang::CallExpr *releasesPart(const FunctionView &View, const clang::VarDecl *V, const lifetime::Lifetime &L);

} // namespace raiitidy::rewrite
