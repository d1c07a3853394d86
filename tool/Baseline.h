// Findings that are known and not reported: a team with a thousand old ones
// starts green.
#pragma once
#include "tool/Report.h"
#include "llvm/Support/Error.h"
#include <set>

namespace raiitidy::tool {

/// One finding in a baseline. Only the fingerprint counts; the rest is for
/// people who read the file.
struct KnownFinding {
  std::string Fingerprint, Check, File, Function, Message;
  bool operator<(const KnownFinding &O) const {
    return std::tie(File, Check, Function, Message, Fingerprint) <
           std::tie(O.File, O.Check, O.Function, O.Message, O.Fingerprint);
  }
};

/// The fingerprints in \p Path; or one sentence.
llvm::Expected<std::set<std::string>> readBaseline(llvm::StringRef Path);

llvm::Error writeBaseline(llvm::StringRef Path, std::vector<KnownFinding> Findings);

} // namespace raiitidy::tool
