#include "checks/flow/Leaves.h"
#include "checks/Pch.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/MayThrow.h"

using namespace clang;

namespace raiitidy::flow {

static bool neverReturns(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E->IgnoreParenCasts());
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  return F && (F->isNoReturn() || F->hasAttr<AnalyzerNoReturnAttr>());
}

static bool leavesHow(const Stmt *S, bool FunctionOnly) {
  if (!S)
    return false;
  if (const auto *E = dyn_cast<Expr>(S))
    return isa<CXXThrowExpr>(E->IgnoreImplicit()) || neverReturns(E->IgnoreImplicit());
  if (isa<ReturnStmt, CoreturnStmt>(S))
    return true;
  if (isa<BreakStmt, ContinueStmt, GotoStmt, IndirectGotoStmt>(S))
    return !FunctionOnly;
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return llvm::any_of(Block->body(), [&](const Stmt *Each) { return leavesHow(Each, FunctionOnly); });
  if (const auto *If = dyn_cast<IfStmt>(S))
    return If->getElse() && leavesHow(If->getThen(), FunctionOnly) && leavesHow(If->getElse(), FunctionOnly);
  if (const auto *Attributed = dyn_cast<AttributedStmt>(S))
    return leavesHow(Attributed->getSubStmt(), FunctionOnly);
  return false;
}

// void die() { log(); impl.quit(); }
bool endsUnseen(const FunctionDecl *F) {
  if (!isSeen(F))
    return true;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F->getBody());
  const auto *Last = Body && !Body->body_empty() ? dyn_cast<Expr>(Body->body_back()) : nullptr;
  const auto *Call = Last ? dyn_cast<CallExpr>(Last->IgnoreImplicit()->IgnoreParenCasts()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && !isSeen(Callee);
}

bool endsInUnseenEnd(const CFGBlock &B) {
  return llvm::any_of(B, [](const CFGElement &El) {
    const auto Of = El.getAs<CFGStmt>();
    const auto *Call = Of ? dyn_cast<CallExpr>(Of->getStmt()) : nullptr;
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    return F && endsProcess(F) && endsUnseen(F);
  });
}

bool leaves(const Stmt *S) { return leavesHow(S, false); }
bool leavesFunction(const Stmt *S) { return leavesHow(S, true); }

} // namespace raiitidy::flow
