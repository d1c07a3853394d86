// Live variables as far as the values of conditions go: whose value may still decide a branch, an assignment or a result ahead of a
// block (Aho, Lam, Sethi, Ullman: Compilers, 9.2.5).
#pragma once
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace clang {
class ValueDecl;
}

namespace raiitidy::flow {

class FunctionFlow;

class ReadAhead {
public:
  explicit ReadAhead(const FunctionFlow &Flow);
  /// May what is known of \p Name in front of \p B still be asked for, in B or behind it, handlers included, before one of the
  /// variables is written?
  /// \p Name: whatever number the caller knows the name by. \p Of: the variables, fields and functions that it is made of.
  /// \p OutlivesSteps: ++x changes what is known of it, and does not void it.
  bool contains(const clang::CFGBlock &B, unsigned Name, llvm::ArrayRef<const clang::ValueDecl *> Of, bool OutlivesSteps) const;

private:
  struct Write {
    const clang::ValueDecl *To; ///< canonical
    bool Anew;                  ///< the old value does not matter
  };
  llvm::BitVector blocksBefore(llvm::ArrayRef<const clang::ValueDecl *> Named, bool OutlivesSteps) const;

  const clang::CFG &G;
  llvm::DenseMap<const clang::ValueDecl *, unsigned> Numbers; ///< by canonical declaration; looked up only
  std::vector<llvm::BitVector> Reads;                         ///< by block id
  std::vector<llvm::SmallVector<Write, 2>> Writes;            ///< by block id
  mutable llvm::DenseMap<unsigned, llvm::BitVector> Known;    ///< by name
};

} // namespace raiitidy::flow
