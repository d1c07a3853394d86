// What can be seen between a release and the end of its guard's scope: the rule by which a reset() disappears.
#pragma once
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/Source.h"

namespace raiitidy::rewrite {

class Observable {
public:
  Observable(const FunctionView &View, const Source &Text) : View(View), Text(Text) {}

  /// Whether the release that is the whole of \p Statement may be left to the destructor of a guard that lives in
  /// \p Scope and was declared at \p Since: nothing observable happens after it, up to the end of the scope, and what the
  /// guard's \p Cleanup names does not change.
  bool mayWait(const clang::Stmt *Statement, const clang::CompoundStmt *Scope, unsigned Since,
               llvm::ArrayRef<const clang::Stmt *> Cleanup = {}) const;

  /// Evaluating \p E touches constants and unescaped locals only.
  bool isQuiet(const clang::Expr *E) const;
  /// The destruction of a \p T cannot be told from nothing.
  static bool diesQuietly(clang::QualType T);
  /// A std::unique_ptr: what it holds was once given back by hand, at that place and no later.
  static bool isOwner(clang::QualType T);

private:
  bool changes(const clang::Stmt *S, llvm::ArrayRef<const clang::Stmt *> Cleanup) const;
  bool isQuietStatement(const clang::Stmt *S) const;
  const FunctionView &View;
  const Source &Text;
};

} // namespace raiitidy::rewrite
