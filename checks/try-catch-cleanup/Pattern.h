// The shape that raii-try-catch-cleanup looks for: cleanup in a catch-all handler that rethrows.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "clang/AST/Decl.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace raiitidy {

/// try { body } catch (...) { cleanup; throw; }  cleanup;
struct CleanupTry {
  const clang::CXXTryStmt *Try = nullptr;
  const clang::CXXCatchStmt *Handler = nullptr;
  llvm::SmallVector<const clang::Stmt *, 4> Cleanup;       ///< the handler without its `throw;`
  llvm::SmallVector<const clang::Stmt *, 4> RepeatedAfter; ///< the statements after the try that say the same; or none
};

/// All of \p F, in source order; lambdas inside are functions of their own and are left out.
/// \p Vocabulary (may be null) knows what releases.
std::vector<CleanupTry> findCleanupTries(const clang::FunctionDecl *F, const clang::ASTContext &Ctx,
                                         const catalogue::Matcher *Vocabulary);

} // namespace raiitidy
