#include "checks/rewrite/Observable.h"
#include "checks/flow/Within.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

bool Observable::isOwner(QualType T) {
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->isInStdNamespace() && R->getIdentifier() && R->getName() == "unique_ptr";
}

bool Observable::isQuiet(const Expr *E) const {
  E = E->IgnoreParens();
  if (E->isValueDependent() || E->isTypeDependent())
    return false;
  if (Moved == Effect::Memory)
    return isBrief(E);
  if (isa<IntegerLiteral, FloatingLiteral, CharacterLiteral, CXXBoolLiteralExpr, CXXNullPtrLiteralExpr, GNUNullExpr,
          StringLiteral, ImplicitValueInitExpr, UnaryExprOrTypeTraitExpr>(E))
    return true;
  if (const auto *F = dyn_cast<FullExpr>(E))
    return isQuiet(F->getSubExpr());
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    return isQuiet(M->getSubExpr());
  if (const auto *T = dyn_cast<CXXBindTemporaryExpr>(E); T && Moved == Effect::System)
    return isQuiet(T->getSubExpr());
  if (const auto *C = dyn_cast<CastExpr>(E)) {
    switch (C->getCastKind()) {
    case CK_UserDefinedConversion:
    case CK_Dynamic:
      return false;
    case CK_ConstructorConversion:
      return Moved == Effect::System && isQuiet(C->getSubExpr());
    default:
      return isQuiet(C->getSubExpr());
    }
  }
  if (Moved == Effect::System && isMemory(E))
    return true;
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return (U->getOpcode() == UO_Minus || U->getOpcode() == UO_Plus || U->getOpcode() == UO_LNot ||
            U->getOpcode() == UO_Not) &&
           isQuiet(U->getSubExpr());
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return !B->isAssignmentOp() && !B->isPtrMemOp() && isQuiet(B->getLHS()) && isQuiet(B->getRHS());
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return isQuiet(C->getCond()) && isQuiet(C->getTrueExpr()) && isQuiet(C->getFalseExpr());
  if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
    if (isa<EnumConstantDecl>(R->getDecl()))
      return true;
    const auto *V = dyn_cast<VarDecl>(R->getDecl());
    if (!V || V->getType().isVolatileQualified() || V->getType()->isAtomicType())
      return false;
    if (V->getType()->isScalarType() && V->isUsableInConstantExpressions(Text.Ctx))
      return true;
    if (!V->hasLocalStorage() || V->getType()->isReferenceType())
      return false;
    if (V->getType()->isScalarType())
      return !View.escapes(V);
    // A class object may be named (its methods called) but not be reachable from elsewhere.
    const CXXRecordDecl *Class = V->getType()->getAsCXXRecordDecl();
    if (!Class || !diesQuietly(V->getType()))
      return false;
    for (const Use &U : View.uses(V)) {
      const Stmt *P = View.parent(U.Ref);
      if (isa_and_nonnull<MemberExpr, CXXConstructExpr, CXXOperatorCallExpr>(P) || U.K == Use::Kind::Read ||
          (isa_and_nonnull<ImplicitCastExpr>(P) && isa_and_nonnull<CXXConstructExpr, MemberExpr>(View.parent(P))))
        continue;
      return false;
    }
    return true;
  }
  const auto *C = dyn_cast<CXXConstructExpr>(E);
  if (Moved == Effect::System && C && C->getConstructor()->isInStdNamespace() && diesQuietly(C->getType()))
    return llvm::all_of(C->arguments(), [&](const Expr *A) { return isa<CXXDefaultArgExpr>(A) || isQuiet(A); });
  // `return result;` of a class type: moved, or not even that.
  if (C)
    return C->getNumArgs() == 1 && C->getConstructor()->isCopyOrMoveConstructor() &&
           (!C->getConstructor()->isUserProvided() || C->getConstructor()->isInStdNamespace()) && diesQuietly(C->getType()) &&
           isQuiet(C->getArg(0));
  return false;
}

