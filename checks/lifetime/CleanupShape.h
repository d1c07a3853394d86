// What cleanup looks like as statements: shared by the checks that look for a shape.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "checks/flow/SameCode.h"
#include "clang/AST/Stmt.h"

namespace raiitidy::lifetime {

using flow::sameCode;

/// Something that gives back or undoes: a call, a deletion, an assignment, perhaps under a test.
bool isCleanup(const clang::Stmt *S);

/// Calls that only speak are no cleanup: `catch (...) { log("failed"); throw; }` is what handlers are for. What the
/// vocabulary releases is cleanup; so is what changes an object: delete, assignment, a method that is not const, a
/// function that is given a handle. Text among the arguments is speech.
bool undoesSomething(const clang::Stmt *S, const clang::ASTContext &Ctx, const catalogue::Matcher *Vocabulary);

/// A deletion, or a call that the vocabulary knows as a release or a rollback, anywhere in \p S.
bool releasesSomething(const clang::Stmt *S, const clang::ASTContext &Ctx, const catalogue::Matcher *Vocabulary);

/// \p R returns false, a null pointer or a negative number.
bool saysFailure(const clang::ReturnStmt *R, const clang::ASTContext &Ctx);

/// `guard.reset();` on a local of the library's or the standard's: its destructor does it anyway.
bool speaksToGuard(const clang::Stmt *S);

} // namespace raiitidy::lifetime
