// Where an exception leaves a piece of code, and from where it comes.
#pragma once
#include "checks/flow/MayThrow.h"
#include <vector>

namespace clang {
class CXXThrowExpr;
} // namespace clang

namespace raiitidy::flow {

/// An expression that may throw out of the code that was asked about, handlers inside of it considered.
struct ThrowSite {
  const clang::Stmt *At;                       ///< the throw-expression or the call
  const clang::FunctionDecl *Callee = nullptr; ///< null: a throw-expression
  const clang::CXXThrowExpr *Throw = nullptr;  ///< the one behind it; null: the callee is only declared to throw
};

/// All such expressions of \p Body in source order. Surely known ones only: a throw that can be reached through visible
/// bodies, a callee that says noexcept(false), or one that the standard says throws. A precondition that is broken
/// (std::thread::join of what cannot be joined) does not count.
std::vector<ThrowSite> throwSites(ThrowOracle &Oracle, const clang::Stmt *Body);

} // namespace raiitidy::flow
