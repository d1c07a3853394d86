#include "checks/rewrite/MayBeKept.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

/// Its body is elsewhere, or a library's, which nobody follows; and it is no part of the language's library.
bool isUnseen(const FunctionDecl *F) {
  const bool Seen = F->isDefined() && !F->getASTContext().getSourceManager().isInSystemHeader(F->getLocation());
  return !Seen && !F->getBuiltinID() && !F->isInStdNamespace() && !F->isTrivial() && !F->isDefaulted();
}

/// The call that \p Ref is given to if it may keep it: itself, its address, or that of a part of what it points to.
const CallExpr *keeper(const FunctionView &View, const DeclRefExpr *Ref) {
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
  if (!F)
    return nullptr;
  if (Call->getCallee() == Child)
    return isUnseen(F) && !cast<CXXMethodDecl>(F)->isConst() ? Call : nullptr;
  for (unsigned I = 0; I != Call->getNumArgs(); ++I)
    if (Call->getArg(I) == Child) {
      // A C library only reads what it is given as const, and print(…, p) what it is given behind the format.
      if (I >= F->getNumParams())
        return nullptr;
      const QualType T = F->getParamDecl(I)->getType();
      if (!T->isPointerType() && !T->isReferenceType())
        return nullptr;
      const bool Const = T->getPointeeType().isConstQualified();
      // on_event(source, handler, p): the body that is seen hands it on to one that is not.
      const bool UserData = T->isVoidPointerType() && !Const && !F->getBuiltinID();
      if (!isUnseen(F) && !UserData)
        return nullptr;
      // read(fd, p, n) fills it; image_of(p, n) makes something of it.
      const QualType To = T->getPointeeType(), Result = F->getReturnType();
      const bool Gives = Result->isPointerType() && !F->getASTContext().hasSameUnqualifiedType(Result, T);
      const bool Fills = !Gives && (To->isArithmeticType() || To->isVoidType()) && I + 1 < F->getNumParams() &&
                         F->getParamDecl(I + 1)->getType()->isIntegerType();
      const bool Text = Part && To->isArithmeticType(); // a name or a count in the object
      return Fills || Text || (Const && (F->isExternC() || T->isReferenceType())) ? nullptr : Call;
    }
  return nullptr;
}

} // namespace

std::string whoMayKeep(const FunctionView &View, const VarDecl *V, ArrayRef<const lifetime::Lifetime *> Group,
                       const Releases &Sites) {
  // Whether all that is released is released where \p Taker has not taken it: image = create(pixels); if (!image) free(pixels);
  const auto OnlyFailed = [&](const Expr *Taker) {
    const auto *Test = Taker ? dyn_cast_or_null<IfStmt>(Sites.failureTestOf(Taker, View.statementOf(Taker))) : nullptr;
    return llvm::all_of(Group, [&](const lifetime::Lifetime *L) {
      return llvm::all_of(L->Releases, [&](const lifetime::ReleaseSite &R) { return Test && View.isInside(R.Call, Test->getThen()); });
    });
  };
  for (const lifetime::Lifetime *L : Group) {
    if (!L->Escapes.empty() || L->Resource->Class != catalogue::ResourceClass::Memory)
      return {};
    const auto *New = dyn_cast<CXXNewExpr>(L->Acquisition);
    const CXXConstructExpr *Made = New ? New->getConstructExpr() : nullptr;
    if (Made && isUnseen(Made->getConstructor()) && OnlyFailed(nullptr))
      return "the constructor of '" + Made->getConstructor()->getParent()->getNameAsString() + "'";
  }
  for (const Use &U : View.uses(V)) {
    const CallExpr *Call = keeper(View, U.Ref);
    if (!Call || llvm::any_of(Group, [&](const lifetime::Lifetime *L) {
          return Call == L->Acquisition || llvm::any_of(L->Releases, [&](const lifetime::ReleaseSite &R) { return R.Call == Call; });
        }))
      continue;
    if (OnlyFailed(Call))
      return "'" + Call->getDirectCallee()->getNameAsString() + "'";
  }
  return {};
}

} // namespace raiitidy::rewrite
