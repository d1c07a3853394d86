// What the shape of the function says of an ownership that no path shows: releases that lie ahead, releases that
// hang on somebody else's flag, callees that take on success.
#include "checks/Pch.h"
#include "checks/flow/Leaves.h"
#include "checks/lifetime/CleanupShape.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

bool Solver::endsHere(const CFGElement &El) {
  const auto S = El.getAs<CFGStmt>();
  if (!S || !isa<CallExpr, CXXDeleteExpr>(S->getStmt()))
    return false;
  const auto *E = cast<Expr>(S->getStmt());
  for (const Match &M : A.meaningsOf(E)) {
    if (!ends(M.As) || (T.Of && M.Of != T.Of && (T.K != Track::Kind::Handle || M.Of->isContent())))
      continue;
    // Of this handle, as far as names tell.
    const Expr *Carrier = Matcher::carrier(M, E);
    const auto Name = Carrier ? A.Names.of(Carrier) : std::nullopt;
    const VarDecl *Root = Name ? A.Names.rootOf(*Name) : nullptr;
    if (T.K != Track::Kind::Handle || !Root || !Result.Life.Handle.Root || Root == Result.Life.Handle.Root ||
        llvm::any_of(Result.Life.Aliases, [&](const AccessPath &P) { return P.Root == Root; }))
      return true;
  }
  // A visible function that is given the handle may release it, too.
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || !F->isDefined() || A.Ctx.getSourceManager().isInSystemHeader(F->getLocation()))
    return false;
  for (unsigned I = 0; I != std::min(Call->getNumArgs(), F->getNumParams()); ++I)
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Call->getArg(I))))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V == Result.Life.Handle.Root)
        if (A.effectOn(F, I).Releases)
          return true;
  return false;
}

// Forward from an element; a path stops where the handle's variable gets another value.
bool Solver::releaseFrom(const CFGBlock *Start, unsigned FirstElement) {
  const auto Key = std::make_pair(Start->getBlockID(), FirstElement);
  if (const auto It = Ahead.find(Key); It != Ahead.end())
    return It->second;
  auto Replaced = [&](const CFGElement &El) {
    const auto S = El.getAs<CFGStmt>();
    if (!S)
      return false;
    if (S->getStmt() == T.Acquisition)
      return true;
    if (const auto *D = dyn_cast<DeclStmt>(S->getStmt())) // of the next round
      return llvm::is_contained(D->decls(), Result.Life.Handle.Root);
    const auto *B = dyn_cast<BinaryOperator>(S->getStmt());
    const auto *Ref = B && B->getOpcode() == BO_Assign ? dyn_cast<DeclRefExpr>(strip(B->getLHS())) : nullptr;
    return Ref && Ref->getDecl() == Result.Life.Handle.Root;
  };
  std::set<unsigned> Seen;
  llvm::SmallVector<std::pair<const CFGBlock *, unsigned>, 16> Work{{Start, FirstElement}};
  bool Found = false;
  while (!Work.empty() && !Found) {
    const auto [B, First] = Work.pop_back_val();
    bool Stop = false;
    for (unsigned I = First; I < B->size() && !Stop && !Found; ++I) {
      Found = endsHere((*B)[I]);
      Stop = Replaced((*B)[I]);
    }
    if (!Stop && !Found)
      for (const CFGBlock *Succ : B->succs())
        if (Succ && Seen.insert(Succ->getBlockID()).second)
          Work.push_back({Succ, 0});
  }
  return Ahead[Key] = Found;
}

bool Solver::isFollowedByRelease(const Stmt *At) {
  if (Where.empty())
    for (const CFGBlock *B : Flow.cfg())
      for (unsigned I = 0; I != B->size(); ++I)
        if (auto S = (*B)[I].getAs<CFGStmt>())
          Where[S->getStmt()] = {B, I};
  const auto It = Where.find(At);
  return It == Where.end() || releaseFrom(It->second.first, It->second.second + 1);
}

bool Solver::releaseAhead(const Stmt *At) {
  const bool Follows = T.Evidence && isFollowedByRelease(At);
  Result.EvidenceUsed |= Follows;
  return Follows;
}

// for (…) world.add(shape);  that the loop may run no time at all is not what the author overlooked
// (limit: docs/limits.md).
bool Solver::givesInSkippedLoop(const Exit &X) const {
  auto Passed = [&](Step::Kind K, const Stmt *Condition) {
    return llvm::any_of(X.Witness, [&](const Step &S) { return S.K == K && S.At == Condition; });
  };
  bool Found = false;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const Stmt *Body = nullptr, *Condition = nullptr;
    if (const auto *For = dyn_cast<ForStmt>(S))
      Body = For->getBody(), Condition = For->getCond();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Body = While->getBody(), Condition = While->getCond();
    else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S))
      Body = Range->getBody(), Condition = Range;
    if (!Body || !Condition || Found || !Passed(Step::Kind::LoopLeft, Condition) ||
        Passed(Step::Kind::LoopEntered, Condition))
      return;
    for (const Stmt *Up = T.Acquisition; Up; Up = Flow.parent(Up))
      if (Up == Body)
        return; // it was acquired inside: the loop has run
    flow::forEachEvaluated(Body, [&](const Stmt *Inner) {
      // p++ is not a way to give it away, and what realloc takes comes back.
      if (isa<CallExpr, CXXConstructExpr, CXXNewExpr>(Inner))
        Found |= llvm::any_of(Result.Life.Escapes, [&](const EscapeSite &E) { return E.At == Inner && !E.MayFail; });
    });
  });
  return Found;
}

