/// What calls of the standard library throw that their callee's name alone does not say: positions known to be valid,
/// and handlers that name every documented exception.
#ifndef RAII_TIDY_CHECKS_FLOW_STANDARDTHROWS_H
#define RAII_TIDY_CHECKS_FLOW_STANDARDTHROWS_H

#include "checks/flow/MayThrow.h"
#include "clang/AST/Expr.h"
#include "clang/AST/StmtCXX.h"

namespace raiitidy::flow {

/// Is the position that \p Call (`substr`) is given within the string? So it is for 0, for `find…(x) + 1` (npos + 1
/// is 0), for what is computed from a length, and for a variable, also plus one, that its function compares with `npos` before.
bool isKnownPosition(const clang::CallExpr *Call);

/// Does \p Call (`at`) stand in the branch of an `if` that compares a variable of its index by size? Whoever tests it knows the
/// bounds.
bool isTestedIndex(const clang::CallExpr *Call);

/// Does \p Call (`at`) ask a container for the key of one of its own elements? `m.at(i->first)`, where i comes from `m.begin()`
/// or `m.find(…)`, or from a loop over m.
bool isOwnKey(const clang::CallExpr *Call);

/// Does \p Call (`at`) ask a sequence that belongs to an object (`blocks_.at(i)`, `p->blocks.at(i)`) for an index that is neither a
/// parameter nor made of one? Whether it is within bounds is the object's invariant then. The keys of a map may be missing at any time.
bool isOwnIndex(const clang::CallExpr *Call);

/// Do the handlers of \p Try name every exception that the standard documents for what its block evaluates? False where
/// a part of it is not known to throw logic errors only (std::thread, regex, dynamic_cast).
bool catchesAllDocumented(const clang::CXXTryStmt *Try, ThrowOracle &Throws);

} // namespace raiitidy::flow

#endif
