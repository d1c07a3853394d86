// What one method of a class takes back when a later step fails, and another one leaves.
#pragma once
#include "checks/lifetime/StepPairs.h"

namespace raiitidy::lifetime {

/// Reported is only the very same: the same step on the same member, before the same call that fails.
class SiblingSteps {
public:
  SiblingSteps(Analysis &A, const catalogue::VerbPairs &Verbs) : A(A), Verbs(Verbs) {}
  /// \returns whether \p F says anything of the others.
  bool add(const clang::FunctionDecl *F);
  std::vector<MissingUndo> missing() const;

private:
  Analysis &A;
  const catalogue::VerbPairs &Verbs;
  std::vector<StepRecord> Records; ///< in the order of the source
};

} // namespace raiitidy::lifetime
