// What one element of the CFG does to the state of the resource.
#include "checks/Pch.h"
#include "checks/lifetime/Fills.h"
#include "checks/lifetime/Solver.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

void Solver::escape(State &St, EscapeSite::Kind K, const Stmt *At, bool MayFail) {
  if (St.TS != Typestate::Held)
    return;
  St.TS = Typestate::Escaped;
  St.Since = At;
  for (const EscapeSite &E : Result.Life.Escapes)
    if (E.At == At)
      return;
  Result.Life.Escapes.push_back({K, At, MayFail});
}

void Solver::endUnseen(State &St) {
  St.TS = Typestate::Escaped;
  Result.Life.EndsUnseen = true;
}

bool Solver::carries(const State &St, const Expr *Whole, bool Loose) {
  const Expr *E = strip(Whole);
  if (!E || St.Holders.empty())
    return false;
  if (isa<CallExpr, CXXNewExpr>(E) && holds(St, A.Names.ofNode(E)))
    return true;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *F = Call->getDirectCallee(); F && Call->getNumArgs() != 0)
      switch (F->getBuiltinID()) { // these return their first argument
      case Builtin::BImemcpy:
      case Builtin::BImemmove:
      case Builtin::BImemset:
      case Builtin::BIstrcpy:
      case Builtin::BIstrncpy:
      case Builtin::BIstrcat:
      case Builtin::BIstrncat:
      case Builtin::BIforward:
      case Builtin::BImove:
      case Builtin::BImove_if_noexcept:
        return carries(St, Call->getArg(0), Loose);
      default:
        break;
      }
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    if (auto Arm = St.F.get(A.Names.ofNode(strip(C->getCond()))).truth())
      return carries(St, *Arm ? C->getTrueExpr() : C->getFalseExpr(), Loose);
    return carries(St, C->getTrueExpr(), Loose) || carries(St, C->getFalseExpr(), Loose);
  }
  if (const auto *C = dyn_cast<BinaryConditionalOperator>(E))
    return carries(St, C->getCommon(), Loose) || carries(St, C->getFalseExpr(), Loose);
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_Comma)
      return carries(St, B->getRHS(), Loose);
    if (B->getOpcode() == BO_Assign)
      return carries(St, B->getLHS(), Loose) || carries(St, B->getRHS(), Loose);
    if (Loose && B->isAdditiveOp() && isPointer(B))
      return carries(St, B->getLHS(), Loose) || carries(St, B->getRHS(), Loose);
    return false;
  }
  if (const auto *D = dyn_cast<CXXDynamicCastExpr>(E))
    return carries(St, D->getSubExpr(), Loose);
  if (const auto *L = dyn_cast<InitListExpr>(E); L && Loose)
    return llvm::any_of(L->inits(), [&](const Expr *I) { return carries(St, I, Loose); });
  // In the pattern of a template.
  if (const auto *L = dyn_cast<ParenListExpr>(E); L && Loose)
    return llvm::any_of(const_cast<ParenListExpr *>(L)->exprs(), [&](const Expr *I) { return carries(St, I, Loose); });
  if (const auto *C = dyn_cast<CXXUnresolvedConstructExpr>(E); C && Loose)
    return llvm::any_of(C->arguments(), [&](const Expr *I) { return carries(St, I, Loose); });
  if (const auto *C = dyn_cast<CXXConstructExpr>(E); C && (Loose || C->getNumArgs() == 1))
    return llvm::any_of(C->arguments(), [&](const Expr *I) { return carries(St, I, Loose); });
  const auto Place = A.Names.of(E);
  if (!Place)
    return false;
  if (holds(St, *Place))
    return true;
  if (Loose && E->isLValue()) // an object that holds the handle in a field
    for (Term H : St.Holders)
      if (H != *Place && llvm::StringRef(A.Names.text(H)).starts_with(A.Names.text(*Place)) && A.Names.mentions(H, *Place))
        return true;
  return false;
}

bool Solver::names(const Expr *Whole) {
  const Expr *E = strip(Whole);
  const auto Place = A.Names.of(E);
  if (!Place || !T.Place)
    return false;
  return *Place == *T.Place || A.Names.text(*Place) == "&" + A.Names.text(*T.Place) ||
         A.Names.text(*Place) + "->" == A.Names.text(*T.Place);
}

