// Whether somebody whose code is not visible may hold what a function never releases.
#pragma once
#include "checks/rewrite/Releases.h"

namespace raiitidy::rewrite {

/// Memory or an object in \p V that no path of the function releases or hands over: nothing shows whose it is, and who has a
/// body elsewhere may have kept it, as a constructor that enters its object in a list, or a callee that takes a buffer.
/// Releases where such a callee has failed show nothing.
/// \returns who: "'load'", "the constructor of 'Icon'"; empty if nobody can have.
std::string whoMayKeep(const FunctionView &View, const clang::VarDecl *V, llvm::ArrayRef<const lifetime::Lifetime *> Group,
                       const Releases &Sites);

} // namespace raiitidy::rewrite
