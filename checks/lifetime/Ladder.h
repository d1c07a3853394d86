// Cleanup at the end of a function that is reached by jumps: one label, or a ladder of them, or the end of a loop that runs once.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Lifetime.h"
#include <optional>

namespace raiitidy::lifetime {

struct Ladder {
  /// The statements from one label to the next; all of them behind a loop.
  struct Rung {
    std::vector<const clang::LabelStmt *> Labels;
    std::vector<const clang::Stmt *> Cleanup;
  };
  const clang::FunctionDecl *Function = nullptr;
  const clang::CompoundStmt *Block = nullptr;  ///< the function's body
  const clang::DoStmt *Once = nullptr;         ///< the loop that the jumps leave, if they are breaks
  unsigned First = 0;                          ///< child of Block that begins the first rung
  std::vector<Rung> Rungs;                     ///< in the order of execution
  const clang::ReturnStmt *Last = nullptr;     ///< that ends them; null: the end of the body
  /// Every goto into it, or break, with the number of its rung, in source order.
  std::vector<std::pair<const clang::Stmt *, unsigned>> Jumps;
  bool FallsInto = false;   ///< the code before the first rung goes on into it
  bool OtherJumps = false;  ///< gotos that lead elsewhere, or back
  bool OnlyCleanup = true;  ///< the rungs hold nothing but plain cleanup
  /// Those that a rung may end, by a release or because it names their variable; they live as long as the FunctionFacts.
  std::vector<const Lifetime *> Concerned;

  /// Of Once.
  const clang::CompoundStmt *body() const { return clang::cast<clang::CompoundStmt>(Once->getBody()); }

  /// Finds Concerned among \p All.
  void match(llvm::ArrayRef<std::unique_ptr<Lifetime>> All);
};

/// Nothing where the function has none, or where none of its statements gives anything back.
std::optional<Ladder> findLadder(const clang::FunctionDecl *F, const flow::Inventory &I, const clang::ASTContext &Ctx,
                                 const catalogue::Matcher &Vocabulary);

/// `do { … break; … } while (0);` and cleanup behind it: the same without a label.
std::optional<Ladder> findBreakLadder(const clang::FunctionDecl *F, const flow::Inventory &I, const clang::ASTContext &Ctx,
                                      const catalogue::Matcher &Vocabulary);

} // namespace raiitidy::lifetime
