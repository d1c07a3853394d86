// What makes a finding the same finding while the code around it moves.
#pragma once
#include "tool/Merge.h"
#include "llvm/ADT/StringRef.h"

namespace raiitidy::tool {

/// Gives each finding its fingerprint: of the check, the file relative to \p
/// Root, the function, the message and the text of the line, blanks apart; and,
/// since equal code may stand twice in a function, of the how-manieth it is.
/// Lines and columns do not count. \p Merged is sorted.
void fingerprint(std::vector<MergedFinding> &Merged, llvm::StringRef Root);

/// The directory that the paths of reports are relative to: of the repository
/// that holds \p Project, else itself.
std::string sourceRoot(llvm::StringRef Project);

} // namespace raiitidy::tool
