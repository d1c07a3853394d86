// The universal form for a handle in a local variable.
#include "checks/rewrite/Context.h"
#include "checks/rewrite/DoneByHand.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/OwningDeclaration.h"
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/UniquePtr.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::CallPattern;
using catalogue::Carrier;
using catalogue::FailureValue;
using lifetime::Lifetime;

namespace {

class HandlePlanner {
public:
  HandlePlanner(Context &C, const Lifetime &L, bool Late)
      : C(C), L(L), Late(Late), V(L.Handle.Root), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body),
        Places(C.Text, View, L), Sites(C.Text, View, L, Places) {}
  Outcome run();

private:
  bool checkHandle();
  bool checkUses();
  bool isReleaseOrHandOff(const Stmt *S) const;
  bool chooseUniquePtr();
  bool chooseNamed();
  bool chooseLambda();
  bool own(const OwnerType &Type);
  void standBeside(const OwnerType &Type, bool GivesHandle);
  void nameGuard();
  bool errnoMatters() const;
  bool headOfFunction(unsigned &Offset) const;

  Context &C;
  const Lifetime &L;
  const bool Late; ///< see Placement::findLate
  const VarDecl *V;
  Draft D;
  FunctionView View;
  Placement Places;
  Releases Sites;
  Place P;
  std::vector<ReleaseStatement> All;
  std::string Guard;       ///< its name
  std::string Declaration; ///< the whole line
  std::string GuardType;   ///< for the title
  StringRef Header;        ///< of a named kind
  std::optional<OwningDeclaration> Owner; ///< the handle itself becomes the guard
  Spoken Words;            ///< how the code speaks to it
  bool HandleIsObject = false; ///< regex_t and its like: the release takes its address
};

bool HandlePlanner::checkHandle() {
  if (!L.Handle.isPlainLocal() || !V->hasLocalStorage())
    return D.refuse(Reason::HandleNotLocal);
  if (L.EndsUnseen) // the guard would end it there, too
    return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' may be somebody else's on some path");
  const std::string Name = "'" + V->getNameAsString() + "'";
  if (V->getType().isVolatileQualified() || V->getType()->isAtomicType())
    return D.refuse(Reason::VolatileOrAtomic, Name);
  if (V->getType()->isReferenceType() || V->getType()->isArrayType() || V->getType()->isDependentType())
    return D.refuse(Reason::UnfamiliarShape, Name);
  HandleIsObject = V->getType()->isRecordType();
  if (HandleIsObject && V->getType()->getAsCXXRecordDecl() && !V->getType()->getAsCXXRecordDecl()->isPOD())
    return D.refuse(Reason::HandleNotLocal, Name);
  if (V->getLocation().isMacroID())
    return D.refuse(Reason::InsideMacro);
  for (const lifetime::AccessPath &Alias : L.Aliases)
    if (!Alias.Root || !Alias.Root->hasLocalStorage())
      return D.refuse(Reason::ReleasedThroughAlias);
  if (Late)
    return true; // findLate looks at the rest
  if (L.Acquisitions.size() > 1)
    return D.refuse(Reason::ReassignedWhileArmed, Name);
  // The handle's value is the acquisition's, and nothing else's.
  const Expr *A = L.Acquisition;
  if (L.Meaning.By->Where == Carrier::Result) {
    const Stmt *Up = View.parent(A);
    const Stmt *Child = A;
    while (Up && (isa<ParenExpr, CastExpr, FullExpr, CXXBindTemporaryExpr>(Up)))
      Child = Up, Up = View.parent(Up);
    if (const auto *Decl = dyn_cast_or_null<DeclStmt>(Up)) {
      if (!V->getInit() || bare(V->getInit()) != A)
        return D.refuse(Reason::ConditionalOwnership, Name);
      // Later declarators of the same statement would run before the guard exists.
      bool After = false;
      for (const auto *Each : Decl->decls()) {
        if (After && (!isa<VarDecl>(Each) || (cast<VarDecl>(Each)->getInit() &&
                                              mayThrowWithin(cast<VarDecl>(Each)->getInit(), C.Text.Ctx))))
          return D.refuse(Reason::UnfamiliarShape, "several variables in one declaration");
        After |= Each == V;
      }
    } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(Up)) {
      if (B->getOpcode() != BO_Assign || B->getRHS() != Child || asVariable(B->getLHS()) != V)
        return D.refuse(Reason::UnfamiliarShape, "the acquisition is part of a larger expression");
    } else if (!(isa_and_nonnull<IfStmt>(Up) && V->getInit() && bare(V->getInit()) == A)) {
      return D.refuse(isa_and_nonnull<ConditionalOperator>(Up) ? Reason::ConditionalOwnership : Reason::UnfamiliarShape,
                      "the acquisition is part of a larger expression");
    }
  } else if (L.Meaning.By->Where == Carrier::OutArgument && L.Meaning.By->Count > 1) {
    return D.refuse(Reason::UnfamiliarShape, "several handles from one call");
  }
  return true;
}

