#include "checks/rewrite/Doubts.h"
#include "checks/rewrite/ActionText.h"
#include "checks/rewrite/Destruction.h"
#include "checks/rewrite/FunctionView.h"

using namespace clang;

namespace raiitidy::rewrite {

static bool mentions(const FunctionView &View, const Stmt *S, const VarDecl *V) {
  return llvm::any_of(View.uses(V), [&](const Use &U) { return View.isInside(U.Ref, S); });
}

// The local variable that the statement in front of \p Release ends: `fclose(f);`, `delete g;`, `g.reset();`.
static const VarDecl *releasedBefore(const FunctionView &View, const Stmt *Release) {
  const auto [Block, Child] = View.blockOf(Release);
  if (!Block)
    return nullptr;
  const auto *It = llvm::find(Block->body(), Child);
  if (It == Block->body_begin() || It == Block->body_end())
    return nullptr;
  const auto *Before = dyn_cast<Expr>(*(It - 1));
  if (!Before)
    return nullptr;
  Before = bare(Before);
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(Before))
    return asVariable(Delete->getArgument());
  const auto *Call = dyn_cast<CallExpr>(Before);
  if (const auto *Member = dyn_cast_or_null<CXXMemberCallExpr>(Call); Member && llvm::all_of(Member->arguments(), [](const Expr *Arg) { return isa<CXXDefaultArgExpr>(Arg); }))
    return asVariable(Member->getImplicitObjectArgument());
  return Call && Call->getNumArgs() == 1 ? asVariable(Call->getArg(0)) : nullptr;
}

static std::string releasedInOrderOfMaking(const Context &C, const FunctionView &View, const lifetime::Lifetime &L) {
  const VarDecl *V = L.Handle.Root;
  const SourceManager &SM = C.Text.SM;
  for (const lifetime::ReleaseSite &R : L.Releases) {
    const VarDecl *First = releasedBefore(View, R.Call);
    if (!First || First == V || !First->hasLocalStorage() || isa<ParmVarDecl>(First) ||
        !SM.isBeforeInTranslationUnit(First->getLocation(), L.Acquisition->getBeginLoc()))
      continue;
    for (const Stmt *Call : View.calls())
      if (SM.isBeforeInTranslationUnit(Call->getBeginLoc(), R.Call->getBeginLoc()) && mentions(View, Call, First) &&
          mentions(View, Call, V))
        return "an exception would destroy it before '" + First->getNameAsString() + "', which may use it";
  }
  return {};
}

// *list = item; step(); if (…) { delete item; … }  Where it may be taken back, the guard lets go at the return: were step() to
// throw, *list would dangle.
static std::string storedLongBefore(const Context &C, const FunctionView &View, const lifetime::Lifetime &L) {
  const VarDecl *V = L.Handle.Root;
  const SourceManager &SM = C.Text.SM;
  for (const lifetime::EscapeSite &E : L.Escapes) {
    if (!isa<ReturnStmt, CompoundStmt>(E.At) || (isa<ReturnStmt>(E.At) && mentions(View, E.At, V)))
      continue;
    for (const Use &U : View.uses(V)) {
      const Stmt *Up = View.parent(U.Ref);
      while (isa_and_nonnull<CastExpr, ParenExpr>(Up))
        Up = View.parent(Up);
      const auto *Stored = dyn_cast_or_null<BinaryOperator>(Up);
      if (!Stored || Stored->getOpcode() != BO_Assign || bare(Stored->getRHS()) != U.Ref)
        continue;
      const auto *Into = asVariable(Stored->getLHS());
      if (Into && Into->hasLocalStorage() && !Into->getType()->isReferenceType())
        continue;
      for (const Stmt *Call : View.calls())
        if (SM.isBeforeInTranslationUnit(Stored->getEndLoc(), Call->getBeginLoc()) &&
            SM.isBeforeInTranslationUnit(Call->getBeginLoc(), E.At->getEndLoc()) && mayThrowWithin(Call, C.Text.Ctx))
          return "what is stored for the caller would dangle if an exception came after it";
    }
  }
  return {};
}

// pool->start(); … pool->JoinAll(); delete pool;  Where start() throws, nobody has joined.
static std::string destroyedTooEarly(const Context &C, const lifetime::Lifetime &L) {
  if (L.Uncovered.empty() && L.BelowPolicy.empty())
    return {}; // the guard destroys where the code did
  const auto *New = dyn_cast<CXXNewExpr>(L.Acquisition);
  const auto Deletes = [](const lifetime::ReleaseSite &R) { return isa<CXXDeleteExpr>(R.Call); };
  if (!New && llvm::none_of(L.Releases, Deletes))
    return {};
  return demandBeforeDestruction(C.Text, New ? New->getAllocatedType() : L.Acquisition->getType()->getPointeeType());
}

// char *text = read_text(); … delete text;  Where the code leaks it the guard would be the first to end what may be an array.
static std::string mayBeAnArray(const lifetime::Lifetime &L) {
  const auto *Call = dyn_cast<CallExpr>(L.Acquisition);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  const QualType T = L.Acquisition->getType();
  if (L.Uncovered.empty() || !F || F->isDefined() || !T->isPointerType() || !T->getPointeeType()->isArithmeticType())
    return {};
  const auto EndsOne = [](const lifetime::ReleaseSite &R) {
    const auto *Delete = dyn_cast<CXXDeleteExpr>(R.Call);
    return Delete && !Delete->isArrayForm();
  };
  return llvm::any_of(L.Releases, EndsOne) ? "'" + F->getNameAsString() + "' may give an array, which 'delete' does not end" : std::string();
}

std::string doubtAbout(const Context &C, const lifetime::Lifetime &L) {
  if (L.MaybeKeptBy) {
    const auto *Call = dyn_cast<CallExpr>(L.MaybeKeptBy);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    return (F ? "'" + F->getNameAsString() + "'" : std::string("what it was given to")) + " may have kept it";
  }
  if (std::string Doubt = destroyedTooEarly(C, L); !Doubt.empty())
    return Doubt;
  if (std::string Doubt = mayBeAnArray(L); !Doubt.empty())
    return Doubt;
  if (!L.Handle.Root || !C.Text.Ctx.getLangOpts().CXXExceptions)
    return {};
  const FunctionView View(L.Body);
  std::string Doubt = storedLongBefore(C, View, L);
  return Doubt.empty() ? releasedInOrderOfMaking(C, View, L) : Doubt;
}

} // namespace raiitidy::rewrite
