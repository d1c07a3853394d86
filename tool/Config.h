// .clang-tidy and the command line: which checks run on a unit, and with which options.
#pragma once
#include "tool/Options.h"
#include "tool/Units.h"

namespace raiitidy::tool {

/// Gives each unit its configuration. Errors: a glob that names no check, a broken .clang-tidy.
llvm::Error configure(const Options &O, UnitSet &Units);

/// The names of all checks that \p O alone switches on, in the order of the registry.
llvm::Expected<std::vector<llvm::StringRef>> chosenChecks(const Options &O);

/// The .clang-tidy files that apply to \p File, nearest first; for doctor.
std::vector<std::string> configurationFiles(llvm::StringRef File);

} // namespace raiitidy::tool
