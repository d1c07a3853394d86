#include "checks/Pch.h"
#include "checks/lifetime/Prehistory.h"

using namespace clang;

namespace raiitidy::lifetime {

/// What the way to it tells does not depend on the resource: not on its place, nor on which callees count as throwing.
static bool isPlain(const Track &T) {
  return T.K == Track::Kind::Handle && !T.Place && !T.InCode && T.Of->Class != catalogue::ResourceClass::Transaction;
}

std::optional<Solver::FactsByBlock> Solver::factsBefore(llvm::function_ref<bool(const Stmt *)> Wanted) {
  if (Flow.cfg().size() > A.Limits.Blocks)
    return std::nullopt;
  numberBlocks();
  BeforeAcquisition = blocksBefore(Wanted);
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
  for (const Track &T : Tracks)
    if (isPlain(T))
      Shared[T.Acquisition] = nullptr;
  if (Shared.empty())
    return;
  for (const CFGBlock *B : Flow.cfg())
    for (const CFGElement &El : *B)
      if (const auto Of = El.getAs<CFGStmt>(); const auto *E = Of ? dyn_cast<Expr>(Of->getStmt()) : nullptr)
        if (const auto It = Shared.find(E); It != Shared.end())
          It->second = B;
  Track Any;
  Any.Of = llvm::find_if(Tracks, isPlain)->Of;
  Known = Solver(A, Flow, Any).factsBefore([&](const Stmt *S) { return isa<Expr>(S) && Shared.count(cast<Expr>(S)); });
}

std::optional<Prehistory::Entries> Prehistory::at(const Track &T) const {
  const CFGBlock *B = Known && isPlain(T) ? Shared.lookup(T.Acquisition) : nullptr;
  if (!B)
    return std::nullopt;
  return Entries{B, (*Known)[B->getBlockID()]};
}

} // namespace raiitidy::lifetime
