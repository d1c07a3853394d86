// How a loop goes through the elements of a container or an array.
#pragma once
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include <optional>
#include <utility>

namespace raiitidy::lifetime {

const clang::Stmt *bodyOf(const clang::Stmt *Loop);

/// files in files[i]; null for what is no element of a variable.
const clang::VarDecl *containerOf(const clang::Expr *Element);

/// The container whose elements \p For visits from the last to the first, and the variable that says which:
/// `for (auto i = all.size(); i-- > 0;)`, `for (auto i = all.rbegin(); i != all.rend(); ++i)`.
std::pair<const clang::VarDecl *, const clang::VarDecl *> visitsBackwards(const clang::ForStmt *For, const clang::ASTContext &Ctx);

/// A loop that counts from 0 up to End, or from there down: `for (int i = 0; i < n; ++i)`, `for (j = i - 1; j >= 0; --j)`,
/// `while (n-- > 0)`.
struct CountingLoop {
  const clang::VarDecl *Index = nullptr;
  const clang::Expr *End = nullptr; ///< behind the last one, or with Inclusive the last one
  bool Inclusive = false, Backwards = false;
  bool Declared = false; ///< Index lives in the loop
};
std::optional<CountingLoop> countingLoop(const clang::Stmt *Loop, const clang::ASTContext &Ctx);

} // namespace raiitidy::lifetime
