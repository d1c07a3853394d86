// Cleanup at the end of a function that is reached by goto: one label, or a ladder of them.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Lifetime.h"
#include <optional>

namespace raiitidy::lifetime {

struct Ladder {
  /// The statements from one label to the next.
  struct Rung {
    std::vector<const clang::LabelStmt *> Labels;
    std::vector<const clang::Stmt *> Cleanup;
  };
  const clang::FunctionDecl *Function = nullptr;
  const clang::CompoundStmt *Block = nullptr;  ///< the function's body
  unsigned First = 0;                          ///< child of Block that begins the first rung
  std::vector<Rung> Rungs;                     ///< in the order of execution
  const clang::ReturnStmt *Last = nullptr;     ///< that ends them; null: the end of the body
  /// Every goto into it, with the number of its rung, in source order.
  std::vector<std::pair<const clang::GotoStmt *, unsigned>> Gotos;
  bool FallsInto = false;   ///< the code before the first label goes on into it
  bool OtherJumps = false;  ///< gotos that lead elsewhere, or back
  bool OnlyCleanup = true;  ///< the rungs hold nothing but plain cleanup
  /// Those that a rung may end, by a release or because it names their variable; they live as long as the FunctionFacts.
  std::vector<const Lifetime *> Concerned;

  /// Finds Concerned among \p All.
  void match(llvm::ArrayRef<std::unique_ptr<Lifetime>> All);
};

/// Nothing where the function has none, or where none of its statements gives anything back.
std::optional<Ladder> findLadder(const clang::FunctionDecl *F, const flow::Inventory &I, const clang::ASTContext &Ctx,
                                 const catalogue::Matcher &Vocabulary);

/// `do { … break; … } while (0);` and cleanup behind it: the same without a label.
struct BreakLadder {
  const clang::DoStmt *Do;
  const clang::BreakStmt *First;  ///< that leaves it
  const clang::Stmt *Cleanup;     ///< the first statement behind it that gives something back
};
std::optional<BreakLadder> findBreakLadder(const clang::FunctionDecl *F, const flow::Inventory &I, const clang::ASTContext &Ctx,
                                           const catalogue::Matcher &Vocabulary);

} // namespace raiitidy::lifetime
