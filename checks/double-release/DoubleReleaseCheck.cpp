#include "checks/Pch.h"
#include "checks/double-release/DoubleReleaseCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void DoubleReleaseCheck::examine(ASTContext &Ctx) {
  std::set<const Expr *> Said; // two acquisitions may reach the same second release
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const DoubleRelease &D : F.DoubleReleases) {
      if (!Said.insert(D.Second).second)
        continue;
      const std::string Name = report::nameOf(*D.Of, Ctx);
      report::Finding Found;
      Found.At = report::fileLocation(Ctx, D.Second->getBeginLoc());
      Found.Message = Name + (D.IsUse ? " is used after its release" : " is released twice on this path");
      if (D.Under)
        Found.Message = "'" + D.Under->getNameAsString() + "' is released twice on this path: by itself, and with " + Name;
      Found.Notes.push_back(report::acquisitionNote(*D.Of));
      Found.Notes.push_back({D.First->getBeginLoc(), "released here first by " + report::callName(D.First)});
      report(Found);
    }
}

} // namespace raiitidy
