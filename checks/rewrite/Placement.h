// Where a guard stands, and what the tests around it say.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"

namespace raiitidy::rewrite {

struct Place {
  const clang::CompoundStmt *Scope = nullptr; ///< the guard lives to its end
  const clang::Stmt *After = nullptr;         ///< the guard follows this child of Scope; null: it comes first
  unsigned Since = 0;                         ///< code at or behind this offset comes after the guard
  bool FailureExcluded = false;               ///< here the acquisition is known to have succeeded
  bool Late = false;                          ///< found by findLate: the handle may hold the failure value
  bool Early = false;                         ///< stands before the acquisition, and looks at the handle when it runs
};

class Placement {
public:
  Placement(const Source &Text, const FunctionView &View, const lifetime::Lifetime &L) : Text(Text), View(View), L(L) {}

  /// \returns nothing after having refused.
  std::optional<Place> find(Draft &D, const clang::Expr *Acquisition) const;
  /// C style: the handle begins as the failure value in \p V's block and is acquired in inner blocks, perhaps in several
  /// of them. The guard follows the last statement of that block that acquires; until there no path may leave with
  /// the resource held, and the guard must let the failure value pass.
  std::optional<Place> findLate(Draft &D, const clang::VarDecl *V) const;
  /// The value that tells of failure: null, -1.
  bool isFailureValue(const clang::Expr *E) const;
  void insert(Draft &D, const Place &P, llvm::StringRef Code) const;
  /// The rest of the scope that the guard protects.
  bool covers(const Place &P, const clang::Stmt *S) const;

  /// Whether \p Cond tests exactly the success of \p Acquisition: true if it holds then, false if it fails then.
  std::optional<bool> succeedsWhen(const clang::Expr *Cond, const clang::Expr *Acquisition) const;
  /// The failure value's complement as a condition: "f", "fd != -1"; empty if the value does not tell.
  std::string successTest(const clang::VarDecl *V, bool HaveMapFailed) const;

  bool isNull(const clang::Expr *E) const;

private:
  bool foldable(const clang::IfStmt *Test, const clang::Expr *Acquisition) const;
  bool excludesFailure(const clang::Expr *Cond, const clang::Expr *Acquisition) const;
  bool isSubject(const clang::Expr *E, const clang::Expr *Acquisition) const;
  const Source &Text;
  const FunctionView &View;
  const lifetime::Lifetime &L;
};

/// Whether \p Cond compares a \p Subject with what \p Fails says of failure, and nothing else: true if it holds on
/// success, false if it holds on failure, nothing if it says something else.
std::optional<bool> holdsOnSuccess(const clang::Expr *Cond, catalogue::FailureValue Fails,
                                   llvm::function_ref<bool(const clang::Expr *)> Subject, const clang::ASTContext &Ctx);

} // namespace raiitidy::rewrite
