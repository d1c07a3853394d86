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
  std::string Fingerprint;
  FixState Safe = FixState::None, Unsafe = FixState::None;
  std::string ProofDetail; ///< of Failed
};

struct UnitFailure {
  std::string File; ///< as displayed; empty: Reason says it all
  std::string Reason;
};

/// What a run leaves out, by whom.
struct LeftOut {
  size_t ByBaseline = 0, Unchanged = 0;
};

struct Report {
  std::vector<ReportedFinding> Findings; ///< sorted: file, line, column, check
  std::vector<UnitFailure> Failures;
  std::vector<std::string> Messages; ///< notes about the run
  size_t Units = 0;
  std::string Root;                          ///< paths in reports for other programs are relative to it
  std::vector<std::string> UnitFiles;        ///< real paths
  std::map<std::string, std::string> Texts;  ///< of the files that a fix would change
  LeftOut Left;
  // Of a fixing run.
  std::vector<std::string> Errors;   ///< files that were to be written and were not
  Level WorstFixed = Level::Remark; ///< of the fixed ones, if there are any
  size_t FixedSafe = 0, FixedUnsafe = 0, ChangedFiles = 0, ProofsFailed = 0;
  size_t MoreWithAllGroups = 0; ///< fixes of this mode that --group=all would apply
};

bool isBug(const Finding &F);

/// 0, 1 or 3; 2 is for errors that come before any report.
int exitStatus(const Report &R, const Options &O);

/// "error", "warning" or "remark".
llvm::StringRef levelName(Level L);
/// Why a fix that the check proposed is not offered; empty if it is, or if there is none.
std::string whyNoFix(const ReportedFinding &R);
/// At or above --fail-on.
bool counts(const Finding &F, const Options &O);
/// \p Path relative to the root of \p R if it lies below it, else as it is.
std::string reportPath(const Report &R, llvm::StringRef Path);

void printText(const Report &R, llvm::raw_ostream &OS, bool Color);
void printJson(const Report &R, const Options &O, llvm::raw_ostream &OS);
void printSarif(const Report &R, const Options &O, llvm::raw_ostream &OS);
/// Workflow commands, which become annotations.
void printGithub(const Report &R, llvm::raw_ostream &OS);
/// A code quality report.
void printGitlab(const Report &R, llvm::raw_ostream &OS);
void printJunit(const Report &R, const Options &O, llvm::raw_ostream &OS);
/// "1 finding", "3 findings"; \p Many where an s is not enough.
std::string counted(size_t N, llvm::StringRef One, llvm::StringRef Many = "");
/// Failures, notes and the summary line.
void printSummary(const Report &R, const Options &O, llvm::raw_ostream &OS, bool Color);

} // namespace raiitidy::tool
