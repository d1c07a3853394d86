// Which units are analysed, and with which commands.
#pragma once
#include "tool/Database.h"
#include "tool/Options.h"
#include "clang-tidy/ClangTidyOptions.h"
#include <map>
#include <memory>
#include <set>

namespace raiitidy::tool {

struct Unit {
  Command How;
  std::shared_ptr<const clang::tidy::ClangTidyOptions> Configuration;
  /// Headers that are reported on; none: those of the project.
  std::optional<std::string> HeaderFilter;
  /// Headers named on the command line that this unit stands for; empty: the unit itself was asked for. Real paths.
  std::set<std::string> OnlyHeaders;
};

struct UnitSet {
  std::vector<Unit> Units;
  std::string ProjectRoot;            ///< real path; headers below it are the project's
  std::string DatabasePath;           ///< empty: flags from the command line
  std::vector<std::string> Messages;  ///< notes, one a run
  std::vector<std::string> Failures;  ///< what was asked for and cannot be analysed
};

/// \returns the units that \p O asks for, without their configuration, in the order of their files; or one sentence.
/// \p Only: absolute files to analyse instead of the arguments, each of which a unit must compile or include; for
/// them \p Overlay has texts that stand for files.
llvm::Expected<UnitSet> selectUnits(const Options &O, const std::vector<std::string> *Only = nullptr,
                                    const std::map<std::string, std::string> &Overlay = {});

} // namespace raiitidy::tool