bool Solver::isAcquisition(const Expr *E) {
  if (E == T.Acquisition)
    return true;
  if (T.K != Track::Kind::Identity)
    return false;
  for (const Match &M : A.meaningsOf(E))
    if (M.As == Role::Acquire && M.Of == T.Of)
      if (const auto Id = identityOf(A.Names, *M.By, E, Matcher::carrier(M, E)); Id && *Id == *T.Place)
        return true;
  return false;
}

const Match *Solver::releaseMeaning(const Expr *E, const State &St) {
  if (T.InCode)
    return llvm::is_contained(T.Restores, E) ? &T.Ending : nullptr;
  const auto Meanings = A.meaningsOf(E);
  // The acquisition's own pair first; any other release of the same value ends it too (a mismatch is another check's),
  // unless it only ends what the object holds.
  for (const bool Own : {true, false})
    for (const Match &M : Meanings) {
      if (!ends(M.As) || (T.Of && ((M.Of == T.Of) != Own || (!Own && M.Of->isContent()))))
        continue;
      const Expr *Carrier = Matcher::carrier(M, E);
      if (T.K == Track::Kind::Identity) {
        if (M.Of != T.Of)
          continue;
        if (const auto Id = identityOf(A.Names, *M.By, E, Carrier); Id && *Id == *T.Place)
          return &M;
        continue;
      }
      if (!Carrier)
        continue;
      if (T.K == Track::Kind::Parameter)
        if (const auto Id = identityOf(A.Names, *M.By, E, Carrier); Id && holds(St, *Id))
          return &M;
      if (carries(St, Carrier))
        return &M;
      if (const auto *Address = dyn_cast<UnaryOperator>(strip(Carrier)); Address && Address->getOpcode() == UO_AddrOf)
        if (carries(St, Address->getSubExpr()))
          return &M;
    }
  return nullptr;
}

// The condition of a loop around \p Call asks what the call returned.
bool Solver::isRetried(const Expr *Call) const {
  bool Found = false;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const Stmt *Body = nullptr;
    const Expr *Condition = nullptr;
    if (const auto *Do = dyn_cast<DoStmt>(S))
      Body = Do->getBody(), Condition = Do->getCond();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Body = While->getBody(), Condition = While->getCond();
    if (!Body || Found)
      return;
    std::set<const Decl *> Answers;
    bool Inside = false;
    flow::forEachEvaluated(Body, [&](const Stmt *Inner) {
      Inside |= Inner == Call;
      if (const auto *B = dyn_cast<BinaryOperator>(Inner); B && B->isAssignmentOp() && strip(B->getRHS()) == Call)
        if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(B->getLHS())))
          Answers.insert(Ref->getDecl());
    });
    flow::forEachEvaluated(Condition, [&](const Stmt *Inner) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Inner);
      Found |= Inner == Call || (Inside && Ref && Answers.count(Ref->getDecl()));
    });
  });
  return Found;
}

void Solver::release(const Expr *E, const Match &M, const FunctionDecl *Helper, State &St, int Index) {
  ReleaseSite *Site = nullptr;
  for (ReleaseSite &R : Result.Life.Releases)
    if (R.Call == E)
      Site = &R;
  if (!Site) {
    Result.Life.Releases.push_back({E, M, Helper});
    Site = &Result.Life.Releases.back();
  }
  switch (St.TS) {
  case Typestate::Unborn:
    Site->MaybeUnborn = true;
    // unlock(); work(); lock();  – the caller's lock. A rollback in a general handler is ordinary.
    if (T.K == Track::Kind::Identity && T.Of->Class != ResourceClass::Transaction &&
        T.Of->Class != ResourceClass::Memory && T.Of->Class != ResourceClass::Handle)
      Result.Abandoned = true;
    return;
  case Typestate::Failed:
    Site->MaybeFailed = true;
    return;
  case Typestate::Released:
    Site->MaybeReleased = true;
    // do { r = close(fd); } while (r == -1 && errno == EINTR);
    if (St.Since == E && isRetried(E))
      return;
    if (const auto *First = dyn_cast_or_null<Expr>(St.Since);
        First && T.Of && T.Of->Class != ResourceClass::Transaction && T.Of->Class != ResourceClass::Count &&
        llvm::none_of(Result.Doubles, [&](const DoubleRelease &D) { return D.Second == E; }))
      Result.Doubles.push_back({nullptr, First, E, false, nullptr, witness(Index)});
    return;
  case Typestate::Lost:
  case Typestate::Escaped:
    return;
  case Typestate::Held:
    if (St.EndedUnder && Under && St.F.find(unchanged(*Under)))
      Result.Doubles.push_back({nullptr, St.EndedUnder, E, false, A.Names.variableOf(*Under), witness(Index)});
    Result.ReleaseReached = true;
    Site->EndsHeld = true;
    St.TS = Typestate::Released;
    St.Since = E;
    return;
  }
}

