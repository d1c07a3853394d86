#include "checks/Pch.h"
#include "checks/missing-rollback/MissingRollbackCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

static std::string whatIsWrong(const Exit &Way, const Lifetime &L) {
  if (Way.isExceptional())
    return "neither committed nor rolled back when " + report::calleeOf(Way) + " throws";
  if (Way.FailedCommit)
    return "not rolled back when the commit fails";
  if (Way.K == Exit::Kind::Overwritten && Way.At != L.Acquisition)
    return "begun again while it is open";
  return "neither committed nor rolled back on every path out of the function";
}

void MissingRollbackCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes) {
      if (L->Resource->Class != catalogue::ResourceClass::Transaction || L->Uncovered.empty())
        continue;
      auto Way = llvm::find_if(L->Uncovered, [](const Exit &E) { return !E.isExceptional() && !E.FailedCommit; });
      if (Way == L->Uncovered.end())
        Way = llvm::find_if(L->Uncovered, [](const Exit &E) { return !E.isExceptional(); });
      if (Way == L->Uncovered.end())
        Way = std::max_element(L->Uncovered.begin(), L->Uncovered.end(),
                               [](const Exit &A, const Exit &B) { return A.Tier < B.Tier; });
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      const std::string Name = report::nameOf(*L, Ctx);
      Said.Message = "the " + L->Resource->Noun + " on " + Name + " is " + whatIsWrong(*Way, *L);
      Said.Notes.push_back(report::acquisitionNote(*L));
      if (Way->FailedCommit)
        Said.Notes.push_back({Way->FailedCommit->getBeginLoc(), "where " + report::callName(Way->FailedCommit) + " fails here, it stays open"});
      report::appendWitness(Said.Notes, *Way, *L);
      report::appendRelease(Said.Notes, *L);
      Said.Fix = unit().guard(Ctx, *L);
      report(Said);
    }
}

} // namespace raiitidy
