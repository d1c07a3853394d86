// States behind functions: old = s.f(); s.f(1); … s.f(old);  and busy(true); … busy(false);
#pragma once
#include "checks/lifetime/States.h"

namespace raiitidy::lifetime {

/// The statements of the blocks of one body.
class BlockStatements {
public:
  explicit BlockStatements(const clang::Stmt *Body) { read(Body); }
  /// The block of which \p S, a statement or the expression of one, is a child; null for what stands deeper.
  const clang::CompoundStmt *blockOf(const clang::Stmt *S) const {
    const auto It = Blocks.find(S);
    return It == Blocks.end() ? nullptr : It->second;
  }
  const clang::DeclStmt *declarationOf(const clang::VarDecl *V) const;

private:
  void read(const clang::Stmt *S);
  llvm::DenseMap<const clang::Stmt *, const clang::CompoundStmt *> Blocks; ///< looked up only
  std::vector<const clang::DeclStmt *> Declarations;
};

/// Brackets of calls in \p F, whether or not some path skips the end.
std::vector<StateChange> findSetters(Analysis &A, const flow::Inventory &I, const BlockStatements &Statements);

/// The same name in the same class or namespace: flags() and flags(value).
bool isSameSetter(const clang::CallExpr *X, const clang::CallExpr *Y);

/// What a method is called on; 0 for a function; nothing where it has no name.
std::optional<Term> receiverOf(Analysis &A, const clang::CallExpr *C);

} // namespace raiitidy::lifetime
