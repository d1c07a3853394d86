#include "checks/rewrite/UniquePtr.h"
#include "checks/flow/Within.h"
#include "checks/rewrite/ActionText.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/QualTypeNames.h"

using namespace clang;

namespace raiitidy::rewrite {

/// `const char *`: the range of a written type begins after its qualifiers.
static bool hasQualifiers(TypeLoc Written) {
  for (TypeLoc At = Written; !At.isNull(); At = At.getNextTypeLoc())
    if (At.getType().hasLocalQualifiers())
      return true;
  return false;
}

/// The type behind `new` as the code spells it, without an array's bound; empty where it has qualifiers, comes out of a macro
/// or is not spelled out.
static std::string spelledAllocation(const Source &Text, const CXXNewExpr *New) {
  if (!New->getAllocatedTypeSourceInfo() || hasQualifiers(New->getAllocatedTypeSourceInfo()->getTypeLoc()))
    return "";
  const SourceRange R = New->getAllocatedTypeSourceInfo()->getTypeLoc().getSourceRange();
  const auto S = Text.span(R);
  if (!S || R.getBegin().isMacroID() || R.getEnd().isMacroID() || Text.hasComment(*S))
    return "";
  std::string Spelled = Text.normalised(*S);
  // "unsigned char", "std :: string": tokens put together again.
  for (size_t At; (At = Spelled.find(" ::")) != std::string::npos;)
    Spelled.erase(At, 1);
  for (size_t At; (At = Spelled.find(":: ")) != std::string::npos;)
    Spelled.erase(At + 2, 1);
  for (const char *Pattern : {" <", "< ", " >", " ,"})
    for (size_t At; (At = Spelled.find(Pattern)) != std::string::npos;)
      Spelled.erase(At + (Pattern[0] == ' ' ? 0 : 1), 1);
  if (New->isArray())
    Spelled = Spelled.substr(0, Spelled.find('['));
  while (!Spelled.empty() && Spelled.back() == ' ')
    Spelled.pop_back();
  return StringRef(Spelled).contains("auto") ? "" : Spelled;
}

std::string fullName(QualType T, const ASTContext &Ctx) {
  PrintingPolicy Policy(Ctx.getLangOpts());
  Policy.SuppressUnwrittenScope = true;
  const std::string Name = TypeName::getFullyQualifiedName(T, Ctx, Policy);
  return StringRef(Name).contains('(') || StringRef(Name).contains("anonymous") ? "" : Name;
}

/// What \p V points to, as the code around spells it: behind \p New (may be null), in the declaration of \p V, else by its full
/// name. Empty for a type that has no name.
static std::string spelledPointee(const Source &Text, const VarDecl *V, const CXXNewExpr *New) {
  const QualType T = V->getType()->getPointeeType();
  std::string Spelled;
  if (New && !T.isConstQualified() && Text.Ctx.hasSameType(New->getAllocatedType(), T))
    Spelled = spelledAllocation(Text, New);
  // As the variable's own declaration spells it: a namespace may be named by a macro that users set.
  if (const TypeSourceInfo *Declared = V->getTypeSourceInfo(); Spelled.empty() && Declared && !T.hasQualifiers() && T->isRecordType())
    if (const auto Pointer = Declared->getTypeLoc().getUnqualifiedLoc().getAs<PointerTypeLoc>())
      if (const auto S = Text.span(Pointer.getPointeeLoc().getSourceRange());
          S && Pointer.getBeginLoc().isFileID() && !hasQualifiers(Pointer.getPointeeLoc()) && !Text.hasComment(*S))
        Spelled = Text.oneLine(*S);
  if (Spelled.empty() || StringRef(Spelled).contains("auto"))
    Spelled = fullName(T, Text.Ctx);
  return StringRef(Spelled).contains("auto") ? "" : Spelled;
}

/// Whether \p Value becomes the handle by way of public bases only, as a stranger may convert it, too.
static bool convertsPublicly(const Expr *Value) {
  for (const auto *Cast = dyn_cast<CastExpr>(Value); Cast; Cast = dyn_cast<CastExpr>(Cast->getSubExpr()))
    if (llvm::any_of(Cast->path(), [](const CXXBaseSpecifier *Base) { return Base->getAccessSpecifier() != AS_public; }))
      return false;
  return true;
}

/// Whether std::make_unique hands \p Argument to the constructor as the new-expression does. It takes a reference: a
/// null-pointer constant becomes an int, a bit-field cannot be bound, a static constant must have a definition, and an
/// overloaded function has no one type. Who takes a raw pointer is told by the constructor, and not behind a reference.
static bool forwards(const Expr *Argument, const ASTContext &Ctx) {
  if (isa<CXXDefaultArgExpr>(Argument))
    return true;
  const Expr *E = Argument->IgnoreImplicitAsWritten()->IgnoreParens();
  if (isa<CXXNullPtrLiteralExpr>(E))
    return true;
  if (isa<InitListExpr, CXXStdInitializerListExpr, GNUNullExpr>(E))
    return false;
  if (E->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull &&
      !Argument->getType()->isArithmeticType())
    return false;
  // What only a friend or the class itself may convert.
  if (flow::anyWithin(Argument, [](const Stmt *S) {
        const auto *Cast = dyn_cast<CastExpr>(S);
        const auto *Construct = dyn_cast<CXXConstructExpr>(S);
        const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
        const CXXMethodDecl *By = Construct ? Construct->getConstructor() : Call ? Call->getMethodDecl() : nullptr;
        return (Cast && !convertsPublicly(Cast)) || (By && By->getAccess() != AS_public);
      }))
    return false;
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
        Field && (Field->hasAttr<PackedAttr>() || Field->getParent()->hasAttr<PackedAttr>()))
      return false;
  if (E->getType()->isFunctionPointerType() || E->getType()->isMemberPointerType())
    return false;
  if (const VarDecl *V = asVariable(E); V && V->getType()->isPointerType() && !V->getType()->getPointeeType().isConstQualified())
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

/// The arguments of std::make_unique<Type>, with their parentheses, or an empty span where none are written.
static std::optional<Span> argumentsOf(const Source &Text, const CXXNewExpr *New) {
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
      if (const auto Whole = Text.span(New))
        return Span{Whole->File, Whole->End, Whole->End};
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
  return Text.span(New->getDirectInitRange());
}

std::optional<MadeUnique> makeUnique(const Source &Text, const Expr *Value) {
  const auto *New = dyn_cast<CXXNewExpr>(Value->IgnoreParenCasts());
  const std::string Type = New && convertsPublicly(Value) ? spelledAllocation(Text, New) : "";
  const auto Arguments = Type.empty() ? std::nullopt : argumentsOf(Text, New);
  if (!Arguments)
    return std::nullopt;
  return MadeUnique{"std::make_unique<" + Type + ">", *Arguments, Arguments->Begin == Arguments->End ? "()" : ""};
}

/// Whether it is the array's form; nothing where neither form ends what \p V points to as the code does.
static std::optional<bool> uniquePtrForm(const VarDecl *V, ArrayRef<const lifetime::Lifetime *> Of, ArrayRef<ReleaseStatement> All, const ASTContext &Ctx) {
  const QualType T = V->getType()->isPointerType() ? V->getType()->getPointeeType() : QualType();
  if (!Ctx.getLangOpts().CPlusPlus11 || T.isNull() || T->isVoidType() || T->isIncompleteType() || T->isArrayType() ||
      T->isDependentType() || T->isFunctionType() || T.isVolatileQualified())
    return std::nullopt;
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl()) {
    const CXXDestructorDecl *Destructor = R->getDestructor();
    if (!R->hasDefinition() || R->isLambda() || (!R->getIdentifier() && !R->getTypedefNameForAnonDecl()) ||
        (Destructor && (Destructor->getAccess() != AS_public || Destructor->isDeleted())))
      return std::nullopt;
    // Without a virtual destructor, deleting through a base is the code's affair; -Wdelete-non-virtual-dtor would say
    // it anew inside unique_ptr, where it is a system header's.
  }
  std::optional<bool> Array;
  const auto Agrees = [&](bool Form) { return Array.value_or(Form) == Form && (Array = Form, true); };
  for (const lifetime::Lifetime *Each : Of)
    if (const auto *New = dyn_cast<CXXNewExpr>(Each->Acquisition);
        New && (New->getNumPlacementArgs() > 1 || !Agrees(New->isArray()) ||
                (New->isArray() && !Ctx.hasSameUnqualifiedType(T, New->getAllocatedType()))))
      return std::nullopt;
  for (const ReleaseStatement &R : All) {
    const auto *Delete = dyn_cast<CXXDeleteExpr>(R.Site->Call);
    if (!Delete || Delete->isGlobalDelete() || !Agrees(Delete->isArrayForm()) || !Ctx.hasSameUnqualifiedType(Delete->getDestroyedType(), T))
      return std::nullopt;
    // Class-specific operators that only friends may use.
    if (const FunctionDecl *Op = Delete->getOperatorDelete(); Op && Op->getAccess() != AS_public && Op->getAccess() != AS_none)
      return std::nullopt;
  }
  return Array;
}

