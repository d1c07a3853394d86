// What the planners of states and of C's locks share: what is guarded, and how it ends.
#pragma once
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Releases.h"

namespace raiitidy::rewrite {

/// "'m'", "the batch": for titles.
std::string stateTitle(const Context &C, const lifetime::Lifetime &L);
/// For the name of the guard of what \p Acquisition acquires.
std::string stateStem(const Context &C, const lifetime::Lifetime &L, const clang::Expr *Acquisition);
/// Whether somebody must test that \p Acquisition went well. Locks do not fail unless they only try.
bool mustBeTested(const lifetime::Lifetime &L, const clang::Expr *Acquisition);
/// Refuses a mutex of Clang's thread safety analysis, which a general guard would hide.
bool refuseCapability(Draft &D, const lifetime::Lifetime &L, const clang::Expr *Acquisition);
/// What all of \p Releases do, as the body of a guard that stands at \p Since. \returns nothing after having refused.
std::optional<Action> agreedAction(const Context &C, Draft &D, const FunctionView &View,
                                   llvm::ArrayRef<ReleaseStatement> Releases, unsigned Since);
/// The names of the functions that acquire and release: what inactive text must not mention.
std::vector<std::string> calleesOf(const clang::Expr *Acquisition, llvm::ArrayRef<ReleaseStatement> Releases);

} // namespace raiitidy::rewrite
