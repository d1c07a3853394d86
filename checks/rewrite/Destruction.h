// Whether destroying an object is enough to be rid of it.
#pragma once
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/Source.h"

namespace raiitidy::rewrite {

/// Why the program may end where an object of \p T is destroyed before somebody has stopped it: its destructor, or that of a part,
/// asserts a state of its own, or it has threads that nothing in the destructor joins. Empty if nothing speaks for that.
std::string demandBeforeDestruction(const Source &Text, clang::QualType T);

/// \p D makes a guard run \p Cleanup for an exception, too: unsafe if that deletes what must be stopped before.
void doubtDeletes(Draft &D, const Source &Text, const clang::Stmt *Cleanup);

} // namespace raiitidy::rewrite