std::optional<OwnerType> uniquePtrOf(const Source &Text, const VarDecl *V, ArrayRef<const lifetime::Lifetime *> Of,
                                     ArrayRef<ReleaseStatement> All) {
  const auto Array = uniquePtrForm(V, Of, All, Text.Ctx);
  const std::string Spelled = Array ? spelledPointee(Text, V, dyn_cast<CXXNewExpr>(Of.front()->Acquisition)) : "";
  if (Spelled.empty())
    return std::nullopt;
  return OwnerType{"std::unique_ptr<" + Spelled + (*Array ? "[]>" : ">"), /*Arrow=*/!*Array, /*Index=*/*Array, /*Null=*/true};
}

/// `p->mutex_.Lock(); … p->mutex_.Unlock();`: whoever destroys it in between may wait for himself.
static bool isLockedByHand(const FunctionView &View, const VarDecl *V) {
  return llvm::any_of(View.calls(), [&](const Stmt *S) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
    const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
    if (!Method || !Method->getIdentifier() || !Method->getName().equals_insensitive("lock"))
      return false;
    const auto *Member = dyn_cast<MemberExpr>(bare(Call->getImplicitObjectArgument()));
    while (Member && isa<MemberExpr>(bare(Member->getBase())))
      Member = cast<MemberExpr>(bare(Member->getBase()));
    return Member && asVariable(Member->getBase()) == V;
  });
}

void doubtDestruction(Draft &D, const FunctionView &View, const VarDecl *V, const ASTContext &Ctx) {
  if (const CXXRecordDecl *R = V->getType()->getPointeeType()->getAsCXXRecordDecl(); R && R->hasDefinition())
    if (const CXXDestructorDecl *Destructor = R->getDestructor(); Destructor && mayThrow(Destructor, Ctx))
      D.unsafe("'" + Destructor->getNameAsString() + "' may throw, and the destructor of std::unique_ptr would then terminate "
               "the program");
  if (isLockedByHand(View, V))
    D.unsafe("an exception would destroy it while a mutex of its own is locked by hand");
}

} // namespace raiitidy::rewrite