void Solver::use(const Expr *E, const State &St, int Index, const Expr *At) {
  if (St.TS != Typestate::Released || T.K != Track::Kind::Handle || !carries(St, E))
    return;
  const auto *First = dyn_cast_or_null<Expr>(St.Since);
  if (First && llvm::none_of(Result.Doubles, [&](const DoubleRelease &D) { return D.Second == At || D.IsUse; }))
    Result.Doubles.push_back({nullptr, First, At, true, nullptr, witness(Index)});
}

void Solver::acquire(const Expr *E, State St, int Index, std::vector<State> &Out) {
  const bool Lock = T.K == Track::Kind::Identity;
  // m.lock() and m.try_lock() acquire the same; each fails in its own way.
  FailureValue Fails = T.Fails;
  if (E != T.Acquisition)
    for (const Match &M : A.meaningsOf(E))
      if (M.As == Role::Acquire && M.Of == T.Of)
        Fails = M.By->Fails;
  // p = realloc(p, n) in a loop: it takes what it gave the last time round.
  const auto *Call = dyn_cast<CallExpr>(E);
  const bool Chained = St.TS == Typestate::Held && Call && T.Meaning.By->Transfers &&
                       *T.Meaning.By->Transfers < Call->getNumArgs() &&
                       carries(St, Call->getArg(*T.Meaning.By->Transfers));
  if (St.TS == Typestate::Held && !Chained) {
    if (Lock && failedCommit(St)) {
      St.TS = Typestate::Escaped; // whatever has become of it, another one is begun
      return Out.push_back(std::move(St));
    }
    if (Lock && E != T.Acquisition && isBegunAgain(E, St, Index)) {
      if (!llvm::is_contained(Result.Life.Acquisitions, E))
        Result.Life.Acquisitions.push_back(E);
      leave(Exit::Kind::Overwritten, E, St, Index);
      St.TS = Typestate::Escaped;
      return Out.push_back(std::move(St));
    }
    if (Lock && E != T.Acquisition) {
      Result.Abandoned = true; // nested: recursive or counted, not ours to judge
      return;
    }
    // A helper that stores through a parameter may have linked the old value to the new one.
    // getline uses the buffer that is there.
    const bool Reuses = T.Meaning.By->Transfers && T.Meaning.By->Where == Carrier::OutArgument;
    // vertices = tmp; … tmp = malloc(n): what was held before has another name.
    const bool Renamed = !Lock && St.Holders.size() == 1 && Result.Life.Handle.Root && !T.Place &&
                         A.Names.rootOf(St.Holders.front()) != Result.Life.Handle.Root;
    if (Lock || (St.Holders.size() <= 1 && !(T.Helper && T.Place) && !Reuses && !Renamed))
      leave(Exit::Kind::Overwritten, E, St, Index);
  }
  if (St.TS == Typestate::Lost) // f = NULL; f = open(…): what was lost before stays lost
    leave(Exit::Kind::Overwritten, E, St, Index);
  if (Lock && !llvm::is_contained(Result.Life.Acquisitions, E))
    Result.Life.Acquisitions.push_back(E);
  const Term Node = A.Names.ofNode(E);
  State Held = St, Failed = St;
  Held.TS = Typestate::Held;
  Held.Since = nullptr;
  Held.Stored = false;
  Held.F.set(Node, {});
  Failed.F.set(Node, {});
  Values When = valuesWhenHeld(Fails);
  if (T.Place && (Fails == FailureValue::MinusOne || Fails == FailureValue::Negative))
    When = Lock ? Values::exactly(0) : Values::atLeast(0); // a status or a count, not a descriptor
  Held.F.set(Node, When);
  Held.EndedUnder = nullptr;
  if (Under)
    Held.F.set(unchanged(*Under), Values::exactly(1));
  if (T.FailsWith && Fails == FailureValue::Never)
    Held.F.set(Node, Values::not_(*T.FailsWith));
  if (When.any() && T.K == Track::Kind::Handle && !T.Place && E->getType()->isPointerType())
    Held.F.set(Node, Values::not_(0)); // new throws, it never returns null
  if (T.K == Track::Kind::Handle) {
    if (T.Place) {
      Held.F.forget(*T.Place, A.Names);
      Held.Holders = {*T.Place};
      Values Handle = Values::not_(0).meet(Values::not_(-1));
      if (T.Helper && T.Meaning.By->Where == Carrier::Result) // what the helper has stored is what that call returned
        Handle = Handle.meet(valuesWhenHeld(T.Meaning.By->Fails));
      Held.F.set(*T.Place, Handle);
      // The field in `open(path, &db_)`.
      if (const FieldDecl *Field = T.Filled ? T.Filled->Field : fieldNamedBy(withoutAddressOf(Matcher::carrier(T.Meaning, E)));
          Field && T.OwnObject && A.Names.isMemberOfThis(*T.Place)) {
        Result.Life.Handle.ThroughThis = true;
        Result.Life.Handle.Fields = {Field};
      }
      if (!isOwnStorage(*T.Place) && !isResultPlace(*T.Place)) {
        if (!llvm::is_contained(Result.Stores, *T.Place))
          Result.Stores.push_back(*T.Place);
        Held.Stored = true;
        escape(Held, EscapeSite::Kind::Stored, E);
      } else if (!Result.Life.Handle.Root) {
        Result.Life.Handle.Root = A.Names.rootOf(*T.Place);
      }
      if (awaited(E))
        escape(Held, EscapeSite::Kind::TakenByGuard, E);
    } else {
      Held.Holders = {Node};
    }
  }
  if (Lock && awaited(E))
    escape(Held, EscapeSite::Kind::TakenByGuard, E);
  if (T.BornReleased) {
    Held.TS = Typestate::Released;
    Held.Since = E;
  }
  Out.push_back(Held);
  const bool Unknowable = T.Helper && T.Place && Fails == FailureValue::Never;
  if (Fails == FailureValue::Never && !Unknowable)
    return;
  Failed.F.set(Node, valuesWhenFailed(Fails));
  if (Chained) {
    if (!T.Helper)
      Out.push_back(Failed); // on failure nothing has changed; what a helper did to the old one then is not known
    return;
  }
  if (T.FailsWith && Fails == FailureValue::Never)
    Failed.F.set(Node, Values::exactly(*T.FailsWith));
  if (T.HeldOnFailure && T.Place) { // where the result is the handle, null is nothing
    Failed.TS = Typestate::Held;
    Failed.Holders = Held.Holders;
    Failed.F.set(*T.Place, Values::not_(0)); // null: nothing is held
    if (Held.TS == Typestate::Escaped)
      Failed.TS = Typestate::Escaped;
  } else {
    Failed.TS = Typestate::Failed;
    Failed.Holders.clear();
    if (T.Place && T.K == Track::Kind::Handle) {
      Failed.F.forget(*T.Place, A.Names);
      Failed.F.set(*T.Place, Unknowable ? Values::exactly(0) : Values());
    }
  }
  Failed.Since = nullptr;
  Out.push_back(Failed);
}

