// Locks and other states of an object: lock_guard and its kin, else the general guard.
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Lockable.h"
#include "checks/rewrite/StateGuard.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/QualTypeNames.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::CallPattern;
using catalogue::Carrier;
using catalogue::FailureValue;
using lifetime::Lifetime;

namespace {

/// One guard: an acquisition, the places where it is acquired again, and the releases in its scope.
struct Region {
  const Expr *First;
  Place P;
  std::vector<const Expr *> Again;
  std::vector<ReleaseStatement> Releases;
};

class StatePlanner {
public:
  StatePlanner(Context &C, const Lifetime &L)
      : C(C), L(L), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body), Places(C.Text, View, L),
        Sites(C.Text, View, L, Places) {}
  Outcome run();

private:
  bool split();
  bool endsWithin(const Region &R) const;
  const ReleaseStatement *endOfBlock(const Region &R) const;
  bool planLockable(Region &R);
  bool planAction(Region &R);

  Context &C;
  const Lifetime &L;
  Draft D;
  FunctionView View;
  Placement Places;
  Releases Sites;
  std::vector<Region> Regions;
  std::string GuardType;
};

/// Whether the state is given back, or the function left, before the scope of \p R ends: behind it the code speaks of the
/// guard around.
bool StatePlanner::endsWithin(const Region &R) const {
  bool Ends = false, Behind = false;
  for (const Stmt *Child : R.P.Scope->body()) {
    Behind |= C.Text.offset(Child) >= R.P.Since;
    if (!Behind)
      continue;
    Ends |= leavesFunction(Child);
    for (const lifetime::ReleaseSite &S : L.Releases)
      Ends |= asStatement(S.Call, View) == Child;
  }
  return Ends;
}

bool StatePlanner::split() {
  std::vector<const Expr *> All(L.Acquisitions.begin(), L.Acquisitions.end());
  if (All.empty())
    All.push_back(L.Acquisition);
  llvm::sort(All, [&](const Expr *A, const Expr *B) { return C.Text.offset(A) < C.Text.offset(B); });
  const bool Rearmed = isStandardLockable(L); // other guards run once: each acquisition has its own
  for (const Expr *A : All) {
    bool Inside = false;
    for (Region &R : Regions)
      if (Places.covers(R.P, A)) {
        Inside = true;
        if (Rearmed)
          R.Again.push_back(A);
      }
    if (Inside && Rearmed)
      continue;
    const auto P = Places.find(D, A);
    if (!P)
      return false;
    Region Own{A, *P, {}, {}};
    if (Inside && !endsWithin(Own))
      return D.refuse(Reason::ReassignedWhileArmed, "it is acquired again while the guard lives");
    Regions.push_back(Own);
  }
  // Every release belongs to one region: that of the last acquisition before it.
  std::vector<unsigned> Counted(L.Releases.size(), 0);
  for (Region &R : Regions)
    for (unsigned I = 0; I < L.Releases.size(); ++I) {
      const lifetime::ReleaseSite &S = L.Releases[I];
      if (!Places.covers(R.P, S.Call))
        continue;
      if (!Rearmed && llvm::any_of(Regions, [&](const Region &Later) {
            return Later.P.Since > R.P.Since && Places.covers(Later.P, S.Call);
          }))
        continue;
      ++Counted[I];
      if (Source::touchesMacro(S.Call))
        return D.refuse(Reason::InsideMacro);
      if (S.Helper)
        return D.refuse(Reason::ReleasedByHelper, "'" + S.Helper->getNameAsString() + "'");
      if (S.MaybeUnborn || View.inLambda(S.Call))
        return D.refuse(Reason::ConditionalOwnership);
      const auto Statement = Sites.statementOf(D, S);
      if (!Statement)
        return false;
      R.Releases.push_back(*Statement);
    }
  for (unsigned Count : Counted)
    if (Count != 1)
      return D.refuse(Count == 0 ? Reason::AcquiredInInnerScope : Reason::ConditionalOwnership);
  return true;
}

