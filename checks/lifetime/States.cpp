#include "checks/Pch.h"
#include "checks/lifetime/States.h"
#include "checks/lifetime/Setters.h"
#include "checks/lifetime/Solver.h"
#include "checks/lifetime/StateEvidence.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

namespace {

/// The pair that all changes found in code belong to. Judged as memory is, not as a lock: that an unknown callee might
/// throw is no reason to speak of a flag.
const Pair &codePair() {
  static const Pair P = [] {
    Pair Made;
    Made.Name = "state-in-code";
    Made.Noun = "state";
    Made.Class = ResourceClass::Memory;
    Made.Acquire.resize(1);
    Made.Release.resize(1);
    return Made;
  }();
  return P;
}

class Finder {
public:
  Finder(Analysis &A, const FunctionDecl *F, const flow::Inventory &I, StateEnders &Enders) : A(A), F(F), I(I), Enders(Enders), Statements(flow::analysableBody(F)) {}
  std::vector<StateChange> find();

private:
  const CompoundStmt *blockOf(const Stmt *S) const { return Statements.blockOf(S); }
  std::optional<Term> stateOf(const Expr *E);
  void saved();
  void flags();
  void counts();
  void add(StateChange C);
  bool before(const Stmt *X, const Stmt *Y) const {
    return A.Ctx.getSourceManager().isBeforeInTranslationUnit(X->getBeginLoc(), Y->getBeginLoc());
  }
  std::vector<const CallExpr *> callsThatChange(const StateChange &C);
  bool isPutBackByHandler(const StateChange &C, const flow::FunctionFlow &Flow);

