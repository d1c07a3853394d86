// Which states are followed, in which order, and which become one.
#include "checks/Pch.h"
#include "checks/lifetime/Solver.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

void Solver::numberBlocks() {
  const CFG &G = Flow.cfg();
  Order.assign(G.getNumBlockIDs(), 0);
  PostOrderCFGView View(&G);
  unsigned N = 0;
  for (const CFGBlock *B : View)
    Order[B->getBlockID()] = ++N;
}

void Solver::processAll() {
  while (!Work.empty() && !Result.Abandoned) {
    const int Index = Work.begin()->second;
    Work.erase(Work.begin());
    if (++Visits > A.Limits.Visits) {
      Result.TooComplex = true;
      break;
    }
    process(Index);
  }
}

llvm::BitVector Solver::blocksBefore(llvm::function_ref<bool(const Stmt *)> Wanted) const {
  const CFG &G = Flow.cfg();
  llvm::BitVector Before(G.getNumBlockIDs());
  std::vector<const CFGBlock *> Reached;
  const auto reach = [&](const CFGBlock *B) {
    if (Before.test(B->getBlockID()))
      return;
    Before.set(B->getBlockID());
    Reached.push_back(B);
  };
  for (const CFGBlock *B : G)
    for (const CFGElement &El : *B)
      if (const auto S = El.getAs<CFGStmt>(); S && Wanted(S->getStmt())) {
        reach(B);
        break;
      }
  while (!Reached.empty()) {
    const CFGBlock *B = Reached.back();
    Reached.pop_back();
    // The graph has no edges from what throws to its handlers.
    if (isa_and_nonnull<CXXCatchStmt>(B->getLabel()))
      return Before.set();
    for (const CFGBlock *P : B->preds())
      if (P)
        reach(P);
  }
  return Before;
}

bool Solver::isOver(const State &S, const CFGBlock *To) {
  if (ForSummary || T.K != Track::Kind::Handle || S.TS == Typestate::Held || S.TS == Typestate::Lost)
    return false;
  if (BeforeAcquisition.empty())
    BeforeAcquisition = blocksBefore([&](const Stmt *At) { return At == T.Acquisition; });
  if (BeforeAcquisition.test(To->getBlockID()))
    return false;
  if (S.Holders.empty()) // no release can be its release
    return true;
  if (S.TS == Typestate::Released) { // a second release, or a use, would name it
    const auto MayName = [&](Term Place) {
      const VarDecl *V = A.Names.variableOf(Place);
      return !V || !V->hasLocalStorage() || V->getType()->isReferenceType() || llvm::is_contained(Flow.shared(), V) ||
             Flow.readAhead().mayName(*To, V);
    };
    return llvm::none_of(S.Holders, MayName) && (!Under || !MayName(*Under));
  }
  if (BeforeRelease.empty())
    BeforeRelease = blocksBefore([&](const Stmt *At) {
      if (!isa<CallExpr, CXXConstructExpr, CXXDeleteExpr>(At))
        return false;
      const auto *Call = dyn_cast<CallExpr>(At);
      const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
      return (F && F->isDefined()) || llvm::any_of(A.meaningsOf(cast<Expr>(At)), [](const Match &M) { return ends(M.As); });
    });
  return !BeforeRelease.test(To->getBlockID());
}

void Solver::forgetUnread(State &S, const CFGBlock &To) {
  // Of the resource itself the solver asks more than conditions do.
  llvm::SmallVector<const ValueDecl *, 8> Asked;
  const auto Ask = [&](std::optional<Term> Of) {
    if (Of)
      llvm::append_range(Asked, A.Names.declsIn(*Of));
  };
  for (Term H : S.Holders)
    Ask(H);
  Ask(T.Place);
  Ask(S.Answer);
  Ask(Under);
  if (Result.Life.Handle.Root)
    Asked.push_back(cast<ValueDecl>(Result.Life.Handle.Root->getCanonicalDecl()));
  const flow::ReadAhead &Ahead = Flow.readAhead();
  S.F.keepOnly([&](Term Of) {
    const auto Decls = A.Names.declsIn(Of);
    return Decls.empty() || llvm::any_of(Decls, [&](const ValueDecl *D) { return llvm::is_contained(Asked, D); }) ||
           Ahead.mayBeAsked(To, Of, Decls, A.Names.variableOf(Of) || A.Names.text(Of)[0] == '(');
  });
}

/// if (a || b): where both lead, which of them was true is over. The first is the way that is told.
static bool differInNodesAlone(Facts One, Facts Other, const Terms &Names) {
  One.forgetNodes(Names);
  Other.forgetNodes(Names);
  return One.covers(Other) && Other.covers(One);
}

void Solver::enqueue(const CFGBlock *To, State S, int From, std::optional<Step> By) {
  if (!To || (T.K != Track::Kind::Parameter && S.TS == Typestate::Failed && To == &Flow.cfg().getExit()))
    return;
  if ((UnbornIsKnown && S.TS == Typestate::Unborn) || isOver(S, To))
    return;
  if (T.K == Track::Kind::Parameter && S.TS == Typestate::Escaped) // taken: that is all a caller asks
    return void(Result.Returns.push_back({Typestate::Escaped, {}}));
  forgetUnread(S, *To);
  const BucketKey Key{To->getBlockID(), S.TS, S.Holders, S.Since};
  auto &Bucket = Buckets[Key];
  auto Covered = [&] { return llvm::any_of(Bucket, [&](const Kept &K) { return K.F.covers(S.F); }); };
  if (Covered())
    return;
  const unsigned Place = Order[To->getBlockID()];
  Kept *Weaker = llvm::find_if(Bucket, [&](const Kept &K) { return S.F.covers(K.F); });
  if (Weaker == Bucket.end() && Bucket.size() >= A.Limits.Disjuncts) {
    Weaker = &Bucket.back();
    S.F.join(Weaker->F);
    if (Covered())
      return;
  }
  if (Weaker == Bucket.end())
    Weaker = &Bucket.emplace_back();
  Weaker->F = S.F;
  // What still waits there is a part of this, and need not be followed by itself.
  if (Weaker->Node >= 0 && Nodes[Weaker->Node].Entry.isButForFacts(S) && Work.count({Place, Weaker->Node})) {
    Node &Waiting = Nodes[Weaker->Node];
    if (differInNodesAlone(Waiting.Entry.F, S.F, A.Names))
      Waiting.Entry = std::move(S);
    else
      Waiting = {To, std::move(S), From, By};
    return;
  }
  Nodes.push_back({To, std::move(S), From, By});
  Weaker->Node = int(Nodes.size()) - 1;
  Work.insert({Place, Weaker->Node});
}

std::vector<Step> Solver::witness(int Index, const std::optional<Step> &Last) const {
  std::vector<Step> Steps;
  if (Last)
    Steps.push_back(*Last);
  for (int I = Index; I >= 0; I = Nodes[I].Before) {
    const Typestate TS = Nodes[I].Entry.TS;
    if (TS != Typestate::Held && TS != Typestate::Lost && TS != Typestate::Released)
      break;
    const auto &By = Nodes[I].By;
    // Round a loop twice is as good as once.
    if (By && (Steps.empty() || Steps.back().K != By->K || Steps.back().At != By->At))
      Steps.push_back(*By);
  }
  std::reverse(Steps.begin(), Steps.end());
  return Steps;
}

} // namespace raiitidy::lifetime