bool HandlePlanner::isReleaseOrHandOff(const Stmt *S) const {
  for (const lifetime::ReleaseSite &R : L.Releases)
    if (View.isInside(R.Call, S))
      return true;
  for (const lifetime::EscapeSite &E : L.Escapes)
    if (E.At && View.isInside(E.At, S))
      return true;
  return false;
}

bool HandlePlanner::checkUses() {
  const std::string Name = "'" + V->getNameAsString() + "'";
  const unsigned Acquired = C.Text.offset(View.statementOf(L.Acquisition));
  const Stmt *Declared = View.scopeOf(V);
  // Does a loop bring control from the guard's scope back to code above it, with a variable of this scope still alive?
  const auto LoopsFor = [&](const Stmt *Scope) {
    bool Loops = false;
    for (const Stmt *Up = P.Scope; Up && Up != Scope; Up = View.parent(Up))
      Loops |= isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Up);
    for (const GotoStmt *G : View.gotos())
      if (const Stmt *T = G->getLabel()->getStmt(); T && C.Text.offset(T) < C.Text.offset(G))
        Loops |= Scope != P.Scope || C.Text.offset(T) < Acquired;
    return Loops;
  };
  const bool Loops = LoopsFor(Declared);
  for (const Use &U : View.uses(V)) {
    const bool Constant = U.K == Use::Kind::Write && isConstant(U.Value, C.Text.Ctx);
    // `p = realloc(p, n)`: in the next round the value that the guard has released at the end of this one.
    if (Loops && View.isInside(U.Ref, L.Acquisition) && (U.K == Use::Kind::Read || takesLastValue(View, L, U)))
      return D.refuse(Reason::ReassignedWhileArmed, Name + ", whose last value the acquisition uses");
    if ((View.isInside(U.Ref, View.statementOf(L.Acquisition)) && C.Text.offset(U.Ref) < P.Since) ||
        (P.Early && View.isInside(U.Ref, L.Acquisition)))
      continue; // the acquisition itself and its test
    const unsigned At = C.Text.offset(U.Ref);
    if (Late && At < P.Since)
      continue;
    if (At < Acquired) {
      if (U.K == Use::Kind::Modify || U.K == Use::Kind::Address)
        return D.refuse(Reason::ReassignedWhileArmed, Name);
      if (!Constant && (Loops || Declared != P.Scope))
        return D.refuse(Reason::ConditionalOwnership, Name);
      continue;
    }
    if (!View.isInside(U.Ref, P.Scope)) {
      // The other branch of the test that acquired it.
      if (const auto *If = dyn_cast_or_null<IfStmt>(View.parent(P.Scope)); If && View.isInside(U.Ref, If))
        continue;
      return D.refuse(Reason::OutlivesScope, Name);
    }
    if (At < P.Since)
      continue; // in the failure test
    switch (U.K) {
    case Use::Kind::Read:
    case Use::Kind::Captured:
      break;
    case Use::Kind::Address:
      if (HandleIsObject)
        break;
      if (isReleaseOrHandOff(View.statementOf(U.Ref)))
        return D.refuse(Reason::UnfamiliarShape, "the release takes the address of " + Name);
      return D.refuse(Reason::ReassignedWhileArmed, Name + " may change through its address");
    case Use::Kind::Modify:
      if (HandleIsObject)
        break;
      return D.refuse(Reason::ReassignedWhileArmed, isa_and_nonnull<LambdaExpr>(View.parent(U.Ref)) ? Name + " may change in a lambda" : Name);
    case Use::Kind::Write: {
      // Null after a release or a hand-off is kept: the guard is disarmed by then.
      bool After = false;
      if (Constant)
        if (const auto [Block, Child] = View.blockOf(U.Ref); Block)
          for (const Stmt *Each : Block->body()) {
            if (Each == Child)
              break;
            After |= isReleaseOrHandOff(Each);
          }
      if (!After)
        return D.refuse(Reason::ReassignedWhileArmed, Name);
      break;
    }
    }
  }
  // What else holds the handle must not outlive the guard.
  for (const lifetime::AccessPath &Alias : L.Aliases)
    if (Alias.Root && Alias.Root != V) {
      const bool Again = LoopsFor(View.scopeOf(Alias.Root));
      for (const Use &U : View.uses(Alias.Root))
        if (C.Text.offset(U.Ref) > P.Since ? !View.isInside(U.Ref, P.Scope) : Again && U.K != Use::Kind::Write)
          return D.refuse(Reason::OutlivesScope, "'" + Alias.Root->getNameAsString() + "'");
    }
  for (const lifetime::ReleaseSite &R : L.Releases) {
    if (!Places.covers(P, R.Call))
      continue;
    const Expr *Carried = catalogue::Matcher::carrier(R.Meaning, R.Call);
    const Expr *B = bare(Carried);
    if (const auto *U = dyn_cast_or_null<UnaryOperator>(B); U && U->getOpcode() == UO_AddrOf)
      B = bare(U->getSubExpr());
    if (!R.Helper && asVariable(B) != V)
      return D.refuse(Reason::ReleasedThroughAlias);
  }
  return true;
}