  Analysis &A;
  const FunctionDecl *F;
  const flow::Inventory &I;
  StateEnders &Enders;
  const BlockStatements Statements;
  std::vector<StateChange> Found;
};

/// The name of what outlives the function: a member, a global, what a parameter refers to.
std::optional<Term> Finder::stateOf(const Expr *E) {
  const auto T = A.Names.of(E);
  if (!T || A.Names.isLocalStorage(*T))
    return std::nullopt;
  if (const VarDecl *Root = A.Names.rootOf(*T))
    if (const CXXRecordDecl *R = Root->getType()->getAsCXXRecordDecl();
        R && Root->hasLocalStorage() && !Root->getType()->isReferenceType() && !Root->getType()->isPointerType())
      return std::nullopt; // an object of this function
  const QualType Type = E->getType();
  return Type.isVolatileQualified() || Type->isAtomicType() ? std::nullopt : T;
}

void Finder::add(StateChange C) {
  C.Function = F;
  C.Block = blockOf(C.Restore);
  // ok = true; … return; failed: ok = false;  Whoever arrives keeps the new state: the end puts nothing back.
  if (llvm::any_of(C.Block->body(), [&](const Stmt *S) {
        return isa<ReturnStmt>(S) && before(C.Change, S) && before(S, C.Restore);
      }))
    return;
  // case A: open = true; break; case B: open = false; break;  The states of a machine.
  bool Between = false, OtherCase = false;
  for (const Stmt *S : C.Block->body()) {
    if (Between)
      OtherCase |= isa<SwitchCase>(S);
    Between |= !before(S, C.Change);
    if (!before(S, C.Restore))
      break;
  }
  if (OtherCase)
    return;
  if (llvm::none_of(Found, [&](const StateChange &Other) { return Other.Change == C.Change; }))
    Found.push_back(std::move(C));
}

static bool refersTo(const Expr *E, const VarDecl *V) {
  const auto *Ref = dyn_cast<DeclRefExpr>(strip(E));
  return Ref && Ref->getDecl() == V;
}

// old = x; … x = 1; … x = old;
void Finder::saved() {
  for (const VarDecl *V : I.Variables) {
    if (!V->hasLocalStorage() || !V->hasInit() || V->getType()->isReferenceType() || V->getType()->isDependentType())
      continue;
    const Expr *Init = strip(V->getInit());
    if (const auto *C = dyn_cast<CXXConstructExpr>(Init); C && C->getNumArgs() == 1 && C->getConstructor()->isCopyOrMoveConstructor())
      Init = strip(C->getArg(0));
    if (!Init->isLValue() || !isa<DeclRefExpr, MemberExpr, UnaryOperator>(Init))
      continue;
    const auto State = stateOf(Init);
    if (!State)
      continue;
    bool Reassigned = false;
    StateChange C;
    C.K = StateChange::Kind::Saved;
    C.Saved = V;
    C.State = Init;
    std::vector<const BinaryOperator *> Writes;
    for (const BinaryOperator *B : I.Assignments) {
      Reassigned |= refersTo(B->getLHS(), V);
      if (A.Names.of(B->getLHS()) == State)
        Writes.push_back(B);
    }
    for (const UnaryOperator *U : I.Steps)
      Reassigned |= refersTo(U->getSubExpr(), V) || A.Names.of(U->getSubExpr()) == State;
    if (Reassigned)
      continue;
    for (const BinaryOperator *B : Writes) {
      if (before(B, Init))
        continue;
      const bool Restores = B->getOpcode() == BO_Assign && refersTo(B->getRHS(), V);
      if (!C.Change) {
        if (Restores || !blockOf(B))
          break; // changed somewhere inside
        C.ChangeStatement = C.Change = B;
      } else if (Restores) {
        C.Restores.push_back(B);
        if (blockOf(B) == blockOf(C.Change)) {
          C.Restore = B;
          break;
        }
      } else if (!C.Restores.empty()) {
        C.ChangedAgain = true;
      }
    }
    if (C.Restore)
      add(std::move(C));
  }
}

// x = true; … x = false;  The other way round is no bracket: invalid until the end is reached.
void Finder::flags() {
  for (const BinaryOperator *B : I.Assignments) {
    if (B->getOpcode() != BO_Assign || !blockOf(B) || boolLiteral(B->getRHS()) != true)
      continue;
    const auto State = stateOf(B->getLHS());
    // What a constructor gives its members are first values.
    if (!State || (isa<CXXConstructorDecl>(F) && A.Names.isMemberOfThis(*State)))
      continue;
    StateChange C;
    C.K = StateChange::Kind::Flag;
    C.State = B->getLHS();
    C.ChangeStatement = C.Change = B;
    bool Plain = true;
    for (const BinaryOperator *Other : I.Assignments) {
      if (!before(B, Other) || A.Names.of(Other->getLHS()) != State || C.Restore)
        continue;
      const auto Value = Other->getOpcode() == BO_Assign ? boolLiteral(Other->getRHS()) : std::nullopt;
      if (Value != false) {
        Plain = false;
        break;
      }
      C.Restores.push_back(Other);
      if (blockOf(Other) == blockOf(B))
        C.Restore = Other;
    }
    if (Plain && C.Restore)
      add(std::move(C));
  }
}

// ++x; … --x;
void Finder::counts() {
  for (const UnaryOperator *U : I.Steps) {
    if (!blockOf(U) || !U->getType()->isIntegerType())
      continue;
    const auto State = stateOf(U->getSubExpr());
    if (!State || llvm::any_of(I.Assignments, [&](const BinaryOperator *B) { return A.Names.of(B->getLHS()) == State; }))
      continue;
    StateChange C;
    C.K = StateChange::Kind::Count;
    C.State = U->getSubExpr();
    C.ChangeStatement = C.Change = U;
    bool Plain = true;
    for (const UnaryOperator *Other : I.Steps) {
      if (!before(U, Other) || C.Restore || A.Names.of(Other->getSubExpr()) != State)
        continue;
      if (Other->isIncrementOp() == U->isIncrementOp()) {
        Plain = false;
        break;
      }
      C.Restores.push_back(Other);
      if (blockOf(Other) == blockOf(U))
        C.Restore = Other;
    }
    // --x; … ++x;  borrows; that is a count, not a bracket.
    if (Plain && C.Restore && U->isIncrementOp())
      add(std::move(C));
  }
}

/// What \p S assigns to, or counts.
static const Expr *writtenBy(const Stmt *S) {
  if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
    return B->getLHS();
  const auto *U = dyn_cast<UnaryOperator>(S);
  return U && U->isIncrementDecrementOp() ? U->getSubExpr() : nullptr;
}

/// Visible callees that write the state themselves: after them it is theirs.
std::vector<const CallExpr *> Finder::callsThatChange(const StateChange &C) {
  std::vector<const CallExpr *> Calls;
  const ValueDecl *D = C.isCall() ? nullptr : namedBy(C.State);
  if (!D)
    return Calls;
  for (const CallExpr *Call : I.Calls) {
    const FunctionDecl *Callee = Call->getDirectCallee(), *Definition = nullptr;
    if (!Callee || !Callee->isDefined(Definition) || A.Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
      continue;
    bool Writes = false;
    flow::forEachEvaluated(flow::analysableBody(Definition), [&](const Stmt *S) {
      if (const Expr *Written = writtenBy(S))
        Writes |= namedBy(Written) == D;
    });
    if (Writes)
      Calls.push_back(Call);
  }
  return Calls;
}

/// try { ++depth; build(); --depth; } catch (...) { --depth; throw; }  The handler answers for it already, and would undo it
/// once more after a guard (docs/limits.md).
bool Finder::isPutBackByHandler(const StateChange &C, const flow::FunctionFlow &Flow) {
  const auto State = C.isCall() ? std::nullopt : A.Names.of(C.State);
  const auto *Setter = dyn_cast<CallExpr>(C.Change);
  bool Written = false;
  for (const CXXTryStmt *Try : Flow.enclosingTries(C.Change))
    for (unsigned N = 0; N != Try->getNumHandlers(); ++N)
      flow::forEachEvaluated(Try->getHandler(N), [&](const Stmt *S) {
        if (const Expr *To = writtenBy(S))
          Written |= State && A.Names.of(To) == State;
        else if (const auto *Call = dyn_cast<CallExpr>(S); Call && Setter)
          Written |= isSameSetter(Call, Setter) && receiverOf(A, Call) == receiverOf(A, Setter);
      });
  return Written;
}

/// e->failed = true; if (…) return -1; … e->failed = false;  In the caller's object, with ways out that leave it set and
/// one place that clears it: a result that counts as failed until it is known, and no state (docs/limits.md).
static bool isResult(const StateChange &C) {
  if (C.K != StateChange::Kind::Flag || C.Restores.size() > 1)
    return false;
  const Expr *E = C.State;
  while (const auto *M = dyn_cast<MemberExpr>(strip(E)))
    E = M->getBase();
  const auto *Ref = dyn_cast<DeclRefExpr>(strip(E));
  return C.State != E && Ref && isa<ParmVarDecl>(Ref->getDecl()) &&
         llvm::any_of(C.Uncovered, [](const Exit &X) { return X.K == Exit::Kind::Return; });
}

/// valid_ = true; if (next()) { at_ = i; return; } valid_ = false;  Nobody is called between who could see the flag: it says
/// how it went, and brackets nothing (docs/limits.md).
static bool isUnseen(const StateChange &C, const Stmt *Body, const SourceManager &SM) {
  if (C.K != StateChange::Kind::Flag)
    return false;
  bool Seen = false;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (!isa<CallExpr, CXXConstructExpr>(S) || !SM.isBeforeInTranslationUnit(C.Change->getEndLoc(), S->getBeginLoc()) ||
        !SM.isBeforeInTranslationUnit(S->getBeginLoc(), C.Restore->getBeginLoc()))
      return;
    const auto *Call = dyn_cast<CallExpr>(S);
    const Decl *Callee = Call ? Call->getCalleeDecl() : cast<CXXConstructExpr>(S)->getConstructor();
    const auto *F = dyn_cast_or_null<FunctionDecl>(Callee);
    Seen |= !F || !(flow::inStd(F) || F->getBuiltinID() || F->isTrivial());
  });
  return !Seen;
}

