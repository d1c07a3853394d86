// A guard that stands beside the declaration of the handle and is armed wherever the handle is acquired: C style, where a
// handle is acquired in inner blocks, several times, or released behind a label.
//
//   FILE *f = NULL;                 FILE *f = NULL;
//                                   raii::unique_file f_guard;
//   if (path) {                     if (path) {
//     f = fopen(path, "r");           f = fopen(path, "r");
//     if (!f)                         if (!f)
//       goto out;                       goto out;
//                                     f_guard.reset(f);
//   }                               }
//   …                               …
//   fclose(f); f = NULL;            f_guard.reset(); f = NULL;
//
// The handle keeps its name and its uses. Where nothing is held the guard is not armed, so that a release changes nothing.
#include "checks/rewrite/Context.h"
#include "checks/rewrite/DoneByHand.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/OwningDeclaration.h"
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/UniquePtr.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::CallPattern;
using catalogue::Carrier;
using catalogue::FailureValue;
using lifetime::Lifetime;

namespace {

class RearmedPlanner {
public:
  RearmedPlanner(Context &C, const Lifetime &L)
      : C(C), L(L), V(L.Handle.Root), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body), Group{&L} {
    Group.insert(Group.end(), L.Siblings.begin(), L.Siblings.end());
    llvm::sort(Group, [&](const Lifetime *A, const Lifetime *B) {
      return C.Text.offset(A->Acquisition) < C.Text.offset(B->Acquisition);
    });
    Chain = Group;
    for (const Lifetime *Each : Group)
      for (const Lifetime *Other : Each->Renamed)
        if (!llvm::is_contained(Chain, Other))
          Chain.push_back(Other);
  }
  Outcome run(bool OwnerOnly) {
    if (!plan())
      return D.finish("");
    if (OwnerOnly && !Owner)
      return Refusal{Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "'"};
    return D.finish(Owner ? "make '" + V->getNameAsString() + "' a " + GuardType
                          : "guard '" + V->getNameAsString() + "' with " + GuardType);
  }

private:
  /// Where the guard learns of an acquisition.
  struct Arm {
    const Lifetime *Of;
    Place At;
    bool Initial = false; ///< the declaration acquires: the guard's own initialiser arms it
    bool Grows = false;   ///< `p = realloc(p, n)`: behind the test that it went well the guard forgets the old handle
  };

  bool plan();
  bool checkHandle();
  bool checkUses();
  bool grows(const Use &U);
  bool collectReleases();
  bool findArms();
  bool chooseOwner();
  bool chooseNamed();
  bool chooseUniquePtr();
  bool chooseChecked();
  bool own();
  bool chooseBeside();
  bool declareAndArm();
  bool stores(const Lifetime &Of) const;
  const Lifetime *acquiredBy(const Expr *Value) const;

  Context &C;
  const Lifetime &L;
  const VarDecl *V;
  Draft D;
  FunctionView View;
  std::vector<const Lifetime *> Group; ///< all acquisitions into V, in source order
  std::vector<const Lifetime *> Chain; ///< and those that are stored in V from another variable
  const DeclStmt *Declared = nullptr;
  Place P; ///< of the guard
  std::vector<Arm> Arms;
  std::vector<std::pair<const Stmt *, const Stmt *>> Grown; ///< realloc and `p = bigger;`
  std::vector<ReleaseStatement> All;
  std::string Guard, Declaration, GuardType, Header;
  OwnerType Type; ///< of an owner
  std::optional<OwningDeclaration> Owner; ///< the handle itself becomes the guard
  bool FiltersFailure = false; ///< reset(failure value) arms nothing
  bool ReturnsHandle = false;
};

const Lifetime *RearmedPlanner::acquiredBy(const Expr *Value) const {
  for (const Lifetime *Each : Group)
    if (Value && bare(Value) == Each->Acquisition)
      return Each;
  return nullptr;
}

