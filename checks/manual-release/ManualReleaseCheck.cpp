#include "checks/Pch.h"
#include "checks/manual-release/ManualReleaseCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void ManualReleaseCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes) {
      if (!L->Uncovered.empty() || llvm::any_of(F.DoubleReleases, [&](const DoubleRelease &D) { return D.Of == L.get(); }))
        continue; // a bug check speaks
      if (L->EndsUnseen && !L->isHandle())
        continue; // m.lock(); if (mode) m.unlock();  On the other side it is meant to stay locked, or somebody else unlocks it.
      if (llvm::any_of(L->Escapes, [](const EscapeSite &E) { return E.K == EscapeSite::Kind::TakenByGuard; }))
        continue; // `g.dismiss(); fclose(f);`: a guard has it already
      if (llvm::none_of(L->Releases, [&](const ReleaseSite &R) { return R.Meaning.Of == L->Resource; }))
        continue;
      // Nothing stands between that a guard could help with: fclose(fopen(…)), brackets of drawing calls, each with its one end.
      const bool Plain = L->Resource->Class == catalogue::ResourceClass::State && L->Releases.size() <= L->Acquisitions.size();
      if (L->ReleasedAtOnce || Plain)
        continue;
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      Said.Message = report::nameOf(*L, Ctx) + " is released by hand";
      if (!L->BelowPolicy.empty())
        Said.Message += ", and not when " + report::calleeOf(L->BelowPolicy.front()) + " throws";
      Said.Fix = unit().guard(Ctx, *L);
      report(Said);
    }
}

} // namespace raiitidy