/// A plain object in memory: no other thread may look at it now, and no call is made for it.
bool Observable::isMemory(const Expr *E) const {
  const QualType T = E->getType();
  if (T.isVolatileQualified() || T->isAtomicType())
    return false;
  if (isa<CXXThisExpr>(E))
    return true;
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl>(Member->getMemberDecl()) && isQuiet(Member->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_Deref && isQuiet(U->getSubExpr());
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return isQuiet(S->getBase()) && isQuiet(S->getIdx());
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && !V->getTLSKind(); // the first use of a thread_local makes it
}

bool Observable::isQuietStatement(const Stmt *S) const {
  if (isa<NullStmt>(S))
    return true;
  if (Moved == Effect::Memory)
    return isBrief(S);
  if (const auto *If = dyn_cast<IfStmt>(S); If && Moved == Effect::System) // if (p) free(p);
    return !If->getInit() && !If->getConditionVariable() && !If->getElse() && isQuiet(If->getCond()) && isQuietStatement(If->getThen());
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return false;
  E = E->IgnoreParens();
  if (const auto *Whole = dyn_cast<FullExpr>(E))
    E = Whole->getSubExpr()->IgnoreParens();
  if (Moved == Effect::System && givesMemoryBack(E, nullptr, Text.Ctx))
    return true;
  auto IsOwn = [&](const Expr *Changed) {
    if (Moved == Effect::System && Changed->getType()->isScalarType() && isMemory(Changed->IgnoreParens()))
      return true;
    const VarDecl *V = asVariable(Changed);
    return V && isa<DeclRefExpr>(Changed->IgnoreParens()) && V->hasLocalStorage() && V->getType()->isScalarType() &&
           !V->getType().isVolatileQualified() && !View.escapes(V);
  };
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isAssignmentOp())
    return IsOwn(B->getLHS()) && isQuiet(B->getRHS());
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->isIncrementDecrementOp())
    return IsOwn(U->getSubExpr());
  if (const auto *C = dyn_cast<CastExpr>(E); C && C->getCastKind() == CK_ToVoid)
    return isQuiet(C->getSubExpr());
  return false;
}

/// Whether \p S may change a variable that one of \p Cleanup names.
bool Observable::changes(const Stmt *S, ArrayRef<const Stmt *> Cleanup) const {
  for (const DeclRefExpr *Ref : View.references()) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V || llvm::none_of(Cleanup, [&](const Stmt *Each) { return View.isInside(Ref, Each); }))
      continue;
    for (const Use &U : View.uses(V))
      if (U.K != Use::Kind::Read && View.isInside(U.Ref, S))
        return true;
  }
  return false;
}

bool Observable::mayWait(const Stmt *Statement, const CompoundStmt *Scope, unsigned Since,
                         ArrayRef<const Stmt *> Cleanup) const {
  // What another configuration has between here and the end of the scope is not seen.
  const unsigned At = Text.offset(Statement);
  if (Text.hasDirective({Text.file(Scope->getLBracLoc()), At, Text.offset(Scope->getRBracLoc())}))
    return false;
  // Locals that were made after the guard die before it: their destruction would move before the release.
  for (const VarDecl *V : View.locals()) {
    const unsigned Declared = Text.offset(V->getLocation());
    if (V->hasGlobalStorage() || Declared < Since || Declared > At)
      continue;
    const Stmt *In = View.scopeOf(V);
    if (!In || !View.isInside(Statement, In))
      continue;
    QualType T = V->getType();
    if (T->isReferenceType()) {
      // A temporary may live as long as the reference does.
      const Expr *Init = V->getInit();
      if (Init && (isa<ExprWithCleanups>(Init) || isa<MaterializeTemporaryExpr>(Init)))
        T = T.getNonReferenceType();
    }
    if (Moved != Effect::Memory && (!diesQuietly(T) || flow::anyWithin(V->getInit(), [](const Stmt *S) {
                                      const auto *Made = dyn_cast<MaterializeTemporaryExpr>(S); // lives as long as V
                                      return Made && Made->getStorageDuration() == SD_Automatic && !diesQuietly(Made->getType());
                                    })))
      return false;
  }
  for (const Stmt *Now = Statement;;) {
    const Stmt *P = View.parent(Now);
    if (!P)
      return false;
    if (const auto *Block = dyn_cast<CompoundStmt>(P)) {
      for (const Stmt *Next = View.nextIn(Block, Now); Next; Next = View.nextIn(Block, Next)) {
        if (const auto *R = dyn_cast<ReturnStmt>(Next))
          return !R->getRetValue() || isQuiet(R->getRetValue());
        if (isa<BreakStmt, ContinueStmt>(Next)) {
          // The end of the scope if the loop or switch that is left lies around it.
          const Stmt *Left = View.parent(Next);
          while (Left && !isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Left) &&
                 !(isa<BreakStmt>(Next) && isa<SwitchStmt>(Left)))
            Left = View.parent(Left);
          return Left && View.isInside(Scope, Left);
        }
        if (Moved == Effect::Memory && isa<Expr>(Next) && isa<CXXThrowExpr>(cast<Expr>(Next)->IgnoreImplicit()))
          return isBrief(Next);
        if (!isQuietStatement(Next) || changes(Next, Cleanup))
          return false;
      }
      if (Block == Scope)
        return true;
    } else if (const auto *If = dyn_cast<IfStmt>(P)) {
      if (If->getConditionVariable() && Moved != Effect::Memory && !diesQuietly(If->getConditionVariable()->getType()))
        return false;
    } else {
      return false;
    }
    Now = P;
  }
}

} // namespace raiitidy::rewrite
