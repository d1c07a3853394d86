#include "checks/CheckInfo.h"
#include "tool/Commands.h"
#include "tool/Embedded.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

std::string checkPage(llvm::StringRef Check) {
  llvm::StringRef Stem = Check.drop_front(llvm::StringRef("raii-").size());
  for (const EmbeddedFile &F : embeddedPages())
    if (F.Name == (Stem + "/" + Stem + ".md").str())
      return F.Text.str();
  const CheckInfo *C = findCheck(Check);
  return (Check + ": " + (C ? C->Summary : "") + "\n").str();
}

std::string pageSection(llvm::StringRef Page, llvm::StringRef Heading, std::string Otherwise) {
  size_t At = Page.find(("## " + Heading + "\n\n").str());
  if (At == llvm::StringRef::npos)
    return Otherwise;
  llvm::StringRef Text, Rest = Page.substr(At).split("\n\n").second;
  std::string Line;
  // A sentence that a list completes is whole with the list only.
  do {
    std::tie(Text, Rest) = Rest.split("\n\n");
    Line += (Line.empty() ? "" : " ") + Text.rtrim().str();
  } while (!Rest.empty() && !Rest.starts_with("#") && !llvm::StringRef(Line).ends_with("."));
  std::replace(Line.begin(), Line.end(), '\n', ' ');
  return Line;
}

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
  llvm::outs() << checkPage(C->Name);
  return 0;
}

} // namespace raiitidy::tool
