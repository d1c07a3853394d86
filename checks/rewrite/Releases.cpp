#include "checks/rewrite/Releases.h"
#include "checks/flow/MayThrow.h"
#include "checks/rewrite/ActionText.h"

using namespace clang;

namespace raiitidy::rewrite {

bool isAlwaysReleased(const lifetime::Lifetime &L) { return L.Uncovered.empty(); }

bool savesNothing(ArrayRef<const lifetime::Lifetime *> Of, ArrayRef<ReleaseStatement> All, bool Removed, bool IsOwner) {
  const auto GivesBack = [](const ReleaseStatement &R) { return R.Argument != nullptr; };
  return !Removed && llvm::all_of(Of, [](const lifetime::Lifetime *L) { return isAlwaysReleased(*L); }) &&
         (!IsOwner || (!All.empty() && llvm::all_of(All, GivesBack)));
}

const Expr *asStatement(const Expr *Call, const FunctionView &View) {
  const Expr *E = Call;
  const Stmt *Statement = View.statementOf(Call);
  while (E != Statement) {
    const Stmt *P = View.parent(E);
    const auto *Cast = dyn_cast_or_null<CastExpr>(P);
    if (!isa_and_nonnull<ParenExpr, FullExpr, CXXBindTemporaryExpr, MaterializeTemporaryExpr>(P) &&
        !(Cast && (Cast->getCastKind() == CK_ToVoid || isa<ImplicitCastExpr>(Cast))))
      return nullptr;
    E = cast<Expr>(P);
  }
  return E;
}

/// Whether evaluating \p Statement surely evaluates \p Call, once, and nothing
/// else in it may end by an exception.
bool Releases::isEvaluatedOnce(const Expr *Call, const Stmt *Statement) const {
  const Stmt *Evaluated = Statement;
  if (const auto *If = dyn_cast<IfStmt>(Statement)) {
    if (If->getInit() || If->getConditionVariable() || !View.isInside(Call, If->getCond()))
      return false;
    Evaluated = If->getCond();
  } else if (const auto *Switch = dyn_cast<SwitchStmt>(Statement)) {
    if (Switch->getInit() || Switch->getConditionVariable() || !View.isInside(Call, Switch->getCond()))
      return false;
    Evaluated = Switch->getCond();
  } else if (!isa<Expr, ReturnStmt, DeclStmt>(Statement)) {
    return false;
  }
  for (const Stmt *Now = Call; Now != Evaluated;) {
    const Stmt *Up = View.parent(Now);
    if (!Up || isa<AbstractConditionalOperator, LambdaExpr, StmtExpr>(Up))
      return false;
    if (const auto *B = dyn_cast<BinaryOperator>(Up); B && B->isLogicalOp() && B->getLHS() != Now)
      return false;
    Now = Up;
  }
  struct Finder {
    const Expr *But;
    const ASTContext &Ctx;
    bool walk(const Stmt *S) const {
      if (!S || S == But)
        return false;
      if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr, CXXThrowExpr>(S)) {
        // Its own children are looked at once more by mayThrowWithin; the
        // release itself does not count.
        if (const auto *C = dyn_cast<CallExpr>(S)) {
          if (!C->getDirectCallee() || mayThrow(C->getDirectCallee(), Ctx))
            return true;
        } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
          if (mayThrow(C->getConstructor(), Ctx))
            return true;
        } else {
          return true;
        }
      }
      for (const Stmt *Child : S->children())
        if (walk(Child))
          return true;
      return false;
    }
  };
  // A return that makes an object may throw after the release only, which is as
  // it was.
  return !Finder{Call, Text.Ctx}.walk(Evaluated);
}

