// Throws that a caller cannot bring about: their condition was settled before he called.
#pragma once
#include "clang/AST/Stmt.h"

namespace raiitidy::flow {

/// `if (!file_) throw …;` in a method, where file_ is a const member and every constructor begins with the same test: the
/// condition of \p If is never true here.
bool isSettledByConstructors(const clang::IfStmt *If, const clang::ASTContext &Ctx);

/// Does \p Condition read variables of other units (`extern bool starting_up;`) and nothing else? What the program is
/// doing as a whole decides then, not what the callee was given.
bool asksOtherUnits(const clang::Expr *Condition);

/// `if (!starting_up) return;`: what stands behind it depends on such a condition.
bool leavesByOtherUnits(const clang::Stmt *S);

} // namespace raiitidy::flow
