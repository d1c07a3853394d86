// A function that goes to its cleanup by jumps, as those who rewrite it see it.
#pragma once
#include "checks/lifetime/Ladder.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/ReachingValues.h"

namespace raiitidy::rewrite {

struct LadderCode {
  LadderCode(Context &C, const lifetime::Ladder &L);

  /// A statement of the function's own level, to which those of a loop that stands for the labels will belong.
  bool isTop(const clang::Stmt *S) const;
  /// The statement of that level that \p S lies in.
  const clang::Stmt *topOf(const clang::Stmt *S) const;
  /// Where what goes away at the end begins: the first label, or the closing brace of the loop.
  unsigned tailBegin() const;
  bool inTail(const clang::Stmt *S) const { return C.Text.offset(S) >= tailBegin(); }

  /// Whether ReachingValues tells the truth about \p V, whatever flags the function is compiled with.
  bool mayFollow(const clang::VarDecl *V) const;
  ReachingValues valuesOf(const clang::VarDecl *V) const;

  Context &C;
  const lifetime::Ladder &L;
  Draft D;
  const FunctionView View;
  const Observable Quiet;
  std::vector<const clang::Stmt *> Children; ///< the statements of the function's level
  const clang::Stmt *Tail;                   ///< the first of them that cleans up
};

} // namespace raiitidy::rewrite
