#include "checks/Pch.h"
#include "checks/lock-across-suspension/LockAcrossSuspensionCheck.h"
#include "checks/lifetime/Suspensions.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

static std::string suspensionText(const Expr *At) {
  return isa<CoyieldExpr>(At) ? "the coroutine is suspended here by co_yield" : "the coroutine may be suspended here";
}

void LockAcrossSuspensionCheck::examine(ASTContext &Ctx) {
  for (const FunctionSites &F : unit().sites(Ctx))
    for (const SuspendedGuard &G : guardsAcrossSuspension(F, Ctx)) {
      report::Finding Said;
      const std::string Name = "'" + G.Guard->Variable->getNameAsString() + "'";
      Said.At = report::fileLocation(Ctx, G.Guard->Variable->getLocation());
      Said.Message = G.Guard->Type->K == guards::Kind::Lock
                         ? Name + " is still locked while the coroutine is suspended"
                         : Name + ", a " + G.Guard->Type->Name + ", counts the exceptions of one thread, and the coroutine is suspended";
      Said.Notes.push_back({report::fileLocation(Ctx, G.At->getBeginLoc()), suspensionText(G.At)});
      report(Said);
    }
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes)
      if (L->Resource->Class == catalogue::ResourceClass::Lock && !L->Suspensions.empty()) {
        report::Finding Said;
        Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
        Said.Message = report::nameOf(*L, Ctx) + " is still locked while the coroutine is suspended";
        Said.Notes.push_back(report::acquisitionNote(*L));
        const Expr *At = L->Suspensions.front();
        Said.Notes.push_back({report::fileLocation(Ctx, At->getBeginLoc()), suspensionText(At)});
        report::appendRelease(Said.Notes, *L);
        report(Said);
      }
}

} // namespace raiitidy
