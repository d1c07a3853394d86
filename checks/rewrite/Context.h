// What every planner of this room needs, and the planners.
#pragma once
#include "checks/rewrite/ActionText.h"
#include "checks/rewrite/Includes.h"
#include "checks/rewrite/Names.h"
#include "checks/rewrite/Observable.h"
#include "checks/rewrite/Placement.h"
#include "checks/rewrite/Safety.h"

namespace raiitidy::rewrite {

struct Context {
  Context(clang::ASTContext &Ctx, const UnitTextData &Unit, RewriteOptions Options)
      : Text(Ctx), Unit(Unit), Options(Options), GuardNames(Text, Unit), Safe(Text, Unit), Inclusions(Text, Unit) {}
  Source Text;
  const UnitTextData &Unit;
  RewriteOptions Options;
  Names GuardNames;
  Safety Safe;
  Includes Inclusions;

  /// The raii header \p Name may be used: style, language and search path allow it. Adds its #include.
  bool useRaii(Draft &D, llvm::StringRef Header, unsigned Before) const;
  /// "raii::" or, where that name means something else, "::raii::".
  std::string raii(const clang::FunctionDecl *F) const;
};

Outcome guardHandle(Context &C, const lifetime::Lifetime &L);
Outcome guardState(Context &C, const lifetime::Lifetime &L);
Outcome guardTransaction(Context &C, const lifetime::Lifetime &L);
Outcome replaceTryCatch(Context &C, const clang::CXXTryStmt *Try, const clang::CXXCatchStmt *Handler,
                        llvm::ArrayRef<const clang::Stmt *> Cleanup,
                        llvm::ArrayRef<const clang::Stmt *> RepeatedAfter, const clang::FunctionDecl *Function);
Outcome replaceGoto(Context &C, const lifetime::Ladder &L);
Outcome restoreState(Context &C, const lifetime::StateChange &S);
Outcome guardLoop(Context &C, const lifetime::CleanupLoop &L);
Outcome reorderReleases(Context &C, const lifetime::ReleaseOrder &R);
Outcome correctRelease(Context &C, const lifetime::Mismatch &M);

} // namespace raiitidy::rewrite
