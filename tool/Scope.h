// What part of a project a run is about: all, what is staged, what changed
// since a commit, one of N parts.
#pragma once
#include "tool/Git.h"
#include "tool/Units.h"

namespace raiitidy::tool {

struct Scope {
  bool Staged = false;
  /// Of a staged run: the files to analyse, absolute. Of each the text in the
  /// index counts.
  std::vector<std::string> Files;
  Texts Overlay;
  std::optional<Change> Since;
};

/// Asks git what \p O wants to know; or one sentence.
llvm::Expected<Scope> readScope(const Options &O);

/// Leaves the units of the change, and of those the ones of the part.
void narrow(UnitSet &Units, const Scope &S, const Options &O);

} // namespace raiitidy::tool
