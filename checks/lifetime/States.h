// State that a function changes and puts back: variables, flags, counters, what a getter gives and a setter takes.
// The evidence is in the function: both stand as statements of one block.
#pragma once
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

struct StateChange {
  enum class Kind {
    Saved,     ///< old = x; x = 1; … x = old;  Also what moves, exchanges or swaps.
    Flag,      ///< x = true; … x = false;
    Count,     ///< ++x; … --x;  x += 2; … x -= 2;
    Bits,      ///< x |= 4; … x &= ~4;
    Setter,    ///< old = s.f(1); … s.f(old);
    Toggle,    ///< s.f(true); … s.f(false);
    Directory, ///< getcwd(old, n); chdir(dir); … chdir(old);
  };
  bool isCall() const { return K == Kind::Setter || K == Kind::Toggle || K == Kind::Directory; }
  Kind K = Kind::Saved;
  /// Marks what goes on, by a value that says nothing else: whether it brackets is asked of names and of the rest of the unit.
  bool isMark() const { return !Saved; }
  const clang::FunctionDecl *Function = nullptr;
  const clang::CompoundStmt *Block = nullptr;    ///< that holds both
  const clang::Expr *State = nullptr;            ///< what is changed, as written; of isCall(): the call that changes
  const clang::VarDecl *Saved = nullptr;         ///< of Saved, Setter and Directory
  const clang::Expr *Change = nullptr;           ///< after it the state must be put back
  const clang::Stmt *ChangeStatement = nullptr;  ///< the child of Block
  const clang::Expr *Restore = nullptr;          ///< the child of Block that puts it back
  std::vector<const clang::Expr *> Restores;     ///< all between the two, that one last; in source order
  bool ChangedAgain = false;                     ///< between one of them and the last
  std::vector<Exit> Uncovered;
};

class StateEnders;

/// Those of \p F that are not put back on some path, in source order.
std::vector<StateChange> unrestoredStates(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I, StateEnders &Enders);

} // namespace raiitidy::lifetime
