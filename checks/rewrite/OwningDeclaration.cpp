#include "checks/rewrite/OwningDeclaration.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

/// Whether the pointer is only asked whether it is null, where the language converts to bool by itself.
static bool isCondition(const FunctionView &View, const Stmt *Conversion) {
  const Stmt *Up = View.parent(Conversion);
  while (isa_and_nonnull<ParenExpr>(Up))
    Conversion = std::exchange(Up, View.parent(Up));
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(Up))
    return U->getOpcode() == UO_LNot;
  if (const auto *B = dyn_cast_or_null<BinaryOperator>(Up))
    return B->isLogicalOp();
  if (const auto *If = dyn_cast_or_null<IfStmt>(Up))
    return If->getCond() == Conversion;
  if (const auto *While = dyn_cast_or_null<WhileStmt>(Up))
    return While->getCond() == Conversion;
  if (const auto *Choice = dyn_cast_or_null<ConditionalOperator>(Up))
    return Choice->getCond() == Conversion;
  return false;
}

/// Whether a unique_ptr in place of the pointer would mean the same at \p Ref.
static bool allows(const FunctionView &View, const DeclRefExpr *Ref, bool Array) {
  if (Ref->getLocation().isMacroID())
    return false; // what else the macro does with it is not seen
  const Stmt *Child = Ref, *Up = View.parent(Ref);
  while (Up && (isa<ParenExpr>(Up) || (isa<ImplicitCastExpr>(Up) && cast<ImplicitCastExpr>(Up)->getCastKind() == CK_LValueToRValue)))
    Child = std::exchange(Up, View.parent(Up));
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up))
    return !Array && Member->isArrow() && Member->getBase() == Child;
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(Up))
    return !Array && U->getOpcode() == UO_Deref;
  if (const auto *S = dyn_cast_or_null<ArraySubscriptExpr>(Up))
    return Array && S->getLHS() == Child; // i[p] is not
  if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up)) {
    if (Cast->getCastKind() == CK_PointerToBoolean)
      return isCondition(View, Cast);
    // A base's member: (Base *)p->f
    if (Cast->getCastKind() == CK_UncheckedDerivedToBase || Cast->getCastKind() == CK_DerivedToBase || Cast->getCastKind() == CK_NoOp)
      if (const auto *Member = dyn_cast_or_null<MemberExpr>(View.parent(Cast)))
        return !Array && Member->isArrow() && Member->getBase() == Cast;
  }
  return false;
}

/// Whether std::make_unique hands \p Argument to the constructor as the new-expression does. It takes a reference: a
/// null-pointer constant becomes an int, a bit-field cannot be bound, a static constant must have a definition, and an
/// overloaded function has no one type.
static bool forwards(const Expr *Argument, const ASTContext &Ctx) {
  if (isa<CXXDefaultArgExpr>(Argument))
    return true;
  const Expr *E = Argument->IgnoreImplicitAsWritten()->IgnoreParens();
  if (isa<CXXNullPtrLiteralExpr>(E))
    return true;
  if (isa<InitListExpr, CXXStdInitializerListExpr>(E))
    return false;
  if (E->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull &&
      Argument->getType()->isPointerType())
    return false;
  if (E->refersToBitField() || E->getType()->isFunctionType() || E->getType()->isSpecificPlaceholderType(BuiltinType::Overload))
    return false;
  const ValueDecl *Named = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    Named = Ref->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(E))
    Named = Member->getMemberDecl();
  if (const auto *Static = dyn_cast_or_null<VarDecl>(Named); Static && Static->isStaticDataMember() && !Static->isInline())
    return false;
  return !isa_and_nonnull<FunctionDecl>(Named);
}

/// The arguments of std::make_unique<Type>, with their parentheses; nothing where it would initialise otherwise.
static std::optional<std::string> makeUniqueArguments(const Source &Text, const CXXNewExpr *New) {
  if (!Text.Ctx.getLangOpts().CPlusPlus14 || New->isArray() || New->getNumPlacementArgs() != 0 || New->isGlobalNew())
    return std::nullopt;
  const CXXConstructExpr *Construct = New->getConstructExpr();
  if (Construct && Construct->getConstructor()->getAccess() != AS_public)
    return std::nullopt;
  // The class's own operator new is used by make_unique, too; one that only friends may call is not.
  if (const FunctionDecl *Op = New->getOperatorNew(); Op && isa<CXXMethodDecl>(Op))
    return std::nullopt;
  switch (New->getInitializationStyle()) {
  case CXXNewInitializationStyle::None:
    // `new T` leaves members as they are, make_unique sets them to zero; a constructor that somebody wrote does neither.
    if (Construct && Construct->getConstructor()->isUserProvided() && !Construct->getConstructor()->isTrivial())
      return "()";
    return std::nullopt;
  case CXXNewInitializationStyle::Braces:
    return std::nullopt;
  case CXXNewInitializationStyle::Parens:
    break;
  }
  if (Construct) {
    for (const Expr *A : Construct->arguments())
      if (!forwards(A, Text.Ctx))
        return std::nullopt;
  } else if (const Expr *Init = New->getInitializer()) {
    if (isa<CXXParenListInitExpr>(Init))
      return std::nullopt; // an aggregate: make_unique can do it in C++20 only
    if (!isa<ImplicitValueInitExpr>(Init) && !forwards(Init, Text.Ctx))
      return std::nullopt;
  }
  const auto Written = Text.span(New->getDirectInitRange());
  if (!Written)
    return std::nullopt;
  return Text.text(*Written).str();
}

