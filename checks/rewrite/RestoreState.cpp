// A state that is changed and put back by hand gets a guard.
#include "checks/lifetime/States.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/GuardKinds.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::StateChange;

namespace {

class StatePlanner {
public:
  StatePlanner(Context &C, const StateChange &S)
      : C(C), S(S), D(C.Text, C.Text.file(S.Function->getBody()->getBeginLoc())), View(S.Function->getBody()),
        Quiet(View, C.Text) {}
  Outcome run();

private:
  bool check();
  /// The statement of \p Restore: `(void)chdir(old)`.
  const Expr *wholeOf(const Expr *Restore) const { return dyn_cast_or_null<Expr>(View.statementOf(Restore)); }
  bool mayBeClosedBefore() const;
  const DeclStmt *savedOnlyForThis() const;
  std::optional<std::string> savingGuard(const DeclStmt *Declaration) const;
  bool declareGuard();
  bool replaceRestore(const Expr *Restore);

  Context &C;
  const StateChange &S;
  Draft D;
  FunctionView View;
  Observable Quiet;
  Spoken Guard;
  unsigned Since = 0;
};

bool StatePlanner::check() {
  if (!C.Safe.checkFunction(D, S.Function, View))
    return false;
  if (View.inLambda(S.Change))
    return D.refuse(Reason::UnfamiliarShape, "inside a lambda");
  if (Source::touchesMacro(S.ChangeStatement))
    return D.refuse(Reason::InsideMacro);
  if (S.ChangedAgain)
    return D.refuse(Reason::ReassignedWhileArmed);
  if (S.State->refersToBitField())
    return D.refuse(Reason::VolatileOrAtomic);
  // current_path(old, ec) at the end of a failing path would say that all went well.
  if (const auto *Call = dyn_cast<CallExpr>(S.Restore); Call && S.isCall() && Call->getDirectCallee())
    for (unsigned N = 0; N != std::min(Call->getNumArgs(), Call->getDirectCallee()->getNumParams()); ++N)
      if (const QualType T = Call->getDirectCallee()->getParamDecl(N)->getType();
          !isa<CXXOperatorCallExpr>(Call) && T->isLValueReferenceType() && !T->getPointeeType().isConstQualified())
        return D.refuse(Reason::ReleaseResultUsed, "the call that puts it back also writes its error");
  const auto Text = C.Text.span(S.Restore);
  for (const Expr *R : S.Restores) {
    if (Source::touchesMacro(R))
      return D.refuse(Reason::InsideMacro);
    const auto Other = C.Text.span(R);
    if (!Text || !Other)
      return D.refuse(Reason::InsideMacro);
    if (bare(wholeOf(R)) != bare(R))
      return D.refuse(Reason::ReleaseResultUsed);
    if (S.K != StateChange::Kind::Count && C.Text.normalised(*Other) != C.Text.normalised(*Text))
      return D.refuse(Reason::ReleasesDiffer);
  }
  return !mayBeClosedBefore() || D.refuse(Reason::ChangedBeforeRelease, "'" + S.Saved->getNameAsString() + "' is given away");
}

/// close(here); free(old);  before the guard has gone back there. Right behind the way back it may be.
bool StatePlanner::mayBeClosedBefore() const {
  if (S.K != StateChange::Kind::Directory)
    return false;
  return llvm::any_of(View.uses(S.Saved), [&](const Use &U) {
    if (C.Text.offset(U.Ref) < C.Text.offset(S.ChangeStatement) || View.isInside(U.Ref, S.ChangeStatement))
      return false;
    bool Given = false;
    const Stmt *Whole = View.statementOf(U.Ref);
    for (const Stmt *Up = U.Ref; Up && Up != View.parent(Whole); Up = View.parent(Up))
      Given |= isa<CallExpr, CXXDeleteExpr>(Up);
    const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Whole));
    return Given && llvm::none_of(S.Restores, [&](const Expr *R) {
             return View.isInside(U.Ref, R) || (Block && View.nextIn(Block, View.statementOf(R)) == Whole);
           });
  });
}

/// The declaration of what is saved, where only the restoring statements read that: raii::restore remembers it instead.
const DeclStmt *StatePlanner::savedOnlyForThis() const {
  if (S.K != StateChange::Kind::Saved || C.Options.Style != GuardStyle::Raii)
    return nullptr;
  const DeclStmt *Declaration = nullptr;
  for (const Stmt *Child : S.Block->body())
    if (const auto *DS = dyn_cast<DeclStmt>(Child); DS && DS->isSingleDecl() && DS->getSingleDecl() == S.Saved)
      Declaration = DS;
  if (!Declaration || Source::touchesMacro(Declaration))
    return nullptr;
  for (const Use &U : View.uses(S.Saved))
    if (llvm::none_of(S.Restores, [&](const Expr *R) { return View.isInside(U.Ref, R); }))
      return nullptr;
  return Declaration;
}

