// What one method of a class takes back when a later step fails, and another one leaves.
#pragma once
#include "checks/lifetime/StepPairs.h"

namespace raiitidy::lifetime {

/// Reported is only the very same: the same step on the same member, before the same call that fails.
class SiblingSteps {
public:
  explicit SiblingSteps(Analysis &A) : A(A) {}
  void add(const clang::FunctionDecl *F);
  std::vector<MissingUndo> missing() const;

private:
  Analysis &A;
  std::vector<StepRecord> Records; ///< in the order of the source
};

} // namespace raiitidy::lifetime
