#include "tool/Fingerprint.h"
#include "tool/Paths.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <map>

namespace raiitidy::tool {

using llvm::StringRef;

static std::string withoutBlanks(StringRef Line) {
  std::string Kept;
  for (char C : Line)
    if (!llvm::isSpace(C))
      Kept += C;
  return Kept;
}

void fingerprint(std::vector<MergedFinding> &Merged, StringRef Root) {
  std::map<std::string, unsigned> Seen;
  for (MergedFinding &M : Merged) {
    const Finding &F = M.What;
    StringRef File = F.At.File;
    if (isInside(File, Root) && File.size() > Root.size())
      File = File.drop_front(Root.size()).ltrim('/');
    std::string Content;
    for (const std::string &Part : {F.Check, File.str(), F.Function, F.Message, withoutBlanks(F.At.Text)})
      Content += Part + '\0';
    Content += std::to_string(Seen[Content]++);
    const auto Hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(Content));
    M.Fingerprint = llvm::toHex(llvm::ArrayRef<uint8_t>(Hash).take_front(16),
                                /*LowerCase=*/true);
  }
}

std::string sourceRoot(StringRef Project) {
  std::string Repository = searchUpward(Project, ".git");
  return Repository.empty() || Repository == "/" ? Project.str() : Repository;
}

} // namespace raiitidy::tool