std::optional<ReleaseStatement> Releases::statementOf(Draft &D, const lifetime::ReleaseSite &R) const {
  ReleaseStatement S;
  S.Site = &R;
  S.Whole = asStatement(R.Call, View);
  if (S.Whole) {
    if (Source::touchesMacro(S.Whole) || !Text.statement(S.Whole)) {
      D.refuse(Reason::InsideMacro);
      return std::nullopt;
    }
    S.Statement = S.Whole;
    return S;
  }
  S.Whole = R.Call;
  S.Statement = View.statementOf(R.Call);
  // `return fclose(f) == 0;` → `return fclose(f_guard.release()) == 0;`
  const Expr *Carried = catalogue::Matcher::carrier(R.Meaning, R.Call);
  const Expr *Argument = Carried ? Carried->IgnoreImplicit() : nullptr;
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Argument);
  if (Ref && Ref->getDecl() == L.Handle.Root && !Source::touchesMacro(Argument))
    S.Argument = Argument;
  // Else the guard is cancelled just before: `lib_guard.release(); return
  // dlclose(lib) == 0;`
  const Stmt *Up = View.parent(S.Statement);
  S.Kept = isEvaluatedOnce(R.Call, S.Statement) && !Source::touchesMacro(S.Whole) &&
           S.Statement->getBeginLoc().isFileID() && Text.statement(S.Statement) &&
           (isa_and_nonnull<CompoundStmt>(Up) ||
            (View.isUnbraced(S.Statement) && !(isa<IfStmt>(S.Statement) && isa_and_nonnull<IfStmt>(Up))));
  if (!S.Argument && !S.Kept) {
    D.refuse(Reason::ReleaseResultUsed);
    return std::nullopt;
  }
  return S;
}

std::optional<std::vector<ReleaseStatement>> Releases::collect(Draft &D, const Place &P, bool MayFoldTests) const {
  std::vector<ReleaseStatement> Out;
  for (const lifetime::ReleaseSite &R : L.Releases) {
    const std::string Name = L.Handle.Root ? "'" + L.Handle.Root->getNameAsString() + "'" : "";
    if (Source::touchesMacro(R.Call)) {
      D.refuse(Reason::InsideMacro);
      return std::nullopt;
    }
    const auto *Test = dyn_cast_or_null<IfStmt>(P.After);
    if (Test && P.FailureExcluded && View.isInside(R.Call, Test->getThen()))
      continue; // in the failure test, which leaves before the guard is made
    if (P.Late && Text.offset(R.Call) < P.Since) {
      // Before the guard it would stay as it is, and be found again.
      D.refuse(Reason::AcquiredInInnerScope, Name);
      return std::nullopt;
    }
    if (!Places.covers(P, R.Call)) {
      D.refuse(Text.offset(R.Call) < P.Since ? Reason::OutlivesScope : Reason::AcquiredInInnerScope, Name);
      return std::nullopt;
    }
    if (View.inLambda(R.Call)) {
      D.refuse(Reason::UnfamiliarShape, "released inside a lambda");
      return std::nullopt;
    }
    if (R.Helper) {
      D.refuse(Reason::ReleasedByHelper, "'" + R.Helper->getNameAsString() + "'");
      return std::nullopt;
    }
    if (R.MaybeUnborn && !P.Late && !P.Early) {
      D.refuse(Reason::ConditionalOwnership, Name);
      return std::nullopt;
    }
    const auto Made = statementOf(D, R);
    if (!Made)
      return std::nullopt;
    ReleaseStatement S = *Made;
    if (S.Statement != S.Whole) {
      Out.push_back(S);
      continue;
    }
    // `if (f) fclose(f);` and `if (f) { fclose(f); }` say what the guard knows.
    if (MayFoldTests) {
      const Stmt *Up = View.parent(S.Whole);
      if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Up); Block && Block->size() == 1)
        Up = View.parent(Block);
      const auto *If = dyn_cast_or_null<IfStmt>(Up);
      if (If && If != P.After && !If->getElse() && !If->getInit() && !If->getConditionVariable() &&
          View.isInside(S.Whole, If->getThen()) && !Source::touchesMacro(If) && !isa<CallExpr>(bare(If->getCond()))) {
        const auto When = Places.succeedsWhen(If->getCond(), L.Acquisition);
        const auto Range = Text.statement(If);
        if (When && *When && Range && !Text.hasComment(*Range) && Places.covers(P, If)) {
          S.Statement = If;
          S.TestFolded = true;
        }
      }
    }
    Out.push_back(S);
  }
  return Out;
}

