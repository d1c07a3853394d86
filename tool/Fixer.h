// From findings with fixes to proven fixes, and to changed texts.
#pragma once
#include "tool/Compose.h"
#include "tool/Merge.h"
#include "tool/Options.h"
#include "tool/Proof.h"
#include "tool/Report.h"
#include "tool/Units.h"

namespace raiitidy::tool {

class Fixer {
public:
  /// \p Results: of the units, in their order; replaced by what the units say after the fixes.
  /// \p Select: leaves the findings that the run is about, and names them.
  Fixer(const Options &O, const std::vector<Unit> &Units, std::vector<UnitResult> &Results, const Analyser &Analyse,
        std::function<void(std::vector<MergedFinding> &)> Select);

  /// No fix may touch \p File.
  void lock(const std::string &File, std::string Why) { LockedFiles[File] = std::move(Why); }

  /// Applies fixes in memory, round after round, until no finding that may be fixed has one that holds.
  /// \returns false if interrupted.
  bool fix(Report &Out);

  /// Fills Out.Findings with what is left, each fix proven. \returns false if interrupted.
  bool report(Report &Out);

  /// Texts as parsed first, and what became of those that changed.
  const Texts &originals() const { return Originals; }
  const Texts &changed() const { return Changed; }
  /// The text of a file as the findings of report() see it.
  std::string currentText(const std::string &File) const;
  /// Files that share a fix must be written together or not at all.
  std::vector<std::vector<std::string>> groups() const;

private:
  struct Candidate {
    Plan What;
    const MergedFinding *Of;
  };
  std::vector<MergedFinding> merged();
  FixState stateOf(const MergedFinding &M, const Plan &P);
  bool mayFix(const Finding &F, bool Unsafe) const;
  /// Proves \p Set, whose plans are pairwise compatible. \p Failed: for each why not, or empty. \p After: units as
  /// they are with what holds. \p AllReaders: also units that only read a touched file.
  bool proveTogether(const std::vector<const Candidate *> &Set, bool AllReaders, std::vector<std::string> &Failed,
                     std::map<size_t, UnitResult> &After);
  void apply(const std::vector<const Candidate *> &Held);
  void forget(const MergedFinding &M, const std::string &Why);

  const Options &O;
  const std::vector<Unit> &Units;
  std::vector<UnitResult> &Results;
  const Analyser &Analyse;
  std::function<void(std::vector<MergedFinding> &)> Select;
  unsigned Jobs;
  Texts Originals, Changed;
  std::map<std::string, std::string> FailedBefore; ///< key of a finding: why its proof failed
  std::map<std::string, std::string> LockedFiles;  ///< file: why, or empty if it can be written
  std::map<std::string, std::string> Together;     ///< union-find over files that share a fix
};

/// The number of processes to use.
unsigned jobs(const Options &O);

} // namespace raiitidy::tool
