#include "checks/rewrite/MayBeKept.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

/// Its body is elsewhere, and it is no part of the language's library.
bool isUnseen(const FunctionDecl *F) {
  return !F->isDefined() && !F->getBuiltinID() && !F->isInStdNamespace() && !F->isTrivial() && !F->isDefaulted();
}

/// Whether the call that \p Ref is given to may keep it: itself, its address, or that of a part of what it points to.
const FunctionDecl *keeper(const FunctionView &View, const DeclRefExpr *Ref) {
  const Stmt *Child = Ref, *Up = View.parent(Ref);
  bool Part = false, Value = false;
  for (; Up; Child = Up, Up = View.parent(Up)) {
    if (const auto *Cast = dyn_cast<CastExpr>(Up)) {
      // p->x, not &p->x
      Value |= Part && Cast->getCastKind() == CK_LValueToRValue;
    } else if (isa<MemberExpr>(Up)) {
      if (isa<CXXMethodDecl>(cast<MemberExpr>(Up)->getMemberDecl()))
        continue;
      Part = true;
    } else if (const auto *U = dyn_cast<UnaryOperator>(Up)) {
      Part |= U->getOpcode() == UO_Deref;
      if (U->getOpcode() != UO_Deref && U->getOpcode() != UO_AddrOf)
        return nullptr;
    } else if (isa<ArraySubscriptExpr>(Up)) {
      Part = true;
    } else if (!isa<ParenExpr, FullExpr, MaterializeTemporaryExpr>(Up)) {
      break;
    }
  }
  const auto *Call = dyn_cast_or_null<CallExpr>(Up);
  const FunctionDecl *F = Call && !Value ? Call->getDirectCallee() : nullptr;
  if (!F || !isUnseen(F))
    return nullptr;
  if (Call->getCallee() == Child)
    return cast<CXXMethodDecl>(F)->isConst() ? nullptr : F;
  for (unsigned I = 0; I != Call->getNumArgs(); ++I)
    if (Call->getArg(I) == Child) {
      // A C library only reads what it is given as const, and print(…, p) what it is given behind the format.
      if (I >= F->getNumParams())
        return nullptr;
      const QualType T = F->getParamDecl(I)->getType();
      if (!T->isPointerType() && !T->isReferenceType())
        return nullptr;
      const bool Const = T->getPointeeType().isConstQualified();
      const bool Text = Part && T->getPointeeType()->isArithmeticType(); // a name or a count in the object
      return Text || (Const && (F->isExternC() || T->isReferenceType())) ? nullptr : F;
    }
  return nullptr;
}

} // namespace

std::string whoMayKeep(const FunctionView &View, const VarDecl *V, ArrayRef<const lifetime::Lifetime *> Group,
                       const ASTContext &Ctx) {
  for (const lifetime::Lifetime *L : Group) {
    if (!L->Releases.empty() || !L->Escapes.empty() || L->Resource->Class != catalogue::ResourceClass::Memory)
      return {};
    const auto *New = dyn_cast<CXXNewExpr>(L->Acquisition);
    const CXXConstructExpr *Made = New ? New->getConstructExpr() : nullptr;
    if (Made && isUnseen(Made->getConstructor()))
      return "the constructor of '" + Made->getConstructor()->getParent()->getNameAsString() + "'";
  }
  for (const Use &U : View.uses(V))
    if (const FunctionDecl *F = keeper(View, U.Ref);
        F && llvm::none_of(Group, [&](const lifetime::Lifetime *L) { return View.isInside(U.Ref, L->Acquisition); }))
      return "'" + F->getNameAsString() + "'";
  return {};
}

} // namespace raiitidy::rewrite
