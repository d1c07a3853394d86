#include "checks/Pch.h"
#include "checks/leak/LeakCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void LeakCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes) {
      if (L->Resource->Class == catalogue::ResourceClass::Transaction)
        continue; // raii-missing-rollback
      auto Way = llvm::find_if(L->Uncovered, [](const Exit &E) { return !E.isExceptional(); });
      if (Way == L->Uncovered.end())
        continue;
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      const std::string Name = report::nameOf(*L, Ctx);
      const bool Lock = L->Resource->Class == catalogue::ResourceClass::Lock;
      if (Way->K == Exit::Kind::Overwritten)
        Said.Message = Name + " is overwritten while it still holds the " + L->Resource->Noun;
      else if (Lock)
        Said.Message = Name + " is still locked on a path out of the function";
      else if (L->Releases.empty())
        Said.Message = Name + " is never released";
      else
        Said.Message = Name + " is not released on every path out of the function";
      Said.Notes.push_back(report::acquisitionNote(*L));
      report::appendWitness(Said.Notes, *Way, *L);
      report::appendRelease(Said.Notes, *L);
      Said.Fix = unit().rewriter(Ctx).guardAcquisition(*L);
      report(Said);
    }
}

} // namespace raiitidy