/// fopen is a builtin to clang, too, and fails all the same; what only looks at memory does not.
static bool mayFailWithErrno(const FunctionDecl *F, const ASTContext &Ctx) {
  const unsigned Builtin = F->getBuiltinID();
  if (!Builtin)
    return true;
  const StringRef Name = F->getIdentifier() ? F->getName() : "";
  return Ctx.BuiltinInfo.isPredefinedLibFunction(Builtin) && !Name.starts_with("mem") && !Name.starts_with("str") &&
         !Name.starts_with("is") && !Name.starts_with("to");
}

/// Whether errno carries a failure out of the function: it reads errno, or returns -1 or null where it fails.
bool HandlePlanner::errnoMatters() const {
  for (const DeclRefExpr *R : View.references())
    if (const auto *F = dyn_cast<FunctionDecl>(R->getDecl()))
      if (F->getIdentifier() && (F->getName() == "__errno_location" || F->getName() == "__error" ||
                                 F->getName() == "perror" || F->getName() == "___errno" || F->getName() == "_errno"))
        return true;
  // What failed may have to be released all the same: errno is that of the acquisition then.
  const auto *Acquired = dyn_cast<CallExpr>(L.Acquisition);
  bool CallsC = L.Meaning.By->HeldOnFailure && Acquired && Acquired->getDirectCallee() &&
                Acquired->getDirectCallee()->isExternC();
  for (const Stmt *Call : View.calls())
    if (const auto *CE = dyn_cast<CallExpr>(Call); CE && Places.covers(P, CE))
      if (const FunctionDecl *F = CE->getDirectCallee(); F && F->isExternC() && mayFailWithErrno(F, C.Text.Ctx)) {
        bool Own = false;
        for (const ReleaseStatement &R : All)
          Own |= R.Site->Call == CE;
        CallsC |= !Own;
      }
  if (!CallsC)
    return false;
  for (const lifetime::Exit &X : L.Uncovered) {
    if (const auto *R = dyn_cast_or_null<ReturnStmt>(X.At)) {
      if (returnsFailure(View, R, C.Text.Ctx))
        return true;
      continue;
    }
    // The scope of the guard ends, and the function goes on, unless an exception leaves it.
    bool Leaves = X.K == lifetime::Exit::Kind::Throw || X.K == lifetime::Exit::Kind::CalleeThrow;
    for (const Stmt *Up = X.At; Up; Up = View.parent(Up))
      Leaves &= !isa<CXXTryStmt>(Up);
    if (!Leaves && returnsFailure(View, View.body(), C.Text.Ctx))
      return true;
  }
  return false;
}