/// What raii::restore is given instead of \p Declaration: `x` of `T old = x;`, `x, true` of `T old = std::exchange(x, true);`.
/// Nothing where it would not do the same, or might throw when the scope is left.
std::optional<std::string> StatePlanner::savingGuard(const DeclStmt *Declaration) const {
  const auto State = C.Text.span(S.State);
  const QualType T = S.State->getType();
  if (!State || (!T->isScalarType() && !movesWithoutThrowing(T, C.Text.Ctx)))
    return std::nullopt;
  // Until the change nothing may happen that is not to be put back.
  if (View.nextIn(S.Block, Declaration) == S.ChangeStatement)
    return C.Text.oneLine(*State);
  const auto *Exchange = S.ChangeStatement == Declaration ? dyn_cast<CallExpr>(S.Change) : nullptr;
  const Expr *Now = Exchange && T->isScalarType() ? Exchange->getArg(1) : nullptr;
  const auto Value = Now && !isa<InitListExpr>(bare(Now)) ? C.Text.span(Now) : std::nullopt;
  return Value ? std::optional(C.Text.oneLine(*State) + ", " + C.Text.oneLine(*Value)) : std::nullopt;
}

bool StatePlanner::declareGuard() {
  const auto Change = C.Text.statement(S.ChangeStatement);
  if (!Change)
    return D.refuse(Reason::InsideMacro);
  const auto Named = [&](StringRef Stem) {
    return C.GuardNames.unique(Stem, "guard", S.Function, View, S.Block, S.Change->getBeginLoc());
  };
  const DeclStmt *Declaration = savedOnlyForThis();
  if (const auto Arguments = Declaration ? savingGuard(Declaration) : std::nullopt) {
    const auto At = C.Text.statement(Declaration);
    const auto State = C.Text.span(S.State);
    if (!At || C.Text.hasComment(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment in the declaration");
    Since = At->Begin;
    if (!C.Safe.checkJumps(D, View, S.Block, Since))
      return false;
    Guard = speak(C.style(), Named(Names::stem(C.Text.oneLine(*State))));
    const StringRef Global = C.needsGlobal("raii::restore", S.Function) ? "::" : "";
    D.replace(*At, (Global + "raii::restore " + Guard.Name + "(" + *Arguments + ");").str());
    return C.useHeader(D, "raii/restore.hpp", 17, C.Text.offset(S.Function->getBeginLoc()));
  }
  Since = Change->End;
  if (!C.Safe.checkJumps(D, View, S.Block, Since))
    return false;
  const Stmt *Restore = wholeOf(S.Restore);
  const auto Lambda = cleanupLambda(C, D, View, Restore, S.ChangeStatement);
  if (!Lambda)
    return false;
  const auto State = C.Text.span(S.State);
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  Guard = speak(C.style(), Named(S.isCall() || !State ? Lambda->Stem
                                                                            : Names::stem(C.Text.oneLine(*State))));
  if (Guard.Once && S.Restores.size() > 1)
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  D.insertLineAfter(*Change, C.declare(Guard.Name, Lambda->Lambda, S.Function));
  return C.useGeneral(D, C.Text.offset(S.Function->getBeginLoc()));
}

bool StatePlanner::replaceRestore(const Expr *Restore) {
  const auto At = C.Text.statement(Restore);
  if (!At)
    return D.refuse(Reason::InsideMacro);
  return endGuard(C, D, *At, Guard, !View.isUnbraced(Restore) && Quiet.mayWait(Restore, S.Block, Since, {Restore}));
}

Outcome StatePlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!check() || !declareGuard())
    return Done();
  for (const Expr *R : S.Restores)
    if (!replaceRestore(wholeOf(R)))
      return Done();
  const auto Region = C.Text.span(SourceRange(S.Block->getLBracLoc(), S.Block->getRBracLoc()));
  if (!Region || !C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  return D.finish("put it back with a guard");
}

} // namespace

Outcome restoreState(Context &C, const StateChange &S) { return StatePlanner(C, S).run(); }

} // namespace raiitidy::rewrite
