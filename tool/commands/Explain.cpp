#include "checks/CheckInfo.h"
#include "tool/Commands.h"
#include "tool/Embedded.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

int runExplain(const Options &O) {
  llvm::StringRef Asked = O.Arguments.front();
  const CheckInfo *C = findCheck(Asked);
  if (!C)
    C = findCheck(("raii-" + Asked).str());
  if (!C) {
    std::vector<llvm::StringRef> Names;
    for (const CheckInfo &I : allChecks())
      Names.push_back(I.Name);
    llvm::StringRef Near = nearest(Asked, Names);
    if (Near.empty())
      Near = nearest(("raii-" + Asked).str(), Names);
    return wrongUse(sentence("no check is named '" + Asked + "'" +
                             (Near.empty() ? "; 'raii-tidy checks' lists them"
                                           : "; did you mean '" + Near.str() + "'?")));
  }
  llvm::StringRef Stem = C->Name.drop_front(llvm::StringRef("raii-").size());
  for (const EmbeddedFile &F : embeddedPages())
    if (F.Name == (Stem + "/" + Stem + ".md").str()) {
      llvm::outs() << F.Text;
      return 0;
    }
  llvm::outs() << C->Name << ": " << C->Summary << '\n';
  return 0;
}

} // namespace raiitidy::tool
