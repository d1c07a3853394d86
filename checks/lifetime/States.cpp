#include "checks/Pch.h"
#include "checks/lifetime/States.h"
#include "checks/lifetime/Setters.h"
#include "checks/lifetime/Solver.h"
#include "checks/lifetime/StateEvidence.h"
#include "checks/lifetime/StateWrites.h"
#include "checks/lifetime/WorkingDirectory.h"

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
  Finder(Analysis &A, const FunctionDecl *F, const flow::Inventory &I, StateEnders &Enders)
      : A(A), F(F), I(I), Enders(Enders), Statements(flow::analysableBody(F)), Writes(writesIn(I, A.Ctx)) {}
  std::vector<StateChange> find();

private:
  const CompoundStmt *blockOf(const Stmt *S) const { return Statements.blockOf(S); }
  std::optional<Term> stateOf(const Expr *E);
  void saved();
  void swapped();
  void followSaved(StateChange C, const Stmt *Since);
  bool keepsValue(const VarDecl *V, Term State) const;
  enum class Then { EndsIt, ChangesIt, LeavesIt };
  void bracketed(StateChange::Kind K, const StateWrite &W, Term State, llvm::function_ref<Then(const StateWrite &)> Judge);
  void flags();
  void counts();
  void bits();
  bool isOfConstructor(Term State) const { return isa<CXXConstructorDecl>(F) && A.Names.isMemberOfThis(State); }
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
  const std::vector<StateWrite> Writes;
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
  const CXXRecordDecl *R = Type->getAsCXXRecordDecl();
  const bool Atomic = Type->isAtomicType() || (R && R->isInStdNamespace() && R->getIdentifier() && R->getName().starts_with("atomic"));
  return Type.isVolatileQualified() || Atomic ? std::nullopt : T;
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

/// \p V, perhaps as a copy: x = old where operator= takes a value.
static bool refersTo(const Expr *E, const VarDecl *V) {
  E = E ? strip(E) : nullptr;
  if (const auto *C = dyn_cast_or_null<CXXConstructExpr>(E); C && C->getNumArgs() == 1 && C->getConstructor()->isCopyOrMoveConstructor())
    E = strip(C->getArg(0));
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E);
  return Ref && Ref->getDecl() == V;
}

static bool gives(const StateWrite &W, const VarDecl *V) {
  return (W.K == StateWrite::Kind::Assign || W.K == StateWrite::Kind::Swap || W.K == StateWrite::Kind::Exchange) && refersTo(W.Value, V);
}

/// Whether \p V still holds what was saved when it is given back: nothing here writes, fills or empties it.
bool Finder::keepsValue(const VarDecl *V, Term State) const {
  for (const StateWrite &W : Writes)
    if (refersTo(W.To, V) && !(W.K == StateWrite::Kind::Swap && A.Names.of(W.Value) == State))
      return false;
  if (!V->getType()->isRecordType() || V->getType().isConstQualified())
    return true;
  // read(old), fill(&old), old.clear(), keep(std::move(old))
  const auto mayChange = [&](const FunctionDecl *Callee, unsigned N, const Expr *Arg) {
    const QualType T = N < Callee->getNumParams() ? Callee->getParamDecl(N)->getType() : QualType();
    if (T.isNull())
      return false;
    const auto *Address = dyn_cast<UnaryOperator>(strip(Arg));
    return (T->isLValueReferenceType() && !T->getPointeeType().isConstQualified() && refersTo(Arg, V)) ||
           (T->isPointerType() && !T->getPointeeType().isConstQualified() && Address && refersTo(Address->getSubExpr(), V));
  };
  for (const CallExpr *Call : I.Calls) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->isCallToStdMove() || llvm::any_of(writesOf(Call, A.Ctx), [&](const StateWrite &W) { return A.Names.of(W.To) == State; }))
      continue;
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
        Member && Method && !Method->isConst() && refersTo(Member->getImplicitObjectArgument(), V))
      return false;
    const unsigned Object = isa<CXXOperatorCallExpr>(Call) && Method ? 1 : 0;
    for (unsigned N = Object; N < Call->getNumArgs(); ++N)
      if (mayChange(Callee, N - Object, Call->getArg(N)))
        return false;
  }
  return llvm::none_of(I.Constructions, [&](const CXXConstructExpr *Made) {
    return Made->getNumArgs() == 1 && Made->getConstructor()->isMoveConstructor() && refersTo(Made->getArg(0), V);
  });
}

/// What is written to C.State behind \p Since: C.Change, if that is not known yet, and what gives C.Saved back.
void Finder::followSaved(StateChange C, const Stmt *Since) {
  const Term State = *stateOf(C.State);
  for (const StateWrite &W : Writes) {
    if (A.Names.of(W.To) != State || !before(Since, W.At) || W.At == C.Change)
      continue;
    const bool Restores = gives(W, C.Saved);
    if (!C.Change) {
      if (Restores || !blockOf(W.At))
        return; // changed somewhere inside
      C.ChangeStatement = C.Change = W.At;
    } else if (Restores) {
      C.Restores.push_back(W.At);
      if (blockOf(W.At) && blockOf(W.At) == blockOf(C.ChangeStatement)) {
        C.Restore = W.At;
        break;
      }
    } else if (!C.Restores.empty()) {
      C.ChangedAgain = true;
    }
  }
  if (C.Restore)
    add(std::move(C));
}

