#include "checks/Pch.h"
#include "checks/cleanup-loop/CleanupLoopCheck.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/report/Words.h"

using namespace clang;

namespace raiitidy {

void CleanupLoopCheck::examine(ASTContext &Ctx) {
  lifetime::Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  for (const FunctionDecl *F : unit().functions(Ctx))
    for (const lifetime::CleanupLoop &L : lifetime::cleanupLoops(*Solver, F, unit().inventory(F))) {
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L.Acquisition->getBeginLoc());
      Said.Message = "the elements of '" + L.Container->getNameAsString() +
                     "' are acquired in one loop and released by hand in another";
      for (const Stmt *Loop : L.Releases)
        Said.Notes.push_back({report::fileLocation(Ctx, Loop->getBeginLoc()), "released in this loop"});
      Said.Fix = unit().rewriter(Ctx).guardLoop(L);
      report(Said);
    }
}

} // namespace raiitidy
