#include "checks/Pch.h"
#include "checks/release-order/ReleaseOrderCheck.h"
#include "checks/lifetime/ReleaseOrder.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void ReleaseOrderCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const ReleaseOrder &R : releasesInOrder(F, Ctx)) {
      const std::string First = report::nameOf(*R.First, Ctx), Second = report::nameOf(*R.Second, Ctx);
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, R.ReleasesFirst->Call->getBeginLoc());
      Said.Message = R.Locks ? First + " is unlocked before " + Second + ", which was locked after it"
                             : First + " is released before " + Second + ", which was made from it";
      Said.Notes.push_back(report::acquisitionNote(*R.First));
      Said.Notes.push_back(report::acquisitionNote(*R.Second));
      Said.Fix = unit().rewriter(Ctx).reorderReleases(R);
      report(Said);
    }
}

} // namespace raiitidy