// old = x; … x = 1; … x = old;  old = std::move(x); … x = std::move(old);  old = std::exchange(x, 1); … x = old;
void Finder::saved() {
  for (const VarDecl *V : I.Variables) {
    if (!V->hasLocalStorage() || !V->hasInit() || V->getType()->isReferenceType() || V->getType()->isDependentType())
      continue;
    const Expr *Init = strip(V->getInit());
    StateChange C;
    C.K = StateChange::Kind::Saved;
    C.Saved = V;
    if (const auto *Made = dyn_cast<CXXConstructExpr>(Init);
        Made && Made->getNumArgs() == 1 && Made->getConstructor()->isCopyOrMoveConstructor()) {
      Init = strip(Made->getArg(0));
      if (Made->getConstructor()->isMoveConstructor() && !Made->getConstructor()->isTrivial() && Init->isLValue())
        C.Change = Made; // what is left is another value
    }
    if (isExchange(Init)) {
      C.Change = Init;
      Init = strip(cast<CallExpr>(Init)->getArg(0));
    }
    if (!Init->isLValue() || !isa<DeclRefExpr, MemberExpr, UnaryOperator>(Init))
      continue;
    if (C.Change && !(C.ChangeStatement = Statements.declarationOf(V)))
      continue;
    const auto State = stateOf(Init);
    if (!State || !keepsValue(V, *State) ||
        (Init->getType()->isRecordType() && !A.Ctx.hasSameUnqualifiedType(Init->getType(), V->getType())))
      continue;
    // p = next; ++p; … p = old;  goes through something.
    if (llvm::any_of(Writes, [&](const StateWrite &W) {
          return !W.Value && A.Names.of(W.To) == State && isa<UnaryOperator, CXXOperatorCallExpr>(W.At);
        }))
      continue;
    C.State = Init;
    followSaved(std::move(C), Init);
  }
}

// swap(x, other); … swap(x, other);
void Finder::swapped() {
  for (const StateWrite &W : Writes) {
    if (W.K != StateWrite::Kind::Swap || !blockOf(W.At))
      continue;
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(W.Value));
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    const auto State = stateOf(W.To);
    if (!State || !V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || V->getType()->isReferenceType() || !keepsValue(V, *State))
      continue;
    StateChange C;
    C.K = StateChange::Kind::Saved;
    C.Saved = V;
    C.State = W.To;
    C.ChangeStatement = C.Change = W.At;
    followSaved(std::move(C), W.At);
  }
}

/// What \p W begins, and what comes behind it by \p Judge: all writes of the same state until one in the same block ends it.
void Finder::bracketed(StateChange::Kind K, const StateWrite &W, Term State, llvm::function_ref<Then(const StateWrite &)> Judge) {
  StateChange C;
  C.K = K;
  C.State = W.To;
  C.ChangeStatement = C.Change = W.At;
  for (const StateWrite &Other : Writes) {
    if (!before(W.At, Other.At) || A.Names.of(Other.To) != State)
      continue;
    const Then Does = Judge(Other);
    if (Does == Then::ChangesIt)
      return;
    if (Does == Then::LeavesIt)
      continue;
    C.Restores.push_back(Other.At);
    if (blockOf(Other.At) == blockOf(W.At)) {
      C.Restore = Other.At;
      return add(std::move(C));
    }
  }
}

// x = true; … x = false;  The other way round is no bracket: invalid until the end is reached.
void Finder::flags() {
  for (const StateWrite &W : Writes) {
    if (W.K != StateWrite::Kind::Assign || W.To->getType()->isRecordType() || !blockOf(W.At) || boolLiteral(W.Value) != true)
      continue;
    // What a constructor gives its members are first values.
    if (const auto State = stateOf(W.To); State && !isOfConstructor(*State))
      bracketed(StateChange::Kind::Flag, W, *State, [](const StateWrite &Other) {
        return Other.K == StateWrite::Kind::Assign && boolLiteral(Other.Value) == false ? Then::EndsIt : Then::ChangesIt;
      });
  }
}

// ++x; … --x;  x += 2; … x -= 2;  The other way round borrows; that is a count, not a bracket.
void Finder::counts() {
  for (const StateWrite &W : Writes) {
    if (W.K != StateWrite::Kind::Add || !W.Amount || !blockOf(W.At) || !W.To->getType()->isIntegerType())
      continue;
    const auto State = stateOf(W.To);
    if (!State || llvm::any_of(Writes, [&](const StateWrite &Other) {
          return Other.K != StateWrite::Kind::Add && Other.K != StateWrite::Kind::Subtract && A.Names.of(Other.To) == State;
        }))
      continue;
    bracketed(StateChange::Kind::Count, W, *State, [&](const StateWrite &Other) {
      return Other.K == StateWrite::Kind::Subtract && Other.Amount == W.Amount ? Then::EndsIt : Then::ChangesIt;
    });
  }
}

