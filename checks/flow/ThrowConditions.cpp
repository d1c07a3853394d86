#include "checks/flow/ThrowConditions.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/Pch.h"

using namespace clang;

namespace raiitidy::flow {

static bool containsThrow(const Stmt *S) {
  bool Found = false;
  forEachEvaluated(S, [&](const Stmt *In) {
    const auto *Throw = dyn_cast<CXXThrowExpr>(In);
    Found |= Throw && Throw->getSubExpr();
  });
  return Found;
}

/// The class whose const members \p Condition reads; null if it reads anything else, or nothing.
static const CXXRecordDecl *ownerOfConstMembers(const Expr *Condition) {
  const CXXRecordDecl *Owner = nullptr;
  bool Others = false;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    if (const auto *M = dyn_cast<MemberExpr>(S)) {
      const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl());
      if (!Field)
        return; // a method of such a member
      if (isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts()) && Field->getType().isConstQualified())
        Owner = dyn_cast<CXXRecordDecl>(Field->getParent());
      else
        Others = true;
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      Others |= !isa<FunctionDecl, EnumConstantDecl>(Ref->getDecl());
    }
  });
  return Others ? nullptr : Owner;
}

static bool startsWithTest(const Stmt *S, const llvm::FoldingSetNodeID &Condition, const ASTContext &Ctx) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    return llvm::any_of(Block->body(), [&](const Stmt *Child) { return startsWithTest(Child, Condition, Ctx); });
  if (const auto *Once = dyn_cast_or_null<DoStmt>(S)) // do { … } while (0) of a macro
    return startsWithTest(Once->getBody(), Condition, Ctx);
  const auto *If = dyn_cast_or_null<IfStmt>(S);
  if (!If || If->getInit() || If->getConditionVariable() || !containsThrow(If->getThen()))
    return false;
  llvm::FoldingSetNodeID Own;
  If->getCond()->Profile(Own, Ctx, /*Canonical=*/true);
  return Own == Condition;
}

bool isSettledByConstructors(const IfStmt *If, const ASTContext &Ctx) {
  if (If->getInit() || If->getConditionVariable() || !containsThrow(If->getThen()))
    return false;
  const CXXRecordDecl *Class = ownerOfConstMembers(If->getCond());
  if (!Class || Class->isDependentContext())
    return false;
  llvm::FoldingSetNodeID Condition;
  If->getCond()->Profile(Condition, Ctx, /*Canonical=*/true);
  bool Any = false;
  for (const CXXConstructorDecl *C : Class->ctors()) {
    if (C->isDeleted() || C->isCopyOrMoveConstructor() || C->isDelegatingConstructor())
      continue; // from an object that has passed the test, or by one that tests
    const FunctionDecl *Definition = nullptr;
    if (!C->isDefined(Definition) || !startsWithTest(Definition->getBody(), Condition, Ctx))
      return false;
    // The test itself is no caller's business either: an object that fails it never was.
    bool Within = false;
    forEachEvaluated(Definition->getBody(), [&](const Stmt *S) { Within |= S == If; });
    if (Within)
      return false;
    Any = true;
  }
  return Any;
}

bool asksOtherUnits(const Expr *Condition) {
  bool Any = false, Others = false;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (V && V->hasGlobalStorage() && !V->hasDefinition() && !V->getType().isConstQualified())
      Any = true;
    else
      Others |= (Ref && !isa<EnumConstantDecl>(Ref->getDecl())) || isa<CallExpr, MemberExpr, CXXThisExpr>(S);
  });
  return Any && !Others;
}

bool leavesByOtherUnits(const Stmt *S) {
  const auto *If = dyn_cast<IfStmt>(S);
  if (!If || If->getElse() || If->getInit() || If->getConditionVariable() || !asksOtherUnits(If->getCond()))
    return false;
  const Stmt *Last = If->getThen();
  if (const auto *Block = dyn_cast<CompoundStmt>(Last))
    Last = Block->body_empty() ? nullptr : Block->body_back();
  return isa_and_nonnull<ReturnStmt>(Last);
}

} // namespace raiitidy::flow
