// A state or a lock of C that is acquired in inner blocks, several times, or behind a jump: a guard stands first, and is
// armed where the state was acquired.
//
//                                   raii::scope_exit canvas_guard(raii::disarmed, [&canvas] { canvas.endBatch(); });
//   if (many) {                     if (many) {
//     canvas.beginBatch();            canvas.beginBatch();
//   }                                 canvas_guard.arm();
//   …                               }
//   if (many)                       …
//     canvas.endBatch();            if (many)
//                                     canvas_guard.reset();
#include "checks/rewrite/EarlyPlace.h"
#include "checks/rewrite/StateGuard.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::Lifetime;

namespace {

class ArmedPlanner {
public:
  ArmedPlanner(Context &C, const Lifetime &L) : C(C), L(L), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body) {}
  Outcome run() { return D.finish(plan() ? "guard " + stateTitle(C, L) + " with " + C.style().Guard.str() : ""); }

private:
  /// Where the guard learns of an acquisition: behind it and the test of its failure, or in braces with it.
  struct Arm {
    const Expr *Unbraced = nullptr;
    Place At;
  };

  bool plan();
  bool collect();
  std::optional<Arm> armOf(const Expr *Acquisition);
  void declare(const EarlyPlace &P, const Action &A);

  Context &C;
  const Lifetime &L;
  Draft D;
  FunctionView View;
  std::vector<const Expr *> Acquired;
  std::vector<Arm> Arms;
  std::vector<ReleaseStatement> All;
  std::string Guard;
};

std::optional<ArmedPlanner::Arm> ArmedPlanner::armOf(const Expr *Acquisition) {
  const auto Refuse = [&](Reason Why) {
    D.refuse(Why);
    return std::nullopt;
  };
  const bool MustBeTested = mustBeTested(L, Acquisition);
  if (const Expr *Whole = asStatement(Acquisition, View); Whole && View.isUnbraced(Whole)) {
    if (MustBeTested)
      return Refuse(Reason::FailureUntested);
    if (Source::touchesMacro(Whole) || !C.Text.statement(Whole))
      return Refuse(Reason::InsideMacro);
    return Arm{Whole, {}};
  }
  const Placement Places(C.Text, View, L);
  const auto Found = Places.find(D, Acquisition);
  if (!Found)
    return std::nullopt;
  if (MustBeTested && !Found->FailureExcluded)
    return Refuse(Reason::FailureUntested);
  // What is released where the acquisition has failed is released before the guard knows of it.
  for (const lifetime::ReleaseSite &R : L.Releases)
    if (const unsigned At = C.Text.offset(R.Call); At > C.Text.offset(Acquisition) && At < Found->Since)
      return Refuse(Reason::UnfamiliarShape);
  return Arm{nullptr, *Found};
}

bool ArmedPlanner::collect() {
  Acquired.assign(L.Acquisitions.begin(), L.Acquisitions.end());
  if (Acquired.empty())
    Acquired.push_back(L.Acquisition);
  for (const Expr *A : Acquired) {
    if (View.inLambda(A))
      return D.refuse(Reason::UnfamiliarShape, "the acquisition is inside a lambda");
    const auto Found = armOf(A);
    if (!Found)
      return false;
    Arms.push_back(*Found);
  }
  const Placement Places(C.Text, View, L);
  const Releases Sites(C.Text, View, L, Places);
  for (const lifetime::ReleaseSite &R : L.Releases) {
    if (Source::touchesMacro(R.Call))
      return D.refuse(Reason::InsideMacro);
    if (R.Helper)
      return D.refuse(Reason::ReleasedByHelper, "'" + R.Helper->getNameAsString() + "'");
    if (R.MaybeUnborn || View.inLambda(R.Call))
      return D.refuse(Reason::ConditionalOwnership);
    const auto S = Sites.statementOf(D, R);
    if (!S)
      return false;
    All.push_back(*S);
  }
  return true;
}

void ArmedPlanner::declare(const EarlyPlace &P, const Action &A) {
  Guard = C.GuardNames.unique(stateStem(C, L, L.Acquisition), "guard", L.Function, View, P.Scope, P.Before->getBeginLoc());
  const std::string Disarmed = C.needsGlobal("raii::disarmed", L.Function) ? "::raii::disarmed" : "raii::disarmed";
  if (const auto At = C.Text.statement(P.Before))
    D.insertLineBefore(*At, C.declare(Guard, Disarmed + ", " + A.lambda(), L.Function));
  else
    D.refuse(Reason::InsideMacro);
}

bool ArmedPlanner::plan() {
  if (C.Options.Style != GuardStyle::Raii)
    return D.refuse(Reason::StyleCannotSay);
  if (isAlwaysReleased(L))
    return D.refuse(Reason::NothingSaved); // the releases stay
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)))
    return false;
  if (!L.Escapes.empty() || L.EndsUnseen)
    return D.refuse(Reason::ConditionalOwnership, L.Escapes.empty() ? "" : "it is handed over");
  if (L.Releases.empty())
    return D.refuse(Reason::NoReleaseToCopy);
  if (!refuseCapability(D, L, L.Acquisition) || !collect())
    return false;
  std::vector<const Stmt *> Calls(Acquired.begin(), Acquired.end());
  for (const ReleaseStatement &R : All)
    Calls.push_back(R.Whole);
  const auto Found = findEarly(D, C, View, L, Calls);
  if (!Found)
    return false;
  Place P;
  P.Scope = Found->Scope;
  P.Since = C.Text.offset(Found->Before);
  const auto A = agreedAction(C, D, View, All, P.Since);
  if (!A)
    return false;
  declare(*Found, *A);
  const Placement Places(C.Text, View, L);
  const Releases Sites(C.Text, View, L, Places);
  for (const Arm &Each : Arms)
    if (Each.Unbraced)
      D.braceAndInsertAfter(*C.Text.statement(Each.Unbraced), Guard + ".arm();");
    else
      Places.insert(D, Each.At, Guard + ".arm();");
  for (const ReleaseStatement &R : All)
    Sites.rewrite(D, P, R, speak(C.style(), Guard), /*MayRemove=*/false);
  const auto Region = C.Text.span(SourceRange(Found->Before->getBeginLoc(), P.Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro);
  return !D.refused() && C.Safe.checkConditionalText(D, *Region, calleesOf(L.Acquisition, All)) &&
         C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc()));
}

} // namespace

Outcome guardArmed(Context &C, const Lifetime &L) { return ArmedPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