/// The statement that declares the handle and nothing else, with the acquisition's value; null where another variable, or
/// anything but the caller, gets the handle.
static const DeclStmt *ownDeclaration(const FunctionView &View, const lifetime::Lifetime &L) {
  const VarDecl *V = L.Handle.Root;
  const auto *Declaration = dyn_cast<DeclStmt>(View.statementOf(L.Acquisition));
  if (!Declaration || !Declaration->isSingleDecl() || Declaration->getSingleDecl() != V || !V->hasInit() ||
      V->getInit()->IgnoreParenCasts() != L.Acquisition || V->isConstexpr() || V->getType().isConstQualified() || V->hasAttrs())
    return nullptr;
  for (const lifetime::EscapeSite &E : L.Escapes)
    if (E.K != lifetime::EscapeSite::Kind::Returned || !isa_and_nonnull<ReturnStmt>(E.At))
      return nullptr;
  if (L.HandleReassigned || llvm::any_of(L.Aliases, [&](const lifetime::AccessPath &A) { return A.Root != V; }))
    return nullptr;
  return Declaration;
}

std::optional<OwningDeclaration> owningDeclaration(const Source &Text, const FunctionView &View,
                                                   const lifetime::Lifetime &L, StringRef Type,
                                                   ArrayRef<ReleaseStatement> All) {
  const auto *New = dyn_cast<CXXNewExpr>(L.Acquisition);
  const VarDecl *V = L.Handle.Root;
  if (!New || New->getNumPlacementArgs() != 0 || !Text.Ctx.hasSameType(New->getAllocatedType(), V->getType()->getPointeeType()))
    return std::nullopt;
  const DeclStmt *Declaration = ownDeclaration(View, L);
  if (!Declaration)
    return std::nullopt;
  for (const Use &U : View.uses(V)) {
    const bool Released = llvm::any_of(All, [&](const ReleaseStatement &R) { return View.isInside(U.Ref, R.Whole); });
    const auto *Returned = dyn_cast<ReturnStmt>(View.statementOf(U.Ref));
    const bool HandedOut = Returned && bare(Returned->getRetValue()) == U.Ref;
    if (!Released && !HandedOut && (U.K != Use::Kind::Read || View.inLambda(U.Ref) || !allows(View, U.Ref, New->isArray())))
      return std::nullopt;
  }
  const auto Replaced = Text.statement(Declaration);
  const auto Expression = Text.span(New);
  if (!Replaced || !Expression || Source::touchesMacro(New) || Text.hasComment({Replaced->File, Replaced->Begin, Expression->Begin}))
    return std::nullopt;
  const std::string Name = V->getNameAsString(), Pointee = (Type + (New->isArray() ? "[]" : "")).str();
  if (const auto Arguments = makeUniqueArguments(Text, New))
    return OwningDeclaration{*Replaced, "auto " + Name + " = std::make_unique<" + Pointee + ">" + *Arguments + ";", {}};
  return OwningDeclaration{*Replaced, "std::unique_ptr<" + Pointee + "> " + Name + "(" + Text.text(*Expression).str() + ");", {}};
}

std::optional<OwningDeclaration> owningHandle(const Source &Text, const FunctionView &View, const lifetime::Lifetime &L,
                                              StringRef Type, ArrayRef<ReleaseStatement> All) {
  constexpr unsigned MostUses = 3; // with more, the handle keeps its name and type, and a guard stands beside it
  const DeclStmt *Declaration = ownDeclaration(View, L);
  if (!Declaration || isa<CastExpr>(L.Handle.Root->getInit()->IgnoreParenImpCasts()))
    return std::nullopt;
  const VarDecl *V = L.Handle.Root;
  for (const lifetime::ReleaseSite &R : L.Releases)
    if (llvm::none_of(All, [&](const ReleaseStatement &S) { return S.Site == &R; }))
      return std::nullopt; // one that stays as it is, in the test of failure
  for (const ReleaseStatement &R : All)
    if (R.Kept && !R.Argument)
      return std::nullopt;
  OwningDeclaration Made;
  for (const Use &U : View.uses(V)) {
    if (U.Ref->getLocation().isMacroID() || View.inLambda(U.Ref) || U.K != Use::Kind::Read)
      return std::nullopt;
    if (llvm::any_of(All, [&](const ReleaseStatement &R) {
          return View.isInside(U.Ref, R.Whole) || (R.TestFolded && View.isInside(U.Ref, R.Statement));
        }))
      continue;
    const auto *Returned = dyn_cast<ReturnStmt>(View.statementOf(U.Ref));
    if (Returned && bare(Returned->getRetValue()) == U.Ref)
      continue;
    const Stmt *Up = View.parent(U.Ref);
    while (Up && (isa<ParenExpr>(Up) || (isa<ImplicitCastExpr>(Up) && cast<ImplicitCastExpr>(Up)->getCastKind() == CK_LValueToRValue)))
      Up = View.parent(Up);
    if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up);
        Cast && Cast->getCastKind() == CK_PointerToBoolean && isCondition(View, Cast))
      continue;
    const auto At = Text.span(U.Ref);
    if (!At)
      return std::nullopt;
    Made.Uses.push_back(*At);
  }
  const auto Replaced = Text.statement(Declaration);
  const auto Expression = Text.span(L.Acquisition);
  if (Made.Uses.size() > MostUses || !Replaced || !Expression || Source::touchesMacro(L.Acquisition) ||
      Text.hasComment({Replaced->File, Replaced->Begin, Expression->Begin}))
    return std::nullopt;
  Made.Replaced = *Replaced;
  Made.Code = (Type + " " + V->getNameAsString() + "(" + Text.text(*Expression) + ");").str();
  return Made;
}

} // namespace raiitidy::rewrite
