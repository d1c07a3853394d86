// Where a guard can stand that is armed later.
#pragma once
#include "checks/rewrite/Context.h"

namespace raiitidy::rewrite {

struct EarlyPlace {
  const clang::CompoundStmt *Scope = nullptr; ///< the guard lives to its end
  const clang::Stmt *Before = nullptr;        ///< the guard precedes this child of Scope
};

/// The innermost block that holds all of \p Calls, the acquisitions and releases of \p L, outside of loops: what is held at
/// the end of one round may be released in the next. No jump passes the guard, and what names the resource means the same
/// behind it. \returns nothing after having refused.
std::optional<EarlyPlace> findEarly(Draft &D, const Context &C, const FunctionView &View, const lifetime::Lifetime &L,
                                    llvm::ArrayRef<const clang::Stmt *> Calls);

} // namespace raiitidy::rewrite
