// Whether fixes hold: the fixed unit is parsed and analysed again.
#pragma once
#include "tool/Analyse.h"
#include "tool/Compose.h"
#include <functional>

namespace raiitidy::tool {

/// What is to be proven of one unit. All pointers outlive the job.
struct ProofJob {
  const Unit *What = nullptr;
  const UnitResult *Before = nullptr;
  std::vector<const Plan *> Plans;              ///< those that touch files of the unit, pairwise compatible
  std::vector<const Finding *> Findings;        ///< that the plans fix, in the same order
  std::vector<bool> Reported;                   ///< this unit reported that finding
};

struct ProofOutcome {
  std::vector<std::string> Failed; ///< for each plan: empty, or why it failed
  UnitResult After;                ///< of the unit with all plans that hold
};

/// Analyses a unit with texts in place of files; contained; Failure is set if it crashed or hung.
using Analyser = std::function<UnitResult(const Unit &, const Texts &Overlay, bool WantWarnings)>;

/// Finds the largest prefix-greedy set of plans that holds. \p Sources: the texts that the plans were made for.
/// \p Changed: files that earlier rounds changed.
ProofOutcome prove(const ProofJob &Job, const Texts &Sources, const Texts &Changed, const Analyser &Analyse);

} // namespace raiitidy::tool
