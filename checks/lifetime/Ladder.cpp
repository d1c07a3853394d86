#include "checks/Pch.h"
#include "checks/lifetime/Ladder.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/Leaves.h"
#include "checks/flow/Within.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"
#include "checks/lifetime/Facts.h"

using namespace clang;

namespace raiitidy::lifetime {

std::optional<Ladder> findLadder(const FunctionDecl *F, const flow::Inventory &I, const ASTContext &Ctx,
                                 const catalogue::Matcher &Vocabulary) {
  if (I.Gotos.empty())
    return std::nullopt;
  const auto *Block = dyn_cast_or_null<CompoundStmt>(flow::analysableBody(F));
  if (!Block)
    return std::nullopt;
  Ladder L;
  L.Function = F;
  L.Block = Block;
  const SourceManager &SM = Ctx.getSourceManager();
  const std::vector<const Stmt *> Children(Block->body_begin(), Block->body_end());
  // The labels that are children of the body, and where they stand.
  auto PositionOf = [&](const LabelStmt *Wanted) -> std::optional<unsigned> {
    for (unsigned At = 0; At != Children.size(); ++At)
      for (const Stmt *S = Children[At]; const auto *Label = dyn_cast<LabelStmt>(S); S = Label->getSubStmt())
        if (Label == Wanted)
          return At;
    return std::nullopt;
  };
  // Forward gotos to labels after which nothing but the end of the function comes.
  std::optional<unsigned> First;
  for (const GotoStmt *G : I.Gotos) {
    const LabelStmt *Target = G->getLabel()->getStmt();
    const auto At = Target ? PositionOf(Target) : std::nullopt;
    if (!At || !SM.isBeforeInTranslationUnit(G->getBeginLoc(), Target->getBeginLoc())) {
      L.OtherJumps = true;
      continue;
    }
    First = First ? std::min(*First, *At) : *At;
  }
  if (!First || *First == 0)
    return std::nullopt;
  L.First = *First;
  L.FallsInto = !flow::leaves(Children[*First - 1]);
  bool Releases = false;
  auto Add = [&](const Stmt *S) {
    if (L.Last)
      return false; // code after the return
    if (const auto *R = dyn_cast<ReturnStmt>(S)) {
      L.Last = R;
      return true;
    }
    if (isa<NullStmt>(S))
      return true;
    L.OnlyCleanup &= isCleanup(S);
    // err_unregister: device_unregister(d);  The ladder itself says what undoes what.
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call && Call->getNumArgs() != 0 ? Call->getDirectCallee() : nullptr;
    Releases |= releasesSomething(S, Ctx, &Vocabulary) || (Callee && isNamedForUndoing(Callee));
    L.Rungs.back().Cleanup.push_back(S);
    return true;
  };
  for (unsigned At = *First; At != Children.size(); ++At) {
    const Stmt *S = Children[At];
    if (isa<LabelStmt>(S))
      if (L.Rungs.empty() || !L.Rungs.back().Cleanup.empty())
        L.Rungs.emplace_back();
    while (const auto *Label = dyn_cast<LabelStmt>(S)) {
      L.Rungs.back().Labels.push_back(Label);
      S = Label->getSubStmt();
    }
    if (!Add(S))
      return std::nullopt;
  }
  if (!Releases)
    return std::nullopt;
  for (const GotoStmt *G : I.Gotos)
    for (unsigned R = 0; R != L.Rungs.size(); ++R)
      if (llvm::is_contained(L.Rungs[R].Labels, G->getLabel()->getStmt())) {
        if (SM.isBeforeInTranslationUnit(G->getBeginLoc(), L.Rungs[R].Labels.front()->getBeginLoc()))
          L.Jumps.push_back({G, R});
        else
          L.OtherJumps = true;
      }
  if (L.Jumps.empty())
    return std::nullopt;
  return L;
}

void Ladder::match(llvm::ArrayRef<std::unique_ptr<Lifetime>> All) {
  llvm::DenseSet<const Stmt *> Calls;
  llvm::DenseSet<const ValueDecl *> Named;
  for (const Rung &R : Rungs)
    for (const Stmt *S : R.Cleanup)
      flow::forEachEvaluated(S, [&](const Stmt *Each) {
        Calls.insert(Each);
        if (const auto *Ref = dyn_cast<DeclRefExpr>(Each))
          Named.insert(Ref->getDecl());
      });
  for (const auto &L : All)
    if ((L->Handle.isPlainLocal() && Named.count(L->Handle.Root)) || llvm::any_of(L->Releases, [&](const ReleaseSite &R) { return Calls.count(R.Call); }))
      Concerned.push_back(L.get());
}

/// The breaks in \p S that leave the loop around it.
static void collectBreaks(const Stmt *S, Ladder &L) {
  flow::walkWithin(S, [&](const Stmt *Each) {
    if (isa<BreakStmt>(Each))
      L.Jumps.push_back({Each, 0});
    return !isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt, LambdaExpr>(Each);
  });
}

std::optional<Ladder> findBreakLadder(const FunctionDecl *F, const flow::Inventory &I, const ASTContext &Ctx,
                                      const catalogue::Matcher &Vocabulary) {
  const auto *Block = dyn_cast_or_null<CompoundStmt>(flow::analysableBody(F));
  if (!Block || I.Does.empty())
    return std::nullopt;
  Ladder L;
  L.Function = F;
  L.Block = Block;
  L.OtherJumps = !I.Gotos.empty();
  bool Releases = false;
  const auto Begin = [&](const DoStmt *Once, unsigned Behind) {
    L.Once = Once;
    L.First = Behind;
    L.Rungs.assign(1, {});
    L.Last = nullptr;
    Releases = false;
  };
  unsigned Behind = 0;
  for (const Stmt *Child : Block->body()) {
    ++Behind;
    if (const auto *Do = dyn_cast<DoStmt>(Child)) {
      // What a macro writes so that it is one statement is another matter.
      const auto Again = Do->getBeginLoc().isMacroID() ? std::nullopt : constantValue(Do->getCond(), Ctx);
      Begin(Again && *Again == 0 && isa<CompoundStmt>(Do->getBody()) ? Do : nullptr, Behind);
    } else if (isa<NullStmt>(Child)) {
      continue;
    } else if (!L.Once || L.Last) {
      L.Once = nullptr; // code after the return
    } else if (const auto *Return = dyn_cast<ReturnStmt>(Child)) {
      L.Last = Return;
    } else if (isCleanup(Child)) {
      Releases |= releasesSomething(Child, Ctx, &Vocabulary);
      L.Rungs.front().Cleanup.push_back(Child);
    } else {
      L.Once = nullptr;
    }
  }
  if (!L.Once || !Releases)
    return std::nullopt;
  for (const Stmt *S : L.body()->body())
    collectBreaks(S, L);
  if (L.Jumps.empty())
    return std::nullopt;
  L.FallsInto = !flow::leaves(L.body());
  return L;
}

} // namespace raiitidy::lifetime