// if (loop.add(fd) < 0) { close(fd); return false; }  What does not fail keeps it. Of an answer that is a number the range
// says which side failed, or else the code: the branch releases, and nothing behind it does.
static bool saysSuccess(const Values &Answer, const Values &Before) {
  return !(Answer == Before) && Answer.Low >= 0 && Answer.High == Values::Max && Before.Low < 0;
}

bool Solver::takenOnSuccess(const State &Before, const State &S, const CFGBlock *B, const CFGBlock *Next) {
  if (S.TS != Typestate::Held || !S.GivenTo || T.K != Track::Kind::Handle)
    return false;
  auto Truth = S.F.get(A.Names.ofNode(S.GivenTo)).truth();
  if (!Truth && S.Answer)
    Truth = S.F.get(*S.Answer).truth();
  const QualType Answer = S.GivenTo->getType();
  const bool Success = Answer->isPointerType() || Answer->isBooleanType();
  // A library of C that gets what it is to keep: whatever it calls success, it has not failed where nothing releases.
  const auto *Call = dyn_cast<CallExpr>(S.GivenTo);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  const bool Library = F && F->isExternC() && A.Ctx.getSourceManager().isInSystemHeader(F->getLocation());
  if (Truth && (Library || *Truth == Success))
    return !releaseFrom(Next, 0);
  if (Answer->isPointerType() || Answer->isBooleanType() || !Answer->isIntegralOrEnumerationType())
    return false;
  const Term Of = S.Answer ? *S.Answer : A.Names.ofNode(S.GivenTo);
  const Values Now = S.F.get(Of), Earlier = Before.F.get(Of);
  if (saysSuccess(Now, Earlier))
    return !releaseFrom(Next, 0);
  const auto *If = dyn_cast_or_null<IfStmt>(B->getTerminatorStmt());
  const CFGBlock *Then = If && B->succ_size() == 2 ? B->succ_begin()->getReachableBlock() : nullptr;
  return Then && Then != Next && !(Now == Earlier) && releaseFrom(Then, 0) && !releaseFrom(Next, 0);
}

// callback(&p); … if (p) free(p);  Where p is null now, whoever got its address has taken what was there.
bool Solver::isNamedByNull(const State &St) const {
  return St.TS == Typestate::Held && T.K == Track::Kind::Handle && !St.Holders.empty() && llvm::all_of(St.Holders, [&](Term H) {
    const VarDecl *V = A.Names.variableOf(H);
    return V && V->getType()->isPointerType() && St.F.get(H) == Values::exactly(0);
  });
}

// A release that depends on a flag of the class, a global or a call without arguments, which this function does not
// explain: the other side is taken as not owning it (limit: docs/limits.md).
bool Solver::decidedElsewhere(const Stmt *Terminator, bool Taken, const CFGBlock *Next) {
  const auto *If = dyn_cast_or_null<IfStmt>(Terminator);
  if (!If || !If->getCond())
    return false;
  const auto Place = A.Names.of(If->getCond());
  if (!Place)
    return false;
  bool Foreign = false, Local = false;
  flow::forEachEvaluated(If->getCond(), [&](const Stmt *S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        (V->hasGlobalStorage() ? Foreign : Local) = true;
    } else if (isa<CXXThisExpr>(S) || isa<CallExpr>(S)) {
      Foreign = true;
      // if (!m.try_lock()): whether another resource was had says nothing of who owns this one.
      if (const auto *Call = dyn_cast<CallExpr>(S))
        for (const Match &M : A.meaningsOf(Call))
          Local |= M.As == Role::Acquire;
    }
  });
  if (!Foreign || Local)
    return false;
  const Stmt *Other = Taken ? If->getElse() : If->getThen();
  if (!Other)
    return false;
  auto [It, New] = HoldsRelease.try_emplace(Other, false);
  if (New) {
    bool Found = false, Acquires = false;
    flow::forEachEvaluated(Other, [&](const Stmt *S) {
      if (S == T.Acquisition)
        Acquires = true;
      if (const auto *E = dyn_cast<Expr>(S); E && isa<CallExpr, CXXDeleteExpr>(E))
        for (const Match &M : A.meaningsOf(E))
          Found |= ends(M.As) && (!T.Of || M.Of == T.Of);
    });
    It->second = Found && !Acquires;
  }
  // if (closing_) { m.unlock(); return; } … m.unlock();  Both sides release: the flag is about something else.
  return It->second && !(flow::leaves(Other) && releaseFrom(Next, 0));
}

} // namespace raiitidy::lifetime