// x |= 4; … x &= ~4;  What happens to other bits of x does not matter.
void Finder::bits() {
  for (const StateWrite &W : Writes) {
    if (W.K != StateWrite::Kind::SetBits || !W.Amount || !*W.Amount || !blockOf(W.At))
      continue;
    if (const auto State = stateOf(W.To); State && !isOfConstructor(*State))
      bracketed(StateChange::Kind::Bits, W, *State, [&](const StateWrite &Other) {
        const bool OfBits = Other.K == StateWrite::Kind::SetBits || Other.K == StateWrite::Kind::KeepBits;
        if (OfBits && Other.Amount && !(*Other.Amount & *W.Amount))
          return Then::LeavesIt;
        return Other.K == StateWrite::Kind::KeepBits && Other.Amount == W.Amount ? Then::EndsIt : Then::ChangesIt;
      });
  }
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
    A.Reads.text(Definition);
    // With its body skipped, any may that can.
    bool Writes = flow::hasSkippedBody(Definition) &&
                  (isa<VarDecl>(D) ? cast<VarDecl>(D)->hasGlobalStorage() : isa<CXXMethodDecl>(Callee) && !cast<CXXMethodDecl>(Callee)->isConst());
    flow::forEachEvaluated(flow::analysableBody(Definition), [&](const Stmt *S) {
      Writes |= llvm::any_of(writesOf(S, A.Ctx), [&](const StateWrite &W) { return namedBy(W.To) == D; });
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
        Written |= State && llvm::any_of(writesOf(S, A.Ctx), [&](const StateWrite &W) { return A.Names.of(W.To) == State; });
        if (const auto *Call = dyn_cast<CallExpr>(S); Call && Setter && C.isCall())
          Written |= isSameSetter(Call, Setter) && receiverOf(A, Call) == receiverOf(A, Setter);
      });
  return Written;
}

/// e->failed = true; if (…) return -1; … e->failed = false;  In the caller's object, with ways out that leave it set and
/// one place that clears it: a result that counts as failed until it is known, and no state (docs/limits.md).
static bool isResult(const StateChange &C) {
  if ((C.K != StateChange::Kind::Flag && C.K != StateChange::Kind::Bits) || C.Restores.size() > 1)
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
  if (C.K != StateChange::Kind::Flag && C.K != StateChange::Kind::Bits)
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
static bool isWatched(const Exit &X, const VarDecl *Root, const VarDecl *Saved) {
  const auto Watches = [&](const VarDecl *V) {
    bool Given = false;
    if (V != Saved && V->hasLocalStorage() && !isa<ParmVarDecl>(V) && V->getType()->isRecordType() && V->getInit())
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

/// *p, p->x of a pointer that throws where it is null: a mistake of the caller alone is no path that matters for a flag.
static bool isNullCheck(const Exit &X) {
  const OverloadedOperatorKind Op = X.isExceptional() && X.Callee ? X.Callee->getOverloadedOperator() : OO_None;
  return Op == OO_Arrow || (Op == OO_Star && X.Callee->getNumParams() == 0);
}

std::vector<StateChange> Finder::find() {
  const bool Several = I.Returns.size() > 1 || I.Throws || !I.Calls.empty() || !I.Gotos.empty() || !I.Loops.empty();
  if ((Writes.empty() && I.Calls.size() < 2) || !Several || F->isDependentContext())
    return {};
  saved();
  swapped();
  flags();
  counts();
  bits();
  for (StateChange &C : findSetters(A, I, Statements))
    add(std::move(C));
  for (StateChange &C : findDirectoryChanges(A, F, I, Statements))
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
    if (C.K == StateChange::Kind::Directory)
      T.Fails = FailureValue::MinusOne;
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
    if (llvm::any_of(O.Life.Uncovered, [&](const Exit &E) { return isWatched(E, Root, C.Saved); }))
      continue; // a guard would write into what may be gone
    for (Exit &E : O.Life.Uncovered)
      if (E.K != Exit::Kind::Overwritten && !isNullCheck(E) && !(C.isCall() && saysChangeFailed(E, C.Change)))
        C.Uncovered.push_back(std::move(E));
    if (!C.Uncovered.empty() && !staysOnPurpose(C, A) && !Enders.ends(C) && !isResult(C) && !isUnseen(C, Flow->body(), A.Ctx.getSourceManager()))
      Wrong.push_back(std::move(C));
  }
  llvm::stable_sort(Wrong, [&](const StateChange &X, const StateChange &Y) { return before(X.Change, Y.Change); });
  return Wrong;
}

} // namespace

std::vector<StateChange> unrestoredStates(Analysis &A, const FunctionDecl *F, const flow::Inventory &I, StateEnders &Enders) {
  const flow::BodyReads::For Reader(A.Reads, F, flow::BodyRead::Kind::Findings);
  return Finder(A, F, I, Enders).find();
}

} // namespace raiitidy::lifetime
