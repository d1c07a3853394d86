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
  bool mayBeAsked(const clang::CFGBlock &B, unsigned Name, llvm::ArrayRef<const clang::ValueDecl *> Of, bool OutlivesSteps) const;

  /// Does anything in \p B or behind it name the local variable \p V at all, a lambda included?
  bool mayName(const clang::CFGBlock &B, const clang::VarDecl *V) const;

private:
  struct Write {
    const clang::ValueDecl *To; ///< canonical
    bool Anew;                  ///< the old value does not matter
  };
  llvm::BitVector blocksReading(llvm::ArrayRef<const clang::ValueDecl *> Named, bool OutlivesSteps) const;

  /// The blocks of \p From, and those from which control gets there without passing one that \p IsClosed accepts.
  llvm::BitVector blocksBefore(llvm::function_ref<bool(const clang::CFGBlock &)> From,
                               llvm::function_ref<bool(const clang::CFGBlock &)> IsClosed) const;

  const clang::CFG &G;
  llvm::DenseMap<const clang::ValueDecl *, unsigned> Numbers; ///< by canonical declaration; looked up only
  std::vector<llvm::BitVector> Reads;                         ///< by block id
  std::vector<llvm::SmallVector<Write, 2>> Writes;            ///< by block id
  mutable llvm::DenseMap<unsigned, llvm::BitVector> Known;    ///< by name
  mutable llvm::DenseMap<const clang::VarDecl *, llvm::BitVector> Naming;
};

} // namespace raiitidy::flow
