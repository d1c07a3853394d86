#include "checks/Pch.h"
#include "checks/lifetime/CleanupShape.h"
#include "checks/lifetime/Facts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace raiitidy::lifetime {

bool isCleanup(const Stmt *S) {
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    if (If->getElse() || If->getInit() || If->getConditionVariable())
      return false;
    const Stmt *Then = If->getThen();
    if (const auto *Block = dyn_cast<CompoundStmt>(Then)) {
      for (const Stmt *Each : Block->body())
        if (!isCleanup(Each))
          return false;
      return !Block->body_empty();
    }
    return isCleanup(Then);
  }
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return false;
  E = E->IgnoreParenCasts()->IgnoreImplicit();
  if (const auto *F = dyn_cast<FullExpr>(E))
    E = F->getSubExpr()->IgnoreParenCasts();
  if (isa<CXXThrowExpr>(E))
    return false;
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = C->getDirectCallee();
    return !Callee || !Callee->isNoReturn();
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    return B->isAssignmentOp();
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->isIncrementDecrementOp();
  return isa<CXXDeleteExpr>(E);
}

static bool saysText(const CallExpr *C) {
  for (const Expr *A : C->arguments())
    if (isa<StringLiteral>(A->IgnoreParenCasts()->IgnoreImplicit()))
      return true;
  return false;
}

bool undoesSomething(const Stmt *S, const ASTContext &Ctx, const catalogue::Matcher *Vocabulary) {
  if (isa<CXXDeleteExpr>(S))
    return true;
  if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
    return true;
  if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->isIncrementDecrementOp())
    return true;
  if (const auto *C = dyn_cast<CallExpr>(S)) {
    if (Vocabulary)
      for (const catalogue::Match &M : Vocabulary->match(C, Ctx))
        if (M.As == catalogue::Role::Release || M.As == catalogue::Role::Rollback)
          return true;
    if (saysText(C) || isa<CXXOperatorCallExpr>(C))
      return false;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      return M->getMethodDecl() && !M->getMethodDecl()->isConst();
    for (const Expr *A : C->arguments()) {
      const QualType T = A->getType();
      if (T->isPointerType() ? !T->getPointeeType().isConstQualified() && !T->isFunctionPointerType()
                             : A->isLValue() && !T.isConstQualified())
        return true;
    }
    return false;
  }
  for (const Stmt *Child : S->children())
    if (Child && undoesSomething(Child, Ctx, Vocabulary))
      return true;
  return false;
}

bool releasesSomething(const Stmt *S, const ASTContext &Ctx, const catalogue::Matcher *Vocabulary) {
  if (isa<CXXDeleteExpr>(S))
    return true;
  if (const auto *C = dyn_cast<CallExpr>(S); C && Vocabulary)
    for (const catalogue::Match &M : Vocabulary->match(C, Ctx))
      if (M.As == catalogue::Role::Release || M.As == catalogue::Role::Rollback)
        return true;
  for (const Stmt *Child : S->children())
    if (Child && releasesSomething(Child, Ctx, Vocabulary))
      return true;
  return false;
}

bool speaksToGuard(const Stmt *S) {
  const auto *E = dyn_cast<Expr>(S);
  const auto *M = E ? dyn_cast<CXXMemberCallExpr>(E->IgnoreParenCasts()->IgnoreImplicit()) : nullptr;
  const Expr *On = M ? M->getImplicitObjectArgument()->IgnoreParenImpCasts() : nullptr;
  if (const auto *Moved = dyn_cast_or_null<CallExpr>(On); Moved && Moved->isCallToStdMove())
    On = Moved->getArg(0)->IgnoreParenImpCasts();
  const auto *R = dyn_cast_or_null<DeclRefExpr>(On);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  const CXXRecordDecl *Class = V && V->hasLocalStorage() ? V->getType()->getAsCXXRecordDecl() : nullptr;
  if (!Class || !Class->hasDefinition() || Class->hasTrivialDestructor())
    return false;
  for (const DeclContext *D = Class->getEnclosingNamespaceContext(); D; D = D->getParent())
    if (const auto *N = dyn_cast<NamespaceDecl>(D); N && N->getName() == "raii")
      return true;
  if (const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(Class))
    for (const TemplateArgument &A : Made->getTemplateArgs().asArray())
      if (const CXXRecordDecl *Closure =
              A.getKind() == TemplateArgument::Type ? A.getAsType()->getAsCXXRecordDecl() : nullptr;
          Closure && Closure->isLambda())
        return true;
  return Class->isInStdNamespace();
}

bool saysFailure(const ReturnStmt *R, const ASTContext &Ctx) {
  const Expr *E = R->getRetValue() ? strip(R->getRetValue()) : nullptr;
  if (!E)
    return false;
  if (boolLiteral(E) == false || isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E))
    return true;
  const auto V = constantValue(E, Ctx);
  return V && *V < 0;
}

} // namespace raiitidy::lifetime
