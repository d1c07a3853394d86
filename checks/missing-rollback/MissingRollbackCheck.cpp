#include "checks/Pch.h"
#include "checks/missing-rollback/MissingRollbackCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void MissingRollbackCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes) {
      if (L->Resource->Class != catalogue::ResourceClass::Transaction || L->Uncovered.empty())
        continue;
      auto Way = llvm::find_if(L->Uncovered, [](const Exit &E) { return !E.isExceptional(); });
      if (Way == L->Uncovered.end())
        Way = std::max_element(L->Uncovered.begin(), L->Uncovered.end(),
                               [](const Exit &A, const Exit &B) { return A.Tier < B.Tier; });
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      const std::string Name = report::nameOf(*L, Ctx);
      Said.Message = "the " + L->Resource->Noun + " on " + Name + " is neither committed nor rolled back " +
                     (Way->isExceptional() ? "when " + report::calleeOf(*Way) + " throws"
                                           : std::string("on every path out of the function"));
      Said.Notes.push_back(report::acquisitionNote(*L));
      report::appendWitness(Said.Notes, *Way, *L);
      report::appendRelease(Said.Notes, *L);
      Said.Fix = unit().guard(Ctx, *L);
      report(Said);
    }
}

} // namespace raiitidy
