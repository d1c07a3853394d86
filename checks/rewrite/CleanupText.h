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
/// \returns nothing after having refused.
std::optional<CleanupLambda> cleanupLambda(Context &C, Draft &D, const FunctionView &View,
                                           llvm::ArrayRef<const clang::Stmt *> Cleanup, const clang::Stmt *Before);

} // namespace raiitidy::rewrite