static bool soundsFinal(const FunctionDecl *F) {
  return F->getReturnType()->isVoidType() && F->getDeclName().isIdentifier() &&
         llvm::StringSwitch<bool>(F->getName().ltrim('_').lower())
             .Cases("error", "fatal", "fail", "die", "panic", "abort", "fatal_error", "fatalerror", true)
             .Cases("throwerror", "throw_error", "throwexception", "raise", "bail", "usage", true)
             .Default(false);
}

bool Solver::sameObject(const Expr *One, const Expr *Other) {
  const auto X = One ? A.Names.of(One) : std::nullopt, Y = Other ? A.Names.of(Other) : std::nullopt;
  return X && Y && *X == *Y;
}

void Solver::call(const Expr *E, State St, int Index, std::vector<State> &Out) {
  const FunctionDecl *Callee = nullptr;
  const flow::ThrowTier Tier = A.tierOf(E, &Callee);
  St.F.set(A.Names.ofNode(E), {});
  if (isAcquisition(E)) {
    raise(E, St, Index, Tier, Callee);
    const size_t Mine = Out.size();
    acquire(E, std::move(St), Index, Out);
    if (T.Filled && T.Filled->MayThrow && Mine < Out.size())
      raise(E, State(Out[Mine]), Index, Tier, Callee);
    return;
  }
  endUnder(E, St, Index);
  if (const Match *M = releaseMeaning(E, St)) {
    if (auto Open = withFailedCommit(E, *M, St)) {
      St.F.set(A.Names.ofNode(E), valuesWhenHeld(commitFails(E, *M)));
      Out.push_back(std::move(*Open));
    }
    release(E, *M, nullptr, St, Index);
    Out.push_back(std::move(St));
    return;
  }
  // pipe(fds) once more: what comes from there on is the second one's.
  if (St.TS == Typestate::Released && T.K == Track::Kind::Handle && T.Place && T.Meaning.By->Where == Carrier::OutArgument)
    for (const Match &M : A.meaningsOf(E))
      if (M.As == Role::Acquire && M.By->Where == Carrier::OutArgument && sameObject(Matcher::carrier(M, E), Matcher::carrier(T.Meaning, T.Acquisition))) {
        St.TS = Typestate::Unborn;
        St.Holders.clear();
        St.Since = nullptr;
      }
  for (const Match &M : A.meaningsOf(E)) {
    if (M.As == Role::HandOver) {
      if (const Expr *Carrier = Matcher::carrier(M, E);
          Carrier && (T.K == Track::Kind::Identity ? names(Carrier) : carries(St, Carrier))) {
        escape(St, EscapeSite::Kind::Transferred, E);
        Out.push_back(std::move(St));
        return;
      }
    }
    // A transfer: on success the callee's result holds it, on failure nothing has changed.
    const auto *Call = dyn_cast<CallExpr>(E);
    if (M.As != Role::Acquire || !M.By->Transfers || !Call || *M.By->Transfers >= Call->getNumArgs())
      continue;
    const Expr *Given = strip(Call->getArg(*M.By->Transfers));
    if (M.By->Where == Carrier::OutArgument && M.By->Index == *M.By->Transfers)
      if (const auto *U = dyn_cast<UnaryOperator>(Given); U && U->getOpcode() == UO_AddrOf)
        Given = U->getSubExpr(); // getline(&line, …): what was stored there before
    if (!carries(St, Given))
      continue;
    State Kept = St;
    Kept.F.set(A.Names.ofNode(E), valuesWhenFailed(M.By->Fails));
    St.F.set(A.Names.ofNode(E), valuesWhenHeld(M.By->Fails));
    const bool MayFail = M.By->Fails != FailureValue::Never && !M.By->TransfersAlways;
    escape(St, EscapeSite::Kind::Transferred, E, MayFail);
    // realloc has released the old block; fdopen still uses the descriptor.
    if (M.By->Where == Carrier::Result && T.Of && T.Of->Class == ResourceClass::Memory && M.Of->Class == T.Of->Class &&
        St.TS == Typestate::Escaped)
      St.TS = Typestate::Released;
    Out.push_back(std::move(St));
    if (MayFail && Kept.TS == Typestate::Held)
      Out.push_back(std::move(Kept));
    return;
  }
  // close(c); … open(&c): what is there now is another one.
  if (St.TS == Typestate::Released && T.K == Track::Kind::Handle)
    for (const Match &M : A.meaningsOf(E))
      if (const Expr *Out = M.As == Role::Acquire && M.By->Where == Carrier::OutArgument ? Matcher::carrier(M, E) : nullptr)
        if (const auto *U = dyn_cast<UnaryOperator>(strip(Out)); U && U->getOpcode() == UO_AddrOf)
          if (const auto Place = A.Names.of(U->getSubExpr()))
            dropHolder(St, *Place, E);
  if (T.InCode && llvm::is_contained(T.Takers, E)) {
    raise(E, St, Index, Tier, Callee);
    escape(St, EscapeSite::Kind::TakenByCallee, E);
    Out.push_back(std::move(St));
    return;
  }
  giveArguments(E, St, Index);
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *F = C->getDirectCallee()) {
      if (F->hasAttr<ReturnsTwiceAttr>() || F->getNameAsString() == "longjmp") {
        Result.Abandoned = true;
        return;
      }
      raise(E, St, Index, Tier, Callee);
      if (A.summaryOf(F).NeverReturns)
        return;
      // close(fd); error();  with a body elsewhere: what follows may never run.
      if (St.TS == Typestate::Released && soundsFinal(F))
        St.TS = Typestate::Escaped;
      Out.push_back(std::move(St));
      return;
    }
  raise(E, St, Index, Tier, Callee);
  Out.push_back(std::move(St));
}

