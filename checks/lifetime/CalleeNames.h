// What the name of a callee says where its body is elsewhere. Words of the field, in snake_case or CamelCase; a name is weak evidence,
// and each caller says what it does with it.
#pragma once
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace raiitidy::lifetime {

/// The words of a name in lower case: list_free, closeAll, LogMessage.
llvm::SmallVector<std::string, 6> wordsOf(llvm::StringRef Name);

/// The name of the function that \p Call names; empty for operators, conversions and calls through pointers.
llvm::StringRef calleeName(const clang::CallExpr *Call);

/// Destroy_Transform, list_free, closeAll: written like a destructor, and as silent.
bool isNamedForCleanup(const clang::FunctionDecl *F);

/// As isNamedForCleanup, and what gives up a share: xfree, item_put, node_unref, releaseLater.
bool isNamedForRelease(const clang::FunctionDecl *F);

/// As isNamedForRelease, and what goes back a step: remove_service, stopTimer, unregisterHandler, rollback.
bool isNamedForUndoing(const clang::FunctionDecl *F);

/// openFile, Clone, parse_object: gives the caller something new.
bool isNamedForMaking(const clang::FunctionDecl *F);

/// set_font, addChild, registerHandler: keeps what it is given.
bool isNamedForKeeping(const clang::FunctionDecl *F);

/// list_append, sk_push, tree_insert: puts an element into a container of C.
bool isNamedForInserting(const clang::FunctionDecl *F);

/// LogMsg(level), logLine(text), debug_trace(…), methods of Logger: whoever reports an error does not want another.
bool isNamedForLogging(const clang::FunctionDecl *F);

} // namespace raiitidy::lifetime
