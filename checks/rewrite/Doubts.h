// Why a guard that compiles and keeps every right path may still be wrong where the code was wrong before.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/Context.h"

namespace raiitidy::rewrite {

/// What speaks against committing a guard of \p L unread; empty if nothing does. An unseen callee that got the handle on a
/// path without a release may have kept it. What was stored for the caller, with a call behind that may throw, would dangle. An object may
/// be destroyed that must be stopped first.
/// And where another local resource is released before this one, though it was made first and was used together with it,
/// guards end them the other way round when an exception leaves.
std::string doubtAbout(const Context &C, const lifetime::Lifetime &L);

} // namespace raiitidy::rewrite