/// The unlock() that can be the end of a block around what is locked, so that the lock is as short as it was: on the same
/// level as the lock(), with nothing declared between that is needed behind it. Null if there is none.
const ReleaseStatement *StatePlanner::endOfBlock(const Region &R) const {
  constexpr unsigned MostLines = 10; // they all move
  const ReleaseStatement *End = nullptr;
  for (const ReleaseStatement &S : R.Releases)
    if (!Sites.canRemove(R.P, S)) {
      if (End || S.Kept || S.Argument || View.parent(S.Statement) != R.P.Scope)
        return nullptr;
      End = &S;
    }
  const Expr *First = asStatement(R.First, View);
  const auto From = First && View.parent(First) == R.P.Scope ? C.Text.statement(First) : std::nullopt;
  const auto To = End ? C.Text.statement(End->Statement) : std::nullopt;
  if (!From || !To || !R.Again.empty())
    return nullptr;
  for (const Stmt *Each = View.nextIn(R.P.Scope, First); Each && Each != End->Statement; Each = View.nextIn(R.P.Scope, Each)) {
    if (Each->getBeginLoc().isMacroID() || isa<LabelStmt, SwitchCase>(Each))
      return nullptr;
    const auto *Declared = dyn_cast<DeclStmt>(Each);
    if (!Declared)
      continue;
    for (const Decl *One : Declared->decls()) {
      const auto *V = dyn_cast<VarDecl>(One);
      if (!V || !V->hasLocalStorage() || V->getType()->isReferenceType() || !diesQuietly(V->getType()) || Observable::isOwner(V->getType()) ||
          llvm::any_of(View.uses(V), [&](const Use &U) { return C.Text.offset(U.Ref) > To->End; }))
        return nullptr;
    }
  }
  if (llvm::any_of(View.labels(), [&](const LabelStmt *S) { return C.Text.offset(S) > From->End && C.Text.offset(S) < To->Begin; }))
    return nullptr;
  const StringRef B = C.Text.buffer(D.file());
  const auto Alone = [&](const Span &S) {
    const StringRef Behind = C.Text.behind(S);
    return C.Text.before(S).empty() && (Behind.empty() || Behind.starts_with("//"));
  };
  const StringRef Between = B.slice(From->End, To->Begin);
  if (!Alone(*From) || !Alone(*To) || Between.contains("R\"") || Between.contains("\\\n") || Between.contains("\n#") ||
      Between.count('\n') > MostLines)
    return nullptr;
  return End;
}

bool StatePlanner::planLockable(Region &R) {
  const CXXMethodDecl *Acquire = methodOf(R.First);
  const CXXRecordDecl *Class = Acquire->getParent();
  const Expr *Object = receiverOf(R.First);
  QualType T = Object->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  if (hasCapability(Class) || hasCapability(T->getAsCXXRecordDecl()))
    return D.refuse(Reason::CapabilityMutex, "'" + Class->getNameAsString() + "'");
  const StringRef Name = Acquire->getName();
  const bool Shared = Name.contains("shared");
  const bool Adopt = L.Meaning.By->Fails != FailureValue::Never;
  const bool Plain = Name == (Shared ? "lock_shared" : "lock");
  if ((!Plain && !Adopt) || Acquire->getNumParams() > Acquire->getMinRequiredArguments())
    return D.refuse(Reason::LockedByOthers);
  if (Adopt && !R.P.FailureExcluded)
    return D.refuse(Reason::FailureUntested);
  for (const Expr *A : R.Again)
    if (const CXXMethodDecl *M = methodOf(A); !M || M->getName() != (Shared ? "lock_shared" : "lock") || !asStatement(A, View))
      return D.refuse(Reason::ReassignedWhileArmed);
  bool Private = Acquire->getAccess() != AS_public;
  for (const ReleaseStatement &S : R.Releases) {
    const CXXMethodDecl *M = methodOf(S.Site->Call);
    if (!M || M->getName() != (Shared ? "unlock_shared" : "unlock"))
      return D.refuse(Reason::LockedByOthers);
    if (S.Kept)
      return D.refuse(Reason::ReleaseResultUsed);
    Private |= M->getAccess() != AS_public;
    if (S.Site->MaybeReleased || S.Site->MaybeFailed)
      return D.refuse(Reason::ConditionalOwnership);
    if (S.Site->Meaning.By->Throws != catalogue::MayThrow::Never && mayThrow(M, C.Text.Ctx))
      D.unsafe("'" + M->getQualifiedNameAsString() + "' may throw, and a guard's destructor would then terminate the program");
  }
  if (Private || T.isConstQualified())
    return D.refuse(Reason::LockedByOthers, "lock() and unlock() cannot be called from outside of the class");
  const std::string Receiver = receiverText(C.Text, Regions.front().First);
  if (Receiver.empty())
    return D.refuse(Reason::InsideMacro);

  bool AllWait = R.Again.empty();
  for (const ReleaseStatement &S : R.Releases)
    AllWait &= Sites.canRemove(R.P, S);
  if (Shared && C.Options.Style == GuardStyle::Std)
    return D.refuse(Reason::StyleCannotSay);
  if (Shared && !C.Text.Ctx.getLangOpts().CPlusPlus14)
    return D.refuse(Reason::StandardTooOld);
  const ReleaseStatement *Block = AllWait || Adopt ? nullptr : endOfBlock(R);
  const std::string Type = Shared ? "std::shared_lock" : AllWait || Block ? "std::lock_guard" : "std::unique_lock";
  const auto Argument = templateArgument(C.Text.Ctx, R.First);
  if (!Argument)
    return D.refuse(Reason::UnfamiliarShape);
  const std::string Stem = Receiver == "*this" ? std::string("this") : Names::stem(Receiver);
  const std::string Guard =
      C.GuardNames.unique(Stem, StringRef(Stem).ends_with_insensitive("lock") ? "guard" : "lock", L.Function, View,
                          R.P.Scope, R.First->getBeginLoc());
  const std::string Declaration = Type + *Argument + " " + Guard + "(" + Receiver + (Adopt ? ", std::adopt_lock" : "") + ");";
  if (Adopt) {
    Places.insert(D, R.P, Declaration);
  } else {
    const Expr *Whole = asStatement(R.First, View);
    const auto S = Whole && !Source::touchesMacro(Whole) ? C.Text.statement(Whole) : std::nullopt;
    if (!S)
      return D.refuse(Whole ? Reason::InsideMacro : Reason::UnfamiliarShape);
    // A declaration may not follow `case 1:` or stand under `label:` before C++23 without being jumped over.
    if (!isa_and_nonnull<CompoundStmt>(View.parent(Whole)))
      return D.refuse(Reason::UnfamiliarShape, "locked right behind a label");
    if (Block) {
      const auto End = C.Text.statement(Block->Statement);
      const std::string Indent = C.Text.indentation(S->File, S->Begin), NL = C.Text.newline(S->File, S->Begin).str();
      D.replace(*S, "{" + NL + Indent + C.Text.indentUnit(S->File) + Declaration);
      D.indent(S->End, C.Text.lineBegin(S->File, End->Begin));
      D.replace(*End, "}");
      D.asOne(S->Begin, End->End);
    } else {
      D.replace(*S, Declaration);
    }
  }
  for (const ReleaseStatement &S : R.Releases)
    if (&S != Block)
      Sites.rewrite(D, R.P, S, {Guard, Guard + ".unlock()", "", false, false, ""}, R.Again.empty() || Sites.canRemove(R.P, S));
  for (const Expr *A : R.Again) {
    const Expr *Whole = asStatement(A, View);
    const auto S = !Source::touchesMacro(Whole) ? C.Text.statement(Whole) : std::nullopt;
    if (!S)
      return D.refuse(Reason::InsideMacro);
    D.replace(*S, Guard + ".lock();");
  }
  GuardType = Type;
  C.Inclusions.add(D, Shared ? "shared_mutex" : "mutex", C.Text.offset(L.Function->getBeginLoc()));
  if (Shared && Adopt)
    C.Inclusions.add(D, "mutex", C.Text.offset(L.Function->getBeginLoc()));
  return true;
}