bool Solver::hasEffect(const Stmt *S) {
  if (const auto *B = dyn_cast<BinaryOperator>(S))
    return B->isAssignmentOp();
  if (const auto *U = dyn_cast<UnaryOperator>(S))
    return U->isIncrementDecrementOp();
  return isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr, DeclStmt, ReturnStmt, CoreturnStmt, CXXThrowExpr, LambdaExpr,
             GCCAsmStmt, MSAsmStmt, CXXDynamicCastExpr, CoawaitExpr, CoyieldExpr>(S);
}

void Solver::useIn(const Stmt *S, const State &St, int Index) {
  if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->getOpcode() == UO_Deref) {
    const auto *Offset = dyn_cast<BinaryOperator>(strip(U->getSubExpr()));
    const bool Pointer = Offset && Offset->isAdditiveOp() && Offset->getType()->isPointerType();
    use(Pointer ? Offset->getLHS() : U->getSubExpr(), St, Index, U); // *(p + n)
  } else if (const auto *M = dyn_cast<MemberExpr>(S); M && M->isArrow())
    use(M->getBase(), St, Index, M);
  else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(S))
    use(Sub->getBase(), St, Index, Sub);
}

void Solver::readIn(const Stmt *S, const State &St) {
  const auto *Ref = dyn_cast<DeclRefExpr>(S);
  if (!Ref || Ref->getDecl() != Result.Life.Handle.Root || !carries(St, Ref))
    return;
  const auto *Assigned = dyn_cast_or_null<BinaryOperator>(Flow.parent(Ref));
  Result.Life.ReadAfterRelease |= !Assigned || Assigned->getOpcode() != BO_Assign || strip(Assigned->getLHS()) != Ref;
}

