#include "checks/Pch.h"
#include "checks/lifetime/SiblingSteps.h"

using namespace clang;

namespace raiitidy::lifetime {

bool SiblingSteps::add(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || Method->isStatic() || F->isDependentContext())
    return false;
  const flow::BodyReads::For Reader(A.Reads, F, flow::BodyRead::Kind::Findings);
  const size_t Before = Records.size();
  flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
    if (const auto *Block = dyn_cast<CompoundStmt>(S); Block && Block->size() > 2)
      for (const StepRecord &R : stepsOnMembers(A, Method, Block, Verbs))
        Records.push_back(R);
  });
  return Records.size() != Before;
}

static bool areAlike(const StepRecord &X, const StepRecord &Y) {
  return X.Member == Y.Member && X.Step->getDirectCallee() == Y.Step->getDirectCallee() &&
         X.Failed->getDirectCallee()->getCanonicalDecl() == Y.Failed->getDirectCallee()->getCanonicalDecl();
}

std::vector<MissingUndo> SiblingSteps::missing() const {
  std::vector<MissingUndo> Found;
  for (const StepRecord &R : Records) {
    if (R.Undo)
      continue;
    const StepRecord *Evidence = nullptr;
    std::set<const CXXMethodDecl *> Undoing, Leaving; // counted only
    bool OwnEvidence = false;
    for (const StepRecord &Other : Records) {
      OwnEvidence |= Other.Undo && Other.Step == R.Step;
      if (!areAlike(R, Other))
        continue;
      (Other.Undo ? Undoing : Leaving).insert(Other.Method);
      if (Other.Undo && Other.Method != R.Method && !Evidence)
        Evidence = &Other;
    }
    // Where the method itself shows the undo, missingInverses() has found this path. Two against one is a habit.
    if (Evidence && !OwnEvidence && Leaving.size() <= Undoing.size())
      Found.push_back({MissingUndo::Kind::Sibling, R.Method, R.Step, R.Failed, R.Way, Evidence->Undo, nullptr, nullptr});
  }
  return Found;
}

} // namespace raiitidy::lifetime
