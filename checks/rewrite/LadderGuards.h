// The guards that take over a ladder's cleanup.
#pragma once
#include "checks/rewrite/DoneByHand.h"
#include "checks/rewrite/LadderCode.h"

namespace raiitidy::rewrite {

class LadderGuards {
public:
  explicit LadderGuards(LadderCode &Code) : C(Code.C), L(Code.L), D(Code.D), View(Code.View), Code(Code) {}

  /// Makes one for each rung, or for each resource where they can begin one after the other. All that follow return false after having
  /// refused.
  bool place();
  /// Returns that leave without passing the cleanup.
  bool cancelReturns();
  /// Whether the guards do on each way what the code did.
  bool check();

private:
  struct Guard {
    const clang::Stmt *Before; ///< a statement of the function's level
    Spoken Words;
    llvm::ArrayRef<const clang::Stmt *> Cleanup;
  };
  bool isJump(const clang::Stmt *S) const;
  const clang::Stmt *placeOf(unsigned Rung);
  const clang::Stmt *moveUp(const clang::Stmt *Place, llvm::ArrayRef<const clang::Stmt *> Cleanup) const;
  const clang::Stmt *neededFrom(const clang::Stmt *Cleanup, unsigned Rung, const clang::Stmt *Place) const;
  bool make(const clang::Stmt *Place, llvm::ArrayRef<const clang::Stmt *> Cleanup);
  const clang::Stmt *firstOfBypass(const clang::Stmt *Return);
  bool inRegion(const Guard &G, const clang::Stmt *S) const;
  bool checkHeld(const Guard &G);
  bool checkOwned(const Guard &G);

  Context &C;
  const lifetime::Ladder &L;
  Draft &D;
  const FunctionView &View;
  LadderCode &Code;
  std::vector<Guard> Guards;
  std::vector<Offsets> Cancelled; ///< from where the guards are cancelled to the return
};

} // namespace raiitidy::rewrite
