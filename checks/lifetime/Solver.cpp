#include "checks/Pch.h"
#include "checks/flow/ThrowConditions.h"
#include "checks/lifetime/Prehistory.h"
#include "checks/flow/Leaves.h"
#include "checks/lifetime/Solver.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

Solver::Solver(Analysis &A, const flow::FunctionFlow &Flow, const Track &T, bool ForSummary)
    : Reasoner(A.Ctx, A.Names), A(A), Flow(Flow), T(T), ForSummary(ForSummary), Under(madeFrom()) {}

// POSIX: these return 0 or -1 and nothing else; or never null.
static Values resultsOfSystem(const FunctionDecl *F) {
  enum { Any, ZeroOrMinusOne, CountOrMinusOne, NotNull };
  const int Kind = llvm::StringSwitch<int>(F->getName())
                       .Cases("connect", "bind", "listen", "close", "setsockopt", "getsockopt", "getsockname", ZeroOrMinusOne)
                       .Cases("getpeername", "shutdown", "socketpair", "pipe", "fseek", "fseeko", "fsync", ZeroOrMinusOne)
                       .Cases("stat", "fstat", "lstat", "access", "unlink", "mkdir", "rmdir", "rename", ZeroOrMinusOne)
                       .Cases("chdir", "chmod", "chown", "fchmod", "ftruncate", "truncate", "munmap", ZeroOrMinusOne)
                       .Cases("mbstowcs", "wcstombs", "read", "write", "recv", "send", "readlink", CountOrMinusOne)
                       .Cases("basename", "dirname", "__xpg_basename", NotNull)
                       .Default(Any);
  if (Kind == ZeroOrMinusOne && F->getReturnType()->isIntegerType())
    return Values::oneOf({-1, 0});
  if (Kind == CountOrMinusOne && F->getReturnType()->isIntegerType())
    return Values::atLeast(-1);
  return Kind == NotNull && F->getReturnType()->isPointerType() ? Values::not_(0) : Values();
}

Values Solver::possibleValues(const Expr *E) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      if (const auto Constant = A.unchangingGlobal(V))
        return Values::exactly(*Constant);
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (const FunctionDecl *F = Call->getDirectCallee())
      return F->isExternC() && !F->hasBody() ? resultsOfSystem(F) : A.summaryOf(F).Results;
  }
  return {};
}

bool Solver::isResultPlace(Term Place) const {
  if (T.K == Track::Kind::Parameter)
    return false; // what the caller gave is what is being followed
  const auto *P = dyn_cast_or_null<ParmVarDecl>(A.Names.rootOf(Place));
  if (!P || P->getDeclContext() != Flow.function())
    return false;
  const Term Variable = A.Names.ofVariable(P);
  return P->getType()->isReferenceType() ? Place == Variable : Place == A.Names.dereference(Variable);
}

