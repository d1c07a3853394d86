// Memory that nobody here ends, and that unseen code may have kept.
#pragma once
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

/// Its body is elsewhere, or a library's, which nobody follows; and it is no part of the language's library.
bool isUnseen(const clang::FunctionDecl *F);

/// Memory that says nothing of what it is for, and objects: not the context or the certificate of some library, which its functions
/// borrow.
bool isRaw(const catalogue::Pair *Of, const clang::Expr *Acquisition);

/// The constructor that \p Acquisition calls may enter the object somewhere: a list of all icons, the group that is open.
bool mayKeepItself(const clang::Expr *Acquisition);

/// Does a callee without a body here get the raw memory or object in the local variable \p V, and may keep it?
bool isGivenToKeeper(const flow::FunctionFlow &Flow, const clang::VarDecl *V);

/// Drops what \p Facts says of memory and objects that no path of the function releases or hands over, where nothing shows
/// whose they are and code without a visible body may have kept them: a constructor or a method, a callee that gets the
/// pointer, or that of a part (`list_insert(&all, &p->link)`). A release where that callee has failed shows only that it takes.
/// To be called before anything points to a Lifetime. The silence is a limit: docs/limits.md.
void dropWhatMayBeKept(Analysis &A, const flow::FunctionFlow &Flow, FunctionFacts &Facts);

} // namespace raiitidy::lifetime
