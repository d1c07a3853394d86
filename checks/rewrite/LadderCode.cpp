#include "checks/rewrite/LadderCode.h"

using namespace clang;

namespace raiitidy::rewrite {

LadderCode::LadderCode(Context &C, const lifetime::Ladder &L)
    : C(C), L(L), D(C.Text, C.Text.file(L.Block->getBeginLoc())), View(L.Block), Quiet(View, C.Text), Tail(L.Block->body_begin()[L.First]) {
  for (const Stmt *S : L.Block->body())
    if (S == L.Once)
      llvm::append_range(Children, L.body()->body());
    else
      Children.push_back(S);
}

bool LadderCode::isTop(const Stmt *S) const {
  const Stmt *Parent = View.parent(S);
  return Parent == L.Block || (L.Once && Parent == L.body());
}

const Stmt *LadderCode::topOf(const Stmt *S) const {
  while (S && !isTop(S))
    S = View.parent(S);
  return S;
}

unsigned LadderCode::tailBegin() const { return L.Once ? C.Text.offset(L.body()->getRBracLoc()) : C.Text.offset(Tail); }

bool LadderCode::mayFollow(const VarDecl *V) const {
  const auto Body = C.Text.span(L.Block);
  return V->hasLocalStorage() && V->getType()->isScalarType() && !V->getType().isVolatileQualified() && !View.escapes(V) && Body &&
         !C.Safe.isConditional(*Body, V->getName());
}

ReachingValues LadderCode::valuesOf(const VarDecl *V) const {
  return ReachingValues(V, View, C.Text.Ctx, ArrayRef<const Stmt *>(L.Block->body_begin(), L.First));
}

} // namespace raiitidy::rewrite