bool Releases::checkConditions(Draft &D, const Place &P, ArrayRef<ReleaseStatement> All) const {
  auto Ends = [&](const Stmt *Branch) {
    if (!Branch)
      return false;
    for (const ReleaseStatement &R : All)
      if (View.isInside(R.Whole, Branch))
        return true;
    for (const lifetime::EscapeSite &E : L.Escapes)
      if (View.isInside(E.At, Branch))
        return true;
    return leaves(Branch);
  };
  auto KnownUncovered = [&](const Stmt *After) {
    for (const lifetime::Exit &X : L.Uncovered)
      if (!X.isExceptional() && X.K != lifetime::Exit::Kind::Throw &&
          (X.K == lifetime::Exit::Kind::FallsOff || (X.At && Text.offset(X.At) >= Text.offset(After))))
        return true;
    return false;
  };
  // The end of main is the process's.
  const bool Guesses = L.EndsUnseen || L.Function->isMain();
  for (const ReleaseStatement &R : All) {
    for (const Stmt *Now = R.Statement; Now != P.Scope && !View.isInside(L.Acquisition, Now);) {
      if (leaves(Now))
        break;
      const Stmt *Up = View.parent(Now);
      if (!Up)
        break;
      // A block that leaves after the release: whatever decides to enter it
      // decides about leaving too.
      if (isa<CompoundStmt>(Up) && Up != P.Scope && leaves(Up))
        break;
      if (const auto *If = dyn_cast<IfStmt>(Up)) {
        const Stmt *Other = If->getThen() == Now ? If->getElse() : If->getThen();
        const auto When = Places.succeedsWhen(If->getCond(), L.Acquisition);
        // `if (p)` says the same of a handle that came through an argument: null holds nothing.
        const VarDecl *V = L.Handle.isPlainLocal() && L.Handle.Root->getType()->isPointerType() ? L.Handle.Root : nullptr;
        const auto NotNull = holdsOnSuccess(
            If->getCond(), catalogue::FailureValue::Null, [&](const Expr *E) { return V && asVariable(E) == V; }, Text.Ctx);
        const bool Held = If->getThen() == Now;
        // iconv_t fails with -1: where it is null, a guard would end what this code leaves alone.
        if (NotNull && !When && L.Meaning.By->Where == catalogue::Carrier::Result &&
            (L.Meaning.By->Fails == catalogue::FailureValue::MinusOne || L.Meaning.By->Fails == catalogue::FailureValue::Negative))
          return D.refuse(Reason::ConditionalOwnership, "a test for null guards the release, and null is no failure of it");
        const bool IsHandleTest = (When && *When == Held) || (NotNull && *NotNull == Held);
        if (Guesses && !IsHandleTest && !Ends(Other) && !KnownUncovered(If))
          return D.refuse(Reason::ConditionalOwnership);
      } else if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(Up)) {
        if ((Guesses || R.Site->MaybeReleased) &&
            !(isa<DoStmt>(Up) && isConstant(cast<DoStmt>(Up)->getCond(), Text.Ctx)) && !KnownUncovered(Up))
          return D.refuse(Reason::ConditionalOwnership);
      } else if (isa<CXXCatchStmt>(Up)) {
        if (R.Site->MaybeReleased)
          return D.refuse(Reason::ConditionalOwnership);
      }
      Now = Up;
    }
  }
  return true;
}

/// What \p Release does, whichever of the values that the variable was given it ends.
Effect Releases::effect(const Expr *Release) const {
  const bool FilledOnce = L.Handle.isPlainLocal() && llvm::none_of(View.uses(L.Handle.Root), [&](const Use &U) {
    return U.K == Use::Kind::Write && bare(U.Value) != L.Acquisition && !isConstant(U.Value, Text.Ctx);
  });
  Effect Weakest = effectOf(L, Release, FilledOnce, Text.Ctx);
  for (const lifetime::Lifetime *Other : L.Siblings)
    Weakest = std::max(Weakest, effectOf(*Other, Release, FilledOnce, Text.Ctx));
  return Weakest;
}

