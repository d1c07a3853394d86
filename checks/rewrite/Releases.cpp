#include "checks/rewrite/Releases.h"

using namespace clang;

namespace raiitidy::rewrite {

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

std::optional<std::vector<ReleaseStatement>> Releases::collect(Draft &D, const Place &P, bool MayFoldTests,
                                                               bool ReturnsHandle) const {
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
    ReleaseStatement S;
    S.Site = &R;
    S.Whole = asStatement(R.Call, View);
    if (!S.Whole) {
      // `return fclose(f) == 0;` → `return fclose(f_guard.release()) == 0;`
      const Expr *Carried = catalogue::Matcher::carrier(R.Meaning, R.Call);
      const Expr *Argument = Carried ? Carried->IgnoreImplicit() : nullptr;
      const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Argument);
      if (!ReturnsHandle || !Ref || Ref->getDecl() != L.Handle.Root || Source::touchesMacro(Argument)) {
        D.refuse(Reason::ReleaseResultUsed);
        return std::nullopt;
      }
      S.Whole = R.Call;
      S.Argument = Argument;
      S.Statement = View.statementOf(R.Call);
      Out.push_back(S);
      continue;
    }
    if (Source::touchesMacro(S.Whole) || !Text.statement(S.Whole)) {
      D.refuse(Reason::InsideMacro);
      return std::nullopt;
    }
    S.Statement = S.Whole;
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
  for (const ReleaseStatement &R : All) {
    for (const Stmt *Now = R.Statement; Now != P.Scope && !View.isInside(L.Acquisition, Now);) {
      if (leaves(Now))
        break;
      const Stmt *Up = View.parent(Now);
      if (!Up)
        break;
      // A block that leaves after the release: whatever decides to enter it decides about leaving too.
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
        const bool IsHandleTest = (When && *When == Held) || (NotNull && *NotNull == Held);
        if (!IsHandleTest && !Ends(Other) && !KnownUncovered(If))
          return D.refuse(Reason::ConditionalOwnership);
      } else if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(Up)) {
        if (!(isa<DoStmt>(Up) && isConstant(cast<DoStmt>(Up)->getCond(), Text.Ctx)) && !KnownUncovered(Up))
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

bool Releases::hasCommentOfItsOwn(const Span &S) const {
  const FileID F = S.File;
  const StringRef B = Text.buffer(F);
  if (!B.slice(S.End, Text.lineEnd(F, S.End)).trim().empty())
    return true;
  if (Text.hasComment(S))
    return true;
  const unsigned Line = Text.lineBegin(F, S.Begin);
  if (!B.slice(Line, S.Begin).trim().empty())
    return true;
  if (Line == 0)
    return false;
  const StringRef Above = B.slice(Text.lineBegin(F, Line - 1), Line).trim();
  return Above.starts_with("//") || Above.ends_with("*/");
}

bool Releases::canRemove(const Place &P, const ReleaseStatement &R) const {
  if (R.Argument)
    return false;
  const auto S = Text.statement(R.Statement);
  const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(R.Statement));
  if (!S || !Block || (Block->size() == 1 && Block != P.Scope) || hasCommentOfItsOwn(*S))
    return false;
  return Observable(View, Text).mayWait(R.Statement, P.Scope, P.Since);
}

bool Releases::rewrite(Draft &D, const Place &P, const ReleaseStatement &R, StringRef Reset, bool MayRemove) const {
  if (R.Argument) {
    if (const auto At = Text.span(R.Argument))
      D.replace(*At, (Reset.split('.').first + ".release()").str());
    else
      D.refuse(Reason::InsideMacro);
    return false;
  }
  const auto S = Text.statement(R.Statement);
  if (!S) {
    D.refuse(Reason::InsideMacro);
    return false;
  }
  if (MayRemove && canRemove(P, R)) {
    D.remove(*S);
    return true;
  }
  D.replace(*S, (Reset + ";").str());
  return false;
}

/// Whether control may come from the end of \p From to \p To without leaving \p Scope. In doubt: yes.
bool Releases::followsAfter(const Stmt *From, const Stmt *To, const Stmt *Scope) const {
  if (leavesFunction(From))
    return false;
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
  const auto Fails = cast<Expr>(Call)->getType()->isPointerType() ? catalogue::FailureValue::Null : catalogue::FailureValue::Negative;
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

bool Releases::handOff(Draft &D, const Place &P, const lifetime::EscapeSite &E, StringRef Guard, bool ReturnsHandle,
                       ArrayRef<ReleaseStatement> All) const {
  if (!E.At || E.At->getBeginLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  if (!Places.covers(P, E.At))
    return D.refuse(Text.offset(E.At) < P.Since ? Reason::UnfamiliarShape : Reason::OutlivesScope,
                    "it is handed over outside of the guard's scope");
  if (View.inLambda(E.At))
    return D.refuse(Reason::UnfamiliarShape, "handed over inside a lambda");
  const Stmt *Statement = View.statementOf(E.At);
  if (E.MayFail && !(Statement = failureTestOf(E.At, Statement)))
    return D.refuse(Reason::UnfamiliarShape, "the call that takes it may fail, and its result is not tested directly after");
  if (Source::touchesMacro(Statement) && Statement->getBeginLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  // After release() the guard does nothing: a release by hand that follows must not be one of its own.
  bool Nulled = false;
  if (const auto [Block, Child] = View.blockOf(Statement); Block && L.Handle.isPlainLocal())
    if (const auto *Next = dyn_cast_or_null<Expr>(View.nextIn(Block, Child)))
      if (const auto *B = dyn_cast<BinaryOperator>(Next->IgnoreParens()); B && B->getOpcode() == BO_Assign)
        Nulled = asVariable(B->getLHS()) == L.Handle.Root && isConstant(B->getRHS(), Text.Ctx);
  if (!Nulled)
    for (const ReleaseStatement &R : All)
      if ((View.isInside(R.Whole, Statement) && !isa<ReturnStmt>(Statement) && !E.MayFail) ||
          followsAfter(Statement, R.Whole, P.Scope))
        return D.refuse(Reason::ConditionalOwnership, "it is released after having been handed over");
  const auto Range = Text.statement(Statement);
  if (!Range)
    return D.refuse(Reason::InsideMacro);
  if (const auto *Return = dyn_cast<ReturnStmt>(Statement); Return && ReturnsHandle && Return->getRetValue()) {
    // Parentheses stay: in return(p); they part the word from the value.
    const auto *Ref = dyn_cast<DeclRefExpr>(Return->getRetValue()->IgnoreImplicit()->IgnoreParenImpCasts());
    if (Ref && Ref->getDecl() == L.Handle.Root)
      if (const auto At = Text.span(Ref)) {
        D.replace(*At, (Guard + ".release()").str());
        return true;
      }
  }
  if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(Statement))
    return D.refuse(Reason::UnfamiliarShape, "handed over in the head of a loop or switch");
  const Stmt *Up = View.parent(Statement);
  if (const auto *Else = dyn_cast_or_null<IfStmt>(Up); Else && isa<IfStmt>(Statement))
    return D.refuse(Reason::UnfamiliarShape, "handed over in an else-if");
  const std::string Code = (Guard + ".release();").str();
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
