// Whether a state that stays changed on some path is meant to: what the function does, and what the rest of the unit does.
#pragma once
#include "checks/lifetime/States.h"

namespace raiitidy::lifetime {

/// Functions and lambdas of the unit that put a flag or a counter back without having set it, and are no helpers of those that set it:
/// the state outlives the function that sets it, and ends somewhere else. Built when first asked.
class StateEnders {
public:
  explicit StateEnders(llvm::ArrayRef<const clang::FunctionDecl *> Functions) : Functions(Functions) {}
  bool ends(const StateChange &C);
  /// May what other functions do have decided about a change of \p F?
  bool wasAskedFor(const clang::FunctionDecl *F) const { return Asked.contains(F); }

private:
  struct Marks;
  void read(const clang::FunctionDecl *F);
  llvm::ArrayRef<const clang::FunctionDecl *> Functions;
  enum class Way { Flag, Count, Bits };
  struct State {
    const clang::ValueDecl *Of;
    Way How;
    uint64_t Bits; ///< Bits: which
    bool meets(const State &O) const { return Of == O.Of && How == O.How && (How != Way::Bits || (Bits & O.Bits)); }
  };
  struct Ender {
    State Ended;
    const clang::FunctionDecl *By; ///< null: a lambda
  };
  std::vector<Ender> Enders, Helpers; ///< Helpers: what a function calls that sets the state
  llvm::DenseSet<const clang::FunctionDecl *> Asked; ///< looked up only
  bool Read = false;
};

/// \p C as the solver left it, with the paths on which it stays changed. A flag or a counter that the code puts back only once, and
/// that is not named for what goes on meanwhile; that is kept where the function succeeds; whose object is released on the way.
bool staysOnPurpose(const StateChange &C, Analysis &A);

} // namespace raiitidy::lifetime