/// ` else { delete p; }` behind a branch in braces, which can go as a whole.
std::optional<Span> Releases::elseOf(const Stmt *Release) const {
  const Stmt *Branch = Release, *Up = View.parent(Release);
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Up); Block && Block->size() == 1)
    Branch = std::exchange(Up, View.parent(Up));
  const auto *If = dyn_cast_or_null<IfStmt>(Up);
  if (!If || If->getElse() != Branch || !isa<CompoundStmt>(If->getThen()) || Source::touchesMacro(If) ||
      If->getElseLoc().isMacroID() || Branch->getBeginLoc().isMacroID())
    return std::nullopt;
  const auto Then = Text.span(If->getThen()), Whole = Text.statement(Branch);
  if (!Then || !Whole || Text.hasComment({Then->File, Then->End, Whole->End}))
    return std::nullopt;
  return Span{Then->File, Then->End, Whole->End};
}

/// `setvbuf(f, buffer, …)`: the file writes into the buffer when it is closed, and the buffer may go first.
static bool hasBufferOfItsOwn(const FunctionView &View, const VarDecl *V, const SourceManager &SM) {
  return llvm::any_of(View.calls(), [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F || !F->getIdentifier() || llvm::none_of(Call->arguments(), [&](const Expr *A) { return asVariable(A) == V; }))
      return false;
    if (F->getName() == "setvbuf" || F->getName() == "setbuf" || F->getName() == "setbuffer")
      return true;
    // One of the project's that gets a buffer, too, may say so for us.
    return !SM.isInSystemHeader(F->getLocation()) && llvm::any_of(Call->arguments(), [&](const Expr *A) {
      const QualType T = bare(A)->getType();
      const QualType Of = T->isPointerType() ? T->getPointeeType() : QualType();
      return asVariable(A) != V && !isa<StringLiteral>(bare(A)) &&
             (T->isArrayType() || (!Of.isNull() && !Of.isConstQualified() && (Of->isVoidType() || Of->isCharType())));
    });
  });
}

bool Releases::canRemove(const Place &P, const ReleaseStatement &R, const Spoken *Guard) const {
  // The end of a coroutine tells its promise, and what is in the scope dies before or after that.
  const Stmt *Body = L.Function->getBody();
  if (R.Argument || R.Kept || (Body && isa<CoroutineBodyStmt>(Body)))
    return false;
  // `delete p; p = nullptr; … return p;`: release() would give back what has not been deleted yet.
  const auto IsGivenAwayLater = [&](const lifetime::Lifetime &Each) {
    return llvm::any_of(Each.Escapes, [&](const lifetime::EscapeSite &E) { return !E.At || followsAfter(R.Statement, E.At, P.Scope); });
  };
  if (IsGivenAwayLater(L) || llvm::any_of(L.Siblings, [&](const lifetime::Lifetime *Other) { return IsGivenAwayLater(*Other); }))
    return false;
  // What looks at the variable at the end of the scope must find it as it is; an owner that is asked later is empty by then.
  const bool ByReference = Guard && Guard->ByReference, IsHandle = Guard && Guard->IsHandle;
  if ((ByReference || IsHandle) && (!L.Handle.isPlainLocal() || llvm::any_of(View.uses(L.Handle.Root), [&](const Use &U) {
        return (ByReference ? U.K != Use::Kind::Read : U.K != Use::Kind::Write) && !View.isInside(U.Ref, R.Statement) &&
               followsAfter(R.Statement, U.Ref, P.Scope);
      })))
    return false;
  const Effect Moved = effect(R.Site->Call);
  if (Moved == Effect::System && L.Handle.isPlainLocal() && hasBufferOfItsOwn(View, L.Handle.Root, Text.SM))
    return false;
  const auto S = Text.statement(R.Statement);
  const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(R.Statement));
  const bool LeavesBlockEmpty = !Block || (Block->size() == 1 && Block != P.Scope);
  if (!S || (LeavesBlockEmpty && !elseOf(R.Statement)) || Text.hasCommentOfItsOwn(*S))
    return false;
  return Observable(View, Text, Moved).mayWait(R.Statement, P.Scope, P.Since);
}

