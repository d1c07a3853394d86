#include "checks/rewrite/IdleCleanup.h"

using namespace clang;

namespace raiitidy::rewrite {

IdleCleanup::IdleCleanup(const Stmt *S, ArrayRef<const lifetime::Lifetime *> Concerned, const ASTContext &Ctx) : Ctx(Ctx) {
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    if (If->getElse() || If->getInit() || If->getConditionVariable())
      return;
    V = asVariable(If->getCond());
    if (V)
      return;
    Test = dyn_cast<BinaryOperator>(If->getCond()->IgnoreParenImpCasts());
    if (Test && (Test->getOpcode() == BO_NE || Test->getOpcode() == BO_GE || Test->getOpcode() == BO_GT))
      V = asVariable(Test->getLHS());
    return;
  }
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    V = asVariable(Delete->getArgument());
    return;
  }
  const auto *E = dyn_cast<Expr>(S);
  for (const lifetime::Lifetime *L : Concerned)
    for (const lifetime::ReleaseSite &R : L->Releases)
      if (E && R.Call == bare(E) && L->Handle.isPlainLocal() && L->Handle.Root->getType()->isPointerType() && R.Meaning.By &&
          R.Meaning.By->AcceptsFailureValue)
        V = L->Handle.Root;
}

static bool isNull(const Expr *E, const ASTContext &Ctx) {
  return E->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull ||
         integerValue(E, Ctx) == 0;
}

bool IdleCleanup::isIdleFor(const Expr *Value) const {
  if (!V || !Value || Value->isValueDependent())
    return false;
  if (!Test)
    return isNull(bare(Value), Ctx);
  const Expr *Against = Test->getRHS();
  if (V->getType()->isPointerType())
    return Test->getOpcode() == BO_NE && isNull(bare(Against), Ctx) && isNull(bare(Value), Ctx);
  const auto Has = integerValue(Value, Ctx), Limit = integerValue(Against, Ctx);
  if (!Has || !Limit || !V->getType()->isSignedIntegerType() || !Test->getLHS()->getType()->isSignedIntegerType())
    return false;
  return Test->getOpcode() == BO_NE ? *Has == *Limit : Test->getOpcode() == BO_GE ? *Has < *Limit : *Has <= *Limit;
}

} // namespace raiitidy::rewrite
