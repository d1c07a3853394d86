#include "checks/Pch.h"
#include "checks/lifetime/LoopHeaders.h"
#include "checks/lifetime/Facts.h"
#include "checks/lifetime/Terms.h"

using namespace clang;

namespace raiitidy::lifetime {

const Stmt *bodyOf(const Stmt *Loop) {
  if (const auto *For = dyn_cast<ForStmt>(Loop))
    return For->getBody();
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop))
    return Range->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(Loop))
    return While->getBody();
  return cast<DoStmt>(Loop)->getBody();
}

const VarDecl *containerOf(const Expr *E) {
  E = strip(E);
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return variableNamedBy(S->getBase());
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E); Op && Op->getOperator() == OO_Subscript)
    return variableNamedBy(Op->getArg(0));
  return nullptr;
}

/// all.size(), all.rbegin(): the container
static const VarDecl *askedBy(const Expr *E, StringRef Method) {
  const auto *Call = E ? dyn_cast<CXXMemberCallExpr>(strip(E)) : nullptr;
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  return M && M->getDeclName().isIdentifier() && M->getName() == Method ? variableNamedBy(Call->getImplicitObjectArgument()) : nullptr;
}

static bool isDecrement(const Expr *E, const VarDecl *V) {
  const auto *U = E ? dyn_cast<UnaryOperator>(strip(E)) : nullptr;
  return U && U->isDecrementOp() && variableNamedBy(U->getSubExpr()) == V;
}

std::pair<const VarDecl *, const VarDecl *> visitsBackwards(const ForStmt *For, const ASTContext &Ctx) {
  const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit());
  const auto *At = Init && Init->isSingleDecl() ? dyn_cast<VarDecl>(Init->getSingleDecl()) : nullptr;
  if (!At || !For->getCond())
    return {};
  const Expr *Cond = strip(For->getCond());
  if (const VarDecl *All = askedBy(At->getInit(), "size")) {
    const auto *Compared = dyn_cast<BinaryOperator>(Cond);
    const bool Tested = isDecrement(Cond, At) || (Compared && (Compared->getOpcode() == BO_GT || Compared->getOpcode() == BO_NE) &&
                                                  isDecrement(Compared->getLHS(), At) && constantValue(Compared->getRHS(), Ctx) == 0);
    const auto *Step = dyn_cast<UnaryOperator>(Compared ? strip(Compared->getLHS()) : Cond);
    return Tested && Step->isPostfix() && !For->getInc() ? std::pair(All, At) : std::pair<const VarDecl *, const VarDecl *>();
  }
  const VarDecl *All = askedBy(At->getInit(), "rbegin");
  const Expr *Left = nullptr, *Right = nullptr;
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Cond); Op && Op->getOperator() == OO_ExclaimEqual && Op->getNumArgs() == 2)
    Left = Op->getArg(0), Right = Op->getArg(1);
  else if (const auto *Made = dyn_cast<CXXRewrittenBinaryOperator>(Cond); Made && Made->getOperator() == BO_NE) // of C++20's ==
    Left = Made->getLHS(), Right = Made->getRHS();
  const auto *Inc = dyn_cast_or_null<CXXOperatorCallExpr>(For->getInc() ? strip(For->getInc()) : nullptr);
  return All && Left && variableNamedBy(Left) == At && askedBy(Right, "rend") == All && Inc && Inc->getOperator() == OO_PlusPlus &&
                 variableNamedBy(Inc->getArg(0)) == At
             ? std::pair(All, At)
             : std::pair<const VarDecl *, const VarDecl *>();
}

/// i-- > 0, --i >= 0, i--: the variable, and whether it is tested before it is counted down.
static std::pair<const VarDecl *, bool> countsDown(const Expr *Cond, const ASTContext &Ctx) {
  const Expr *E = strip(Cond);
  const auto *B = dyn_cast<BinaryOperator>(E);
  const auto *Step = dyn_cast<UnaryOperator>(B ? strip(B->getLHS()) : E);
  const VarDecl *V = Step && Step->isDecrementOp() ? variableNamedBy(Step->getSubExpr()) : nullptr;
  if (!V || (B && constantValue(B->getRHS(), Ctx) != 0))
    return {};
  const bool Before = Step->isPostfix();
  if (Before ? !B || B->getOpcode() == BO_GT || B->getOpcode() == BO_NE : B && B->getOpcode() == BO_GE && V->getType()->isSignedIntegerType())
    return {V, Before};
  return {};
}

static std::optional<CountingLoop> countingWhile(const WhileStmt *While, const ASTContext &Ctx) {
  const auto [V, Before] = countsDown(While->getCond(), Ctx);
  if (!V)
    return std::nullopt;
  const Expr *E = strip(While->getCond());
  const auto *B = dyn_cast<BinaryOperator>(E);
  CountingLoop L;
  L.Index = V;
  L.End = cast<UnaryOperator>(B ? strip(B->getLHS()) : E)->getSubExpr();
  L.Backwards = true;
  return L;
}

std::optional<CountingLoop> countingLoop(const Stmt *Loop, const ASTContext &Ctx) {
  if (const auto *While = dyn_cast<WhileStmt>(Loop))
    return countingWhile(While, Ctx);
  const auto *For = dyn_cast<ForStmt>(Loop);
  if (!For || !For->getInit() || !For->getCond())
    return std::nullopt;
  CountingLoop L;
  const Expr *From = nullptr;
  if (const auto *Declared = dyn_cast<DeclStmt>(For->getInit())) {
    L.Index = Declared->isSingleDecl() ? dyn_cast<VarDecl>(Declared->getSingleDecl()) : nullptr;
    From = L.Index ? L.Index->getInit() : nullptr;
    L.Declared = true;
  } else if (const auto *Set = dyn_cast<BinaryOperator>(For->getInit()); Set && Set->getOpcode() == BO_Assign) {
    L.Index = variableNamedBy(Set->getLHS());
    From = Set->getRHS();
  }
  if (!L.Index || !From || !L.Index->hasLocalStorage() || !L.Index->getType()->isIntegerType())
    return std::nullopt;
  if (!For->getInc()) {
    L.End = From;
    L.Backwards = true;
    return countsDown(For->getCond(), Ctx) == std::pair(L.Index, true) ? std::optional(L) : std::nullopt;
  }
  const auto *Inc = dyn_cast<UnaryOperator>(strip(For->getInc()));
  const auto *Cond = dyn_cast<BinaryOperator>(strip(For->getCond()));
  if (!Inc || !Cond || variableNamedBy(Inc->getSubExpr()) != L.Index || variableNamedBy(Cond->getLHS()) != L.Index)
    return std::nullopt;
  if (Inc->isIncrementOp() && constantValue(From, Ctx) == 0) {
    L.End = Cond->getRHS();
    L.Inclusive = Cond->getOpcode() == BO_LE;
    return L.Inclusive || Cond->getOpcode() == BO_LT || Cond->getOpcode() == BO_NE ? std::optional(L) : std::nullopt;
  }
  if (!Inc->isDecrementOp() || Cond->getOpcode() != BO_GE || constantValue(Cond->getRHS(), Ctx) != 0 || !L.Index->getType()->isSignedIntegerType())
    return std::nullopt;
  L.Backwards = true;
  const auto *Less = dyn_cast<BinaryOperator>(strip(From));
  const bool ByOne = Less && Less->getOpcode() == BO_Sub && constantValue(Less->getRHS(), Ctx) == 1;
  L.End = ByOne ? Less->getLHS() : From;
  L.Inclusive = !ByOne;
  return L;
}

} // namespace raiitidy::lifetime
