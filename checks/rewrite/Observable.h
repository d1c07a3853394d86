// What can be seen between a release and the end of its guard's scope: the rule by which a reset() disappears.
#pragma once
#include "checks/rewrite/Effect.h"
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/Source.h"

namespace raiitidy::rewrite {

class Observable {
public:
  /// \param Moved what the release does that would run later
  Observable(const FunctionView &View, const Source &Text, Effect Moved = Effect::Any) : View(View), Text(Text), Moved(Moved) {}

  /// Whether the release that is the whole of \p Statement may be left to the destructor of a guard that lives in
  /// \p Scope and was declared at \p Since: nothing observable happens after it, up to the end of the scope, and what the
  /// guard's \p Cleanup names does not change.
  bool mayWait(const clang::Stmt *Statement, const clang::CompoundStmt *Scope, unsigned Since,
               llvm::ArrayRef<const clang::Stmt *> Cleanup = {}) const;

  /// The release cannot be told from one behind the evaluation of \p E. Of one that may do anything: \p E touches constants
  /// and unescaped locals only.
  bool isQuiet(const clang::Expr *E) const;
  /// A std::unique_ptr: what it holds was once given back by hand, at that place and no later.
  static bool isOwner(clang::QualType T);

private:
  bool changes(const clang::Stmt *S, llvm::ArrayRef<const clang::Stmt *> Cleanup) const;
  bool isQuietStatement(const clang::Stmt *S) const;
  bool isMemory(const clang::Expr *E) const;
  const FunctionView &View;
  const Source &Text;
  const Effect Moved;
};

} // namespace raiitidy::rewrite