bool HandlePlanner::chooseUniquePtr() {
  const auto Type = uniquePtrOf(C.Text, V, &L, All);
  if (!Type)
    return false;
  doubtDestruction(D, View, V, C.Text.Ctx);
  GuardType = "std::unique_ptr";
  if (!own(*Type))
    standBeside(*Type, /*GivesHandle=*/true);
  return true;
}

bool HandlePlanner::chooseNamed() {
  const NamedKind *K = HandleIsObject ? nullptr : findKind(C.Options.Style, V, &L, All, C.Text.Ctx);
  if (!K)
    return false;
  if (!K->KeepsErrno && errnoMatters())
    D.unsafe("'" + K->Release.str() + "' may change errno before the caller reads it");
  const bool Memory = K->Handle == "*";
  const OwnerType Type{(C.needsGlobal(K->Type, L.Function) ? "::" : "") + K->Type.str(), Memory, Memory};
  GuardType = K->Type.str();
  Header = K->Header;
  if (C.Options.Style != GuardStyle::Raii || !own(Type))
    standBeside(Type, K->GivesHandle);
  return true;
}

/// The handle as its own guard, where its uses allow it.
bool HandlePlanner::own(const OwnerType &Type) {
  if (Late || L.ReadAfterRelease)
    return false;
  Owner = Ownership(C.Text, View, &L, Places, Sites, P, All).declared(Type);
  if (Owner)
    Words = speakOwner(V);
  return Owner.has_value();
}

void HandlePlanner::standBeside(const OwnerType &Type, bool GivesHandle) {
  nameGuard();
  Declaration = Type.Name + " " + Guard + "(" + V->getNameAsString() + ");";
  Words = {Guard, Guard + ".reset()", Guard + ".release()", GivesHandle, false, ""};
}

void HandlePlanner::nameGuard() {
  Guard = C.GuardNames.unique(Names::stem(V->getName()), "guard", L.Function, View, P.Scope, L.Acquisition->getBeginLoc());
}