bool Releases::rewrite(Draft &D, const Place &P, const ReleaseStatement &R, const Spoken &Guard, bool MayRemove) const {
  if (R.Argument && Guard.CancelGivesHandle) {
    if (const auto At = Text.span(R.Argument))
      D.replace(*At, Guard.Cancel);
    else
      D.refuse(Reason::InsideMacro);
    return false;
  }
  if (R.Argument && !R.Kept) {
    D.refuse(Reason::ReleaseResultUsed);
    return false;
  }
  if (MayRemove && canRemove(P, R, &Guard)) {
    if (const auto Else = elseOf(R.Statement)) {
      D.replace(*Else, "");
      return true;
    }
    if (const auto S = Text.statement(R.Statement)) {
      D.remove(*S);
      return true;
    }
  }
  if (Guard.Cancel.empty() && Guard.RunNow.empty()) {
    D.refuse(Reason::StyleCannotSay, Guard.Cannot);
    return false;
  }
  if (Guard.Once && R.Site->MaybeReleased) {
    D.refuse(Reason::StyleCannotSay, Guard.Cannot);
    return false;
  }
  // A test of the handle may only go where a guard that has ended may be told
  // to end again.
  const Stmt *Replaced = Guard.Once || Guard.RunNow.empty() ? (R.Kept ? R.Statement : R.Whole) : R.Statement;
  const auto S = Text.statement(Replaced);
  if (!S) {
    D.refuse(Reason::InsideMacro);
    return false;
  }
  if (!R.Kept && !Guard.RunNow.empty()) {
    D.replace(*S, Guard.RunNow + ";");
    return false;
  }
  // The release stays as it is written, behind the guard's end.
  if (Guard.Cancel.empty())
    D.refuse(Reason::ReleaseResultUsed);
  else if (View.isUnbraced(Replaced))
    D.braceAndInsertBefore(*S, Guard.Cancel + ";");
  else
    D.insertLineBefore(*S, Guard.Cancel + ";");
  return false;
}

bool Releases::followsAfter(const Stmt *From, const Stmt *To, const Stmt *Scope) const {
  if (leavesFunction(From))
    return false;
  for (const GotoStmt *G : View.gotos())
    if (const Stmt *Label = G->getLabel()->getStmt();
        Label && Text.offset(Label) < Text.offset(G) && Text.offset(G) > Text.offset(From) && Text.offset(To) >= Text.offset(Label))
      return true; // back
  for (const Stmt *Now = From; Now && Now != Scope;) {
    const Stmt *Up = View.parent(Now);
    if (!Up)
      return true;
    if (const auto *Block = dyn_cast<CompoundStmt>(Up)) {
      for (const Stmt *Next = View.nextIn(Block, Now); Next; Next = View.nextIn(Block, Next)) {
        if (View.isInside(To, Next))
          return true;
        if (leavesFunction(Next))
          return false;
        if (leaves(Next) && !isa<GotoStmt>(Next)) {
          // break and continue: out of the loop, or round it.
          const Stmt *Loop = View.loopAround(Next);
          return !Loop || !View.isInside(Loop, Scope) || Loop == Scope ? false : true;
        }
        if (leaves(Next))
          return true;
      }
    } else if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Up)) {
      if (View.isInside(To, Up))
        return true;
    } else if (const auto *If = dyn_cast<IfStmt>(Up)) {
      if (Now != If->getThen() && Now != If->getElse() && View.isInside(To, If))
        return true;
    } else if (isa<CXXTryStmt, SwitchStmt>(Up)) {
      if (View.isInside(To, Up))
        return true;
    }
    Now = Up;
  }
  return false;
}

const Stmt *Releases::failureTestOf(const Stmt *Call, const Stmt *Statement) const {
  const VarDecl *Given = nullptr;
  const auto *Test = dyn_cast<IfStmt>(Statement);
  if (!Test) {
    if (const auto *D = dyn_cast<DeclStmt>(Statement); D && D->isSingleDecl())
      Given = dyn_cast<VarDecl>(D->getSingleDecl());
    else if (const auto *B = dyn_cast<BinaryOperator>(Statement); B && B->getOpcode() == BO_Assign)
      Given = asVariable(B->getLHS());
    const auto [Block, Child] = View.blockOf(Statement);
    Test = Given && Block ? dyn_cast_or_null<IfStmt>(View.nextIn(Block, Child)) : nullptr;
  }
  if (!Test || Test->getElse() || Test->getInit() || Test->getConditionVariable() || !leaves(Test->getThen()))
    return nullptr;
  const auto Fails =
      cast<Expr>(Call)->getType()->isPointerType() ? catalogue::FailureValue::Null : catalogue::FailureValue::Negative;
  const auto Holds = holdsOnSuccess(
      Test->getCond(), Fails,
      [&](const Expr *X) {
        X = bare(X);
        if (const auto *B = dyn_cast<BinaryOperator>(X); B && B->getOpcode() == BO_Assign)
          X = bare(B->getRHS());
        return X == Call || (Given && asVariable(X) == Given);
      },
      Text.Ctx);
  return Holds && !*Holds ? Test : nullptr;
}