bool RearmedPlanner::checkHandle() {
  const std::string Name = "'" + V->getNameAsString() + "'";
  if (!L.Handle.isPlainLocal() || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || View.inLambda(L.Acquisition))
    return D.refuse(Reason::HandleNotLocal);
  const QualType T = V->getType();
  if (T.isVolatileQualified() || T->isAtomicType() || !T->isScalarType() || T->isDependentType() || T.isConstQualified())
    return D.refuse(Reason::UnfamiliarShape, Name);
  Declared = View.declarationOf(V);
  if (!Declared || V->getLocation().isMacroID())
    return D.refuse(Reason::AcquiredInInnerScope, Name);
  for (const Lifetime *Each : Group) {
    if (Each->Resource != L.Resource || Each->Helper || Each->Meaning.By->Count > 1)
      return D.refuse(Reason::ReassignedWhileArmed, Name);
    for (const lifetime::AccessPath &Alias : Each->Aliases)
      if (Alias.Root != V || !Alias.Fields.empty())
        return D.refuse(Reason::ReleasedThroughAlias);
  }
  // Before the first acquisition it holds nothing, and says so.
  if (V->getInit() && !acquiredBy(V->getInit()) && !Placement(C.Text, View, L).isFailureValue(V->getInit()) &&
      !isConstant(V->getInit(), C.Text.Ctx))
    return D.refuse(Reason::ConditionalOwnership, Name);
  return true;
}

/// Nothing but the acquisitions and null is ever stored in the handle.
bool RearmedPlanner::checkUses() {
  const std::string Name = "'" + V->getNameAsString() + "'";
  for (const Use &U : View.uses(V)) {
    switch (U.K) {
    case Use::Kind::Read:
      break;
    case Use::Kind::Write:
      if (!acquiredBy(U.Value) && !isConstant(U.Value, C.Text.Ctx) && !grows(U))
        return D.refuse(Reason::ReassignedWhileArmed, Name);
      break;
    case Use::Kind::Address:
      if (llvm::none_of(Group, [&](const Lifetime *Each) {
            return Each->Meaning.By->Where == Carrier::OutArgument && View.isInside(U.Ref, Each->Acquisition);
          }))
        return D.refuse(Reason::ReassignedWhileArmed, Name + " may change through its address");
      break;
    case Use::Kind::Modify:
    case Use::Kind::Captured:
      return D.refuse(Reason::ReassignedWhileArmed, Name);
    }
    if (View.inLambda(U.Ref))
      return D.refuse(Reason::UnfamiliarShape, "a lambda uses " + Name);
  }
  return true;
}

/// `p = bigger;` directly behind the test whether realloc has made `bigger` of it. The hand-over before has cancelled the
/// guard; here it is armed again.
bool RearmedPlanner::grows(const Use &U) {
  const VarDecl *W = asVariable(U.Value);
  const auto *Call = W && W->getInit() ? dyn_cast<CallExpr>(bare(W->getInit())) : nullptr;
  if (!Call || !Call->getDirectCallee() || !isSuccessor(View, U.Value, Call))
    return false;
  const bool Transfers = llvm::any_of(Chain, [&](const Lifetime *Each) {
    return llvm::any_of(Each->Escapes, [&](const lifetime::EscapeSite &E) {
      return E.K == lifetime::EscapeSite::Kind::Transferred && E.MayFail && E.At == Call;
    });
  });
  if (!Transfers)
    return false;
  const Placement Places(C.Text, View, L);
  const Stmt *Test = Releases(C.Text, View, L, Places).failureTestOf(Call, View.statementOf(Call));
  const auto [Block, Child] = Test ? View.blockOf(Test) : std::pair<const CompoundStmt *, const Stmt *>();
  const Stmt *Statement = View.statementOf(U.Ref);
  if (!Block || View.nextIn(Block, Child) != Statement || Source::touchesMacro(Statement))
    return false;
  Grown.push_back({Call, Statement});
  return true;
}

bool RearmedPlanner::collectReleases() {
  // What is in the handle under another name first must have come there by growing.
  for (const Lifetime *Each : Chain)
    if (!llvm::is_contained(Group, Each) &&
        llvm::none_of(Grown, [&](const auto &G) { return G.first == Each->Acquisition; }))
      return D.refuse(Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "'");
  for (const Lifetime *Each : Chain) {
    const Placement Places(C.Text, View, *Each);
    const Releases Sites(C.Text, View, *Each, Places);
    const bool ByValue = Each->Meaning.By->Where == Carrier::Result;
    const auto Some = Sites.collect(D, P, ByValue);
    if (!Some || !Sites.checkConditions(D, P, *Some))
      return false;
    for (const ReleaseStatement &R : *Some) {
      const Expr *B = bare(catalogue::Matcher::carrier(R.Site->Meaning, R.Site->Call));
      if (asVariable(B) != V)
        return D.refuse(Reason::ReleasedThroughAlias);
      if (llvm::none_of(All, [&](const ReleaseStatement &Old) { return Old.Site->Call == R.Site->Call; }))
        All.push_back(R);
    }
  }
  return true;
}