bool HandlePlanner::chooseLambda() {
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  const Actions Maker(C.Text, View);
  std::optional<Action> A;
  if (!All.empty()) {
    A = Maker.fromStatement(D, All.front().Whole, V, P.Since);
    if (!A)
      return false;
    const std::string Words = C.Text.normalised(*C.Text.span(All.front().Whole));
    for (const ReleaseStatement &R : All)
      if (const auto S = C.Text.span(R.Whole); !S || C.Text.normalised(*S) != Words)
        return D.refuse(Reason::ReleasesDiffer);
  } else {
    for (const CallPattern &Pattern : L.Resource->Release) {
      Draft Try(C.Text, D.file());
      if ((A = Maker.fromPattern(Try, Pattern, V, HandleIsObject)))
        break;
    }
    if (!A)
      return D.refuse(Reason::NoReleaseToCopy);
  }
  if (P.Early)
    for (std::string &Each : A->Captures)
      if (Each == V->getName())
        Each = "&" + Each;
  bool Accepts = !All.empty();
  for (const ReleaseStatement &R : All)
    Accepts &= R.Site->Meaning.By && R.Site->Meaning.By->AcceptsFailureValue;
  std::string Test;
  if (P.Early && !Accepts)
    Test = V->getNameAsString();
  if (Late && !Accepts && !P.FailureExcluded && L.Meaning.By->Fails == FailureValue::Never)
    return D.refuse(Reason::AcquiredInInnerScope);
  if (!P.FailureExcluded && !Accepts && !L.Meaning.By->HeldOnFailure && L.Meaning.By->Fails != FailureValue::Never) {
    Test = Places.successTest(V, C.Unit.isMacro("MAP_FAILED"));
    if (Test.empty())
      return D.refuse(Reason::FailureUntested);
    if (llvm::none_of(A->Captures, [&](const std::string &Each) { return StringRef(Each).ltrim('&') == V->getName(); }))
      return D.refuse(Reason::UnfamiliarShape);
  }
  if (A->MayThrow)
    D.unsafe("'" + A->Callee + "' may throw, and a guard's destructor would then terminate the program");
  std::string Kept;
  if (errnoMatters() && A->Callee != "delete" && A->Callee != "free") {
    Kept = C.GuardNames.unique("kept", "", L.Function, View, P.Scope, L.Acquisition->getBeginLoc());
    if (!C.Unit.isMacro("errno"))
      C.Inclusions.add(D, "cerrno", C.Text.offset(L.Function->getBeginLoc()));
  }
  GuardType = C.style().Guard.str();
  nameGuard();
  Declaration = C.declare(Guard, A->lambda(Test, Kept), L.Function);
  Words = speak(C.style(), Guard);
  Words.ByReference = P.Early;
  return true;
}

Outcome HandlePlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)) || !checkHandle())
    return Done();
  const auto Found = Late ? Places.findLate(D, V) : Places.find(D, L.Acquisition);
  if (!Found)
    return Done();
  P = *Found;
  // The variable must be visible where the guard stands.
  if (const Stmt *Declared = View.scopeOf(V); Declared && !View.isInside(P.Scope, Declared))
    return D.refuse(Reason::AcquiredInInnerScope), Done();
  const bool StatusTells = L.Meaning.By->Where != Carrier::Result && L.Meaning.By->Fails != FailureValue::Never &&
                           !L.Meaning.By->HeldOnFailure;
  if (StatusTells && !P.FailureExcluded)
    return D.refuse(Reason::FailureUntested), Done();
  // A null test says nothing where the handle may hold rubbish or the resource is held on failure.
  const auto Collected = Sites.collect(D, P, !StatusTells && !L.Meaning.By->HeldOnFailure);
  if (!Collected)
    return Done();
  All = *Collected;
  if (hasUnseenRelease(View, V, {&L}) && L.Siblings.empty())
    return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' is released where it is never held"), Done();
  if (!checkUses() || !Sites.checkConditions(D, P, All) || !C.Safe.checkJumps(D, View, P.Scope, P.Since))
    return Done();

  bool Chosen = false;
  if (P.Early) {
    // The kinds would take the handle as it is now: null. Only a lambda looks at it when it runs.
  } else if (L.Resource->Guard == "std::unique_ptr")
    Chosen = chooseUniquePtr();
  else
    Chosen = chooseNamed();
  if (!Chosen && !chooseLambda())
    return Done();

  if (Owner)
    Owner->write(D);
  else
    Places.insert(D, P, Declaration);
  bool Removed = false;
  for (const ReleaseStatement &R : All)
    Removed |= Sites.rewrite(D, P, R, Words);
  if (savesNothing(&L, All, Removed, Owner.has_value()))
    return D.refuse(Reason::NothingSaved), Done();
  for (const lifetime::EscapeSite &E : L.Escapes)
    if (!HandleIsObject && !handsOverWhole(View, V, E))
      return D.refuse(Reason::ConditionalOwnership,
                      "a callee is given a part of '" + V->getNameAsString() + "' and may keep it"),
             Done();
  for (const lifetime::EscapeSite &E : L.Escapes)
    if (!Sites.handOff(D, P, E, Words, All))
      return Done();
  if (D.refused())
    return Done();

  std::vector<std::string> Named{V->getNameAsString()};
  for (const ReleaseStatement &R : All)
    if (const auto *Call = dyn_cast<CallExpr>(R.Site->Call))
      if (const FunctionDecl *F = Call->getDirectCallee())
        Named.push_back(F->getNameAsString());
  const auto Region = C.Text.span(SourceRange(View.statementOf(L.Acquisition)->getBeginLoc(), P.Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.Safe.checkConditionalText(D, *Region, Named))
    return Done();

  const unsigned Head = C.Text.offset(L.Function->getBeginLoc());
  if (GuardType == "std::unique_ptr")
    C.Inclusions.add(D, "memory", Head);
  else if (Header.empty() ? !C.useGeneral(D, Head) : !C.useHeader(D, Header, 17, Head))
    return Done();
  if (Owner)
    return D.finish("make '" + V->getNameAsString() + "' a " + GuardType);
  return D.finish("guard '" + V->getNameAsString() + "' with " + GuardType);
}

} // namespace

