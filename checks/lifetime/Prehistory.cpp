#include "checks/Pch.h"
#include "checks/lifetime/Prehistory.h"

using namespace clang;

namespace raiitidy::lifetime {

/// What the way to it tells does not depend on the resource: not on its place, nor on which callees count as throwing.
static bool isPlain(const Track &T) {
  return T.K == Track::Kind::Handle && !T.Place && !T.InCode && T.Of->Class != catalogue::ResourceClass::Transaction;
}

/// Adds the blocks before \p At, and it, to \p Before; nothing and false where control may come back from \p At: the second
/// time its resource is not unborn.
static bool addOnlyWay(const CFGBlock *At, llvm::BitVector &Before) {
  llvm::BitVector Mine(Before.size());
  std::vector<const CFGBlock *> Reached{At};
  while (!Reached.empty()) {
    const CFGBlock *B = Reached.back();
    Reached.pop_back();
    // The graph has no edges from what throws to its handlers.
    if (isa_and_nonnull<CXXCatchStmt>(B->getLabel()))
      return false;
    for (const CFGBlock *P : B->preds()) {
      if (P == At)
        return false;
      if (P && !Mine.test(P->getBlockID())) {
        Mine.set(P->getBlockID());
        Reached.push_back(P);
      }
    }
  }
  Mine.set(At->getBlockID());
  Before |= Mine;
  return true;
}

std::optional<Solver::FactsByBlock> Solver::factsBefore(llvm::BitVector Blocks) {
  if (Flow.cfg().size() > A.Limits.Blocks)
    return std::nullopt;
  numberBlocks();
  BeforeAcquisition = std::move(Blocks);
  enqueue(&Flow.cfg().getEntry(), State(), -1, std::nullopt);
  processAll();
  if (Result.TooComplex || Result.Abandoned)
    return std::nullopt;
  FactsByBlock Known(Flow.cfg().getNumBlockIDs());
  for (Node &N : Nodes)
    Known[N.Block->getBlockID()].push_back(std::move(N.Entry.F));
  return Known;
}

Prehistory::Prehistory(Analysis &A, const flow::FunctionFlow &Flow, llvm::ArrayRef<Track> Tracks) {
  const CFG &G = Flow.cfg();
  llvm::BitVector Before(G.getNumBlockIDs());
  llvm::DenseMap<const Stmt *, const Track *> Plain;
  for (const Track &T : Tracks)
    if (isPlain(T))
      Plain[T.Acquisition] = &T;
  for (const CFGBlock *B : G)
    for (const CFGElement &El : *B)
      if (const auto S = El.getAs<CFGStmt>())
        if (const Track *T = Plain.lookup(S->getStmt())) {
          const auto [It, New] = Shared.try_emplace(T->Acquisition, B);
          if (!New || !addOnlyWay(B, Before))
            It->second = nullptr;
        }
  const auto N = llvm::count_if(Shared, [](const auto &Each) { return Each.second != nullptr; });
  // A constructor follows each of its resources twice: as its own, and as its object's.
  if (N < (isa<CXXConstructorDecl>(Flow.function()) ? 1 : 2))
    return;
  Track Any;
  Any.Of = llvm::find_if(Tracks, isPlain)->Of;
  Known = Solver(A, Flow, Any).factsBefore(std::move(Before));
}

std::optional<Prehistory::Entries> Prehistory::at(const Track &T) const {
  const CFGBlock *B = Known && isPlain(T) ? Shared.lookup(T.Acquisition) : nullptr;
  if (!B)
    return std::nullopt;
  return Entries{B, (*Known)[B->getBlockID()]};
}

} // namespace raiitidy::lifetime