/// Widget_Tracker seen(this); … if (seen.deleted()) return;  Or QPointer, or what weak_from_this() gives: whoever asks a watcher
/// of the object before he leaves knows why the object's state stays as it is; it may be gone.
static bool isWatched(const Exit &X, const VarDecl *Root) {
  const auto Watches = [&](const VarDecl *V) {
    bool Given = false;
    if (V->hasLocalStorage() && !isa<ParmVarDecl>(V) && V->getType()->isRecordType() && V->getInit())
      flow::forEachEvaluated(V->getInit(), [&](const Stmt *S) {
        const auto *Ref = dyn_cast<DeclRefExpr>(S);
        Given |= Root ? Ref && Ref->getDecl() == Root : isa<CXXThisExpr>(S);
      });
    return Given;
  };
  bool Asked = false;
  for (const Step &By : X.Witness)
    if (By.K == Step::Kind::ConditionTrue || By.K == Step::Kind::ConditionFalse)
      flow::forEachEvaluated(By.At, [&](const Stmt *S) {
        const auto *Ref = dyn_cast<DeclRefExpr>(S);
        const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
        Asked |= V && Watches(V);
      });
  return Asked;
}

/// fs::current_path(p, ec); if (ec) return false;  Nothing has changed there.
static bool saysChangeFailed(const Exit &X, const Expr *Change) {
  const auto *Call = dyn_cast<CallExpr>(Change);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || X.Witness.empty() || X.Witness.front().K != Step::Kind::ConditionTrue)
    return false;
  for (unsigned N = 0; N != std::min(Call->getNumArgs(), F->getNumParams()); ++N) {
    const QualType T = F->getParamDecl(N)->getType();
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(Call->getArg(N)));
    if (!Ref || !T->isLValueReferenceType() || T->getPointeeType().isConstQualified())
      continue;
    bool Asked = false;
    flow::forEachEvaluated(X.Witness.front().At, [&](const Stmt *S) {
      const auto *Other = dyn_cast<DeclRefExpr>(S);
      Asked |= Other && Other->getDecl() == Ref->getDecl();
    });
    if (Asked)
      return true;
  }
  return false;
}