Outcome guardHandle(Context &C, const Lifetime &L) {
  if (L.Handle.isPlainLocal())
    if (const CallExpr *Call = releasesPart(FunctionView(L.Body), L.Handle.Root, L))
      return Refusal{Reason::ConditionalOwnership, "'" + Call->getDirectCallee()->getNameAsString() + "' ends a part of it by itself"};
  const size_t Names = C.GuardNames.count();
  // One guard for all that one variable is filled with, or one for each: not both.
  if (!L.Siblings.empty() && !L.EndsUnseen) {
    if (Outcome OfAll = guardReference(C, L); std::holds_alternative<Plan>(OfAll))
      return OfAll;
    C.GuardNames.forgetSince(Names);
    if (Outcome OfAll = ownRefilled(C, L); std::holds_alternative<Plan>(OfAll))
      return OfAll;
    C.GuardNames.forgetSince(Names);
  }
  Outcome First = HandlePlanner(C, L, /*Late=*/false).run();
  const auto *Refused = std::get_if<Refusal>(&First);
  if (!Refused || L.EndsUnseen) // no guard may end what is somebody else's
    return First;
  switch (Refused->Why) {
  case Reason::AcquiredInInnerScope:
  case Reason::OutlivesScope:
  case Reason::ReassignedWhileArmed:
  case Reason::ConditionalOwnership:
  case Reason::NothingSaved:
    if (L.Siblings.empty()) // else asked before
      if (Outcome Owner = ownRefilled(C, L); std::holds_alternative<Plan>(Owner))
        return Owner;
    C.GuardNames.forgetSince(Names);
    if (Outcome Second = HandlePlanner(C, L, /*Late=*/true).run(); std::holds_alternative<Plan>(Second))
      return Second;
    [[fallthrough]];
  case Reason::JumpOverGuard:
  case Reason::UnfamiliarShape:
  case Reason::FailureUntested:
    C.GuardNames.forgetSince(Names);
    if (Outcome Third = guardRearmed(C, L); std::holds_alternative<Plan>(Third) || std::get<Refusal>(Third).Why == Reason::NothingSaved)
      return Third;
    C.GuardNames.forgetSince(Names);
    if (!L.Siblings.empty())
      return First; // asked before
    if (Outcome Fourth = guardReference(C, L); std::holds_alternative<Plan>(Fourth))
      return Fourth;
    return First;
  default:
    return First;
  }
}

} // namespace raiitidy::rewrite
