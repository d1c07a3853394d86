#include "checks/Pch.h"
#include "checks/unrestored-state/UnrestoredStateCheck.h"
#include "checks/lifetime/StateEvidence.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

UnrestoredStateCheck::UnrestoredStateCheck(llvm::StringRef Name, tidy::ClangTidyContext *Context, report::Units &Shared)
    : RaiiCheck(Name, Context, Shared), IgnoredStates(Options.get("IgnoredStates", "")),
      States(globs("IgnoredStates", IgnoredStates)) {}

void UnrestoredStateCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  RaiiCheck::storeOptions(Opts);
  Options.store(Opts, "IgnoredStates", IgnoredStates);
}

static const Exit &worst(const std::vector<Exit> &Ways) {
  auto Way = llvm::find_if(Ways, [](const Exit &E) { return !E.isExceptional(); });
  if (Way == Ways.end())
    Way = std::max_element(Ways.begin(), Ways.end(), [](const Exit &A, const Exit &B) { return A.Tier < B.Tier; });
  return *Way;
}

void UnrestoredStateCheck::examine(ASTContext &Ctx) {
  Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  // What the catalogue calls a state.
  for (const FunctionFacts &F : unit().facts(Ctx))
    for (const auto &L : F.Lifetimes) {
      if (L->Resource->Class != catalogue::ResourceClass::State || L->Uncovered.empty() || L->Releases.empty())
        continue;
      const Exit &Way = worst(L->Uncovered);
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      Said.Message = report::releaseName(*L) + " is skipped " +
                     (Way.isExceptional() ? "when " + report::calleeOf(Way) + " throws"
                                          : std::string("on a path out of the function"));
      Said.Notes.push_back(report::acquisitionNote(*L));
      report::appendWitness(Said.Notes, Way, *L);
      report::appendRelease(Said.Notes, *L);
      Said.Fix = unit().guard(Ctx, *L);
      report(Said);
    }
  StateEnders Enders(unit().functions(Ctx));
  for (const FunctionDecl *F : unit().functions(Ctx)) {
    if (unit().isKnownQuiet(F))
      continue;
    const std::vector<StateChange> Changes = unrestoredStates(*Solver, F, unit().inventory(F), Enders);
    if (Enders.wasAskedFor(F))
      unit().hangsOnOthers(F);
    for (const StateChange &C : Changes) {
      if (States.matches(namedBy(C.State)))
        continue;
      const Exit &Way = worst(C.Uncovered);
      const bool Setter = C.isCall();
      // out << std::hex: named by what would put it back.
      const bool Manipulated = isa<CXXOperatorCallExpr>(C.State);
      const std::string Name = Setter ? report::callName(Manipulated ? C.Restore : C.State) : report::written(C.State, Ctx);
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, C.Change->getBeginLoc());
      Said.Message = Setter && !Manipulated ? "what " + Name + " changes is not put back" : Name + " is changed and not put back";
      Said.Message += Way.isExceptional() ? " when " + report::calleeOf(Way) + " throws" : " on every path out of the function";
      report::appendBranches(Said.Notes, Way);
      const SourceLocation At = Way.K == Exit::Kind::FallsOff ? Way.At->getEndLoc() : Way.At->getBeginLoc();
      Said.Notes.push_back({At, Way.isExceptional()            ? report::calleeOf(Way) + " may throw here, and then it stays changed"
                                : Way.K == Exit::Kind::Return ? "returns here, and it stays changed"
                                : Way.K == Exit::Kind::Throw  ? "throws here, and it stays changed"
                                                              : "the function ends here, and it stays changed"});
      Said.Notes.push_back({C.Restore->getBeginLoc(), "put back here on another path"});
      Said.Fix = unit().rewriter(Ctx).restoreState(C);
      report(Said);
    }
  }
}

} // namespace raiitidy
