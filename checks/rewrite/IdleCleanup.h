// Cleanup that does nothing while its variable says that nothing is held: `free(p)` of null, `if (fd >= 0) close(fd)`.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/FunctionView.h"

namespace raiitidy::rewrite {

class IdleCleanup {
public:
  /// \p Concerned: the lifetimes that the statement \p S may end.
  IdleCleanup(const clang::Stmt *S, llvm::ArrayRef<const lifetime::Lifetime *> Concerned, const clang::ASTContext &Ctx);

  const clang::VarDecl *variable() const { return V; } ///< null where something is always done
  /// Whether nothing is done where the variable has been given \p Value.
  bool isIdleFor(const clang::Expr *Value) const;

private:
  const clang::ASTContext &Ctx;
  const clang::VarDecl *V = nullptr;
  const clang::BinaryOperator *Test = nullptr; ///< of the variable against a constant; null: whether it is null
};

} // namespace raiitidy::rewrite
