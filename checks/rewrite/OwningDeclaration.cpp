#include "checks/rewrite/OwningDeclaration.h"
#include "checks/flow/Within.h"
#include "checks/rewrite/TakenDeclaration.h"
#include "checks/rewrite/UniquePtr.h"
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
  if (const auto *For = dyn_cast_or_null<ForStmt>(Up))
    return For->getCond() == Conversion;
  if (const auto *Choice = dyn_cast_or_null<ConditionalOperator>(Up))
    return Choice->getCond() == Conversion;
  if (const auto *Cast = dyn_cast_or_null<ExplicitCastExpr>(Up))
    return Cast->getType()->isBooleanType(); // assert(p)
  return false;
}

/// Whether an owner in place of the pointer would mean the same at \p Ref.
static bool allows(const FunctionView &View, const DeclRefExpr *Ref, const OwnerType &Type) {
  const Stmt *Child = Ref, *Up = View.parent(Ref);
  while (Up && (isa<ParenExpr>(Up) || (isa<ImplicitCastExpr>(Up) && cast<ImplicitCastExpr>(Up)->getCastKind() == CK_LValueToRValue)))
    Child = std::exchange(Up, View.parent(Up));
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up))
    return Type.Arrow && Member->isArrow() && Member->getBase() == Child;
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(Up))
    return Type.Arrow && U->getOpcode() == UO_Deref;
  if (const auto *S = dyn_cast_or_null<ArraySubscriptExpr>(Up))
    return Type.Index && S->getLHS() == Child; // i[p] is not
  if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up)) {
    if (Cast->getCastKind() == CK_PointerToBoolean)
      return isCondition(View, Cast);
    // A base's member: (Base *)p->f
    if (Cast->getCastKind() == CK_UncheckedDerivedToBase || Cast->getCastKind() == CK_DerivedToBase || Cast->getCastKind() == CK_NoOp)
      if (const auto *Member = dyn_cast_or_null<MemberExpr>(View.parent(Cast)))
        return Type.Arrow && Member->isArrow() && Member->getBase() == Cast;
  }
  return false;
}

/// The comparison that \p Ref is a side of, or null.
static const BinaryOperator *comparison(const FunctionView &View, const DeclRefExpr *Ref) {
  const Stmt *Up = View.parent(Ref);
  while (isa_and_nonnull<ParenExpr, ImplicitCastExpr>(Up))
    Up = View.parent(Up);
  const auto *Comparison = dyn_cast_or_null<BinaryOperator>(Up);
  return Comparison && Comparison->isComparisonOp() ? Comparison : nullptr;
}

/// How an owner in the place of \p V ends what it holds: `p.reset()`, or `p = nullptr` where `p->reset()` is another thing.
static std::string endOfOwner(const VarDecl *V) {
  const CXXRecordDecl *Class = V->getType()->isPointerType() ? V->getType()->getPointeeType()->getAsCXXRecordDecl() : nullptr;
  const auto HasNoReset = [](const CXXRecordDecl *R) {
    return llvm::none_of(R->methods(), [](const CXXMethodDecl *M) { return M->getIdentifier() && M->getName() == "reset"; });
  };
  const bool Other = Class && Class->hasDefinition() && !(HasNoReset(Class->getDefinition()) && Class->forallBases(HasNoReset));
  return V->getNameAsString() + (Other ? " = nullptr" : ".reset()");
}

Spoken speakOwner(const VarDecl *V) {
  Spoken S;
  S.Name = V->getNameAsString();
  S.RunNow = endOfOwner(V);
  S.Cancel = S.Name + ".release()";
  S.CancelGivesHandle = S.IsHandle = true;
  return S;
}

void OwningDeclaration::write(Draft &D) const {
  if (Before)
    D.insertLineBefore(*Before, Code);
  if (DeclaredApart && DeclaredApart->Left.empty())
    D.remove(DeclaredApart->At);
  else if (DeclaredApart)
    D.replace(DeclaredApart->At, DeclaredApart->Left);
  for (const auto &[At, With] : Uses)
    D.replace(At, With);
  for (const Span &Each : Emptied)
    D.remove(Each);
}