void Solver::element(const Stmt *S, State St, int Index, std::vector<State> &Out) {
  if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr>(S))
    return call(cast<Expr>(S), std::move(St), Index, Out);
  if (T.InCode && isa<Expr>(S) && llvm::is_contained(T.Restores, S))
    release(cast<Expr>(S), T.Ending, nullptr, St, Index);
  if (const auto *B = dyn_cast<BinaryOperator>(S)) {
    if (B->getOpcode() == BO_Assign) {
      assign(B->getLHS(), nullptr, B->getRHS(), B, St);
    } else if (B->isAssignmentOp()) {
      if (const auto Place = A.Names.of(B->getLHS())) {
        if (holds(St, *Place))
          escape(St, EscapeSite::Kind::Stored, B);
        // What is not zero stays so when it grows: size *= 2.
        const Values Before = St.F.get(*Place), By = valueOf(St.F, B->getRHS());
        const bool Grows = B->getOpcode() == BO_MulAssign || B->getOpcode() == BO_AddAssign || B->getOpcode() == BO_ShlAssign;
        const bool Positive = Before.Low > 0 || (B->getLHS()->getType()->isUnsignedIntegerType() && !Before.contains(0));
        St.F.forget(*Place, A.Names);
        if (Grows && Positive && By.Low > 0)
          St.F.set(*Place, Values::atLeast(1));
        // done |= LOCKED; done &= ~LOCKED;
        if (auto L = Before.single(), R = By.single(); L && R && B->getOpcode() == BO_OrAssign)
          St.F.set(*Place, Values::exactly(*L | *R));
        else if (L && R && B->getOpcode() == BO_AndAssign)
          St.F.set(*Place, Values::exactly(*L & *R));
      }
    }
  } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
    if (U->isIncrementDecrementOp()) {
      if (const auto Place = A.Names.of(U->getSubExpr())) {
        const Values Before = St.F.get(*Place);
        if (holds(St, *Place))
          escape(St, EscapeSite::Kind::Stored, U);
        forgetAtStep(St.F, *Place, U->isIncrementOp());
        if (auto V = Before.single(); V && std::abs(*V) < (1LL << 40))
          St.F.set(*Place, Values::exactly(U->isIncrementOp() ? *V + 1 : *V - 1));
        else if (U->isIncrementOp() && Before.Low > Values::Min && Before.Low < (1LL << 40))
          St.F.set(*Place, Values::atLeast(Before.Low + 1)); // counters do not overflow here
      }
    }
  } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *One : D->decls()) {
      const auto *V = dyn_cast<VarDecl>(One);
      if (!V || V->getType()->isReferenceType())
        continue;
      if (V->hasInit()) {
        if (const auto *List = dyn_cast<InitListExpr>(strip(V->getInit())); List && carries(St, List, true))
          escape(St, EscapeSite::Kind::Stored, D);
        // In the pattern of a template: an object whose constructor is not known yet.
        if (const auto *Arguments = dyn_cast<ParenListExpr>(strip(V->getInit())); Arguments && !V->getType()->isPointerType())
          for (unsigned I = 0; I != Arguments->getNumExprs(); ++I)
            if (carries(St, Arguments->getExpr(I), true))
              escape(St, EscapeSite::Kind::TakenByGuard, D);
        assign(nullptr, V, V->getInit(), D, St);
      } else {
        const Term Place = A.Names.ofVariable(V);
        St.F.forget(Place, A.Names);
        if (T.K == Track::Kind::Handle)
          dropHolder(St, Place, D);
      }
    }
  } else if (isa<ReturnStmt, CoreturnStmt>(S)) {
    const Expr *Value = isa<ReturnStmt>(S) ? cast<ReturnStmt>(S)->getRetValue() : cast<CoreturnStmt>(S)->getOperand();
    if (Value && T.K != Track::Kind::Identity && (carries(St, Value, true) || reachesInto(St, Value)))
      escape(St, EscapeSite::Kind::Returned, S);
  } else if (const auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
    if (Throw->getSubExpr() && T.K != Track::Kind::Identity && carries(St, Throw->getSubExpr(), true))
      escape(St, EscapeSite::Kind::Stored, Throw);
    raise(Throw, St, Index, flow::ThrowTier::Visible, nullptr);
    return; // the CFG's own edge ignores which handler matches
  } else if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    captured(L, St);
  } else if (isa<GCCAsmStmt, MSAsmStmt>(S)) {
    if (T.K == Track::Kind::Handle)
      escape(St, EscapeSite::Kind::Stored, S);
  } else if (isa<CXXDynamicCastExpr, CoawaitExpr, CoyieldExpr>(S)) {
    if (const auto *Suspends = dyn_cast<CoroutineSuspendExpr>(S);
        Suspends && St.TS == Typestate::Held && !llvm::is_contained(Result.Life.Suspensions, Suspends))
      Result.Life.Suspensions.push_back(Suspends);
    const FunctionDecl *Callee = nullptr;
    const flow::ThrowTier Tier = A.tierOf(S, &Callee);
    raise(S, St, Index, Tier, Callee);
  }
  if (T.InCode && S == T.Acquisition) {
    St.TS = Typestate::Held;
    St.Since = nullptr;
  }
  Out.push_back(std::move(St));
}

} // namespace raiitidy::lifetime
