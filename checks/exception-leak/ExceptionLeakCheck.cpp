#include "checks/Pch.h"
#include "checks/exception-leak/ExceptionLeakCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void ExceptionLeakCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes) {
      if (L->Resource->Class == catalogue::ResourceClass::Transaction ||
          L->Resource->Class == catalogue::ResourceClass::State || L->Uncovered.empty() ||
          llvm::any_of(L->Uncovered, [](const Exit &E) { return !E.isExceptional(); }))
        continue; // an explicit path is raii-leak's
      // The surest witness speaks; the first one among equals.
      const Exit &Way = *std::max_element(L->Uncovered.begin(), L->Uncovered.end(),
                                          [](const Exit &A, const Exit &B) { return A.Tier < B.Tier; });
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      Said.Message = report::nameOf(*L, Ctx) +
                     (L->Resource->Class == catalogue::ResourceClass::Lock ? " stays locked" : " is not released") +
                     " when " + report::calleeOf(Way) + " throws";
      Said.Notes.push_back(report::acquisitionNote(*L));
      report::appendWitness(Said.Notes, Way, *L);
      report::appendRelease(Said.Notes, *L);
      Said.Fix = unit().guard(Ctx, *L);
      report(Said);
    }
}

} // namespace raiitidy