std::vector<StateChange> Finder::find() {
  const bool Several = I.Returns.size() > 1 || I.Throws || !I.Calls.empty() || !I.Gotos.empty() || !I.Loops.empty();
  if ((I.Assignments.size() < 2 && I.Steps.size() < 2 && I.Calls.size() < 2) || !Several || F->isDependentContext())
    return {};
  saved();
  flags();
  counts();
  for (StateChange &C : findSetters(A, I, Statements))
    add(std::move(C));
  if (Found.empty())
    return {};
  const auto Flow = flow::FunctionFlow::build(F, A.Ctx);
  if (!Flow)
    return {};
  std::vector<StateChange> Wrong;
  for (StateChange &C : Found) {
    if (isPutBackByHandler(C, *Flow))
      continue;
    Track T;
    T.K = Track::Kind::Identity;
    T.Of = &codePair();
    T.Acquisition = C.Change;
    T.Meaning = {T.Of, Role::Acquire, &T.Of->Acquire.front()};
    T.Place = A.Names.ofNode(C.Change);
    T.InCode = true;
    T.Ending = {T.Of, Role::Release, &T.Of->Release.front()};
    T.Restores.assign(C.Restores.begin(), C.Restores.end());
    const auto Calls = callsThatChange(C);
    T.Takers.assign(Calls.begin(), Calls.end());
    if (const auto State = C.isCall() ? std::nullopt : A.Names.of(C.State))
      T.Place = State;
    Outcome O = Solver(A, *Flow, T).run();
    if (O.TooComplex || O.Abandoned)
      continue;
    const auto Root = T.Place ? A.Names.rootOf(*T.Place) : nullptr;
    if (llvm::any_of(O.Life.Uncovered, [&](const Exit &E) { return isWatched(E, Root); }))
      continue; // a guard would write into what may be gone
    for (Exit &E : O.Life.Uncovered)
      if (E.K != Exit::Kind::Overwritten && !saysChangeFailed(E, C.Change))
        C.Uncovered.push_back(std::move(E));
    if (!C.Uncovered.empty() && !staysOnPurpose(C, A) && !Enders.ends(C) && !isResult(C) && !isUnseen(C, Flow->body(), A.Ctx.getSourceManager()))
      Wrong.push_back(std::move(C));
  }
  llvm::stable_sort(Wrong, [&](const StateChange &X, const StateChange &Y) { return before(X.Change, Y.Change); });
  return Wrong;
}

} // namespace

std::vector<StateChange> unrestoredStates(Analysis &A, const FunctionDecl *F, const flow::Inventory &I, StateEnders &Enders) {
  return Finder(A, F, I, Enders).find();
}

} // namespace raiitidy::lifetime
