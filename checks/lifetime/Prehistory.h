// What is known on the ways from a function's entry to its acquisitions. Nothing is held there, so that it is the same for
// all resources of the function, and is found out once.
#pragma once
#include "checks/lifetime/Solver.h"

namespace raiitidy::lifetime {

class Prehistory {
public:
  Prehistory(Analysis &A, const flow::FunctionFlow &Flow, llvm::ArrayRef<Track> Tracks);

  struct Entries {
    const clang::CFGBlock *Block; ///< of the acquisition
    llvm::ArrayRef<Facts> Known;  ///< one for each way there that is kept apart
  };
  /// Nothing where \p T has a way of its own to its acquisition.
  std::optional<Entries> at(const Track &T) const;

private:
  llvm::DenseMap<const clang::Expr *, const clang::CFGBlock *> Shared; ///< acquisitions; looked up only
  std::optional<Solver::FactsByBlock> Known;
};

} // namespace raiitidy::lifetime
