// One function's tree with parents: scopes, references to variables, jumps.
#pragma once
#include "checks/flow/Leaves.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace raiitidy::rewrite {

/// A reference to a variable and what is done with it.
struct Use {
  enum class Kind {
    Read,    ///< its value
    Write,   ///< plain assignment of Value
    Modify,  ///< any other way to change it: ++, +=, reference to non-const
    Address, ///< &x
    Captured ///< by a lambda, by copy
  };
  Kind K;
  const clang::DeclRefExpr *Ref;
  const clang::Expr *Value = nullptr; ///< of Write
};

class FunctionView {
public:
  explicit FunctionView(const clang::Stmt *Body);

  const clang::Stmt *body() const { return Body; }
  const clang::Stmt *parent(const clang::Stmt *S) const { return Parents.lookup(S); }
  bool isInside(const clang::Stmt *S, const clang::Stmt *Ancestor) const;
  /// A lambda between \p S and the function's body.
  bool inLambda(const clang::Stmt *S) const;
  /// The statement that \p S belongs to: its parent is a block, a branch or a loop for which it is the body, or a label.
  const clang::Stmt *statementOf(const clang::Stmt *S) const;
  /// The block that \p S lies in, and its direct child that contains \p S; null if there is none.
  std::pair<const clang::CompoundStmt *, const clang::Stmt *> blockOf(const clang::Stmt *S) const;
  const clang::Stmt *nextIn(const clang::CompoundStmt *Block, const clang::Stmt *Child) const;
  /// A statement other than a block as then, else or loop body: to add a second one needs braces.
  bool isUnbraced(const clang::Stmt *Statement) const;
  /// Innermost loop around \p S, up to the body.
  const clang::Stmt *loopAround(const clang::Stmt *S) const;
  /// The scope of a local variable: a block, or the if/for/while/range-for that declares it. Null for parameters.
  const clang::Stmt *scopeOf(const clang::VarDecl *V) const;

  /// The statement of a block that declares a local variable, or null.
  const clang::DeclStmt *declarationOf(const clang::VarDecl *V) const;

  std::vector<Use> uses(const clang::VarDecl *V) const;
  /// Address taken or bound to a reference: something else may read or change it.
  bool escapes(const clang::VarDecl *V) const;

  const std::vector<const clang::DeclRefExpr *> &references() const { return Refs; }
  const std::vector<const clang::VarDecl *> &locals() const { return Locals; } ///< not those of lambdas
  const std::vector<const clang::Stmt *> &calls() const { return Calls; }     ///< calls, new, construction
  const std::vector<const clang::GotoStmt *> &gotos() const { return Gotos; }
  const std::vector<const clang::LabelStmt *> &labels() const { return Labels; }
  const std::vector<const clang::SwitchCase *> &cases() const { return Cases; }
  bool hasComputedGoto() const { return ComputedGoto; }
  bool hasStatementExpression() const { return StatementExpression; }

private:
  void walk(const clang::Stmt *S, bool Lambda);
  const clang::Stmt *Body;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  llvm::DenseMap<const clang::VarDecl *, const clang::Stmt *> DeclaredIn;
  std::vector<const clang::DeclRefExpr *> Refs;
  std::vector<const clang::VarDecl *> Locals;
  std::vector<const clang::Stmt *> Calls;
  std::vector<const clang::GotoStmt *> Gotos;
  std::vector<const clang::LabelStmt *> Labels;
  std::vector<const clang::SwitchCase *> Cases;
  bool ComputedGoto = false, StatementExpression = false;
};

/// The value of \p Ref is asked for, and no reference bound to it; sizeof asks for its type.
bool isReadByValue(const FunctionView &View, const clang::DeclRefExpr *Ref);

/// Without parentheses and casts, implicit nodes included.
const clang::Expr *bare(const clang::Expr *E);
/// The local variable or parameter that \p E names, or null.
const clang::VarDecl *asVariable(const clang::Expr *E);
/// The value of an integer constant, if it is one and fits.
std::optional<long> integerValue(const clang::Expr *E, const clang::ASTContext &Ctx);
/// Null, -1, MAP_FAILED, 0, an enumerator: the same value each time.
bool isConstant(const clang::Expr *E, const clang::ASTContext &Ctx);
using flow::leaves, flow::leavesFunction;
/// \p S, or a return inside of it, gives -1 or null: how C tells of a failure whose reason is in errno.
bool returnsFailure(const FunctionView &View, const clang::Stmt *S, const clang::ASTContext &Ctx);

} // namespace raiitidy::rewrite
