// Throws that a caller cannot bring about: their condition was settled before he called.
#pragma once
#include "clang/AST/Stmt.h"
#include <optional>

namespace clang {
class ASTContext;
} // namespace clang

namespace raiitidy::flow {

class FunctionFlow;

/// `if (!file_) throw …;` in a method, where file_ is a const member and every constructor makes the same test: the branch of
/// \p Test that throws, and that is never taken here. Null for anything else.
const clang::Stmt *settledByConstructors(const clang::Stmt *Test, const clang::ASTContext &Ctx);

/// Is \p Branch of \p If taken only where variables of other units (`extern bool starting_up;`) say so? What the program is
/// doing as a whole decides then, not what the callee was given.
bool isDecidedElsewhere(const clang::IfStmt *If, const clang::Stmt *Branch);

/// `if (false) throw …;`, also behind a function that returns what it is given: is \p Branch of \p If never taken?
bool isNeverTaken(const clang::IfStmt *If, const clang::Stmt *Branch);

/// `if (!starting_up) return;`: what stands behind it depends on such a condition.
bool leavesByOtherUnits(const clang::Stmt *S);

/// MUST(file) with the macro `while (!(condition)) fail(#condition)`: the branch of \p Test that throws and says the condition's own words.
/// Who writes so states what is always true, and the caller has seen to it. Null for anything else, and where the condition does
/// something (`MUST(write(fd, text, n) == n)`): then it asks how that went.
const clang::Stmt *thrownByAssertion(const clang::Stmt *Test, const clang::ASTContext &Ctx);

/// Is \p At, of the body of \p Flow, within such a branch?
bool isThrownByAssertion(const clang::Stmt *At, const FunctionFlow &Flow, const clang::ASTContext &Ctx);

/// The number of the parameter that the body of \p Definition, `if (!condition) throw …;` and no more, demands; nothing for any other.
std::optional<unsigned> demandOf(const clang::FunctionDecl *Definition);

/// The number of the parameter that the body of \p F, `return condition;` and no more, gives back; nothing for any other.
std::optional<unsigned> returnedBy(const clang::FunctionDecl *F);

/// must(file) with the body `if (!condition) throw …;`: the argument that makes \p E throw if it is false, and nothing else does.
const clang::Expr *demandedBy(const clang::Expr *E);

} // namespace raiitidy::flow