/// `p = value;` and `if ((p = value))`: the assignment; null for anything else.
static const BinaryOperator *assignmentOf(const FunctionView &View, const VarDecl *V, const Expr *Value) {
  const Stmt *Up = View.parent(Value);
  while (isa_and_nonnull<ParenExpr, CastExpr>(Up))
    Up = View.parent(Up);
  const auto *Assignment = dyn_cast_or_null<BinaryOperator>(Up);
  return Assignment && Assignment->getOpcode() == BO_Assign && isa<DeclRefExpr>(Assignment->getLHS()) &&
                 asVariable(Assignment->getLHS()) == V && Assignment->getRHS()->IgnoreParenCasts() == Value
             ? Assignment
             : nullptr;
}

static bool isWholeStatement(const FunctionView &View, const BinaryOperator *Assignment) {
  const auto *Statement = Assignment ? dyn_cast<Expr>(View.statementOf(Assignment)) : nullptr;
  return Statement && Statement->IgnoreImplicit() == Assignment;
}

/// Where the handle is declared, if it is no constant.
const DeclStmt *Ownership::plainDeclaration() const {
  if (V->isConstexpr() || V->getType().isConstQualified() || V->hasAttrs() || V->getStorageClass() != SC_None)
    return nullptr;
  if (const auto *Test = dyn_cast_or_null<IfStmt>(View.scopeOf(V)); Test && Test->getConditionVariable() == V)
    return Test->getConditionVariableDeclStmt();
  return View.declarationOf(V);
}

std::optional<Ownership::Origin> Ownership::origin() const {
  if (L.Meaning.By->Transfers && !L.Meaning.By->TransfersAlways)
    return std::nullopt; // `q = realloc(p, n); if (!q) free(p);`: whose p is must be told by a plain pointer
  Origin From;
  From.Declaration = plainDeclaration();
  From.Statement = View.statementOf(L.Acquisition);
  From.Test = dyn_cast<IfStmt>(From.Statement);
  if (!From.Declaration)
    return std::nullopt;
  const bool InCondition = From.Test && From.Test->getConditionVariableDeclStmt() == From.Declaration;
  From.Apart = From.Statement != From.Declaration && !InCondition;
  const BinaryOperator *Assignment = From.Apart ? assignmentOf(View, V, L.Acquisition) : nullptr;
  From.Value = Assignment ? Assignment->getRHS() : From.Apart ? nullptr : V->getInit();
  if (!From.Value || From.Value->IgnoreParenCasts() != L.Acquisition)
    return std::nullopt;
  From.Beside = !From.Apart && !From.Declaration->isSingleDecl();
  // Before the others begins, and after them ends, what is declared in front of them.
  if (From.Beside && llvm::any_of(From.Declaration->decls(), [&](const Decl *Each) {
        const auto *Other = dyn_cast<VarDecl>(Each);
        return !Other || (Other != V && (!Other->getType()->isScalarType() || (Other->getInit() && !isConstant(Other->getInit(), Text.Ctx))));
      }))
    return std::nullopt;
  if (From.Test) {
    if (From.Test->isConstexpr() || From.Test->getBeginLoc().isMacroID() || From.Test->getInit() ||
        (From.Test->getConditionVariable() && !InCondition))
      return std::nullopt;
    const auto Holds = Places.succeedsWhen(InCondition ? From.Value : From.Test->getCond(), L.Acquisition);
    if (!Holds)
      return std::nullopt;
    From.ForBranch = *Holds;
    // A condition declares with braces, which do not narrow.
    if (From.ForBranch ? From.Test->getThen() != P.Scope || isa<CXXNewExpr>(L.Acquisition) ||
                             !Text.Ctx.hasSameUnqualifiedType(From.Value->IgnoreParenImpCasts()->getType(), V->getType())
                       : From.Test->getElse() || View.parent(From.Test) != P.Scope)
      return std::nullopt;
  } else if (From.Apart ? !isWholeStatement(View, Assignment) || View.parent(From.Statement) != P.Scope : View.scopeOf(V) != P.Scope) {
    return std::nullopt;
  }
  return From.Apart && !isOnlyNamedFrom(From) ? std::nullopt : std::optional(From);
}

