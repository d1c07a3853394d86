// What is known of an exception, and which handler takes it.
#pragma once
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

struct Thrown {
  const clang::CXXThrowExpr *By = nullptr; ///< the throw-expression that made it
  bool Allocation = false;                 ///< std::bad_alloc
  bool OfUnknownCallee = false;            ///< the handlers that it passes say what it may be
  clang::QualType As;                      ///< what a handler has caught it as, before it was thrown on
  llvm::SmallVector<clang::QualType, 2> Without; ///< what earlier handlers of the same try catch: it is none of them

  bool operator==(const Thrown &O) const {
    return By == O.By && Allocation == O.Allocation && OfUnknownCallee == O.OfUnknownCallee && As == O.As && Without == O.Without;
  }
  /// May \p Handler catch it? \p Surely is set if it always does.
  bool mayEnter(const clang::CXXCatchStmt *Handler, bool &Surely) const;
};

/// What \p S, a throw-expression or a call of the tier \p Tier, throws: one thing, but for `throw;`.
std::vector<Thrown> thrownBy(const clang::Stmt *S, flow::ThrowTier Tier, const flow::FunctionFlow &Flow, Analysis &A);

} // namespace raiitidy::lifetime
