// What the run found, merged over all units, ready to be printed.
#pragma once
#include "tool/Finding.h"
#include "tool/Options.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

/// How a fix stands.
enum class FixState {
  None,      ///< there is none
  Offered,   ///< proven, or proof was not asked for
  Failed,    ///< the fixed code did not compile, or was not quiet
  Disagreed, ///< units that include the header would fix it differently
  Broken,    ///< its edits cannot be made
  Unparsed,  ///< a unit that reported it does not compile
};

struct ReportedFinding {
  Finding What;
  FixState Safe = FixState::None, Unsafe = FixState::None;
  std::string ProofDetail; ///< of Failed
};

struct UnitFailure {
  std::string File; ///< as displayed; empty: Reason says it all
  std::string Reason;
};

struct Report {
  std::vector<ReportedFinding> Findings; ///< sorted: file, line, column, check
  std::vector<UnitFailure> Failures;
  std::vector<std::string> Messages; ///< notes about the run
  size_t Units = 0;
  // Of a fixing run.
  std::vector<std::string> Errors;   ///< files that were to be written and were not
  Level WorstFixed = Level::Remark; ///< of the fixed ones, if there are any
  size_t FixedSafe = 0, FixedUnsafe = 0, ChangedFiles = 0, ProofsFailed = 0;
  size_t MoreWithAllGroups = 0; ///< fixes of this mode that --group=all would apply
};

bool isBug(const Finding &F);

/// 0, 1 or 3; 2 is for errors that come before any report.
int exitStatus(const Report &R, const Options &O);

void printText(const Report &R, llvm::raw_ostream &OS, bool Color);
void printJson(const Report &R, const Options &O, llvm::raw_ostream &OS);
/// Failures, notes and the summary line.
void printSummary(const Report &R, const Options &O, llvm::raw_ostream &OS, bool Color);

} // namespace raiitidy::tool
