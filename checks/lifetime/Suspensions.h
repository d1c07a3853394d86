// What a coroutine holds, or owes, while it is suspended.
#pragma once
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Sites.h"

namespace raiitidy::lifetime {

/// A guard that must end on its thread, and a suspension that is reached while it is armed.
struct SuspendedGuard {
  const GuardSite *Guard;
  const clang::Expr *At; ///< the first such co_await or co_yield in source order
};
std::vector<SuspendedGuard> guardsAcrossSuspension(const FunctionSites &Sites, clang::ASTContext &Ctx);

/// `co_await open(); … co_await close();`, or `close();`, with something between that may leave the function.
struct AwaitedPair {
  const clang::CoawaitExpr *Begin;
  const clang::CallExpr *BeginCall, *EndCall;
  const clang::Expr *End; ///< the await, or a plain call
  const clang::Expr *Between; ///< what may throw, or be the last that ever runs
};
/// In source order; each Begin once.
std::vector<AwaitedPair> unprotectedPairs(const FunctionSites &Sites, Terms &Names);

} // namespace raiitidy::lifetime
