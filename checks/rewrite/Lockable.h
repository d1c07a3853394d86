// Objects with lock() and unlock(), as std::lock_guard and its kin take them.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"
#include <optional>
#include <string>

namespace raiitidy::rewrite {

/// The object on which the method of \p Call is called, without the implicit `this`; null for other calls.
const clang::Expr *receiverOf(const clang::Expr *Call);
const clang::CXXMethodDecl *methodOf(const clang::Expr *Call);

/// Whether a guard of std is this resource's own.
bool isStandardLockable(const lifetime::Lifetime &L);
/// A type of Clang's thread safety analysis, which guards of std would hide.
bool hasCapability(const clang::CXXRecordDecl *R);

/// What a guard's constructor is given for the receiver of \p Call: `m`, `this->m_`, `*p`, `*this`. Empty if that cannot
/// be written.
std::string receiverText(const Source &Text, const clang::Expr *Call);
/// The argument of the guard's class for the lock of \p Acquire, before C++17: "<std::mutex>". Nothing for a type that
/// has no name.
std::optional<std::string> templateArgument(const clang::ASTContext &Ctx, const clang::Expr *Acquire);

/// Naming it twice names the same thing twice: variables, members, `this`, dereferences of such.
bool isStableName(const clang::Expr *E);
/// The local variables that are named in \p E.
std::vector<const clang::VarDecl *> localsIn(const clang::Stmt *E);
/// Refuses if what names the object of \p Acquire may mean another one somewhere in \p Region.
bool keepsIdentity(Draft &D, const FunctionView &View, const lifetime::Lifetime &L, const clang::Expr *Acquire,
                   llvm::function_ref<bool(const clang::Stmt *)> Region);

} // namespace raiitidy::rewrite