std::optional<bool> Solver::equal(const Expr *L, const Expr *R) {
  if (!Current || (Current->TS != Typestate::Held && Current->TS != Typestate::Released) || T.K != Track::Kind::Handle)
    return std::nullopt;
  auto IsNull = [&](const Expr *E) {
    return E->isNullPointerConstant(A.Ctx, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
  };
  const bool Left = carries(*Current, L), Right = carries(*Current, R);
  if (Left && Right)
    return true;
  // What has been released may come again as another's.
  const Expr *Other = Left ? R : L; // fd == STDOUT_FILENO is possible
  if (Left != Right && Current->TS == Typestate::Held && !IsNull(L) && !IsNull(R) && !constantValue(Other, A.Ctx))
    return false;
  return std::nullopt;
}

Outcome Solver::run(const Prehistory *Before) {
  const CFG &G = Flow.cfg();
  if (G.size() > A.Limits.Blocks) {
    Result.TooComplex = true;
    return std::move(Result);
  }
  numberBlocks();
  Result.Life.Function = Flow.function();
  Result.Life.Body = Flow.body();
  Result.Life.Resource = T.Of;
  Result.Life.Acquisition = T.Acquisition;
  Result.Life.Meaning = T.Meaning;
  Result.Life.Helper = T.Helper;
  State Start;
  if (T.K == Track::Kind::Parameter) {
    Start.TS = Typestate::Held;
    Start.Holders = {*T.Place};
    // What a summary says, it says of a handle: close_if_open(f) closes always.
    if (T.PlaceIsPointer)
      Start.F.set(*T.Place, Values::not_(0));
  }
  if (const auto Entries = Before && !ForSummary ? Before->at(T) : std::nullopt) {
    UnbornIsKnown = true;
    for (const Facts &F : Entries->Known) {
      Nodes.push_back({Entries->Block, State(), -1, std::nullopt});
      Nodes.back().Entry.F = F;
      Work.insert({Order[Entries->Block->getBlockID()], int(Nodes.size()) - 1});
    }
  } else {
    enqueue(&G.getEntry(), std::move(Start), -1, std::nullopt);
  }
  processAll();
  judgeFailedCommits();
  if (Result.Life.Releases.empty())
    llvm::erase_if(Result.Life.Uncovered, [this](const Exit &X) {
      // Handed over by every explicit path: that an unknown callee before it throws is a guess of its own.
      return givesInSkippedLoop(X) || (X.isExceptional() && X.Tier == flow::ThrowTier::Unknown && !A.isPolicyFixed());
    });
  const SourceManager &SM = A.Ctx.getSourceManager();
  auto ByPlace = [&](const auto &X, const auto &Y) {
    return SM.isBeforeInTranslationUnit(X.At->getBeginLoc(), Y.At->getBeginLoc());
  };
  llvm::stable_sort(Result.Life.Uncovered, ByPlace);
  llvm::stable_sort(Result.Life.BelowPolicy, ByPlace);
  llvm::stable_sort(Result.Life.Escapes, ByPlace);
  llvm::stable_sort(Result.Life.Suspensions, [&](const Expr *X, const Expr *Y) {
    return SM.isBeforeInTranslationUnit(X->getBeginLoc(), Y->getBeginLoc());
  });
  llvm::stable_sort(Result.Life.Releases, [&](const ReleaseSite &X, const ReleaseSite &Y) {
    return SM.isBeforeInTranslationUnit(X.Call->getBeginLoc(), Y.Call->getBeginLoc());
  });
  return std::move(Result);
}

static bool isThrow(Exit::Kind K) { return K == Exit::Kind::Throw || K == Exit::Kind::CalleeThrow; }

/// The last condition of the way to \p Return is an assertion, or what reports one is returned (GoogleTest's AssertHelper): the test has
/// failed, and what it leaves is no news.
static bool endsInAssertion(const Stmt *Return, const std::vector<Step> &Way) {
  const Expr *Value = isa<ReturnStmt>(Return) ? cast<ReturnStmt>(Return)->getRetValue() : nullptr;
  const auto *Report = Value ? dyn_cast<CXXOperatorCallExpr>(strip(Value)) : nullptr;
  if (const auto *Method = Report ? dyn_cast_or_null<CXXMethodDecl>(Report->getDirectCallee()) : nullptr;
      Method && Report->isAssignmentOp() && Method->getParent()->getName() == "AssertHelper")
    return true;
  if (Way.empty() || !isa<Expr>(Way.back().At))
    return false;
  const Expr *Condition = strip(cast<Expr>(Way.back().At));
  if (const auto *Not = dyn_cast<UnaryOperator>(Condition); Not && Not->getOpcode() == UO_LNot)
    Condition = strip(Not->getSubExpr());
  const auto *Call = dyn_cast<CallExpr>(Condition);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || !F->getIdentifier())
    return false;
  const llvm::StringRef Name = F->getName();
  return Name.contains_insensitive("assert") || Name.contains_insensitive("verify") || Name.starts_with("qCompare");
}

