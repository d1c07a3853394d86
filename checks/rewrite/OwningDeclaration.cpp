#include "checks/rewrite/OwningDeclaration.h"
#include "checks/flow/Within.h"
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
static bool allows(const FunctionView &View, const DeclRefExpr *Ref, OwnerSyntax Syntax) {
  const Stmt *Child = Ref, *Up = View.parent(Ref);
  while (Up && (isa<ParenExpr>(Up) || (isa<ImplicitCastExpr>(Up) && cast<ImplicitCastExpr>(Up)->getCastKind() == CK_LValueToRValue)))
    Child = std::exchange(Up, View.parent(Up));
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up))
    return Syntax.Arrow && Member->isArrow() && Member->getBase() == Child;
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(Up))
    return Syntax.Arrow && U->getOpcode() == UO_Deref;
  if (const auto *S = dyn_cast_or_null<ArraySubscriptExpr>(Up))
    return Syntax.Index && S->getLHS() == Child; // i[p] is not
  if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up)) {
    if (Cast->getCastKind() == CK_PointerToBoolean)
      return isCondition(View, Cast);
    // A base's member: (Base *)p->f
    if (Cast->getCastKind() == CK_UncheckedDerivedToBase || Cast->getCastKind() == CK_DerivedToBase || Cast->getCastKind() == CK_NoOp)
      if (const auto *Member = dyn_cast_or_null<MemberExpr>(View.parent(Cast)))
        return Syntax.Arrow && Member->isArrow() && Member->getBase() == Cast;
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

/// `p == NULL`, `nullptr != p`: whether it is not null where that holds; nothing for another question.
static std::optional<bool> comparedWithNull(const BinaryOperator *Comparison, const DeclRefExpr *Ref, const ASTContext &Ctx) {
  if (!Ref->getType()->isPointerType() || !Comparison->isEqualityOp())
    return std::nullopt;
  const Expr *Other = bare(Comparison->getLHS()) == Ref ? Comparison->getRHS() : Comparison->getLHS();
  const bool IsNull = Other->IgnoreParenImpCasts()->isNullPointerConstant(
                          const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
  return IsNull ? std::optional(Comparison->getOpcode() == BO_NE) : std::nullopt;
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
  if (DeclaredApart)
    D.remove(*DeclaredApart);
  for (const auto &[At, With] : Uses)
    D.replace(At, With);
  for (const Span &Each : Emptied)
    D.remove(Each);
}

/// Where a local is declared that is no constant and needs no lvalue's name.
static const DeclStmt *plainDeclaration(const FunctionView &View, const VarDecl *V) {
  return V->isConstexpr() || V->getType().isConstQualified() || V->hasAttrs() || V->getStorageClass() != SC_None
             ? nullptr
             : View.declarationOf(V);
}

/// Where control comes to after \p Statement and nowhere else: the branch of a test, or the rest of the block.
static const Stmt *reach(const Stmt *Statement, const Place &P) {
  const auto *Test = dyn_cast<IfStmt>(Statement);
  return Test && Test->getThen() == P.Scope ? Statement : P.Scope;
}

/// `if ((f = fopen(…)))` and `if (FILE *f = fopen(…))`, whose branch is all that has f.
bool Ownership::acquiresForBranch(const IfStmt *Test, const Expr *Value) const {
  const auto When = Places.succeedsWhen(Test->getConditionVariable() == V ? Value : Test->getCond(), L.Acquisition);
  // Braces, which a condition's declaration needs, do not narrow.
  return When && *When && Test->getThen() == P.Scope && !Test->getInit() && !isa<CXXNewExpr>(L.Acquisition) &&
         Text.Ctx.hasSameUnqualifiedType(Value->IgnoreParenImpCasts()->getType(), V->getType());
}

std::optional<Ownership::Origin> Ownership::origin() const {
  if (L.Meaning.By->Transfers && !L.Meaning.By->TransfersAlways)
    return std::nullopt; // `q = realloc(p, n); if (!q) free(p);`: whose p is must be told by a plain pointer
  const Stmt *Statement = View.statementOf(L.Acquisition);
  const auto *Test = dyn_cast<IfStmt>(Statement);
  if (Test && (Test->isConstexpr() || Test->getBeginLoc().isMacroID()))
    return std::nullopt;
  if (Test && Test->getConditionVariable() == V && !V->getType().isConstQualified()) {
    if (!V->hasInit() || V->getInit()->IgnoreParenCasts() != L.Acquisition || !acquiresForBranch(Test, V->getInit()))
      return std::nullopt;
    return Origin{Test->getConditionVariableDeclStmt(), Statement, V->getInit()};
  }
  const DeclStmt *Declaration = plainDeclaration(View, V);
  if (!Declaration)
    return std::nullopt;
  if (Statement == Declaration) {
    if (!Declaration->isSingleDecl() || View.scopeOf(V) != P.Scope || !V->hasInit() ||
        V->getInit()->IgnoreParenCasts() != L.Acquisition)
      return std::nullopt;
    return Origin{Declaration, Statement, V->getInit()};
  }
  // T *p; … p = new T; and if ((f = fopen(…)) == NULL): declared where it is acquired, if nothing else names it.
  if (V->hasInit() && !isConstant(V->getInit(), Text.Ctx))
    return std::nullopt;
  const Stmt *Up = View.parent(L.Acquisition);
  while (isa_and_nonnull<ParenExpr, CastExpr>(Up))
    Up = View.parent(Up);
  const auto *Assignment = dyn_cast_or_null<BinaryOperator>(Up);
  if (!Assignment || Assignment->getOpcode() != BO_Assign || asVariable(Assignment->getLHS()) != V ||
      Assignment->getRHS()->IgnoreParenCasts() != L.Acquisition)
    return std::nullopt;
  if (Test) {
    const auto When = Places.succeedsWhen(Test->getCond(), L.Acquisition);
    if (Test->getInit() || Test->getConditionVariable() || !When ||
        (*When ? !acquiresForBranch(Test, Assignment->getRHS()) : Test->getElse() || View.parent(Statement) != P.Scope))
      return std::nullopt;
  } else if (const auto *Whole = dyn_cast<Expr>(Statement);
             !Whole || Whole->IgnoreImplicit() != Assignment || View.parent(Statement) != P.Scope) {
    return std::nullopt;
  }
  const Stmt *Reach = reach(Statement, P);
  for (const Use &U : View.uses(V))
    if (Text.offset(U.Ref) < Text.offset(Statement) || !View.isInside(U.Ref, Reach))
      return std::nullopt;
  // Another of that name would be in the owner's way.
  if (flow::anyWithin(Reach, [&](const Stmt *Each) {
        const auto *D = dyn_cast<DeclStmt>(Each);
        return D && llvm::any_of(D->decls(), [&](const Decl *Other) {
          const auto *Named = dyn_cast<NamedDecl>(Other);
          return Named && Named != V && Named->getDeclName() == V->getDeclName();
        });
      }))
    return std::nullopt;
  // Nor may it be named by what directives leave out.
  const FileID File = Text.file(Declaration->getBeginLoc());
  const auto MayName = [&](unsigned Begin, unsigned End) {
    const Span Between{File, Begin, End};
    return Begin < End && Text.hasDirective(Between) && llvm::is_contained(Text.identifiers(Between), V->getNameAsString());
  };
  const auto Declared = Text.statement(Declaration);
  if (!Declared || MayName(Declared->End, Text.offset(Statement)) ||
      MayName(Text.offset(Reach->getEndLoc()), Text.offset(View.scopeOf(V)->getEndLoc())))
    return std::nullopt;
  return Origin{Declaration, Statement, Assignment->getRHS()};
}

/// Where the declarator of \p V begins in a group: `*b` in `T a, *b;`. Nothing for one in parentheses.
static std::optional<unsigned> beginOfDeclarator(const Source &Text, const DeclStmt *Group, const VarDecl *V) {
  const Span Before{Text.file(Group->getBeginLoc()), Text.offset(Group), Text.offset(V->getLocation())};
  const StringRef Code = Text.text(Before).rtrim();
  size_t Begin = Code.size();
  for (StringRef Rest = Code; !Rest.empty();) {
    if (Rest.back() == '*') {
      Rest = Rest.drop_back().rtrim();
      Begin = Rest.size() + Code.drop_front(Rest.size()).find_first_not_of(" \t\r\n");
    } else if (!Rest.consume_back("const") && !Rest.consume_back("volatile")) {
      break;
    }
    Rest = Rest.rtrim();
  }
  if (Code.take_front(Begin).rtrim().ends_with("(")) // int (a), (*b)(int)
    return std::nullopt;
  return Begin == Code.size() ? Text.offset(V->getLocation()) : Before.Begin + unsigned(Begin);
}

/// Whether \p Other may be acquired, too. Both leaving one declaration would be two fixes that change one text.
bool Ownership::mayBecomeOwner(const VarDecl *Other) const {
  const auto CalleeOf = [](const Expr *E) -> const Decl * {
    const auto *Call = dyn_cast_or_null<CallExpr>(E);
    return Call ? Call->getCalleeDecl() : nullptr;
  };
  return llvm::any_of(View.uses(Other), [&](const Use &U) {
    const Expr *Value = U.K == Use::Kind::Write ? bare(U.Value) : nullptr;
    return Other->getType()->isPointerType() ? isa_and_nonnull<CallExpr, CXXNewExpr>(Value)
                                             : CalleeOf(Value) && CalleeOf(Value) == CalleeOf(L.Acquisition);
  });
}

std::optional<Span> Ownership::declaringText(const DeclStmt *Declaration) const {
  const auto Whole = Text.statement(Declaration);
  if (!Whole || Source::touchesMacro(Declaration))
    return std::nullopt;
  if (Declaration->isSingleDecl())
    return Whole;
  if (Text.hasComment(*Whole) || Text.hasDirective(*Whole))
    return std::nullopt;
  const VarDecl *Before = nullptr, *Behind = nullptr;
  bool Found = false;
  for (const Decl *Each : Declaration->decls()) {
    const auto *Other = dyn_cast<VarDecl>(Each);
    if (!Other || Other->getLocation().isMacroID() || (Other != V && mayBecomeOwner(Other)))
      return std::nullopt;
    if (Other == V)
      Found = true;
    else
      (Found ? Behind : Before) = Found && Behind ? Behind : Other;
  }
  // What ends a declarator: its name, an initialiser, or an array's bound; of `int a(1)` clang does not know the parenthesis.
  const auto EndOf = [&](const VarDecl *Each) { return Text.span(SourceRange(Each->getLocation(), Each->getEndLoc())); };
  const VarDecl *First = Before ? Before : V, *Second = Before ? V : Behind;
  const auto Own = EndOf(V), Ended = EndOf(First);
  const auto Begin = beginOfDeclarator(Text, Declaration, First), Next = beginOfDeclarator(Text, Declaration, Second);
  if (!Own || !Ended || !Begin || !Next || Ended->End > *Next || Text.text({Whole->File, Ended->End, *Next}).trim() != "," || Own->End > Whole->End)
    return std::nullopt;
  if (!Before)
    return Span{Whole->File, *Begin, *Next};
  const StringRef Rest = Text.text({Whole->File, Own->End, Whole->End}).ltrim();
  return Rest.starts_with(",") || Rest.starts_with(";") ? std::optional(Span{Whole->File, Ended->End, Own->End}) : std::nullopt;
}

/// `delete p; p = nullptr;`: the owner is empty there anyhow.
bool Ownership::isEmptied(const Use &U) const {
  const auto *Assignment = dyn_cast_or_null<BinaryOperator>(View.parent(U.Ref));
  const Stmt *Statement = View.statementOf(U.Ref);
  const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Statement));
  const auto *Whole = dyn_cast<Expr>(Statement);
  if (!Assignment || !Block || !Whole || Whole->IgnoreImplicit() != Assignment || !Places.isFailureValue(U.Value))
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

bool Ownership::adaptUse(OwningDeclaration &Made, const Use &U, OwnerSyntax Syntax, unsigned &Gets) const {
  if (View.inLambda(U.Ref) || llvm::any_of(Of, [&](const lifetime::Lifetime *Each) { return View.isInside(U.Ref, Each->Acquisition); }))
    return false; // new T(sizeof *p): auto and what it names would be one
  if (llvm::any_of(All, [&](const ReleaseStatement &R) {
        return View.isInside(U.Ref, R.Whole) || (R.TestFolded && View.isInside(U.Ref, R.Statement));
      }))
    return true;
  const Stmt *Statement = View.statementOf(U.Ref);
  if (U.K == Use::Kind::Write) {
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
    return Text.SM.isMacroArgExpansion(U.Ref->getLocation()) && allows(View, U.Ref, Syntax);
  if (allows(View, U.Ref, Syntax))
    return true;
  if (const BinaryOperator *Comparison = comparison(View, U.Ref)) {
    const auto Null = comparedWithNull(Comparison, U.Ref, Text.Ctx);
    if (Null && Syntax.Null)
      return true;
    // fd < 0: of an integer the owners take any negative value for a failure, and nothing else.
    using catalogue::FailureValue;
    const FailureValue Fails = L.Meaning.By->Fails;
    const auto Holds = Null || (Fails != FailureValue::MinusOne && Fails != FailureValue::Negative)
                           ? Null
                           : Places.succeedsWhen(Comparison, L.Acquisition);
    const auto At = Holds && isCondition(View, Comparison) ? Text.span(Comparison) : std::nullopt;
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

bool Ownership::adapt(OwningDeclaration &Made, OwnerSyntax Syntax, llvm::function_ref<bool(const Use &)> IsAcquisition) const {
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
    if (!IsAcquisition(U) && !adaptUse(Made, U, Syntax, Gets))
      return false;
  return Gets <= MostGets;
}

std::function<bool(const Use &)> Ownership::acquires(const Origin &From) const {
  return [this, From](const Use &U) {
    const auto *Test = dyn_cast<IfStmt>(From.Statement);
    return From.Statement != From.Declaration && View.isInside(U.Ref, Test ? Test->getCond() : From.Statement);
  };
}

/// Takes out a declaration that stands apart.
/// \param Comment what stands behind it, to go along
bool Ownership::removeDeclaration(OwningDeclaration &Made, const DeclStmt *Declaration, std::string &Comment) const {
  Made.DeclaredApart = declaringText(Declaration);
  if (!Made.DeclaredApart)
    return false;
  Span &Whole = *Made.DeclaredApart;
  if (!Declaration->isSingleDecl())
    return true;
  const auto Behind = Text.commentBehind(Whole);
  if (!Behind) { // a comment may speak of other code on the line
    const Span Line{Whole.File, Text.lineBegin(Whole.File, Whole.Begin), Text.lineEnd(Whole.File, Whole.End)};
    return Text.text(Line).trim() == Text.text(Whole) ? !Text.hasCommentOfItsOwn(Whole) : !Text.hasComment(Line);
  }
  const unsigned Next = Text.nextLine(Whole.File, Whole.End);
  const StringRef Below = Text.buffer(Whole.File).slice(Next, Text.lineEnd(Whole.File, Next)).ltrim();
  if (Text.hasComment(Whole) || Text.sharesLineOrComment(Whole) || Below.starts_with("//") || Below.starts_with("/*"))
    return false;
  Comment = Text.text(*Behind);
  Whole.End = Behind->End;
  return true;
}

bool Ownership::place(OwningDeclaration &Made, const Origin &From, const std::string &Head, const Span &Kept, const std::string &Tail) const {
  const auto Whole = Text.statement(From.Statement);
  const auto Value = Text.span(From.Value);
  if (!Whole || !Value || Source::touchesMacro(From.Value))
    return false;
  const auto *Test = dyn_cast<IfStmt>(From.Statement);
  const bool Declares = Test && Test->getConditionVariable() == V;
  std::string Comment;
  if (From.Statement != From.Declaration && !Declares && !removeDeclaration(Made, From.Declaration, Comment))
    return false;
  const StringRef Line = Text.buffer(Whole->File).slice(Text.lineBegin(Whole->File, Whole->Begin), Text.lineEnd(Whole->File, Whole->End));
  if (!Test) {
    if (Text.hasComment({Whole->File, Whole->Begin, Value->Begin}) || (!Comment.empty() && !Line.ends_with(Text.text(*Whole))))
      return false;
    // What is kept may have edits of other fixes in it.
    Made.Uses.push_back({{Whole->File, Whole->Begin, Kept.Begin}, Head});
    Made.Uses.push_back({{Whole->File, Kept.End, Whole->End}, Tail + (Comment.empty() ? ";" : "; " + Comment)});
    return true;
  }
  const auto Condition = Text.span(Declares ? V->getSourceRange() : Test->getCond()->getSourceRange());
  if (!Condition || Text.hasComment(*Condition) || (!Comment.empty() && !Line.ltrim().starts_with("if")))
    return false;
  if (reach(Test, P) == Test) {
    Made.Uses.push_back({{Condition->File, Condition->Begin, Kept.Begin}, StringRef(Head).drop_back().str() + "{"});
    Made.Uses.push_back({{Condition->File, Kept.End, Condition->End}, "}"});
    Made.Code = Comment;
  } else {
    Made.Uses.push_back({*Condition, "!" + V->getNameAsString()});
    Made.Code = Head + Text.text(Kept).str() + Tail + (Comment.empty() ? ";" : "; " + Comment);
  }
  if (!Made.Code.empty())
    Made.Before = *Whole;
  return true;
}

/// `p = value;`: the assignment; null for anything else.
static const BinaryOperator *asFilling(const FunctionView &View, const VarDecl *V, const Expr *Acquisition) {
  const auto *Statement = dyn_cast<Expr>(View.statementOf(Acquisition));
  const auto *Assignment = Statement ? dyn_cast<BinaryOperator>(Statement->IgnoreImplicit()) : nullptr;
  return Assignment && Assignment->getOpcode() == BO_Assign && isa<DeclRefExpr>(Assignment->getLHS()) &&
                 asVariable(Assignment->getLHS()) == V && Assignment->getRHS()->IgnoreParenCasts() == Acquisition
             ? Assignment
             : nullptr;
}

std::optional<OwningDeclaration> Ownership::ofFilled(StringRef Type, OwnerSyntax Syntax) const {
  const DeclStmt *Declaration = plainDeclaration(View, V);
  const auto Declared = Declaration ? declaringText(Declaration) : std::nullopt;
  if (!Declared || (V->hasInit() && !Places.isFailureValue(V->getInit())) || Text.hasComment(*Declared))
    return std::nullopt;
  OwningDeclaration Made;
  const std::string Name = V->getNameAsString();
  llvm::SmallVector<const Stmt *, 4> Fillings;
  for (const lifetime::Lifetime *Each : Of) {
    const BinaryOperator *Filling = asFilling(View, V, Each->Acquisition);
    const auto Whole = Filling ? Text.span(Filling) : std::nullopt;
    const auto Value = Filling ? Text.span(Filling->getRHS()) : std::nullopt;
    if (!Whole || !Value || Source::touchesMacro(Filling) || Source::touchesMacro(Filling->getRHS()) ||
        Text.hasComment({Whole->File, Whole->Begin, Value->Begin}))
      return std::nullopt;
    Fillings.push_back(Filling);
    const auto Unique = makeUnique(Text, Filling->getRHS());
    const Span Kept = Unique ? Unique->Arguments : *Value;
    Made.Uses.push_back({{Whole->File, Whole->Begin, Kept.Begin}, Unique ? Name + " = " + Unique->Head : Name + ".reset("});
    Made.Uses.push_back({{Whole->File, Kept.End, Whole->End}, Unique ? Unique->Tail : ")"});
  }
  if (!adapt(Made, Syntax, [&](const Use &U) { return llvm::is_contained(Fillings, View.parent(U.Ref)); }))
    return std::nullopt;
  const std::string Empty = (Type + " " + Name + ";").str();
  if (Declaration->isSingleDecl()) {
    Made.Uses.push_back({*Declared, Empty});
  } else if (llvm::any_of(Declaration->decls(), [](const Decl *Each) { return cast<VarDecl>(Each)->getType()->isRecordType(); })) {
    return std::nullopt; // what would be destroyed before the owner
  } else {
    Made.DeclaredApart = *Declared;
    Made.Before = Text.statement(Declaration);
    Made.Code = Empty;
  }
  return Made;
}

std::optional<OwningDeclaration> Ownership::declared(StringRef Type, OwnerSyntax Syntax) const {
  const auto From = origin();
  const auto Value = From ? Text.span(From->Value) : std::nullopt;
  // Class template argument deduction looks at what is written: void *p = strdup(s).
  if (!Value || (Type.ends_with("unique_malloc") &&
                 !Text.Ctx.hasSameUnqualifiedType(From->Value->IgnoreParenImpCasts()->getType(), V->getType())))
    return std::nullopt;
  OwningDeclaration Made;
  if (!adapt(Made, Syntax, acquires(*From)))
    return std::nullopt;
  const std::string Name = V->getNameAsString();
  const auto Unique = makeUnique(Text, From->Value);
  const bool Same = Unique && Text.Ctx.hasSameType(L.Acquisition->getType(), V->getType());
  const bool Placed = Unique ? place(Made, *From, (Same ? "auto " : Type.str() + " ") + Name + " = " + Unique->Head, Unique->Arguments, Unique->Tail)
                             : place(Made, *From, Type.str() + " " + Name + "(", *Value, ")");
  return Placed ? std::optional(Made) : std::nullopt;
}

} // namespace raiitidy::rewrite
