// One unit through clang and the checks. Runs in a worker process: it may crash, hang or leak.
#pragma once
#include "tool/Finding.h"
#include "tool/Units.h"

namespace raiitidy::tool {

/// Files that a unit read, and names that it looked for in vain. Absolute.
struct Reads {
  std::set<std::string> Files, Missing;
};

struct AnalyseJob {
  const Unit *What = nullptr;
  std::string ProjectRoot, ResourceDir;
  /// Texts that stand for files: real path to content.
  std::map<std::string, std::string> Overlay;
  bool WantWarnings = false; ///< collect what the unit's own flags warn of
  bool WantFiles = false;    ///< collect the names of the files that were read
  /// Analyse bodies in system headers too (a test compares the two).
  bool WholeHeaders = false;
  Reads *Track = nullptr; ///< filled if it is there
};

UnitResult analyse(const AnalyseJob &Job);

} // namespace raiitidy::tool