void Solver::leave(Exit::Kind K, const Stmt *At, const State &S, int Index, flow::ThrowTier Tier,
                   const FunctionDecl *Callee, const std::optional<Step> &Last) {
  if (S.TS != Typestate::Held && S.TS != Typestate::Lost)
    return;
  if (llvm::any_of(S.Holders, [&](Term H) { return isResultPlace(H); }))
    return;
  // Once the constructor has returned the destructor answers for the fields.
  if (T.OwnObject && (!isThrow(K) || llvm::none_of(S.Holders, [&](Term H) { return A.Names.isMemberOfThis(H); })))
    return;
  if (S.TS == Typestate::Lost) {
    K = Exit::Kind::Overwritten;
    At = S.Since;
  }
  if (K == Exit::Kind::Return && At->getBeginLoc().isMacroID() && endsInAssertion(At, witness(Index, Last)))
    return;
  if (isThrow(K) && !A.isPolicyFixed() && flow::isThrownByAssertion(At, Flow, A.Ctx)) {
    if (SeenBelow.insert(At).second)
      Result.Life.BelowPolicy.push_back({K, At, Tier, Callee, {}});
    return;
  }
  // The end of the process releases memory and handles; not locks, not what must be flushed.
  if (T.Of && Flow.function()->isMain() && !T.Of->MustFlush && T.Of->Class != ResourceClass::Lock &&
      T.Of->Class != ResourceClass::Transaction && K != Exit::Kind::Overwritten)
    return;
  if (const Expr *Commit = failedCommit(S))
    return leaveOpen({K, At, Tier, Callee, witness(Index, Last), Commit});
  if (K != Exit::Kind::CalleeThrow && S.Lent)
    Result.Life.MaybeKeptBy = S.Lent;
  if (SeenExits.insert(At).second) {
    Result.Life.Uncovered.push_back({K, At, Tier, Callee, witness(Index, Last)});
    return;
  }
  // p = new T in a loop: the constructor may throw while the old object is held, and the new one takes its place.
  if (K != Exit::Kind::CalleeThrow)
    for (Exit &X : Result.Life.Uncovered)
      if (X.At == At && X.K == Exit::Kind::CalleeThrow)
        X = {K, At, Tier, Callee, witness(Index, Last)};
}

/// for (i = 0; i < v.size(); ++i) use(v.at(i));
static bool isWithinBounds(const Stmt *At, const FunctionDecl *Callee, const flow::FunctionFlow &Flow, Terms &Names) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(At);
  if (!Call || !Callee || !Callee->getIdentifier() || Callee->getName() != "at" || !flow::inStd(Callee) || Call->getNumArgs() != 1)
    return false;
  const auto Object = Names.of(Call->getImplicitObjectArgument()), Index = Names.of(Call->getArg(0));
  for (const Stmt *Up = Flow.parent(At); Up && Object && Index; Up = Flow.parent(Up)) {
    const auto *For = dyn_cast<ForStmt>(Up);
    const auto *Less = For && For->getCond() ? dyn_cast<BinaryOperator>(strip(For->getCond())) : nullptr;
    const auto *Size = Less ? dyn_cast<CXXMemberCallExpr>(strip(Less->getRHS())) : nullptr;
    if (Size && (Less->getOpcode() == BO_LT || Less->getOpcode() == BO_NE) && Size->getMethodDecl() &&
        Size->getMethodDecl()->getNameAsString() == "size" && Names.of(Less->getLHS()) == Index &&
        Names.of(Size->getImplicitObjectArgument()) == Object)
      return true;
  }
  return false;
}

void Solver::raise(const Stmt *At, const State &S, int Index, flow::ThrowTier Tier, const FunctionDecl *Callee) {
  if (Tier == flow::ThrowTier::Never)
    return;
  const auto *Throw = dyn_cast<CXXThrowExpr>(At);
  if (!Throw && !A.counts(T.Of, Tier, Callee)) {
    const bool Caught = llvm::any_of(Flow.enclosingTries(At), [](const CXXTryStmt *Try) {
      return !Try->getHandler(Try->getNumHandlers() - 1)->getExceptionDecl();
    });
    if (S.TS == Typestate::Held && !Caught && Flow.exceptionsLeave() && SeenBelow.insert(At).second)
      Result.Life.BelowPolicy.push_back({Exit::Kind::CalleeThrow, At, Tier, Callee, {}});
    return;
  }
  if (isWithinBounds(At, Callee, Flow, A.Names))
    return;
  // An assertion that holds does not throw.
  if (const auto *E = dyn_cast<Expr>(At))
    for (const Expr *Asserted : {assertedBy(E), flow::demandedBy(E)})
      if (Facts Failed = S.F; Asserted && !assume(Failed, Asserted, false))
        return;
  for (const Thrown &One : thrownBy(At, Tier, Flow, A))
    pass(At, One, S, Index, Tier, Callee);
}

