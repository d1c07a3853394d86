#include "checks/rewrite/Lockable.h"
#include "checks/flow/Within.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/QualTypeNames.h"

using namespace clang;

namespace raiitidy::rewrite {

const Expr *receiverOf(const Expr *Call) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
  return M ? M->getImplicitObjectArgument() : nullptr;
}

const CXXMethodDecl *methodOf(const Expr *Call) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
  return M ? M->getMethodDecl() : nullptr;
}

bool isStableName(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (isa<DeclRefExpr, CXXThisExpr>(E))
    return true;
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return isStableName(M->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return (U->getOpcode() == UO_Deref || U->getOpcode() == UO_AddrOf) && isStableName(U->getSubExpr());
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    // The arrow of a standard smart pointer.
    const FunctionDecl *F = O->getDirectCallee();
    return (O->getOperator() == OO_Arrow || O->getOperator() == OO_Star) && F && F->isInStdNamespace() &&
           O->getNumArgs() == 1 && isStableName(O->getArg(0));
  }
  if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
    return isStableName(A->getBase()) &&
           (isStableName(A->getIdx()) || isa<IntegerLiteral>(A->getIdx()->IgnoreParenImpCasts()));
  return false;
}

std::vector<const VarDecl *> localsIn(const Stmt *E) {
  std::vector<const VarDecl *> Found;
  flow::walkWithin(E, [&](const Stmt *S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasLocalStorage())
        Found.push_back(V);
    return true;
  });
  return Found;
}

bool keepsIdentity(Draft &D, const FunctionView &View, const lifetime::Lifetime &L, const Expr *Acquire,
                   llvm::function_ref<bool(const Stmt *)> Region) {
  const Expr *Named = catalogue::Matcher::carrier(L.Meaning, Acquire);
  if (!Named)
    return true; // global state
  if (!isStableName(Named))
    return D.refuse(Reason::UnfamiliarShape, "the expression that names the object may mean another one later");
  for (const VarDecl *V : localsIn(Named))
    if (V->getType()->isScalarType())
      for (const Use &U : View.uses(V))
        if ((U.K == Use::Kind::Write || U.K == Use::Kind::Modify) && Region(U.Ref))
          return D.refuse(Reason::ChangedBeforeRelease, "'" + V->getNameAsString() + "'");
  return true;
}

bool isStandardLockable(const lifetime::Lifetime &L) {
  if (!L.Resource || !StringRef(L.Resource->Guard).starts_with("std::"))
    return false;
  return methodOf(L.Acquisition) != nullptr;
}

std::string receiverText(const Source &Text, const Expr *Call) {
  const Expr *Object = receiverOf(Call);
  if (!Object)
    return {};
  const Expr *E = Object->IgnoreImpCasts();
  if (isa<CXXThisExpr>(E))
    return "*this";
  const auto *Member = dyn_cast<MemberExpr>(cast<CXXMemberCallExpr>(Call)->getCallee()->IgnoreParens());
  if (!Member)
    return {};
  const bool Arrow = Member->isArrow();
  // p->lock() on a smart pointer: the object argument is the result of its operator->.
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E->IgnoreImplicit()); O && O->getOperator() == OO_Arrow) {
    const auto S = Text.span(O->getArg(0)->IgnoreImplicit());
    return S ? "*" + Text.oneLine(*S) : "";
  }
  if (Source::touchesMacro(E))
    return {};
  const auto S = Text.span(E);
  if (!S || Text.hasComment(*S))
    return {};
  const std::string Written = Text.oneLine(*S);
  if (!Arrow)
    return Written;
  // (&m)->lock()
  if (const auto *U = dyn_cast<UnaryOperator>(E->IgnoreParens()); U && U->getOpcode() == UO_AddrOf)
    if (const auto Inner = Text.span(U->getSubExpr()))
      return Text.oneLine(*Inner);
  return "*" + Written;
}

bool hasCapability(const CXXRecordDecl *R) {
  return R && (R->hasAttr<CapabilityAttr>() || R->hasAttr<ScopedLockableAttr>()) && !R->isInStdNamespace();
}

std::optional<std::string> templateArgument(const ASTContext &Ctx, const Expr *Acquire) {
  const CXXRecordDecl *Class = methodOf(Acquire)->getParent();
  QualType T = receiverOf(Acquire)->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  if (!Ctx.getLangOpts().CPlusPlus17) {
    PrintingPolicy Policy(Ctx.getLangOpts());
    const std::string Argument = "<" + TypeName::getFullyQualifiedName(T.getUnqualifiedType(), Ctx, Policy) + ">";
    if (StringRef(Argument).contains('('))
      return std::nullopt;
    return Argument;
  }
  if (T->isRecordType() && (T->getAsCXXRecordDecl() != Class->getCanonicalDecl()) && !Class->getIdentifier())
    return std::nullopt;
  return "";
}

} // namespace raiitidy::rewrite
