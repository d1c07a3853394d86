// What every planner of this room needs, and the planners.
#pragma once
#include "checks/rewrite/ActionText.h"
#include "checks/rewrite/GuardStyles.h"
#include "checks/rewrite/Includes.h"
#include "checks/rewrite/Names.h"
#include "checks/rewrite/Observable.h"
#include "checks/rewrite/Placement.h"
#include "checks/rewrite/Safety.h"

namespace raiitidy::rewrite {

struct Context {
  Context(clang::ASTContext &Ctx, const UnitTextData &Unit, RewriteOptions Options)
      : Text(Ctx), Unit(Unit), Options(Options), GuardNames(Text, Unit, this->Options.Names), Safe(Text, Unit), Layout(Text, Options.Format),
        Inclusions(Text, Unit, Layout) {}
  Source Text;
  const UnitTextData &Unit;
  RewriteOptions Options;
  Names GuardNames;
  Safety Safe;
  Formatting Layout;
  Includes Inclusions;

  const StyleInfo &style() const { return styleInfo(Options.Style); }
  /// The guards of \p Header may be used: language and search path allow it.
  /// Adds the #include.
  bool useHeader(Draft &D, llvm::StringRef Header, unsigned Standard, unsigned Before) const;
  /// The style has a general guard that may be used. Adds the #include.
  bool useGeneral(Draft &D, unsigned Before) const;
  /// The declaration of the style's general guard.
  std::string declare(llvm::StringRef Name, llvm::StringRef Lambda, const clang::FunctionDecl *F) const;
  /// The declaration of a raii::exit_stack in \p F, whose callbacks allocate. Nothing after having refused.
  std::optional<std::string> declareStack(Draft &D, llvm::StringRef Name, const clang::FunctionDecl *F) const;
  /// Whether `raii::…` must be written `::raii::…` in \p F, because \p
  /// Qualified begins with a name that means something else there.
  bool needsGlobal(llvm::StringRef Qualified, const clang::FunctionDecl *F) const;
};

Outcome guardHandle(Context &C, const lifetime::Lifetime &L);
/// As guardHandle, with a guard that stands beside the handle's declaration and is armed at each acquisition.
Outcome guardRearmed(Context &C, const lifetime::Lifetime &L);
/// As guardRearmed, but only where the handle itself becomes the owner; for all acquisitions into it together.
Outcome ownRefilled(Context &C, const lifetime::Lifetime &L);
/// As guardHandle, with a guard that looks at the variable when it runs, for what is held on failure, too.
Outcome guardReference(Context &C, const lifetime::Lifetime &L);
Outcome guardState(Context &C, const lifetime::Lifetime &L);
/// As guardState, with a std::unique_lock that is locked later: for what is locked in inner blocks.
Outcome guardDeferred(Context &C, const lifetime::Lifetime &L);
/// As guardState, with a guard that is armed later: for what std::unique_lock cannot say.
Outcome guardArmed(Context &C, const lifetime::Lifetime &L);
Outcome guardTransaction(Context &C, const lifetime::Lifetime &L);
Outcome guardMember(Context &C, const lifetime::Lifetime &L, const clang::Expr *Release);
Outcome nameGuard(Context &C, const lifetime::GuardSite &G, const clang::FunctionDecl *F);
Outcome replaceTryCatch(Context &C, const clang::CXXTryStmt *Try, const clang::CXXCatchStmt *Handler,
                        llvm::ArrayRef<const clang::Stmt *> Cleanup, llvm::ArrayRef<const clang::Stmt *> RepeatedAfter,
                        const clang::FunctionDecl *Function);
Outcome replaceGoto(Context &C, const lifetime::Ladder &L);
Outcome restoreState(Context &C, const lifetime::StateChange &S);
Outcome guardLoop(Context &C, const lifetime::CleanupLoop &L);
/// As guardLoop, for an array that is filled by index.
Outcome guardArray(Context &C, const lifetime::CleanupLoop &L);
Outcome guardJoint(Context &C, const lifetime::JointLoop &L);
Outcome guardStack(Context &C, const lifetime::CleanupStack &Stack);
Outcome guardSteps(Context &C, const lifetime::UndoChain &Chain);
Outcome reorderReleases(Context &C, const lifetime::ReleaseOrder &R);
Outcome correctRelease(Context &C, const lifetime::Mismatch &M);

} // namespace raiitidy::rewrite
