// Whether control can get past a statement.
#pragma once
#include "clang/AST/Stmt.h"

namespace raiitidy::flow {

/// Does \p S always leave the block around it: return, throw, break, continue, goto, a call declared not to return?
bool leaves(const clang::Stmt *S);

/// As leaves(), but the function: break, continue and goto stay inside.
bool leavesFunction(const clang::Stmt *S);

} // namespace raiitidy::flow
