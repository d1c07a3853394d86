// Steps of a function that can be undone, and failing paths that undo fewer of them than had been done.
#pragma once
#include "checks/catalogue/Opposites.h"
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"
#include <memory>

namespace raiitidy::lifetime {

/// The steps of one block that failing paths undo, in the order in which they are done.
struct UndoChain {
  struct Step {
    const clang::Stmt *Statement;                ///< of the block: behind it the step is done
    const clang::Expr *Did;                      ///< a call, or ++ and --
    std::vector<const clang::Expr *> Undos;      ///< the same code, on failing paths
  };
  const clang::FunctionDecl *Function;
  const clang::CompoundStmt *Block;
  std::vector<Step> Steps;
  std::vector<const clang::Stmt *> Ways; ///< the returns and throws of the failing paths, in source order
  const clang::Stmt *Last;               ///< of the block: the last step that may fail
};

struct MissingUndo {
  enum class Kind {
    Skipped,  ///< a failing path leaves out an undo that another failing path shows
    Throws,   ///< the same, where a later call throws
    Order,    ///< a failing path undoes in another order than the fullest one
    Sibling,  ///< a failing path leaves out an undo that another method of the class shows after the same step
    Earlier,  ///< a round of a loop fails, and what earlier rounds stored in a member stays
  };
  Kind K = Kind::Skipped;
  const clang::FunctionDecl *Function = nullptr;
  const clang::Expr *Step = nullptr;       ///< that is not undone
  const clang::CallExpr *Failed = nullptr; ///< the later step whose failure takes the path
  const clang::Stmt *Way = nullptr;        ///< the return or throw of that path
  const clang::Stmt *Undo = nullptr;       ///< that shows how, on another path or in another function
  const clang::FieldDecl *Member = nullptr; ///< of Earlier
  std::shared_ptr<const UndoChain> Chain;   ///< of Skipped and Throws, where each undo is paired with its step
};

/// In one function: the evidence is the failing path that undoes one thing for each step before it, or a failing path whose
/// undo is the inverse of the step by name, object and arguments (Inverses.def, and \p Verbs).
std::vector<MissingUndo> missingUndos(Analysis &A, const clang::FunctionDecl *F, const catalogue::VerbPairs &Verbs);

/// Loops that fill a member, against the method of the same class that releases all of it.
class MemberLoops {
public:
  explicit MemberLoops(Analysis &A) : A(A) {}
  /// \returns whether \p F says anything of the others.
  bool add(const clang::FunctionDecl *F, const flow::Inventory &I);
  std::vector<MissingUndo> missing() const;

private:
  Analysis &A;
  std::vector<MissingUndo> Failing;
  std::vector<std::pair<const clang::FieldDecl *, std::pair<const clang::FunctionDecl *, const clang::Stmt *>>> Releasing;
};

} // namespace raiitidy::lifetime
