#include "checks/Pch.h"
#include "checks/unnamed-guard/UnnamedGuardCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using raiitidy::lifetime::GuardSite;

namespace raiitidy {

static const char *whatEnds(guards::Kind K) {
  switch (K) {
  case guards::Kind::Lock:
    return "the lock is given up at once";
  case guards::Kind::Callback:
    return "the cleanup runs at once";
  case guards::Kind::State:
    return "the state is put back at once";
  }
  return "";
}

void UnnamedGuardCheck::examine(ASTContext &Ctx) {
  for (const lifetime::FunctionSites &F : unit().sites(Ctx))
    for (const GuardSite &G : F.Guards) {
      const bool Empty = G.F == GuardSite::Form::Empty;
      // With nothing after it a name would change nothing: a barrier, or cleanup that is wanted now.
      if ((G.F != GuardSite::Form::Discarded && !Empty) || (G.Last && !G.Unbraced))
        continue;
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, G.In->getBeginLoc());
      if (Empty)
        Said.Message = "this declares '" + G.Variable->getNameAsString() + "', an empty " + G.Type->Name +
                       "; nothing is locked";
      else
        Said.Message = "this " + G.Type->Name + " has no name; " + whatEnds(G.Type->K);
      Said.Fix = unit().rewriter(Ctx).nameGuard(G, F.Function);
      report(Said);
    }
}

} // namespace raiitidy