/// Whether the acquisition's value goes into the handle, and nowhere else.
bool RearmedPlanner::stores(const Lifetime &Of) const {
  if (Of.Meaning.By->Where != Carrier::Result)
    return Of.Meaning.By->Where == Carrier::OutArgument;
  const Stmt *Up = View.parent(Of.Acquisition), *Child = Of.Acquisition;
  while (isa_and_nonnull<CastExpr, ParenExpr, FullExpr>(Up))
    Child = Up, Up = View.parent(Up);
  const auto *B = dyn_cast_or_null<BinaryOperator>(Up);
  return (B && B->getOpcode() == BO_Assign && B->getRHS() == Child && asVariable(B->getLHS()) == V) ||
         (Up == Declared && V->getInit() && bare(V->getInit()) == Of.Acquisition);
}

bool RearmedPlanner::findArms() {
  for (const Lifetime *Each : Group) {
    // What the guard holds from an earlier acquisition has ended with the call, and reset() would end it once more.
    const bool Grows = llvm::any_of(View.uses(V), [&](const Use &U) { return takesLastValue(View, *Each, U); });
    if (Grows && (Each->Meaning.By->Where != Carrier::Result || Each->Meaning.By->Fails == FailureValue::Never))
      return D.refuse(Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "', whose last value the acquisition uses");
    if (!stores(*Each))
      return D.refuse(Reason::UnfamiliarShape, "the acquisition is part of a larger expression");
    if (View.statementOf(Each->Acquisition) == Declared && Each->Meaning.By->Where == Carrier::Result && !Grows) {
      Place Here = P;
      Here.FailureExcluded = false;
      Arms.push_back({Each, Here, /*Initial=*/true});
      continue;
    }
    const Placement Places(C.Text, View, *Each);
    const auto Found = Places.find(D, Each->Acquisition);
    if (!Found)
      return false;
    if (Found->Early)
      return D.refuse(Reason::UnfamiliarShape, "the acquisition is part of a condition");
    const bool StatusTells = Each->Meaning.By->Where != Carrier::Result &&
                             Each->Meaning.By->Fails != FailureValue::Never && !Each->Meaning.By->HeldOnFailure;
    if (StatusTells && !Found->FailureExcluded)
      return D.refuse(Reason::FailureUntested);
    // Between the acquisition and the guard nothing may release, hand over or leave with it.
    if (Grows && !Found->FailureExcluded)
      return D.refuse(Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "', whose last value the acquisition uses");
    const unsigned Begin = C.Text.offset(Each->Acquisition);
    auto Between = [&](const Stmt *S) { return S && C.Text.offset(S) > Begin && C.Text.offset(S) < Found->Since; };
    for (const ReleaseStatement &R : All)
      if (Between(R.Whole))
        return D.refuse(Reason::AcquiredInInnerScope);
    Arms.push_back({Each, *Found, /*Initial=*/false, Grows});
  }
  return true;
}

bool RearmedPlanner::chooseNamed() {
  const NamedKind *K = C.Options.Style == GuardStyle::Raii ? findKind(C.Options.Style, V, Group, All, C.Text.Ctx) : nullptr;
  if (!K)
    return false;
  std::string Of;
  if (K->Handle == "*") {
    Of = fullName(V->getType()->getPointeeType(), C.Text.Ctx);
    if (Of.empty())
      return false;
    Of = "<" + Of + ">";
  }
  const bool Memory = K->Handle == "*";
  Type = {(C.needsGlobal(K->Type, L.Function) ? "::" : "") + K->Type.str() + Of, Memory, Memory};
  GuardType = K->Type.str();
  Header = K->Header.str();
  FiltersFailure = true;
  return true;
}

bool RearmedPlanner::chooseUniquePtr() {
  const auto Unique = uniquePtrOf(C.Text, V, Group, All);
  if (!Unique)
    return false;
  doubtDestruction(D, View, V, C.Text.Ctx);
  Type = *Unique;
  GuardType = "std::unique_ptr";
  Header = "memory";
  FiltersFailure = true;
  return true;
}

