#include "checks/Pch.h"
#include "checks/goto-cleanup/GotoCleanupCheck.h"
#include "checks/lifetime/Ladder.h"
#include "checks/report/Words.h"

using namespace clang;

namespace raiitidy {

void GotoCleanupCheck::examine(ASTContext &Ctx) {
  const auto &Facts = unit().facts(Ctx);
  if (!unit().vocabulary())
    return;
  for (const FunctionDecl *F : unit().functions(Ctx)) {
    auto L = lifetime::findLadder(F, unit().inventory(F), Ctx, *unit().vocabulary());
    if (!L)
      L = lifetime::findBreakLadder(F, unit().inventory(F), Ctx, *unit().vocabulary());
    if (!L)
      continue;
    for (const lifetime::FunctionFacts &Each : Facts)
      if (Each.Function == F)
        L->match(Each.Lifetimes);
    report::Finding Said;
    const Stmt *First = L->Jumps.front().first;
    if (L->Once) {
      Said.At = report::fileLocation(Ctx, L->Once->getDoLoc());
      Said.Message = "cleanup behind this loop, which runs once, is reached by break";
      Said.Notes.push_back({report::fileLocation(Ctx, First->getBeginLoc()), "leaves it here"});
      Said.Notes.push_back({report::fileLocation(Ctx, L->Rungs.front().Cleanup.front()->getBeginLoc()), "the cleanup begins here"});
    } else {
      const LabelStmt *Label = cast<GotoStmt>(First)->getLabel()->getStmt();
      Said.At = report::fileLocation(Ctx, Label->getIdentLoc());
      Said.Message = "cleanup at '" + Label->getDecl()->getName().str() + "' is reached by goto";
      Said.Notes.push_back({report::fileLocation(Ctx, First->getBeginLoc()), "jumps to it here"});
    }
    Said.Fix = unit().rewriter(Ctx).replaceGoto(*L);
    report(Said);
  }
}

} // namespace raiitidy
