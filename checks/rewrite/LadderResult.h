// What a ladder's jumps return in place of the variable that carried the result to the end.
#pragma once
#include "checks/rewrite/LadderCode.h"

namespace raiitidy::rewrite {

class LadderResult {
public:
  explicit LadderResult(LadderCode &Code) : C(Code.C), L(Code.L), D(Code.D), View(Code.View), Code(Code) {}

  /// Takes assignments and the variable away where nothing would read them any more.
  void find();
  /// What stands in place of \p Jump, or of the cleanup for null: `return E`, and the text that it replaces.
  struct Replacement {
    std::optional<Span> Of; ///< from `rc = E;` on where it is returned directly; nothing: a macro is in the way
    std::string Text;
  };
  /// \p At: the text of the jump, or of the cleanup.
  Replacement at(const clang::Stmt *Jump, const Span &At) const;

private:
  struct Exit {
    const clang::Stmt *Jump;                 ///< null: the code before the cleanup goes on into it
    const clang::BinaryOperator *Assignment; ///< directly before it
    const clang::Expr *Known = nullptr;      ///< the only value that the variable may have there
    bool returnsVariable() const { return !Assignment && !Known; }
  };
  const clang::VarDecl *variable() const;
  const clang::BinaryOperator *assignmentBefore(const clang::Stmt *Jump) const;
  const clang::Expr *knownAt(const clang::Stmt *Jump, const ReachingValues &Values) const;
  bool mayBeReturned(const clang::Expr *E) const;
  std::optional<Span> removable(const clang::Stmt *Write) const;
  std::optional<std::vector<Span>> allOfIt() const;
  void removeDead(const ReachingValues &Values);
  std::string textOf(const clang::Expr *E, bool OneLine) const;

  Context &C;
  const lifetime::Ladder &L;
  Draft &D;
  const FunctionView &View;
  LadderCode &Code;
  const clang::VarDecl *Result = nullptr; ///< that is returned, if assignments to it may become returns
  std::vector<Exit> Exits;
};

} // namespace raiitidy::rewrite
