#include "checks/Pch.h"
#include "checks/mismatched-release/MismatchedReleaseCheck.h"
#include "checks/lifetime/Mismatch.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void MismatchedReleaseCheck::examine(ASTContext &Ctx) {
  Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  std::vector<Mismatch> Found;
  auto Add = [&](std::vector<Mismatch> Some) {
    std::move(Some.begin(), Some.end(), std::back_inserter(Found));
  };
  for (const FunctionFacts &F : unit().facts(Ctx))
    Add(mismatchedCalls(*Solver, F));
  MemberFamilies Members(*Solver);
  for (const FunctionDecl *F : unit().functions(Ctx)) {
    if (unit().isKnownToAddNothing(F))
      continue;
    const flow::Inventory &Contents = unit().inventory(F);
    Add(mismatchedOwners(*Solver, F, Contents));
    if (Members.add(F, Contents))
      unit().addsToOthers(F);
  }
  for (const FunctionSites &F : unit().sites(Ctx))
    Add(mismatchedCallbacks(*Solver, F, unit().inventory(F.Function)));
  Add(Members.mismatches());

  for (const Mismatch &M : Found) {
    report::Finding Said;
    Said.At = report::fileLocation(Ctx, M.At->getBeginLoc());
    const std::string By = report::callName(M.Acquisition), Right = report::releaseName(*M.Acquired);
    const std::string What = M.Name.empty() ? "the " + M.Acquired->Noun : "'" + M.Name + "'";
    if (M.K == Mismatch::Kind::Owner)
      Said.Message = What + " releases with " + report::releaseName(*M.ReleasedAs) + " what is acquired by " + By;
    else
      Said.Message = What + " is acquired by " + By + " and released by " +
                     (M.Helper ? "'" + M.Helper->getNameAsString() + "'" : report::callName(M.At)) + ", not by " + Right;
    Said.Notes.push_back({M.Acquisition->getBeginLoc(), "the " + M.Acquired->Noun + " is acquired here by " + By});
    Said.Fix = unit().rewriter(Ctx).correctRelease(M);
    report(Said);
  }
}

} // namespace raiitidy