/// Any other handle: a unique_resource with a lambda that takes the handle.
bool RearmedPlanner::chooseChecked() {
  if (C.Options.Style != GuardStyle::Raii)
    return D.refuse(Reason::StyleCannotSay);
  const Placement Places(C.Text, View, L);
  const bool Empty = V->getInit() && (V->getType()->isPointerType() ? Places.isNull(V->getInit())
                                                                    : Places.isFailureValue(V->getInit()));
  if (!Empty || Arms.front().Initial)
    return D.refuse(Reason::AcquiredInInnerScope);
  const FunctionDecl *Release = nullptr;
  std::string Callee;
  for (const ReleaseStatement &R : All) {
    const auto *Call = dyn_cast<CallExpr>(R.Whole->IgnoreParenCasts());
    const FunctionDecl *F = Call && Call->getNumArgs() == 1 ? Call->getDirectCallee() : nullptr;
    const auto Written = Call ? C.Text.span(Call->getCallee()) : std::nullopt;
    if (!F || isa<CXXMethodDecl>(F) || !Written || R.Argument)
      return D.refuse(R.Argument ? Reason::ReleaseResultUsed : Reason::UnfamiliarShape);
    if (Release && Release->getCanonicalDecl() != F->getCanonicalDecl())
      return D.refuse(Reason::ReleasesDiffer);
    Release = F;
    Callee = C.Text.oneLine(*Written);
  }
  if (!Release)
    return D.refuse(Reason::NoReleaseToCopy);
  if (mayThrow(Release, C.Text.Ctx))
    D.unsafe("'" + Callee + "' may throw, and a guard's destructor would then terminate the program");
  const std::string Handle = fullName(V->getType().getUnqualifiedType(), C.Text.Ctx);
  if (Handle.empty())
    return D.refuse(Reason::UnfamiliarShape);
  const std::string Name = V->getNameAsString();
  const auto Init = C.Text.span(V->getInit());
  if (!Init)
    return D.refuse(Reason::InsideMacro);
  const std::string Held = C.GuardNames.unique("held", "", L.Function, View, P.Scope, Declared->getBeginLoc());
  GuardType = "raii::unique_resource";
  Header = "raii/unique_resource.hpp";
  const bool Pointer = StringRef(Handle).ends_with("*");
  std::string Call = Callee + "(" + Held + ");";
  if (returnsFailure(View, View.body(), C.Text.Ctx)) {
    const std::string Kept = C.GuardNames.unique("kept", "", L.Function, View, P.Scope, L.Acquisition->getBeginLoc());
    Call = "const int " + Kept + " = errno; " + Call + " errno = " + Kept + ";"; // the reason of a failure
  }
  Declaration = "auto " + Guard + " = " + (C.needsGlobal("raii::make_unique_resource_checked", L.Function) ? "::" : "") +
                "raii::make_unique_resource_checked(" + Name + ", " +
                (V->getType()->isPointerType() ? "nullptr" : C.Text.oneLine(*Init)) + ", [](" + Handle +
                (Pointer ? "" : " ") + Held + ") { " + Call + " });";
  return true;
}

/// A class that is made for such handles.
bool RearmedPlanner::chooseOwner() { return L.Resource->Guard == "std::unique_ptr" ? chooseUniquePtr() : chooseNamed(); }

/// The handle as its own guard, where its uses allow it.
bool RearmedPlanner::own() {
  if (!Grown.empty() || Chain.size() != Group.size() || llvm::any_of(Group, [](const Lifetime *Each) {
        return Each->ReadAfterRelease || Each->Meaning.By->Transfers || Each->Meaning.By->Where != Carrier::Result;
      }))
    return false;
  if (!chooseOwner())
    return false;
  const Placement Places(C.Text, View, L);
  const Releases Sites(C.Text, View, L, Places);
  Owner = Ownership(C.Text, View, Group, Places, Sites, P, All).ofFilled(Type);
  return Owner.has_value();
}

bool RearmedPlanner::chooseBeside() {
  if (!findArms())
    return false;
  Guard = C.GuardNames.unique(Names::stem(V->getName()), "guard", L.Function, View, P.Scope, V->getLocation());
  if (!chooseOwner())
    return chooseChecked();
  Declaration = Type.Name + " " + Guard + (Arms.front().Initial ? "(" + V->getNameAsString() + ");" : ";");
  return true;
}

