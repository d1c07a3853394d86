// Which findings a run is about: what is known, or not of the change, is left
// out before anything is fixed or shown.
#pragma once
#include "tool/Baseline.h"
#include "tool/Git.h"
#include "tool/Merge.h"

namespace raiitidy::tool {

class Filter {
public:
  explicit Filter(std::string Root) : Root(std::move(Root)) {}

  void leaveOut(std::set<std::string> Fingerprints) { Known = std::move(Fingerprints); }
  void onlyIn(std::set<std::string> Files) { OnlyFiles = std::move(Files); }

  /// From now on only findings of \p C: those that stand, or whose path goes,
  /// on a changed line, and those that
  /// \p Before, the findings of the old texts, does not have.
  void onlyOf(const Change &C, const std::vector<UnitResult> &Now, const std::vector<UnitResult> &Before);
  /// Of \p Now alone: units that have findings of which the changed lines do
  /// not say whether they are new.
  std::set<size_t> undecided(const Change &C, const std::vector<UnitResult> &Now) const;

  /// Gives the findings their fingerprints and removes those that the run is
  /// not about.
  void apply(std::vector<MergedFinding> &Findings);

  const LeftOut &leftOut() const { return Left; }
  /// Findings of the last apply() that the baseline has.
  const std::vector<KnownFinding> &present() const { return Present; }
  size_t knownCount() const { return Known.size(); }

private:
  std::string Root;
  std::set<std::string> Known;
  std::optional<std::set<std::string>> OnlyFiles,
      Chosen; ///< real paths; fingerprints
  std::vector<KnownFinding> Present;
  LeftOut Left;
};

KnownFinding knownFinding(const Finding &F, std::string Fingerprint, std::string Path);

} // namespace raiitidy::tool
