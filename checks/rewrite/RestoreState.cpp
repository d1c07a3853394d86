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
  const DeclStmt *savedOnlyForThis() const;
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
  if (const auto *Call = dyn_cast<CallExpr>(S.Restore); Call && Call->getDirectCallee())
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
    if (S.K != StateChange::Kind::Count && C.Text.normalised(*Other) != C.Text.normalised(*Text))
      return D.refuse(Reason::ReleasesDiffer);
  }
  return true;
}

/// `T old = x;` that only the restoring statements read: raii::restore remembers it instead.
const DeclStmt *StatePlanner::savedOnlyForThis() const {
  if (S.K != StateChange::Kind::Saved || C.Options.Style != GuardStyle::Raii)
    return nullptr;
  const DeclStmt *Declaration = nullptr;
  for (const Stmt *Child : S.Block->body())
    if (const auto *DS = dyn_cast<DeclStmt>(Child); DS && DS->isSingleDecl() && DS->getSingleDecl() == S.Saved)
      Declaration = DS;
  // Until the change nothing may happen that is not to be put back.
  if (!Declaration || Source::touchesMacro(Declaration) || View.nextIn(S.Block, Declaration) != S.ChangeStatement)
    return nullptr;
  for (const Use &U : View.uses(S.Saved))
    if (llvm::none_of(S.Restores, [&](const Expr *R) { return View.isInside(U.Ref, R); }))
      return nullptr;
  return Declaration;
}

bool StatePlanner::declareGuard() {
  const auto Change = C.Text.statement(S.ChangeStatement);
  if (!Change)
    return D.refuse(Reason::InsideMacro);
  const auto Named = [&](StringRef Stem) {
    return C.GuardNames.unique(Stem, "guard", S.Function, View, S.Block, S.Change->getBeginLoc());
  };
  if (const DeclStmt *Declaration = savedOnlyForThis()) {
    const auto At = C.Text.statement(Declaration);
    const auto State = C.Text.span(S.State);
    if (!At || !State || C.Text.hasComment(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment in the declaration");
    Since = At->Begin;
    if (!C.Safe.checkJumps(D, View, S.Block, Since))
      return false;
    Guard = speak(C.style(), Named(Names::stem(C.Text.oneLine(*State))));
    const StringRef Global = C.needsGlobal("raii::restore", S.Function) ? "::" : "";
    D.replace(*At, (Global + "raii::restore " + Guard.Name + "(" + C.Text.oneLine(*State) + ");").str());
    return C.useHeader(D, "raii/restore.hpp", 17, C.Text.offset(S.Function->getBeginLoc()));
  }
  Since = Change->End;
  if (!C.Safe.checkJumps(D, View, S.Block, Since))
    return false;
  const Stmt *Restore = S.Restore;
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
    if (!replaceRestore(R))
      return Done();
  const auto Region = C.Text.span(SourceRange(S.Block->getLBracLoc(), S.Block->getRBracLoc()));
  if (!Region || !C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  return D.finish("put it back with a guard");
}

} // namespace

Outcome restoreState(Context &C, const StateChange &S) { return StatePlanner(C, S).run(); }

} // namespace raiitidy::rewrite