bool isSuccessor(const FunctionView &View, const Expr *Value, const Stmt *Transfer) {
  const VarDecl *W = Value ? asVariable(Value) : nullptr;
  if (!W || !W->hasLocalStorage() || !W->getInit() || bare(W->getInit()) != Transfer || View.escapes(W))
    return false;
  return llvm::all_of(View.uses(W), [](const Use &U) { return U.K == Use::Kind::Read; });
}

bool takesLastValue(const FunctionView &View, const lifetime::Lifetime &L, const Use &U) {
  return L.Meaning.By->Transfers && View.isInside(U.Ref, L.Acquisition);
}

const DeclRefExpr *passedOn(const FunctionView &View, const VarDecl *V, const Stmt *Statement) {
  const DeclRefExpr *Only = nullptr;
  for (const Use &U : View.uses(V)) {
    if (!View.isInside(U.Ref, Statement))
      continue;
    if (Only || U.K != Use::Kind::Read)
      return nullptr;
    Only = U.Ref;
  }
  if (!Only || Only->getLocation().isMacroID())
    return nullptr;
  // By value, or to the standard library, which does not tell an lvalue from what release() returns.
  if (!isReadByValue(View, Only)) {
    const Stmt *Reader = View.parent(Only);
    while (isa_and_nonnull<ParenExpr, CastExpr>(Reader))
      Reader = View.parent(Reader);
    const auto *Call = dyn_cast_or_null<CallExpr>(Reader);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F || !flow::inStd(F))
      return nullptr;
  }
  for (const Stmt *Child = Only; Child != Statement;) {
    const Stmt *Up = View.parent(Child);
    const auto *Assignment = dyn_cast_or_null<BinaryOperator>(Up);
    const auto *Call = dyn_cast_or_null<CallExpr>(Up);
    if (!isa_and_nonnull<ParenExpr, CastExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr, CXXConstructExpr,
                         InitListExpr, CXXNewExpr, DeclStmt, ReturnStmt>(Up) &&
        !(Assignment && Assignment->getOpcode() == BO_Assign && Assignment->getRHS() == Child) &&
        !(Call && Call->getCallee() != Child))
      return nullptr;
    Child = Up;
  }
  return Only;
}

bool handsOverWhole(const FunctionView &View, const VarDecl *V, const lifetime::EscapeSite &E) {
  if (E.K != lifetime::EscapeSite::Kind::Stored && E.K != lifetime::EscapeSite::Kind::TakenByCallee)
    return true;
  bool Used = false;
  for (const Use &U : View.uses(V)) {
    if (!E.At || !View.isInside(U.Ref, E.At))
      continue;
    Used = true;
    const Stmt *Child = U.Ref, *Up = View.parent(U.Ref);
    while (isa_and_nonnull<ParenExpr, CastExpr>(Up))
      Child = std::exchange(Up, View.parent(Up));
    const auto *Deref = dyn_cast_or_null<UnaryOperator>(Up);
    const auto *Index = dyn_cast_or_null<ArraySubscriptExpr>(Up);
    if (!isa_and_nonnull<MemberExpr>(Up) && !(Deref && Deref->getOpcode() == UO_Deref) &&
        !(Index && Index->getBase() == Child))
      return true;
  }
  return !Used;
}