/// Whether the handle may be declared where it is acquired: nothing before or beside that names it, or another of its name.
bool Ownership::isOnlyNamedFrom(const Origin &From) const {
  if (V->hasInit() && !isConstant(V->getInit(), Text.Ctx))
    return false;
  const Stmt *Reach = From.ForBranch ? From.Statement : P.Scope;
  if (llvm::any_of(View.uses(V), [&](const Use &U) {
        return Text.offset(U.Ref) < Text.offset(From.Statement) || !View.isInside(U.Ref, Reach);
      }))
    return false;
  // Another of that name would be in the owner's way.
  if (flow::anyWithin(Reach, [&](const Stmt *Each) {
        const auto *D = dyn_cast<DeclStmt>(Each);
        return D && llvm::any_of(D->decls(), [&](const Decl *Other) {
          const auto *Named = dyn_cast<NamedDecl>(Other);
          return Named && Named != V && Named->getDeclName() == V->getDeclName();
        });
      }))
    return false;
  // Nor may it be named by what directives leave out.
  const auto MayName = [&](unsigned Begin, unsigned End) {
    const Span Between{Text.file(From.Declaration->getBeginLoc()), Begin, End};
    return Begin < End && Text.hasDirective(Between) && llvm::is_contained(Text.identifiers(Between), V->getNameAsString());
  };
  const auto Declared = Text.statement(From.Declaration);
  return Declared && !MayName(Declared->End, Text.offset(From.Statement)) &&
         !MayName(Text.offset(Reach->getEndLoc()), Text.offset(View.scopeOf(V)->getEndLoc()));
}

/// `delete p; p = nullptr;`: the owner is empty there anyhow.
bool Ownership::isEmptied(const Use &U) const {
  const Stmt *Statement = View.statementOf(U.Ref);
  const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Statement));
  if (!Block || !isWholeStatement(View, dyn_cast_or_null<BinaryOperator>(View.parent(U.Ref))) || !Places.isFailureValue(U.Value))
    return false;
  const auto It = llvm::find(Block->body(), Statement);
  const Stmt *Before = It == Block->body_begin() ? nullptr : *std::prev(It);
  if (!Before)
    return false;
  if (llvm::any_of(All, [&](const ReleaseStatement &R) { return R.Statement == Before || R.Whole == Before; }))
    return true;
  for (const lifetime::Lifetime *Each : Of)
    for (const lifetime::EscapeSite &E : Each->Escapes)
      if (E.At && !E.MayFail && View.statementOf(E.At) == Before)
        return true;
  return false;
}

bool Ownership::adaptUse(OwningDeclaration &Made, const Use &U, const OwnerType &Type, unsigned &Gets) const {
  if (View.inLambda(U.Ref) || llvm::any_of(Of, [&](const lifetime::Lifetime *Each) { return View.isInside(U.Ref, Each->Acquisition); }))
    return false; // new T(sizeof *p): auto and what it names would be one
  if (llvm::any_of(All, [&](const ReleaseStatement &R) {
        return View.isInside(U.Ref, R.Whole) || (R.TestFolded && View.isInside(U.Ref, R.Statement));
      }))
    return true;
  const Stmt *Statement = View.statementOf(U.Ref);
  if (U.K == Use::Kind::Write) {
    // `if (n) p = new T; else p = nullptr;`: nothing is held there yet. Not (T *)0, which an owner does not take.
    if (Type.Null && isWholeStatement(View, dyn_cast_or_null<BinaryOperator>(View.parent(U.Ref))) &&
        isa<CXXNullPtrLiteralExpr, GNUNullExpr, IntegerLiteral>(U.Value->IgnoreParenImpCasts()) &&
        llvm::none_of(Of, [&](const lifetime::Lifetime *Each) { return Sites.followsAfter(View.statementOf(Each->Acquisition), U.Ref, P.Scope); }))
      return true;
    const auto Whole = isEmptied(U) ? Text.statement(Statement) : std::nullopt;
    if (!Whole || Text.hasCommentOfItsOwn(*Whole))
      return false;
    Made.Emptied.push_back(*Whole);
    return true;
  }
  if (U.K != Use::Kind::Read)
    return false;
  for (const lifetime::Lifetime *Each : Of)
    for (const lifetime::EscapeSite &E : Each->Escapes) {
      const Stmt *HandsOver = View.statementOf(E.At);
      if (!E.MayFail && HandsOver == Statement) // once: in the next round the owner would be empty
        return passedOn(View, V, Statement) == U.Ref && !Sites.followsAfter(Statement, U.Ref, P.Scope);
      if (E.MayFail) // looked at there, given up behind the test
        HandsOver = Sites.failureTestOf(E.At, HandsOver);
      if (!HandsOver || Sites.followsAfter(HandsOver, U.Ref, P.Scope))
        return false; // the owner is empty by then
    }
  if (U.Ref->getLocation().isMacroID()) // assert(p): as it is, or not at all, as the macro may be another one elsewhere
    return Text.SM.isMacroArgExpansion(U.Ref->getLocation()) && allows(View, U.Ref, Type);
  if (allows(View, U.Ref, Type))
    return true;
  // f == NULL, fd < 0: what the owner is asked as a condition.
  const BinaryOperator *Comparison = comparison(View, U.Ref);
  if (const auto Holds = Comparison ? Places.succeedsWhen(Comparison, L.Acquisition) : std::nullopt) {
    if (Type.Null)
      return true;
    const auto At = isCondition(View, Comparison) ? Text.span(Comparison) : std::nullopt;
    if (At && !Text.hasComment(*At)) {
      Made.Uses.push_back({*At, (*Holds ? "" : "!") + V->getNameAsString()});
      return true;
    }
  }
  const auto At = Text.span(U.Ref);
  if (!At || !isReadByValue(View, U.Ref))
    return false; // a reference to the handle would be one to what get() returns
  ++Gets;
  Made.Uses.push_back({*At, V->getNameAsString() + ".get()"});
  return true;
}

