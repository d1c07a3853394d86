// What the planners of loops that release share.
#pragma once
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"

namespace raiitidy::rewrite {

/// Of a for or while its body, else \p S itself.
const clang::Stmt *loopBody(const clang::Stmt *S);

/// With the semicolon, which a loop without braces has in its body.
std::optional<Span> loopStatement(const Source &Text, const clang::Stmt *Loop);

/// The tokens at \p At with the name of the loop's variable left out: loops that do the same may call it differently.
std::string wordsWithout(const Source &Text, const Span &At, llvm::StringRef Name);

/// Every way out of \p Scope behind the offset \p Since has one of the loops \p Releases before it; else refuses.
bool releasesOnEachWayOut(Draft &D, const Source &Text, const FunctionView &View, llvm::ArrayRef<const clang::Stmt *> Releases,
                          const clang::CompoundStmt *Scope, unsigned Since);

/// A loop may put other values into \p Container.
bool mayChangeElements(const FunctionView &View, const clang::VarDecl *Container);

/// `[f] { fclose(f); }`: what \p Releases do with an element, for the variable that \p Kept puts into the container. Empty after
/// having refused.
std::string callbackForKept(Draft &D, const Source &Text, const clang::CallExpr *Kept, llvm::ArrayRef<const clang::Expr *> Releases);

} // namespace raiitidy::rewrite