bool StatePlanner::planAction(Region &R) {
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  if (!refuseCapability(D, L, R.First))
    return false;
  if (R.Releases.empty())
    return D.refuse(Reason::NoReleaseToCopy);
  if (mustBeTested(L, R.First) && !R.P.FailureExcluded)
    return D.refuse(Reason::FailureUntested);
  const auto A = agreedAction(C, D, View, R.Releases, R.P.Since);
  if (!A)
    return false;
  const std::string Guard =
      C.GuardNames.unique(stateStem(C, L, R.First), "guard", L.Function, View, R.P.Scope, R.First->getBeginLoc());
  Places.insert(D, R.P, C.declare(Guard, A->lambda(), L.Function));
  bool Removed = false;
  for (const ReleaseStatement &S : R.Releases)
    Removed |= Sites.rewrite(D, R.P, S, speak(C.style(), Guard));
  if (savesNothing(&L, R.Releases, Removed, /*IsOwner=*/false))
    return D.refuse(Reason::NothingSaved);
  GuardType = C.style().Guard.str();
  return true;
}

Outcome StatePlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)))
    return Done();
  if (!L.Escapes.empty())
    return D.refuse(Reason::ConditionalOwnership, "it is handed over"), Done();
  if (L.Releases.empty())
    return D.refuse(Reason::NoReleaseToCopy), Done();
  if (!split())
    return Done();
  const bool Standard = isStandardLockable(L);
  for (Region &R : Regions) {
    if (!keepsIdentity(D, View, L, R.First, [&](const Stmt *S) { return Places.covers(R.P, S); }) || !Sites.checkConditions(D, R.P, R.Releases) ||
        !C.Safe.checkJumps(D, View, R.P.Scope, R.P.Since))
      return Done();
    if (Standard ? !planLockable(R) : !planAction(R))
      return Done();
  }
  for (Region &R : Regions) {
    const auto Span = C.Text.span(SourceRange(View.statementOf(R.First)->getBeginLoc(), R.P.Scope->getRBracLoc()));
    if (!Span)
      return D.refuse(Reason::InsideMacro), Done();
    if (!C.Safe.checkConditionalText(D, *Span, calleesOf(R.First, R.Releases)))
      return Done();
  }
  if (!Standard && !C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc())))
    return Done();
  return D.finish("guard " + stateTitle(C, L) + " with " + GuardType);
}

} // namespace

Outcome guardState(Context &C, const Lifetime &L) {
  const size_t Names = C.GuardNames.count();
  Outcome First = StatePlanner(C, L).run();
  if (std::holds_alternative<Plan>(First))
    return First;
  C.GuardNames.forgetSince(Names);
  Outcome Second = isStandardLockable(L) ? guardDeferred(C, L) : guardArmed(C, L);
  return std::holds_alternative<Plan>(Second) ? Second : First;
}

} // namespace raiitidy::rewrite