/// A guard beside the declaration, and what arms it.
bool RearmedPlanner::declareAndArm() {
  const Placement Places(C.Text, View, L);
  Places.insert(D, P, Declaration);
  for (const Arm &A : Arms) {
    if (A.Initial)
      continue;
    const Placement Here(C.Text, View, *A.Of);
    std::string Code = Guard + ".reset(" + V->getNameAsString() + ");";
    if (!FiltersFailure && !A.At.FailureExcluded && A.Of->Meaning.By->Fails != FailureValue::Never &&
        !A.Of->Meaning.By->HeldOnFailure) {
      const std::string Test = Here.successTest(V, C.Unit.isMacro("MAP_FAILED"));
      if (Test.empty())
        return D.refuse(Reason::FailureUntested);
      Code = "if (" + Test + ") " + Code;
    }
    if (A.Grows)
      Here.insert(D, A.At, Guard + ".release();");
    Here.insert(D, A.At, Code);
  }
  return true;
}

bool RearmedPlanner::plan() {
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)) || !checkHandle() || !checkUses())
    return false;
  P.Scope = cast<CompoundStmt>(View.scopeOf(V));
  P.After = Declared;
  P.Late = true;
  const auto Whole = C.Text.statement(Declared);
  if (!Whole || Source::touchesMacro(Declared) || P.Scope->getLBracLoc().isMacroID() || P.Scope->getRBracLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  P.Since = Whole->End;
  const NamedKind *Kind = L.Resource->Guard.empty() ? nullptr : findKind(C.Options.Style, L.Resource->Guard, V->getType(), C.Text.Ctx);
  ReturnsHandle = (Kind && Kind->GivesHandle) || L.Resource->Guard == "std::unique_ptr";
  if (hasUnseenRelease(View, V, Chain))
    return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' is released where it is never held");
  if (!collectReleases() || !C.Safe.checkJumps(D, View, P.Scope, P.Since))
    return false;
  if (!own() && !chooseBeside())
    return false;

  const Placement Places(C.Text, View, L);
  if (Owner)
    Owner->write(D);
  else if (!declareAndArm())
    return false;
  const Releases Sites(C.Text, View, L, Places);
  const Spoken Speech = Owner ? speakOwner(V) : Spoken{Guard, Guard + ".reset()", Guard + ".release()", ReturnsHandle, false, ""};
  bool Removed = false;
  for (const ReleaseStatement &R : All)
    Removed |= Sites.rewrite(D, P, R, Speech);
  if (savesNothing(Chain, All, Removed, Owner.has_value()))
    return D.refuse(Reason::NothingSaved);
  std::vector<const Stmt *> HandedOff;
  for (const Lifetime *Each : Chain) {
    const Placement There(C.Text, View, *Each);
    const Releases Mine(C.Text, View, *Each, There);
    for (const lifetime::EscapeSite &E : Each->Escapes)
      if (!llvm::is_contained(HandedOff, E.At) &&
          llvm::none_of(Arms, [&](const Arm &A) { return A.Grows && A.Of->Acquisition == E.At; })) {
        HandedOff.push_back(E.At);
        if (!handsOverWhole(View, V, E))
          return D.refuse(Reason::ConditionalOwnership,
                          "a callee is given a part of '" + V->getNameAsString() + "' and may keep it");
        if (!Mine.handOff(D, P, E, Speech, All))
          return false;
      }
  }
  for (const auto &[Call, S] : Grown) {
    const auto At = C.Text.statement(S);
    if (!At)
      return D.refuse(Reason::InsideMacro);
    D.insertLineAfter(*At, Guard + ".reset(" + V->getNameAsString() + ");");
  }
  std::vector<std::string> Words{V->getNameAsString()};
  for (const ReleaseStatement &R : All)
    if (const auto *Call = dyn_cast<CallExpr>(R.Site->Call))
      if (const FunctionDecl *F = Call->getDirectCallee())
        Words.push_back(F->getNameAsString());
  const auto Region = C.Text.span(SourceRange(Declared->getBeginLoc(), P.Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro);
  if (D.refused() || !C.Safe.checkConditionalText(D, *Region, Words))
    return false;
  const unsigned Head = C.Text.offset(L.Function->getBeginLoc());
  if (Header != "memory")
    return C.useHeader(D, Header, 17, Head);
  C.Inclusions.add(D, Header, Head);
  return true;
}

} // namespace

Outcome guardRearmed(Context &C, const Lifetime &L) { return RearmedPlanner(C, L).run(/*OwnerOnly=*/false); }
Outcome ownRefilled(Context &C, const Lifetime &L) { return RearmedPlanner(C, L).run(/*OwnerOnly=*/true); }

} // namespace raiitidy::rewrite
