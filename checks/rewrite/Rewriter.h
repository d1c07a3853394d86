// Turns an intent into edits, or says why not. Sees source text and AST; never the CFG.
#pragma once
#include "checks/rewrite/NameStyle.h"
#include "checks/rewrite/Plan.h"

namespace clang {
class ASTContext;
class CXXCatchStmt;
class CXXTryStmt;
class Preprocessor;
} // namespace clang

namespace raiitidy::lifetime {
struct CleanupLoop;
struct JointLoop;
struct CleanupStack;
struct Ladder;
struct Mismatch;
struct ReleaseOrder;
struct UndoChain;
struct StateChange;
} // namespace raiitidy::lifetime

namespace raiitidy::rewrite {

/// Whose guards are written. What each can say: GuardStyles.h.
enum class GuardStyle { Raii, Std, Boost, Absl, Gsl, Folly };

struct RewriteOptions {
  GuardStyle Style = GuardStyle::Raii;
  NameStyle Names;          ///< of guards
  bool Format = true;         ///< follow the project's .clang-format
  bool AssumeHeaders = false; ///< do not look for the raii headers on the include path (tests)
};

/// What the preprocessor knew and the AST forgets: includes, #if ranges, macro definitions, header search.
/// One a unit; made in registerPPCallbacks, filled while the unit is parsed.
class UnitText {
public:
  virtual ~UnitText() = default;
  static std::unique_ptr<UnitText> attach(clang::Preprocessor &PP);
};

/// One a unit. Every call is independent: no state is kept between plans except the names already given out.
class Rewriter {
public:
  Rewriter(clang::ASTContext &Ctx, const UnitText &Text, RewriteOptions Options);
  ~Rewriter();

  /// The universal form for one acquisition: a guard where it is known to have succeeded, releases become reset(),
  /// hand-offs release(); then simplified. Chooses the idiom (lock_guard, unique_lock, unique_ptr, named kind, lambda).
  Outcome guardAcquisition(const lifetime::Lifetime &L);

  /// A begin/commit/rollback triple: scope_exit(rollback) after begin, released by commit.
  Outcome guardTransaction(const lifetime::Lifetime &L);

  /// A field that a constructor acquires: guarded until the constructor is done. \p Release: as the destructor does it.
  Outcome guardMember(const lifetime::Lifetime &L, const clang::Expr *Release);

  /// A guard made as a temporary gets a name and lives to the end of its block.
  Outcome nameGuard(const lifetime::GuardSite &G, const clang::FunctionDecl *Function);

  /// try { … } catch (...) { cleanup; throw; }  with or without the same cleanup after the try.
  /// \p RepeatedAfter: the statements right after the try that repeat the cleanup; empty if none.
  Outcome replaceTryCatch(const clang::CXXTryStmt *Try, const clang::CXXCatchStmt *Handler,
                          llvm::ArrayRef<const clang::Stmt *> Cleanup,
                          llvm::ArrayRef<const clang::Stmt *> RepeatedAfter,
                          const clang::FunctionDecl *Function);

  /// Is there a comment in the handler, or between the try block and it, or behind it on its last line?
  bool hasCommentAt(const clang::CXXCatchStmt *Handler) const;
  /// The release that the acquisition asks for, in place of the one that stands there.
  Outcome correctRelease(const lifetime::Mismatch &M);

  /// `goto out;` to cleanup at the end: a guard for each rung, and returns.
  Outcome replaceGoto(const lifetime::Ladder &L);

  /// raii::restore, or a guard that runs the restoring statement.
  Outcome restoreState(const lifetime::StateChange &S);

  /// One guard that runs the loop which releases the elements of a container.
  Outcome guardLoop(const lifetime::CleanupLoop &L);
  Outcome guardJoint(const lifetime::JointLoop &L);

  /// One raii::exit_stack for what is acquired under conditions and released under flags.
  Outcome guardStack(const lifetime::CleanupStack &Stack);

  /// Two neighbouring releases change their places.
  /// One guard for each step that failing paths undo, let go behind the last step.
  Outcome guardSteps(const lifetime::UndoChain &Chain);
  Outcome reorderReleases(const lifetime::ReleaseOrder &R);

private:
  struct Impl;
  std::unique_ptr<Impl> Self;
};

} // namespace raiitidy::rewrite
