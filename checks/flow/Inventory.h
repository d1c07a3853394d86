// What one function's body contains, by kind: collected in one walk, so that a check which looks for a shape does not
// walk every body again.
#pragma once
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include <vector>

namespace raiitidy::flow {

/// Everything in source order. Lambdas inside are functions of their own: of them only the captures count.
struct Inventory {
  std::vector<const clang::BinaryOperator *> Assignments; ///< compound ones, too
  std::vector<const clang::UnaryOperator *> Steps;        ///< ++ and --
  std::vector<const clang::CallExpr *> Calls;
  std::vector<const clang::CXXDeleteExpr *> Deletes;
  std::vector<const clang::CXXConstructExpr *> Constructions;
  std::vector<const clang::VarDecl *> Variables;
  std::vector<const clang::GotoStmt *> Gotos;
  std::vector<const clang::DoStmt *> Does;
  std::vector<const clang::Stmt *> Loops; ///< for, while, do, range-for
  std::vector<const clang::CXXTryStmt *> Tries;
  std::vector<const clang::ReturnStmt *> Returns;
  bool Throws = false; ///< a throw-expression

  /// Empty for a function without a body that can be analysed.
  static Inventory of(const clang::FunctionDecl *F);
};

} // namespace raiitidy::flow
