#include "checks/CheckInfo.h"
#include "tool/Commands.h"
#include "tool/Config.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

static llvm::StringRef fixText(FixAvailability F) {
  switch (F) {
  case FixAvailability::Always:
    return "fix";
  case FixAvailability::Sometimes:
    return "fix where possible";
  case FixAvailability::None:
    return "no fix";
  }
  return "";
}

int runChecks(const Options &O) {
  llvm::Expected<std::vector<llvm::StringRef>> Names = chosenChecks(O);
  if (!Names)
    return wrongUse(Names.takeError());
  llvm::raw_ostream &OS = llvm::outs();
  if (O.Globs) {
    // To be appended to what the project has, in .clang-tidy or after -checks=.
    OS << llvm::join(*Names, ",") << '\n';
    return 0;
  }
  size_t Width = 0;
  for (llvm::StringRef N : *Names)
    Width = std::max(Width, N.size());
  for (llvm::StringRef N : *Names) {
    const CheckInfo &C = *findCheck(N);
    OS << llvm::left_justify(N, Width) << "  " << (C.InGroup == Group::Bug ? "bug      " : "modernize") << "  "
       << C.Summary << " (" << fixText(C.Fix) << ")\n";
  }
  return 0;
}

} // namespace raiitidy::tool
