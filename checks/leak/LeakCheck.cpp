#include "checks/Pch.h"
#include "checks/leak/LeakCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

/// close(); of a lambda of this function's that releases
static bool isCallOfLambda(const EscapeSite &E) {
  const auto *Call = E.K == EscapeSite::Kind::TakenByCallee ? dyn_cast_or_null<CXXOperatorCallExpr>(E.At) : nullptr;
  const auto *Method = Call ? dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee()) : nullptr;
  return Method && Method->getParent()->isLambda();
}

void LeakCheck::examine(ASTContext &Ctx) {
  for (const FunctionFacts &F : unit().facts(Ctx)) {
    // Several acquisitions of one variable that reach the same way out are one finding, at the first of them.
    std::set<std::pair<const VarDecl *, const Stmt *>> Said;
    for (const auto &L : F.Lifetimes) {
      if (L->Resource->Class == catalogue::ResourceClass::Transaction ||
          L->Resource->Class == catalogue::ResourceClass::State)
        continue; // raii-missing-rollback, raii-unrestored-state
      auto Way = llvm::find_if(L->Uncovered, [](const Exit &E) { return !E.isExceptional(); });
      if (Way == L->Uncovered.end())
        continue;
      if (L->Handle.Root && L->Handle.Fields.empty() && !Said.insert({L->Handle.Root, Way->At}).second)
        continue;
      report::Finding Found;
      Found.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      const std::string Name = report::nameOf(*L, Ctx);
      const bool Lock = L->Resource->Class == catalogue::ResourceClass::Lock;
      const bool Again = Way->K == Exit::Kind::Overwritten && Way->At == L->Acquisition;
      if (Again && Lock)
        Found.Message = Name + " is locked again while it is still locked";
      else if (Again && !L->Releases.empty())
        Found.Message = Name + " is not released on every path round the loop";
      else if (Way->K == Exit::Kind::Overwritten && !Again)
        Found.Message = Name + " is overwritten while it still holds the " + L->Resource->Noun;
      else if (Lock)
        Found.Message = Name + " is still locked on a path out of the function";
      else if (L->Releases.empty() && llvm::none_of(L->Escapes, isCallOfLambda))
        Found.Message = Name + " is never released";
      else
        Found.Message = Name + " is not released on every path out of the function";
      Found.Notes.push_back(report::acquisitionNote(*L));
      report::appendWitness(Found.Notes, *Way, *L);
      report::appendRelease(Found.Notes, *L);
      Found.Fix = unit().guard(Ctx, *L);
      report(Found);
    }
  }
}

} // namespace raiitidy