bool Ownership::adapt(OwningDeclaration &Made, const OwnerType &Type, llvm::function_ref<bool(const Use &)> IsAcquisition) const {
  constexpr unsigned MostGets = 5; // with more, the handle keeps its name and type, and a guard stands beside it
  for (const lifetime::Lifetime *Each : Of) {
    // Another owner that takes it, as the hand-overs say; a copy of the pointer would be looked at behind them.
    if (llvm::any_of(Each->Aliases, [&](const lifetime::AccessPath &A) { return A.Root != V && !A.Root->getType()->isRecordType(); }))
      return false;
    for (const lifetime::ReleaseSite &R : Each->Releases)
      if (llvm::none_of(All, [&](const ReleaseStatement &S) { return S.Site->Call == R.Call; }))
        return false; // one that stays as it is, in the test of failure
    for (const lifetime::EscapeSite &E : Each->Escapes)
      if (!E.At || (!E.MayFail && !passedOn(View, V, View.statementOf(E.At))))
        return false;
  }
  for (const ReleaseStatement &R : All)
    if (R.Kept && !R.Argument)
      return false;
  // decltype(p) is no use, and would be another type.
  const auto Whole = Text.span(View.body());
  static constexpr llvm::StringLiteral TypeOf[] = {"decltype", "typeof", "__typeof__", "__typeof", "__auto_type"};
  if (!Whole || llvm::any_of(Text.identifiers(*Whole), [](const std::string &Each) { return llvm::is_contained(TypeOf, StringRef(Each)); }))
    return false;
  unsigned Gets = 0;
  for (const Use &U : View.uses(V))
    if (!IsAcquisition(U) && !adaptUse(Made, U, Type, Gets))
      return false;
  return Gets <= MostGets;
}

bool Ownership::place(OwningDeclaration &Made, const Origin &From, const std::string &Head, const Span &Kept, const std::string &Tail) const {
  const auto Whole = Text.statement(From.Statement);
  const auto Value = Text.span(From.Value);
  if (!Whole || !Value || Source::touchesMacro(From.Value))
    return false;
  std::string Comment;
  if (From.Apart) {
    const auto Taken = takeDeclaration(Text, From.Declaration, V);
    if (!Taken)
      return false;
    Made.DeclaredApart = Taken;
    Comment = Taken->Comment;
  }
  const std::string End = Tail + (Comment.empty() ? ";" : "; " + Comment);
  // What is kept may have edits of other fixes in it.
  const auto AroundKept = [&](const Span &All, const std::string &Last) {
    Made.Uses.push_back({{All.File, All.Begin, Kept.Begin}, Head});
    Made.Uses.push_back({{All.File, Kept.End, All.End}, Last});
  };
  if (From.Beside) {
    Made.DeclaredApart = declaringText(Text, From.Declaration, V);
    Made.Before = *Whole;
    Made.Code = Head + Text.text(Kept).str() + Tail + ";";
    return Made.DeclaredApart && !Text.commentBehind(*Whole) && Text.before(*Whole).empty();
  }
  if (!From.Test) {
    if (Text.hasComment({Whole->File, Whole->Begin, Value->Begin}) || (!Comment.empty() && !Text.behind(*Whole).empty()))
      return false;
    AroundKept(*Whole, End);
    return true;
  }
  const auto Condition = Text.span(From.Apart ? From.Test->getCond()->getSourceRange() : V->getSourceRange());
  if (!Condition || Text.hasComment(*Condition) || (!Comment.empty() && !Text.before(*Whole).empty()))
    return false;
  if (From.ForBranch) {
    AroundKept(*Condition, Tail);
    Made.Code = Comment;
  } else {
    Made.Uses.push_back({*Condition, "!" + V->getNameAsString()});
    Made.Code = Head + Text.text(Kept).str() + End;
  }
  if (!Made.Code.empty())
    Made.Before = *Whole;
  return true;
}

