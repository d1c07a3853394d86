#include "checks/Pch.h"
#include "checks/partial-rollback/PartialRollbackCheck.h"
#include "checks/lifetime/SiblingSteps.h"
#include "checks/lifetime/Steps.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

PartialRollbackCheck::PartialRollbackCheck(llvm::StringRef Name, tidy::ClangTidyContext *Context, report::Units &Shared)
    : RaiiCheck(Name, Context, Shared), Inverses(Options.get("Inverses", "")), Evidence(Options.get("Evidence", "class")) {
  llvm::SmallVector<StringRef, 4> Parts;
  StringRef(Inverses).split(Parts, ';', -1, false);
  for (const StringRef Part : Parts) {
    const auto [Step, Undo] = Part.split(':');
    if (Step.trim().empty() || Undo.trim().empty())
      configurationDiag("option Inverses: '%0' is not a step and its undo, like 'enrol:expel'") << Part;
    else
      Verbs.push_back({Step.trim().str(), Undo.trim().str()});
  }
  if (Evidence != "class" && Evidence != "function")
    configurationDiag("option Evidence is '%0'; expected function or class") << Evidence;
}

void PartialRollbackCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  RaiiCheck::storeOptions(Opts);
  Options.store(Opts, "Inverses", Inverses);
  Options.store(Opts, "Evidence", Evidence);
}

void PartialRollbackCheck::examine(ASTContext &Ctx) {
  Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  std::vector<MissingUndo> Found;
  MemberLoops Loops(*Solver);
  SiblingSteps Siblings(*Solver, Verbs);
  for (const FunctionDecl *F : unit().functions(Ctx)) {
    if (unit().isKnownToAddNothing(F))
      continue;
    const flow::Inventory &Contents = unit().inventory(F);
    if (Contents.Calls.size() > 1 && (Contents.Throws || Contents.Returns.size() > 1)) {
      if (!unit().isKnownQuiet(F))
        llvm::append_range(Found, missingUndos(*Solver, F, Verbs));
      if (Evidence != "function" && Siblings.add(F))
        unit().addsToOthers(F);
    }
    if (Loops.add(F, Contents))
      unit().addsToOthers(F);
  }
  for (const MissingUndo &M : Siblings.missing())
    Found.push_back(M);
  for (const MissingUndo &M : Loops.missing())
    Found.push_back(M);

  for (const MissingUndo &M : Found) {
    report::Finding Said;
    Said.At = report::fileLocation(Ctx, M.Step->getBeginLoc());
    const std::string Step = report::callName(M.Step), Failed = report::callName(M.Failed);
    const bool MayThrow = M.K == MissingUndo::Kind::Throws, Throws = MayThrow || !isa<ReturnStmt>(M.Way);
    switch (M.K) {
    case MissingUndo::Kind::Skipped:
    case MissingUndo::Kind::Sibling:
      Said.Message = "what " + Step + " did is not undone when " + Failed + " fails";
      break;
    case MissingUndo::Kind::Throws:
      Said.Message = "what " + Step + " did is not undone when " + Failed + " throws";
      break;
    case MissingUndo::Kind::Order:
      Said.Message = "when " + Failed + " fails, the steps before it are undone in another order than elsewhere";
      break;
    case MissingUndo::Kind::Earlier:
      Said.Message = "what earlier rounds stored in '" + M.Member->getNameAsString() + "' stays when " + Failed + " fails";
      break;
    }
    Said.Notes.push_back({report::fileLocation(Ctx, M.Way->getBeginLoc()), MayThrow ? "may throw here" : Throws ? "throws here" : "returns here"});
    Said.Notes.push_back({report::fileLocation(Ctx, M.Undo->getBeginLoc()),
                          M.K == MissingUndo::Kind::Earlier ? "all of it is released here"
                          : M.K == MissingUndo::Kind::Sibling ? "undone here, after the same step"
                          : M.K == MissingUndo::Kind::Order ? "the other order begins here"
                                                            : "undone here, when a later step fails"});
    if (M.Chain)
      Said.Fix = unit().rewriter(Ctx).guardSteps(*M.Chain);
    report(Said);
  }
}

} // namespace raiitidy
