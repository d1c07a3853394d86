// The shape that raii-swallowed-exception looks for: a handler of everything that does nothing.
#pragma once
#include "clang/AST/Decl.h"
#include "clang/AST/StmtCXX.h"
#include <string>
#include <vector>

namespace raiitidy {

struct SwallowingHandler {
  const clang::CXXCatchStmt *Handler = nullptr;
  bool Everything = false;          ///< catch (...), else std::exception
  std::vector<std::string> Thrown;  ///< types that the called functions are seen to throw, in order, at most three
};

/// The handlers of \p Try, a try block of \p F, that swallow. \p Comments are no business of this one.
std::vector<SwallowingHandler> findSwallowing(const clang::CXXTryStmt *Try, const clang::FunctionDecl *F,
                                              const clang::ASTContext &Ctx);

} // namespace raiitidy
