#include "checks/rewrite/EarlyPlace.h"
#include "checks/rewrite/Lockable.h"

using namespace clang;

namespace raiitidy::rewrite {

std::optional<EarlyPlace> findEarly(Draft &D, const Context &C, const FunctionView &View, const lifetime::Lifetime &L,
                                    ArrayRef<const Stmt *> Calls) {
  auto Refuse = [&](Reason Why, std::string Detail = {}) {
    D.refuse(Why, std::move(Detail));
    return std::nullopt;
  };
  const auto Holds = [&](const Stmt *S) { return llvm::all_of(Calls, [&](const Stmt *Each) { return View.isInside(Each, S); }); };
  EarlyPlace P;
  for (const Stmt *Up = Calls.front(); Up; Up = View.parent(Up)) {
    if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(Up))
      P.Scope = nullptr;
    if (!P.Scope && isa<CompoundStmt>(Up) && Holds(Up) && !isa_and_nonnull<SwitchStmt>(View.parent(Up)))
      P.Scope = cast<CompoundStmt>(Up);
  }
  if (!P.Scope || P.Scope->getLBracLoc().isMacroID() || P.Scope->getRBracLoc().isMacroID())
    return Refuse(Reason::InsideMacro);
  for (const Stmt *Child : P.Scope->body())
    if (!P.Before && llvm::any_of(Calls, [&](const Stmt *Each) { return View.isInside(Each, Child); }))
      P.Before = Child;
  // A goto past the first acquisition would jump over the guard: it stands in front of that, too.
  for (const GotoStmt *G : View.gotos()) {
    const Stmt *Target = G->getLabel()->getStmt();
    if (P.Before && Target && View.isInside(Target, P.Scope) && View.isInside(G, P.Scope) &&
        C.Text.offset(Target) > C.Text.offset(P.Before) && C.Text.offset(G) < C.Text.offset(P.Before))
      for (const Stmt *Child : P.Scope->body())
        if (View.isInside(G, Child))
          P.Before = Child;
  }
  if (!P.Before || P.Before->getBeginLoc().isMacroID())
    return Refuse(Reason::InsideMacro);
  if (isa<LabelStmt, SwitchCase>(P.Before))
    return Refuse(Reason::UnfamiliarShape, "acquired right behind a label");
  const unsigned Since = C.Text.offset(P.Before);
  if (!C.Safe.checkJumps(D, View, P.Scope, Since))
    return std::nullopt;
  for (const GotoStmt *G : View.gotos())
    if (const Stmt *T = G->getLabel()->getStmt(); T && C.Text.offset(T) < Since && C.Text.offset(G) > Since)
      return Refuse(Reason::JumpOverGuard, "label '" + G->getLabel()->getName().str() + "'");
  if (!keepsIdentity(D, View, L, L.Acquisition, [&](const Stmt *S) { return C.Text.offset(S) >= Since; }))
    return std::nullopt;
  return P;
}

} // namespace raiitidy::rewrite