std::optional<OwningDeclaration> Ownership::ofFilled(const OwnerType &Type) const {
  const DeclStmt *Declaration = plainDeclaration();
  const auto Declared = Declaration ? declaringText(Text, Declaration, V) : std::nullopt;
  if (!Declared || (V->hasInit() && !Places.isFailureValue(V->getInit())) || Text.hasComment(Declared->At))
    return std::nullopt;
  OwningDeclaration Made;
  const std::string Name = V->getNameAsString();
  llvm::SmallVector<const Stmt *, 4> Fillings;
  for (const lifetime::Lifetime *Each : Of) {
    const BinaryOperator *Filling = assignmentOf(View, V, Each->Acquisition);
    const auto Whole = isWholeStatement(View, Filling) ? Text.span(Filling) : std::nullopt;
    const auto Value = Whole ? Text.span(Filling->getRHS()) : std::nullopt;
    if (!Whole || !Value || Source::touchesMacro(Filling) || Source::touchesMacro(Filling->getRHS()) ||
        Text.hasComment({Whole->File, Whole->Begin, Value->Begin}))
      return std::nullopt;
    Fillings.push_back(Filling);
    const auto Unique = makeUnique(Text, Filling->getRHS());
    const Span Kept = Unique ? Unique->Arguments : *Value;
    Made.Uses.push_back({{Whole->File, Whole->Begin, Kept.Begin}, Unique ? Name + " = " + Unique->Head : Name + ".reset("});
    Made.Uses.push_back({{Whole->File, Kept.End, Whole->End}, Unique ? Unique->Tail : ")"});
  }
  if (!adapt(Made, Type, [&](const Use &U) { return llvm::is_contained(Fillings, View.parent(U.Ref)); }))
    return std::nullopt;
  const std::string Empty = Type.Name + " " + Name + ";";
  if (llvm::any_of(Made.Uses, [&](const auto &Each) { return Declared->At.Begin <= Each.first.Begin && Each.first.Begin < Declared->At.End; }))
    return std::nullopt; // another of the declaration begins with what it is
  if (Declaration->isSingleDecl()) {
    Made.Uses.push_back({Declared->At, Empty});
  } else if (llvm::any_of(Declaration->decls(), [](const Decl *Each) { return cast<VarDecl>(Each)->getType()->isRecordType(); })) {
    return std::nullopt; // what would be destroyed before the owner
  } else {
    Made.DeclaredApart = Declared;
    Made.Before = Text.statement(Declaration);
    Made.Code = Empty;
  }
  return Made;
}

std::optional<OwningDeclaration> Ownership::declared(const OwnerType &Type) const {
  const auto From = origin();
  const auto Value = From ? Text.span(From->Value) : std::nullopt;
  // Class template argument deduction looks at what is written: void *p = strdup(s).
  if (!Value || (StringRef(Type.Name).ends_with("unique_malloc") &&
                 !Text.Ctx.hasSameUnqualifiedType(From->Value->IgnoreParenImpCasts()->getType(), V->getType())))
    return std::nullopt;
  OwningDeclaration Made;
  const auto IsAcquisition = [&](const Use &U) {
    return From->Apart ? U.K == Use::Kind::Write && U.Value == From->Value : From->Test && View.isInside(U.Ref, From->Test->getCond());
  };
  if (!adapt(Made, Type, IsAcquisition))
    return std::nullopt;
  const std::string Name = V->getNameAsString();
  const auto Unique = makeUnique(Text, From->Value);
  const bool Same = Unique && Text.Ctx.hasSameType(L.Acquisition->getType(), V->getType());
  const bool Placed =
      Unique ? place(Made, *From, (Same ? "auto" : Type.Name) + " " + Name + " = " + Unique->Head, Unique->Arguments, Unique->Tail)
             : place(Made, *From, Type.Name + " " + Name + (From->ForBranch ? "{" : "("), *Value, From->ForBranch ? "}" : ")");
  return Placed ? std::optional(Made) : std::nullopt;
}

} // namespace raiitidy::rewrite
