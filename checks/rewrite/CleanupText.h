// Statements that clean up become the body of a guard's lambda.
#pragma once
#include "checks/rewrite/Context.h"

namespace raiitidy::rewrite {

struct CleanupLambda {
  std::string Lambda; ///< "[f] { fclose(f); }"
  std::string Stem;   ///< for the guard's name
};

/// The statements \p Cleanup as a lambda that is made before the statement \p Before. What may change after that is
/// captured by reference, so that the cleanup reads what it would have read where it stood.
/// Cleanup that may throw is refused unless \p MayThrow: an unsafe plan says so itself.
/// \returns nothing after having refused.
std::optional<CleanupLambda> cleanupLambda(Context &C, Draft &D, const FunctionView &View,
                                           llvm::ArrayRef<const clang::Stmt *> Cleanup, const clang::Stmt *Before,
                                           bool MayThrow = false);

/// Ends \p Guard where the statements \p At clean up by hand: they vanish where the end of the scope is as good
/// (\p MayWait) and no comment speaks of them, else the guard runs there.
/// \returns false after having refused.
bool endGuard(Context &C, Draft &D, Span At, const Spoken &Guard, bool MayWait);

} // namespace raiitidy::rewrite