void Solver::pass(const Stmt *At, const Thrown &One, const State &S, int Index, flow::ThrowTier Tier, const FunctionDecl *Callee) {
  for (const CXXTryStmt *Try : Flow.enclosingTries(At)) {
    bool Asked = false; // some handler speaks of what is thrown
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
      const CXXCatchStmt *H = Try->getHandler(I);
      bool Surely = false;
      if (!One.mayEnter(H, Surely))
        continue;
      Asked = true;
      State Entry = S;
      Entry.F.forgetNodes(A.Names);
      enqueue(Flow.handlerBlock(H), std::move(Entry), Index, Step{Step::Kind::Caught, H});
      if (Surely)
        return;
    }
    // Of a callee without a body the handlers say what it throws, and so what a handler throws on.
    if (Asked && One.OfUnknownCallee)
      return;
  }
  if (!Flow.exceptionsLeave())
    return;
  leave(isa<CXXThrowExpr>(At) ? Exit::Kind::Throw : Exit::Kind::CalleeThrow, At, S, Index, Tier, Callee);
}

void Solver::process(int Index) {
  const CFGBlock *B = Nodes[Index].Block;
  if (B == &Flow.cfg().getExit())
    return;
  std::vector<State> States{Nodes[Index].Entry}, Next;
  for (const CFGElement &El : *B) {
    Next.clear();
    const Stmt *S = nullptr;
    if (auto Of = El.getAs<CFGStmt>())
      S = Of->getStmt();
    const auto Init = El.getAs<CFGInitializer>();
    if (!Init && (!S || !hasEffect(S))) {
      // Most elements are names and casts; at most they use what has been released.
      for (const State &St : States)
        if (S && St.TS == Typestate::Released) {
          useIn(S, St, Index);
          readIn(S, St);
        }
      continue;
    }
    for (State &St : States) {
      const CXXCtorInitializer *Member = Init ? Init->getInitializer() : nullptr;
      if (Member && T.OwnObject && Member->isMemberInitializer() && Member->getMember()->getType()->isScalarType() &&
          carries(St, Member->getInit())) {
        const Term Place = A.Names.memberOfThis(Member->getMember());
        St.Holders = {Place};
        St.F.set(Place, valueOf(St.F, Member->getInit()));
        Result.Life.Handle.ThroughThis = true;
        Result.Life.Handle.Fields = {Member->getMember()};
      } else if (Init && T.K != Track::Kind::Identity && carries(St, Init->getInitializer()->getInit(), true))
        escape(St, EscapeSite::Kind::Stored, Init->getInitializer()->getInit());
      if (S)
        element(S, std::move(St), Index, Next);
      else
        Next.push_back(std::move(St));
    }
    States.swap(Next);
    if (States.empty() || Result.Abandoned)
      return;
  }
  if (B->hasNoReturnElement() || flow::endsInUnseenEnd(*B))
    return;
  for (State &St : States)
    branch(B, St, Index);
  Current = nullptr;
}

