// A guard that looks at the variable when it runs, beside the declaration of a handle that is null or held at any time: what
// an acquisition fills even when it fails (sqlite3_open), or keeps and fills again (getline).
//
//   char *line = NULL;              char *line = NULL;
//                                   raii::scope_exit line_guard([&line] { free(line); });
//   while (getline(&line, …) > 0)   while (getline(&line, …) > 0)
//     …                               …
//   free(line);
//
// A release by hand stays where null follows it, and goes where the function ends.
#include "checks/rewrite/Context.h"
#include "checks/rewrite/DoneByHand.h"
#include "checks/rewrite/Releases.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::CallPattern;
using catalogue::Carrier;
using lifetime::Lifetime;

namespace {

class ReferencePlanner {
public:
  ReferencePlanner(Context &C, const Lifetime &L)
      : C(C), L(L), V(L.Handle.Root), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body), Places(C.Text, View, L),
        Group{&L} {
    Group.insert(Group.end(), L.Siblings.begin(), L.Siblings.end());
  }
  Outcome run() {
    if (plan())
      return D.finish("guard '" + V->getNameAsString() + "' with " + C.style().Guard.str());
    return D.finish("");
  }

private:
  bool plan();
  bool checkHandle();
  bool checkUses();
  bool collectReleases();
  bool isLast(const Stmt *S) const;
  std::optional<Action> action();

  Context &C;
  const Lifetime &L;
  const VarDecl *V;
  Draft D;
  FunctionView View;
  Placement Places;
  std::vector<const Lifetime *> Group; ///< all acquisitions into V
  Place P;
  std::vector<ReleaseStatement> All;
};

bool ReferencePlanner::checkHandle() {
  const std::string Name = "'" + V->getNameAsString() + "'";
  const DeclStmt *Declared = View.declarationOf(V);
  if (!L.Handle.isPlainLocal() || !V->hasLocalStorage() || !V->getType()->isPointerType() || !Declared || !V->getInit() ||
      !Places.isNull(V->getInit()) || V->getType().isVolatileQualified() || V->getLocation().isMacroID() ||
      View.inLambda(L.Acquisition))
    return D.refuse(Reason::UnfamiliarShape, Name);
  for (const Lifetime *Each : Group) {
    // Those that tell of failure and leave the variable as it was have other guards.
    const CallPattern *By = Each->Meaning.By;
    const bool Refills = By->Where == Carrier::OutArgument && By->Transfers && *By->Transfers == By->Index;
    if (Each->Resource != L.Resource || Each->Helper || !By->HeldOnFailure || (By->Where != Carrier::OutArgument && !Refills))
      return D.refuse(Reason::UnfamiliarShape, Name);
    if (!Each->Aliases.empty())
      return D.refuse(Reason::ReleasedThroughAlias);
    for (const lifetime::Exit &X : Each->Uncovered)
      if (X.K == lifetime::Exit::Kind::Overwritten)
        return D.refuse(Reason::LeakRemains, Name);
    for (const lifetime::EscapeSite &E : Each->Escapes)
      if (E.K != lifetime::EscapeSite::Kind::Returned && E.K != lifetime::EscapeSite::Kind::Transferred)
        return D.refuse(Reason::ConditionalOwnership, Name + " is handed over");
  }
  P.Scope = dyn_cast_or_null<CompoundStmt>(View.scopeOf(V));
  P.After = Declared;
  const auto Whole = C.Text.statement(Declared);
  if (!P.Scope || !Whole || Source::touchesMacro(Declared))
    return D.refuse(Reason::InsideMacro);
  P.Since = Whole->End;
  return true;
}

/// Nothing changes the variable but the acquisitions, and null behind a release.
bool ReferencePlanner::checkUses() {
  const std::string Name = "'" + V->getNameAsString() + "'";
  for (const Use &U : View.uses(V)) {
    if (View.inLambda(U.Ref) || U.K == Use::Kind::Captured || U.K == Use::Kind::Modify)
      return D.refuse(Reason::ReassignedWhileArmed, Name);
    if (U.K == Use::Kind::Address && llvm::none_of(Group, [&](const Lifetime *Each) { return View.isInside(U.Ref, Each->Acquisition); }))
      return D.refuse(Reason::ReassignedWhileArmed, Name + " may change through its address");
    if (U.K == Use::Kind::Write &&
        (!Places.isNull(U.Value) || llvm::none_of(All, [&](const ReleaseStatement &R) {
           const auto [Block, Child] = View.blockOf(R.Statement);
           return Block && View.nextIn(Block, Child) == View.statementOf(U.Ref);
         })))
      return D.refuse(Reason::ReassignedWhileArmed, Name);
  }
  return true;
}

