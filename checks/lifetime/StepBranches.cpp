#include "checks/Pch.h"
#include "checks/lifetime/StepBranches.h"
#include "checks/lifetime/CleanupShape.h"

using namespace clang;

namespace raiitidy::lifetime {

static const Expr *plain(const Stmt *S) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  if (const auto *Full = dyn_cast_or_null<FullExpr>(E))
    E = Full->getSubExpr();
  return E ? E->IgnoreParenCasts() : nullptr;
}

const CallExpr *onlyCall(const Stmt *E) {
  const CallExpr *Only = nullptr;
  bool Several = false;
  flow::forEachEvaluated(E, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || isa<CXXOperatorCallExpr, UserDefinedLiteral>(C) || !C->getDirectCallee())
      return;
    Several |= Only != nullptr;
    Only = C;
  });
  return Several ? nullptr : Only;
}

/// `rc = step();` or `int rc = step();` directly before a test of rc.
static const CallExpr *assignedBefore(const Stmt *Before, const Expr *Condition) {
  const ValueDecl *V = nullptr;
  const Expr *Value = nullptr;
  if (const auto *B = dyn_cast_or_null<BinaryOperator>(Before); B && B->getOpcode() == BO_Assign) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(B->getLHS())))
      V = Ref->getDecl();
    Value = B->getRHS();
  } else if (const auto *D = dyn_cast_or_null<DeclStmt>(Before); D && D->isSingleDecl()) {
    if (const auto *Var = dyn_cast<VarDecl>(D->getSingleDecl()))
      V = Var, Value = Var->getInit();
  }
  bool Tested = false;
  if (V && Value)
    flow::forEachEvaluated(Condition, [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      Tested |= Ref && Ref->getDecl() == V;
    });
  return Tested ? dyn_cast<CallExpr>(strip(Value)) : nullptr;
}

std::optional<Branch> branchOf(const Stmt *S, const Stmt *Before) {
  const auto *If = dyn_cast<IfStmt>(S);
  if (!If || If->getElse() || If->getInit() || If->getConditionVariable())
    return std::nullopt;
  const CallExpr *Step = onlyCall(If->getCond());
  if (!Step)
    Step = assignedBefore(Before, If->getCond());
  if (!Step || !Step->getDirectCallee())
    return std::nullopt;
  Branch B{If, Step, {}, {}, nullptr};
  llvm::SmallVector<const Stmt *, 8> Statements;
  if (const auto *Block = dyn_cast<CompoundStmt>(If->getThen()))
    Statements.append(Block->body_begin(), Block->body_end());
  else
    Statements.push_back(If->getThen());
  if (Statements.empty())
    return std::nullopt;
  const Stmt *Last = Statements.pop_back_val();
  const Expr *Throw = plain(Last);
  if (!isa<ReturnStmt>(Last) && !isa_and_nonnull<CXXThrowExpr>(Throw))
    return std::nullopt;
  B.Way = Last;
  for (const Stmt *Each : Statements) {
    const Expr *E = plain(Each);
    if (const auto *C = dyn_cast_or_null<CallExpr>(E)) {
      if (C->getDirectCallee() && !speaksToGuard(Each))
        B.Calls.push_back(C);
    } else if (const auto *U = dyn_cast_or_null<UnaryOperator>(E); U && U->isIncrementDecrementOp()) {
      B.Counts.push_back(U);
    } else if (!E) {
      return std::nullopt; // control flow: not understood
    }
  }
  return B;
}

} // namespace raiitidy::lifetime
