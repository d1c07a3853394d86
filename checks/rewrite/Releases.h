// Releases and hand-offs of one resource, as statements.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/Observable.h"
#include "checks/rewrite/Placement.h"

namespace raiitidy::rewrite {

/// A release as a statement of its own.
struct ReleaseStatement {
  const lifetime::ReleaseSite *Site = nullptr;
  const clang::Expr *Whole = nullptr;      ///< the call, with a cast to void if the code has one
  const clang::Stmt *Statement = nullptr;  ///< what a reset() replaces: Whole, or the `if (f)` around it
  bool TestFolded = false;                 ///< Statement is that `if`
  /// The result is used: the call stays, on what the guard gives up. Whole is then the call itself, Argument what the
  /// guard's release() replaces, and Statement the statement around.
  const clang::Expr *Argument = nullptr;
};

class Releases {
public:
  Releases(const Source &Text, const FunctionView &View, const lifetime::Lifetime &L, const Placement &Places)
      : Text(Text), View(View), L(L), Places(Places) {}

  /// All releases inside \p P as statements; refuses what cannot be one. Releases that lie before the guard, in the
  /// failure test, stay as they are. \p ReturnsHandle: the guard's release() gives the handle, so that a release whose
  /// result is used can be kept.
  std::optional<std::vector<ReleaseStatement>> collect(Draft &D, const Place &P, bool MayFoldTests,
                                                       bool ReturnsHandle) const;
  /// Refuses if some release is skipped on a path that the analysis takes for right: the condition then means
  /// something that this room does not understand.
  bool checkConditions(Draft &D, const Place &P, llvm::ArrayRef<ReleaseStatement> All) const;
  /// `g.reset();` in place of a release, or nothing where the end of the scope does the same.
  /// \returns whether the statement was taken away.
  bool rewrite(Draft &D, const Place &P, const ReleaseStatement &R, llvm::StringRef Reset, bool MayRemove = true) const;
  bool canRemove(const Place &P, const ReleaseStatement &R) const;
  /// The `if` that directly follows \p Call in \p Statement, or contains it, and leaves when the call has failed.
  const clang::Stmt *failureTestOf(const clang::Stmt *Call, const clang::Stmt *Statement) const;
  /// A hand-off at \p At: `g.release();` before it. Refuses where a release could still follow.
  bool handOff(Draft &D, const Place &P, const lifetime::EscapeSite &E, llvm::StringRef Guard, bool ReturnsHandle,
               llvm::ArrayRef<ReleaseStatement> All) const;

private:
  bool followsAfter(const clang::Stmt *From, const clang::Stmt *To, const clang::Stmt *Scope) const;
  bool hasCommentOfItsOwn(const Span &S) const;
  const Source &Text;
  const FunctionView &View;
  const lifetime::Lifetime &L;
  const Placement &Places;
};

/// \p Call as a whole statement, with parentheses and a cast to void; null if its value is used.
const clang::Expr *asStatement(const clang::Expr *Call, const FunctionView &View);

} // namespace raiitidy::rewrite