bool ReferencePlanner::collectReleases() {
  if (hasUnseenRelease(View, V, Group))
    return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' is released where it is never held");
  for (const Lifetime *Each : Group) {
    const Placement There(C.Text, View, *Each);
    const auto Some = Releases(C.Text, View, *Each, There).collect(D, P, /*MayFoldTests=*/true);
    if (!Some)
      return false;
    for (const ReleaseStatement &R : *Some) {
      if (asVariable(catalogue::Matcher::carrier(R.Site->Meaning, R.Site->Call)) != V)
        return D.refuse(Reason::ReleasedThroughAlias);
      if (R.Argument || R.Kept)
        return D.refuse(Reason::ReleaseResultUsed);
      if (llvm::none_of(All, [&](const ReleaseStatement &Old) { return Old.Site->Call == R.Site->Call; }))
        All.push_back(R);
    }
  }
  return true;
}

/// After \p S nothing acquires any more: the guard may end there.
bool ReferencePlanner::isLast(const Stmt *S) const {
  if (!View.gotos().empty())
    return false;
  const auto [Block, Child] = View.blockOf(S);
  // A throw leaves the function only where nothing around may catch it.
  bool Caught = false;
  for (const Stmt *Up = S; Up && Up != P.Scope; Up = View.parent(Up))
    Caught |= isa<CXXTryStmt>(Up);
  const Stmt *Within = Block && !Caught && leavesFunction(Block) ? Block : P.Scope;
  for (const Stmt *Up = S; Up && Up != Within; Up = View.parent(Up))
    if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Up))
      return false;
  // Not only the acquisitions of this group: analysis keeps no lifetime of one that is always released.
  return llvm::none_of(View.uses(V), [&](const Use &U) {
    return U.K == Use::Kind::Address && View.isInside(U.Ref, Within) && C.Text.offset(U.Ref) > C.Text.offset(S);
  });
}

std::optional<Action> ReferencePlanner::action() {
  const Actions Maker(C.Text, View);
  for (const CallPattern &Pattern : L.Resource->Release) {
    Draft Try(C.Text, D.file());
    auto A = Pattern.AcceptsFailureValue ? Maker.fromPattern(Try, Pattern, V, false) : std::nullopt;
    if (!A)
      continue;
    for (std::string &Each : A->Captures)
      if (Each == V->getName())
        Each = "&" + Each;
    return A;
  }
  D.refuse(Reason::NoReleaseToCopy);
  return std::nullopt;
}

bool ReferencePlanner::plan() {
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)) || !checkHandle() || !collectReleases() || !checkUses() ||
      !C.Safe.checkJumps(D, View, P.Scope, P.Since))
    return false;
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  const auto A = action();
  if (!A)
    return false;
  if (A->MayThrow)
    D.unsafe("'" + A->Callee + "' may throw, and a guard's destructor would then terminate the program");
  const std::string Guard = C.GuardNames.unique(Names::stem(V->getName()), "guard", L.Function, View, P.Scope, V->getLocation());
  Spoken Speech = speak(C.style(), Guard);
  Speech.ByReference = true;
  std::string Kept;
  if (A->Callee != "free" && returnsFailure(View, View.body(), C.Text.Ctx)) {
    Kept = C.GuardNames.unique("kept", "", L.Function, View, P.Scope, V->getLocation());
    if (!C.Unit.isMacro("errno"))
      C.Inclusions.add(D, "cerrno", C.Text.offset(L.Function->getBeginLoc()));
  }
  Places.insert(D, P, C.declare(Guard, A->lambda({}, Kept), L.Function));
  const Releases Sites(C.Text, View, L, Places);
  bool Removed = false;
  for (const ReleaseStatement &R : All) {
    if (isForgottenAfter(View, C.Text, R.Statement, V))
      continue;
    if (!isLast(R.Statement))
      return D.refuse(Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "' is released and filled again");
    Removed |= Sites.rewrite(D, P, R, Speech);
  }
  if (savesNothing(Group, All, Removed, /*IsOwner=*/false))
    return D.refuse(Reason::NothingSaved);
  for (const Lifetime *Each : Group)
    for (const lifetime::EscapeSite &E : Each->Escapes)
      if (E.K == lifetime::EscapeSite::Kind::Returned && !Sites.handOff(D, P, E, Speech, All))
        return false;
  std::vector<std::string> Words{V->getNameAsString(), A->Callee};
  const auto Region = C.Text.span(SourceRange(V->getBeginLoc(), P.Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro);
  return !D.refused() && C.Safe.checkConditionalText(D, *Region, Words) &&
         C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc()));
}

} // namespace

Outcome guardReference(Context &C, const Lifetime &L) { return ReferencePlanner(C, L).run(); }

} // namespace raiitidy::rewrite