void Solver::branch(const CFGBlock *B, State &S, int Index) {
  Current = &S;
  const Stmt *Terminator = B->getTerminatorStmt();
  const Expr *Condition = Terminator ? B->getLastCondition() : nullptr;
  const CFGBlock *ExitBlock = &Flow.cfg().getExit();
  if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Terminator)) {
    Facts Others = S.F;
    bool OthersPossible = true;
    for (const SwitchCase *C = Switch->getSwitchCaseList(); C; C = C->getNextSwitchCase())
      if (const auto *Case = dyn_cast<CaseStmt>(C); Case && !Case->getRHS())
        if (auto V = valueOf(S.F, Case->getLHS()).single(); V && OthersPossible)
          OthersPossible = narrowExpr(Others, Switch->getCond(), Values::not_(*V));
    for (const CFGBlock *Succ : B->succs()) {
      if (!Succ)
        continue;
      State Next = S;
      const auto *Case = dyn_cast_or_null<CaseStmt>(Succ->getLabel());
      if (Case && llvm::is_contained(B->succs(), Succ)) {
        // Stacked labels are one block: any of their values leads here.
        bool Possible = false;
        bool Known = true;
        std::optional<Values> Between; // from the least to the greatest of the labels
        for (const Stmt *L = Case; L;) {
          const auto *One = dyn_cast<CaseStmt>(L);
          if (!One) {
            Possible = true;
            Known = false;
            break;
          }
          Facts F = S.F;
          auto V = One->getRHS() ? std::nullopt : valueOf(S.F, One->getLHS()).single();
          if (!V || narrowExpr(F, Switch->getCond(), Values::exactly(*V))) {
            Possible = true;
            Known &= V.has_value();
            if (V)
              Between = Between ? Values{std::min(Between->Low, *V), std::max(Between->High, *V), {}}
                                : Values::exactly(*V);
          }
          L = dyn_cast<SwitchCase>(One->getSubStmt());
        }
        if (!Possible)
          continue;
        if (Known && Between)
          (void)narrowExpr(Next.F, Switch->getCond(), *Between);
      } else if (!Case) {
        if (!OthersPossible)
          continue;
        Next.F = Others;
      }
      Next.F.forgetNodes(A.Names);
      enqueue(Succ, std::move(Next), Index,
              Step{Step::Kind::CaseTaken, Succ->getLabel() ? Succ->getLabel() : Terminator});
    }
    return;
  }
  // do { … } while (AlwaysFalse()) of a macro: a way to write one statement.
  const bool Once = isa_and_nonnull<DoStmt>(Terminator) && Terminator->getBeginLoc().isMacroID() && Condition &&
                    isa<CallExpr>(strip(Condition)) && cast<CallExpr>(strip(Condition))->getNumArgs() == 0;
  const bool TwoWay = B->succ_size() == 2 && Condition && !isa<CXXTryStmt>(Terminator);
  const bool Logical = Terminator && isa<BinaryOperator, AbstractConditionalOperator>(Terminator);
  unsigned Way = 0;
  for (const CFGBlock *Succ : B->succs()) {
    const bool Truth = Way++ == 0;
    if (!Succ || (Once && Truth))
      continue;
    State Next = S;
    std::optional<Step> By;
    if (TwoWay) {
      if (!assume(Next.F, Condition, Truth))
        continue;
      if (Logical) {
        if (const auto *Cond = dyn_cast<AbstractConditionalOperator>(Terminator))
          Next.F.set(A.Names.ofNode(strip(Cond->getCond())), Values::exactly(Truth));
        else if (Truth == (cast<BinaryOperator>(Terminator)->getOpcode() == BO_LOr))
          Next.F.set(A.Names.ofNode(Terminator), Values::exactly(Truth));
        else
          Next.F.set(A.Names.ofNode(Terminator), {});
      }
      if ((Next.TS == Typestate::Held || Next.TS == Typestate::Lost) && decidedElsewhere(Terminator, Truth, Succ)) {
        Facts Opposite = S.F;
        if (assume(Opposite, Condition, !Truth)) // not where an earlier test has decided it
          endUnseen(Next);
      }
      // if (fd > 2) close(fd);  On the other side it is one of the standard descriptors, which stay open.
      if (Next.TS == Typestate::Held && (T.Fails == FailureValue::MinusOne || T.Fails == FailureValue::Negative) &&
          llvm::any_of(Next.Holders, [&](Term H) {
            const Values V = Next.F.get(H);
            return V.Low >= 1 && V.High <= 2;
          }))
        endUnseen(Next);
      if (takenOnSuccess(S, Next, B, Succ) || isNamedByNull(Next))
        endUnseen(Next);
      const bool Loop = isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(Terminator);
      if (!isa<CXXForRangeStmt>(Terminator) || !Truth)
        By = Step{Loop ? (Truth ? Step::Kind::LoopEntered : Step::Kind::LoopLeft)
                       : (Truth ? Step::Kind::ConditionTrue : Step::Kind::ConditionFalse),
                  isa<CXXForRangeStmt>(Terminator) ? Terminator : static_cast<const Stmt *>(Condition)};
    } else if (isa_and_nonnull<GotoStmt>(Terminator)) {
      By = Step{Step::Kind::Goto, Terminator};
    }
    if (Terminator && !Logical && Next.TS != Typestate::Held)
      Next.F.forgetNodes(A.Names);
    else if (Terminator && !Logical) {
      Next.F.forgetNodes(A.Names);
      // A handle that no location names after its statement was a temporary: who took it is not known here.
      llvm::erase_if(Next.Holders, [&](Term H) { return A.Names.text(H)[0] == 'e'; });
      if (Next.Holders.empty() && T.K == Track::Kind::Handle)
        endUnseen(Next);
    }
    if (Succ == ExitBlock) {
      const Stmt *Last = nullptr;
      for (const CFGElement &El : llvm::reverse(*B))
        if (auto Of = El.getAs<CFGStmt>()) {
          Last = Of->getStmt();
          break;
        }
      const auto *Return = dyn_cast_or_null<ReturnStmt>(Last);
      // A temporary that nobody took by now was discarded.
      if (Next.TS == Typestate::Held && T.K == Track::Kind::Handle &&
          llvm::all_of(Next.Holders, [&](Term H) { return A.Names.text(H)[0] == 'e'; }))
        endUnseen(Next);
      for (Term H : Next.Holders)
        if (isResultPlace(H)) {
          if (Next.TS == Typestate::Escaped && Next.Since == Return && !llvm::is_contained(Result.Stores, H))
            Result.Stores.push_back(H); // returned, and kept as well
          if (Next.TS == Typestate::Held) {
            Next.Stored = true;
            if (!llvm::is_contained(Result.Stores, H))
              Result.Stores.push_back(H);
            // From the store on it is the caller's, unless it may still be taken back there.
            const Stmt *Store = Next.Since && !releaseAhead(Next.Since) ? Next.Since : nullptr;
            escape(Next, EscapeSite::Kind::Stored, Store ? Store : Return ? static_cast<const Stmt *>(Return) : Flow.body());
          }
          break;
        }
      if (T.OwnObject && Next.TS == Typestate::Held)
        for (Term H : Next.Holders)
          if (A.Names.isMemberOfThis(H)) {
            Next.Stored = true;
            if (Next.Lent)
              Result.Life.MaybeKeptBy = Next.Lent;
            if (!llvm::is_contained(Result.Stores, H))
              Result.Stores.push_back(H);
          }
      Outcome::Return R{Next.TS, {}, false, Next.Stored, false};
      if (Next.TS == Typestate::Released) {
        R.Dangles = Return && Return->getRetValue() && carries(Next, Return->getRetValue());
        for (Term H : Next.Holders)
          if (isResultPlace(H)) {
            R.Dangles = true;
            if (!llvm::is_contained(Result.Stores, H))
              Result.Stores.push_back(H);
          }
      }
      if (Return && Return->getRetValue()) {
        R.Result = valueOf(S.F, Return->getRetValue());
        R.GivesHandle = S.Since == Return && Next.TS == Typestate::Escaped;
      }
      Result.Returns.push_back(R);
      if (isa_and_nonnull<ReturnStmt, CoreturnStmt>(Last))
        leave(Exit::Kind::Return, Last, Next, Index);
      else
        leave(Exit::Kind::FallsOff, Flow.body(), Next, Index, flow::ThrowTier::Never, nullptr, By);
      continue;
    }
    enqueue(Succ, std::move(Next), Index, By);
  }
}

} // namespace raiitidy::lifetime
