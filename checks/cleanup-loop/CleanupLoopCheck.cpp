#include "checks/Pch.h"
#include "checks/cleanup-loop/CleanupLoopCheck.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/CleanupStack.h"
#include "checks/report/Words.h"

using namespace clang;

namespace raiitidy {

/// "'a', 'b' and 'c'"
static std::string namesOf(const lifetime::CleanupStack &Stack, const ASTContext &Ctx) {
  std::string Names;
  for (const lifetime::CleanupStack::Slot &S : Stack.Slots)
    Names += (Names.empty() ? "" : &S == &Stack.Slots.back() ? " and " : ", ") + report::nameOf(*S.Of, Ctx);
  return Names;
}

void CleanupLoopCheck::examineStacks(ASTContext &Ctx) {
  for (const lifetime::FunctionFacts &F : unit().facts(Ctx)) {
    const auto Stack = lifetime::cleanupStack(F, unit().inventory(F.Function), Ctx.getSourceManager());
    if (!Stack)
      continue;
    report::Finding Said;
    Said.At = report::fileLocation(Ctx, Stack->Slots.front().Of->Acquisition->getBeginLoc());
    Said.Message = namesOf(*Stack, Ctx) + " are acquired under conditions and released by hand on " +
                   std::to_string(Stack->Ways.size()) + " ways out";
    for (const auto &Way : Stack->Ways)
      Said.Notes.push_back({report::fileLocation(Ctx, Way.front().Test->getIfLoc()), "released here, each under its flag"});
    Said.Fix = unit().rewriter(Ctx).guardStack(*Stack);
    report(Said);
  }
}

void CleanupLoopCheck::examine(ASTContext &Ctx) {
  examineStacks(Ctx);
  lifetime::Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  for (const FunctionDecl *F : unit().functions(Ctx))
    for (const lifetime::CleanupLoop &L : lifetime::cleanupLoops(*Solver, F, unit().inventory(F))) {
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L.Acquisition->getBeginLoc());
      Said.Message = "the elements of '" + L.Container->getNameAsString() + "' are " +
                     (L.Locks ? "locked in one loop and unlocked" : "acquired in one loop and released") + " by hand in another";
      for (const Stmt *Loop : L.Releases)
        Said.Notes.push_back({report::fileLocation(Ctx, Loop->getBeginLoc()), "released in this loop"});
      Said.Fix = unit().rewriter(Ctx).guardLoop(L);
      report(Said);
    }
}

} // namespace raiitidy
