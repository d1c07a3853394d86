// Releases and hand-offs of one resource, as statements.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/GuardStyles.h"
#include "checks/rewrite/Observable.h"
#include "checks/rewrite/Placement.h"

namespace raiitidy::rewrite {

/// A release as a statement of its own.
struct ReleaseStatement {
  const lifetime::ReleaseSite *Site = nullptr;
  const clang::Expr *Whole = nullptr;     ///< the call, with a cast to void if the code has one
  const clang::Stmt *Statement = nullptr; ///< what a reset() replaces: Whole, or the `if (f)` around it
  bool TestFolded = false;                ///< Statement is that `if`
  /// The result is used: the call stays, on what the guard gives up. Whole is
  /// then the call itself, Argument what the guard's release() replaces, and
  /// Statement the statement around.
  const clang::Expr *Argument = nullptr;
  bool Kept = false; ///< the result is used: the guard is cancelled before
                     ///< Statement, which stays as it is
};

class Releases {
public:
  Releases(const Source &Text, const FunctionView &View, const lifetime::Lifetime &L, const Placement &Places)
      : Text(Text), View(View), L(L), Places(Places) {}

  /// All releases inside \p P as statements; refuses what cannot be one.
  /// Releases that lie before the guard, in the failure test, stay as they are.
  std::optional<std::vector<ReleaseStatement>> collect(Draft &D, const Place &P, bool MayFoldTests) const;
  /// A release as a statement of its own, or one whose result is used and that
  /// can be kept; else refuses.
  std::optional<ReleaseStatement> statementOf(Draft &D, const lifetime::ReleaseSite &R) const;
  /// Refuses if some release is skipped on a path that the analysis takes for
  /// right: the condition then means something that this room does not
  /// understand.
  bool checkConditions(Draft &D, const Place &P, llvm::ArrayRef<ReleaseStatement> All) const;
  /// `g.reset();` in place of a release, or nothing where the end of the scope
  /// does the same. Refuses what \p Guard cannot say. \returns whether the
  /// statement was taken away.
  bool rewrite(Draft &D, const Place &P, const ReleaseStatement &R, const Spoken &Guard, bool MayRemove = true) const;
  /// \param Guard what takes the release over; null: it holds a value of its own
  bool canRemove(const Place &P, const ReleaseStatement &R, const Spoken *Guard = nullptr) const;
  /// The `if` that directly follows \p Call in \p Statement, or contains it,
  /// and leaves when the call has failed.
  const clang::Stmt *failureTestOf(const clang::Stmt *Call, const clang::Stmt *Statement) const;
  /// A hand-off at \p At: `g.release();` before it. Refuses where a release
  /// could still follow.
  bool handOff(Draft &D, const Place &P, const lifetime::EscapeSite &E, const Spoken &Guard,
               llvm::ArrayRef<ReleaseStatement> All) const;

  /// Whether control may come from the end of \p From to \p To without leaving \p Scope. In doubt: yes.
  bool followsAfter(const clang::Stmt *From, const clang::Stmt *To, const clang::Stmt *Scope) const;

private:
  Effect effect(const clang::Expr *Release) const;
  std::optional<Span> elseOf(const clang::Stmt *Release) const;
  bool isEvaluatedOnce(const clang::Expr *Call, const clang::Stmt *Statement) const;
  const Source &Text;
  const FunctionView &View;
  const lifetime::Lifetime &L;
  const Placement &Places;
};

/// Whether no path that counts leaves what \p L acquires held.
bool isAlwaysReleased(const lifetime::Lifetime &L);

/// Whether a guard of \p Of would add a line and take none away, and guard nothing: all is released on every path, and each release stays.
/// \param Removed a release by hand went
/// \param IsOwner the handle itself is the guard, which is worth it unless it only gives back: `fclose(f.release())`
bool savesNothing(llvm::ArrayRef<const lifetime::Lifetime *> Of, llvm::ArrayRef<ReleaseStatement> All, bool Removed, bool IsOwner);

/// \p Call as a whole statement, with parentheses and a cast to void; null if
/// its value is used.
const clang::Expr *asStatement(const clang::Expr *Call, const FunctionView &View);

/// The one place in \p Statement that names \p V, if what it gives away is the plain value and is surely evaluated once:
/// `list.add(p)`, `*out = p`, `return p`; else null.
const clang::DeclRefExpr *passedOn(const FunctionView &View, const clang::VarDecl *V, const clang::Stmt *Statement);

/// Whether the handle \p V itself is given away, not only a part of what it points to: who is given `*p` or `&p->node`
/// may keep the object, but the place where the function lets go of it may be another one.
bool handsOverWhole(const FunctionView &View, const clang::VarDecl *V, const lifetime::EscapeSite &E);

/// Whether \p Value is the variable that holds what \p Transfer made of the old handle:
/// `T *bigger = realloc(p, n); if (!bigger) return; p = bigger;`.
bool isSuccessor(const FunctionView &View, const clang::Expr *Value, const clang::Stmt *Transfer);

/// Whether the acquisition ends, through \p U, what the handle held before: `p = realloc(p, n)`, `getline(&p, &n, f)`. A
/// guard that still holds that value would end it once more.
bool takesLastValue(const FunctionView &View, const lifetime::Lifetime &L, const Use &U);

} // namespace raiitidy::rewrite
