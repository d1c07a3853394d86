#include "checks/Pch.h"
#include "checks/cleanup-loop/CleanupLoopCheck.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/CleanupStack.h"
#include "checks/report/Words.h"

using namespace clang;

namespace raiitidy {

/// "'a', 'b' and 'c'", of what \p Name names.
template <class Each, class Fn> static std::string namesOf(const std::vector<Each> &All, Fn Name) {
  std::string Names;
  for (const Each &One : All)
    Names += (Names.empty() ? "" : &One == &All.back() ? " and " : ", ") + Name(One);
  return Names;
}

void CleanupLoopCheck::examineStacks(ASTContext &Ctx) {
  for (const lifetime::FunctionFacts &F : unit().facts(Ctx)) {
    const auto Stack = lifetime::cleanupStack(F, unit().inventory(F.Function), Ctx.getSourceManager());
    if (!Stack)
      continue;
    report::Finding Said;
    Said.At = report::fileLocation(Ctx, Stack->Slots.front().Of->Acquisition->getBeginLoc());
    const auto Name = [&](const lifetime::CleanupStack::Slot &S) { return report::nameOf(*S.Of, Ctx); };
    Said.Message = namesOf(Stack->Slots, Name) + " are acquired under conditions and released by hand on " +
                   std::to_string(Stack->Ways.size()) + " ways out";
    for (const auto &Way : Stack->Ways)
      Said.Notes.push_back({report::fileLocation(Ctx, Way.front().Test->getIfLoc()), "released here, each under its flag"});
    Said.Fix = unit().rewriter(Ctx).guardStack(*Stack);
    report(Said);
  }
}

void CleanupLoopCheck::examineJoint(ASTContext &Ctx, lifetime::Analysis &Solver, const FunctionDecl *F) {
  for (const lifetime::JointLoop &L : lifetime::jointLoops(Solver, F, unit().inventory(F))) {
    report::Finding Said;
    Said.At = report::fileLocation(Ctx, L.Parts.front().Acquisition->getBeginLoc());
    Said.Message = "the elements of " + namesOf(L.Parts, [](const auto &P) { return "'" + P.Container->getNameAsString() + "'"; }) +
                   " are acquired in one loop and released by hand in another";
    for (const Stmt *Loop : L.Releases)
      Said.Notes.push_back({report::fileLocation(Ctx, Loop->getBeginLoc()), "released in this loop"});
    Said.Fix = unit().rewriter(Ctx).guardJoint(L);
    report(Said);
  }
}

void CleanupLoopCheck::examine(ASTContext &Ctx) {
  examineStacks(Ctx);
  lifetime::Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  for (const FunctionDecl *F : unit().functions(Ctx)) {
    examineJoint(Ctx, *Solver, F);
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
}

} // namespace raiitidy
