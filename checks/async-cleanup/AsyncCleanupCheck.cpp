#include "checks/Pch.h"
#include "checks/async-cleanup/AsyncCleanupCheck.h"
#include "checks/lifetime/Suspensions.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

static std::string quoted(const CallExpr *Call) {
  return "'" + Call->getDirectCallee()->getNameAsString() + "'";
}

/// Released by hand, on every path that runs to its end; but a frame that is destroyed runs no more of them.
static bool endsByHandAfterSuspension(const Lifetime &L) {
  // A co_yield gives the caller a value, and the caller finishes what it began; the body of a raii::context does.
  return L.Resource->Class != catalogue::ResourceClass::Lock && !L.Suspensions.empty() &&
         isa<CoawaitExpr>(L.Suspensions.front()) && !L.Releases.empty() &&
         L.Uncovered.empty() && L.Escapes.empty();
}

void AsyncCleanupCheck::examine(ASTContext &Ctx) {
  Terms Names(Ctx);
  for (const FunctionSites &F : unit().sites(Ctx))
    for (const AwaitedPair &P : unprotectedPairs(F, Names)) {
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, P.Begin->getBeginLoc());
      const bool Awaits = isa<CoawaitExpr>(P.End);
      Said.Message = quoted(P.EndCall) + (Awaits ? " is awaited" : " is called") +
                     " only if nothing throws or cancels after " + quoted(P.BeginCall);
      Said.Notes.push_back({report::fileLocation(Ctx, P.Between->getBeginLoc()),
                            P.Between == P.Begin ? "the next round may throw or be cancelled here"
                            : isa<CXXThrowExpr>(P.Between) ? "throws here"
                                                           : "may throw or be cancelled here"});
      Said.Notes.push_back({report::fileLocation(Ctx, P.End->getBeginLoc()),
                            Awaits ? "awaited here on other paths" : "called here on other paths"});
      const bool Loop = P.Between == P.Begin;
      Said.Notes.push_back({Said.At, !Awaits ? "a guard would call it on every path"
                                     : Loop  ? "a destructor cannot await: use raii::async_exit_stack"
                                             : "a destructor cannot await: use raii::async_with or raii::async_exit_stack"});
      report(Said);
    }
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes)
      if (endsByHandAfterSuspension(*L)) {
        report::Finding Said;
        Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
        Said.Message = report::nameOf(*L, Ctx) + " is not released when the suspended coroutine is destroyed";
        Said.Notes.push_back(report::acquisitionNote(*L));
        Said.Notes.push_back({report::fileLocation(Ctx, L->Suspensions.front()->getBeginLoc()),
                              "suspended here while it is held; a destroyed frame runs destructors only"});
        report::appendRelease(Said.Notes, *L);
        report(Said);
      }
}

} // namespace raiitidy
