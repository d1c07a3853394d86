// Steps of a function that can be undone, and failing paths that undo fewer of them than had been done.
#pragma once
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

struct MissingUndo {
  enum class Kind {
    Skipped,  ///< a failing path leaves out an undo that another failing path shows
    Order,    ///< a failing path undoes in another order than the fullest one
    Earlier,  ///< a round of a loop fails, and what earlier rounds stored in a member stays
  };
  Kind K = Kind::Skipped;
  const clang::FunctionDecl *Function = nullptr;
  const clang::CallExpr *Step = nullptr;   ///< that is not undone
  const clang::CallExpr *Failed = nullptr; ///< the later step whose failure takes the path
  const clang::Stmt *Way = nullptr;        ///< the return or throw of that path
  const clang::Stmt *Undo = nullptr;       ///< that shows how, on another path or in another function
  const clang::FieldDecl *Member = nullptr; ///< of Earlier
};

/// In one function: the evidence is the failing path that undoes one thing for each step before it.
std::vector<MissingUndo> missingUndos(Analysis &A, const clang::FunctionDecl *F);

/// Loops that fill a member, against the method of the same class that releases all of it.
class MemberLoops {
public:
  explicit MemberLoops(Analysis &A) : A(A) {}
  void add(const clang::FunctionDecl *F, const flow::Inventory &I);
  std::vector<MissingUndo> missing() const;

private:
  Analysis &A;
  std::vector<MissingUndo> Failing;
  std::vector<std::pair<const clang::FieldDecl *, std::pair<const clang::FunctionDecl *, const clang::Stmt *>>> Releasing;
};

} // namespace raiitidy::lifetime