bool Releases::handOff(Draft &D, const Place &P, const lifetime::EscapeSite &E, const Spoken &Guard,
                       ArrayRef<ReleaseStatement> All) const {
  if (Guard.Cancel.empty())
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  if (Guard.Once && E.At)
    for (const lifetime::EscapeSite &Other : L.Escapes)
      if (Other.At && followsAfter(View.statementOf(E.At), Other.At, P.Scope))
        return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  if (!E.At || E.At->getBeginLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  if (!Places.covers(P, E.At))
    return D.refuse(Text.offset(E.At) < P.Since ? Reason::UnfamiliarShape : Reason::OutlivesScope,
                    "it is handed over outside of the guard's scope");
  if (View.inLambda(E.At))
    return D.refuse(Reason::UnfamiliarShape, "handed over inside a lambda");
  const Stmt *Statement = View.statementOf(E.At);
  // `return n ? p : nullptr;`: handed over on one side, lost on the other.
  if (!E.MayFail && llvm::any_of(L.Uncovered, [&](const lifetime::Exit &X) { return X.At && !X.isExceptional() && View.statementOf(X.At) == Statement; }))
    return D.refuse(Reason::ConditionalOwnership, "it is handed over under a condition inside of the statement");
  if (E.MayFail && !(Statement = failureTestOf(E.At, Statement)))
    return D.refuse(Reason::UnfamiliarShape, "the call that takes it may fail, and its result is not "
                                             "tested directly after");
  if (Source::touchesMacro(Statement) && Statement->getBeginLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  // After release() the guard does nothing: a release by hand that follows must
  // not be one of its own.
  bool Nulled = false;
  if (const auto [Block, Child] = View.blockOf(Statement); Block && L.Handle.isPlainLocal())
    if (const auto *Next = dyn_cast_or_null<Expr>(View.nextIn(Block, Child)))
      if (const auto *B = dyn_cast<BinaryOperator>(Next->IgnoreParens()); B && B->getOpcode() == BO_Assign)
        Nulled = (asVariable(B->getLHS()) == L.Handle.Root && isConstant(B->getRHS(), Text.Ctx)) ||
                 isSuccessor(View, B->getRHS(), E.At);
  if (!Nulled)
    for (const ReleaseStatement &R : All)
      if ((View.isInside(R.Whole, Statement) && !isa<ReturnStmt>(Statement) && !E.MayFail) ||
          followsAfter(Statement, R.Whole, P.Scope))
        return D.refuse(Reason::ConditionalOwnership, "it is released after having been handed over");
  const auto Range = Text.statement(Statement);
  if (!Range)
    return D.refuse(Reason::InsideMacro);
  if (Guard.IsHandle && !E.MayFail) {
    const DeclRefExpr *Ref = passedOn(View, L.Handle.Root, Statement);
    const auto At = Ref ? Text.span(Ref) : std::nullopt;
    if (!At)
      return D.refuse(Reason::UnfamiliarShape, "handed over inside of a larger expression");
    D.replace(*At, Guard.Cancel);
    return true;
  }
  if (const auto *Return = dyn_cast<ReturnStmt>(Statement);
      Return && Guard.CancelGivesHandle && Return->getRetValue()) {
    // Parentheses stay: in return(p); they part the word from the value.
    const auto *Ref = dyn_cast<DeclRefExpr>(Return->getRetValue()->IgnoreImplicit()->IgnoreParenImpCasts());
    if (Ref && Ref->getDecl() == L.Handle.Root)
      if (const auto At = Text.span(Ref)) {
        D.replace(*At, Guard.Cancel);
        return true;
      }
  }
  if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(Statement))
    return D.refuse(Reason::UnfamiliarShape, "handed over in the head of a loop or switch");
  const Stmt *Up = View.parent(Statement);
  if (const auto *Else = dyn_cast_or_null<IfStmt>(Up); Else && isa<IfStmt>(Statement))
    return D.refuse(Reason::UnfamiliarShape, "handed over in an else-if");
  const std::string Code = Guard.Cancel + ";";
  if (E.MayFail) {
    if (View.isUnbraced(Statement))
      return D.refuse(Reason::UnfamiliarShape, "handed over in an unbraced branch");
    D.insertLineAfter(*Range, Code);
    return true;
  }
  if (View.isUnbraced(Statement))
    D.braceAndInsertBefore(*Range, Code);
  else
    D.insertLineBefore(*Range, Code);
  return true;
}

} // namespace raiitidy::rewrite
