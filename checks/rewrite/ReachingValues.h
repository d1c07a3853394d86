// Which values a local variable may have where a function leaves, read off the structure of its statements.
#pragma once
#include "checks/rewrite/FunctionView.h"
#include <optional>
#include <set>

namespace raiitidy::rewrite {

/// Follows one variable that nothing else can reach (FunctionView::escapes) through statements among which no goto lands.
class ReachingValues {
public:
  struct Write {
    const clang::Stmt *At;    ///< the assignment, the declaration, or what changes it in another way; null: a parameter
    const clang::Expr *Value; ///< what it then has; null: nothing that is written down
    bool Read = false;        ///< somebody may look at this value; jumps do not count
  };
  /// Numbers of writes().
  using Numbers = std::set<unsigned>;

  ReachingValues(const clang::VarDecl *V, const FunctionView &View, const clang::ASTContext &Ctx,
                 llvm::ArrayRef<const clang::Stmt *> Statements);

  const std::vector<Write> &writes() const { return Writes; }
  /// The writes whose values may be there at \p Jump (a goto or a break), at the end of the body of a `do`, or, for null, behind the
  /// last statement. Empty where nothing comes, or nothing is known.
  Numbers at(const clang::Stmt *Jump) const;

private:
  using State = std::optional<Numbers>; ///< nothing: not reached
  static void join(State &Into, const State &From);
  void walk(const clang::Stmt *S);
  void evaluate(const clang::Stmt *S);
  void loop(const clang::Stmt *Test, const clang::Stmt *Body, const clang::Stmt *Step, bool Leaves);
  void once(const clang::DoStmt *S);
  void choose(const clang::SwitchStmt *S);
  void attempt(const clang::CXXTryStmt *S);
  void define(const clang::Stmt *At, const clang::Expr *Value, bool Replaces);
  void leaveTo(std::vector<State *> &Targets);

  const clang::VarDecl *V;
  const clang::ASTContext &Ctx;
  llvm::DenseMap<const clang::DeclRefExpr *, Use::Kind> Uses;
  std::vector<Write> Writes;
  llvm::DenseMap<const clang::Stmt *, unsigned> NumberOf;
  llvm::DenseMap<const clang::Stmt *, Numbers> Jumps;
  bool Understood = true; ///< no statement of an unknown kind
  State Now;
  std::vector<State *> Breaks, Continues, Cases, Handlers; ///< of the statements around, the innermost last
};

} // namespace raiitidy::rewrite
