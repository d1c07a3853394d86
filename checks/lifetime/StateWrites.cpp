#include "checks/Pch.h"
#include "checks/lifetime/StateWrites.h"
#include "checks/flow/MayThrow.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/Terms.h"

using namespace clang;

namespace raiitidy::lifetime {

using Kind = StateWrite::Kind;

/// \p E as a number as wide as \p To; nothing where it is no constant, or not small enough.
static std::optional<uint64_t> constantFor(const Expr *E, const Expr *To, const ASTContext &Ctx) {
  const QualType T = To->getType();
  Expr::EvalResult Result;
  if (!T->isIntegralOrEnumerationType() || E->isValueDependent() || !E->EvaluateAsInt(Result, Ctx))
    return std::nullopt;
  const uint64_t Width = Ctx.getIntWidth(T);
  return Width > 64 ? std::nullopt : std::optional(Result.Val.getInt().extOrTrunc(Width).getZExtValue());
}

static StateWrite writeOf(const BinaryOperator *B, const ASTContext &Ctx) {
  const auto kind = [&] {
    switch (B->getOpcode()) {
    case BO_Assign:
      return Kind::Assign;
    case BO_AddAssign:
      return Kind::Add;
    case BO_SubAssign:
      return Kind::Subtract;
    case BO_OrAssign:
      return Kind::SetBits;
    case BO_AndAssign:
      return Kind::KeepBits;
    default:
      return Kind::Change;
    }
  };
  StateWrite W{kind(), B, B->getLHS(), B->getRHS(), std::nullopt};
  if (W.K != Kind::Assign && W.K != Kind::Change)
    W.Amount = constantFor(B->getRHS(), B->getLHS(), Ctx);
  if (W.K == Kind::KeepBits && W.Amount)
    W.Amount = ~*W.Amount & llvm::maskTrailingOnes<uint64_t>(Ctx.getIntWidth(B->getLHS()->getType()));
  return W;
}

bool isExchange(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  return F && Call->getNumArgs() == 2 && flow::inStd(F) && calleeName(Call) == "exchange" && !isa<CXXMethodDecl>(F);
}

/// name.clear(), list.push_back(x): of the standard's classes, by name; begin() is not const either.
static bool changesObject(const CXXMemberCallExpr *Call) {
  const CXXMethodDecl *M = Call->getMethodDecl();
  return M && !M->isConst() && !M->isStatic() && flow::inStd(M) &&
         llvm::StringSwitch<bool>(calleeName(Call))
             .Cases("clear", "assign", "append", "push_back", "pop_back", "push_front", "pop_front", "emplace_back", true)
             .Cases("insert", "erase", "emplace", "resize", "reset", "release", "replace", "merge", "splice", "sort", true)
             .Cases("push", "pop", "try_emplace", "insert_or_assign", "emplace_front", "remove", "unique", "reverse", true)
             .Default(false);
}

llvm::SmallVector<StateWrite, 2> writesOf(const Stmt *S, const ASTContext &Ctx) {
  if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
    return {writeOf(B, Ctx)};
  if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->isIncrementDecrementOp())
    return {{U->isIncrementOp() ? Kind::Add : Kind::Subtract, U, U->getSubExpr(), nullptr, 1}};
  const auto *Call = dyn_cast<CallExpr>(S);
  if (!Call)
    return {};
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call)) {
    if (Op->isAssignmentOp() && Op->getNumArgs() == 2)
      return {{Op->getOperator() == OO_Equal ? Kind::Assign : Kind::Change, Op, Op->getArg(0), Op->getArg(1), std::nullopt}};
    if (Op->getOperator() == OO_PlusPlus || Op->getOperator() == OO_MinusMinus)
      return {{Kind::Change, Op, Op->getArg(0), nullptr, std::nullopt}};
    return {};
  }
  const auto swap = [&](const Expr *X, const Expr *Y) -> llvm::SmallVector<StateWrite, 2> {
    return {{Kind::Swap, Call, X, Y, std::nullopt}, {Kind::Swap, Call, Y, X, std::nullopt}};
  };
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (calleeName(Call) == "swap" && Call->getNumArgs() == 1 && Object && !Object->getType()->isPointerType())
      return swap(Object, Call->getArg(0));
    if (changesObject(Member) && Object && !Object->getType()->isPointerType())
      return {{Kind::Change, Call, Object, nullptr, std::nullopt}};
    return {};
  }
  if (isExchange(Call))
    return {{Kind::Exchange, Call, Call->getArg(0), Call->getArg(1), std::nullopt}};
  if (calleeName(Call) == "swap" && Call->getNumArgs() == 2)
    return swap(Call->getArg(0), Call->getArg(1));
  return {};
}

std::vector<StateWrite> writesIn(const flow::Inventory &I, const ASTContext &Ctx) {
  std::vector<StateWrite> Found;
  const auto add = [&](const auto &Statements) {
    for (const Stmt *S : Statements)
      for (const StateWrite &W : writesOf(S, Ctx))
        Found.push_back(W);
  };
  add(I.Assignments);
  add(I.Steps);
  add(I.Calls);
  const SourceManager &SM = Ctx.getSourceManager();
  llvm::stable_sort(Found, [&](const StateWrite &X, const StateWrite &Y) {
    return SM.isBeforeInTranslationUnit(X.At->getBeginLoc(), Y.At->getBeginLoc());
  });
  return Found;
}

} // namespace raiitidy::lifetime
