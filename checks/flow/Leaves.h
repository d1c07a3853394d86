// Whether control can get past a statement.
#pragma once
#include "clang/AST/Stmt.h"
#include "clang/Analysis/CFG.h"

namespace raiitidy::flow {

/// Does \p S always leave the block around it: return, throw, break, continue, goto, a call declared not to return?
bool leaves(const clang::Stmt *S);

/// As leaves(), but the function: break, continue and goto stay inside.
bool leavesFunction(const clang::Stmt *S);

/// Does the body of \p F end in a call of what nobody here sees, or is it unseen itself?
bool endsUnseen(const clang::FunctionDecl *F);

/// self_destruct(); return;  Does \p B call what ends the process elsewhere, though it is not declared [[noreturn]]?
bool endsInUnseenEnd(const clang::CFGBlock &B);

} // namespace raiitidy::flow
