// clangd with our checks linked in. clangd's own main does everything; before
// it is called the resource directory of the clang that it is made of is put on
// the command line, as the program does it.
#include "tool/Commands.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace clang::clangd {
int clangdMain(int Count, char *Args[]);
}

int main(int Count, char *Args[]) {
  std::vector<char *> All(Args, Args + Count);
  bool Given = false;
  for (const char *A : All)
    Given |= llvm::StringRef(A).ltrim('-').starts_with("resource-dir");
  std::string Flag;
  if (!Given) {
    if (llvm::Expected<std::string> Dir = raiitidy::tool::findResourceDir()) {
      Flag = "--resource-dir=" + *Dir;
      All.push_back(Flag.data());
    } else {
      llvm::errs() << "raii-clangd: error: " << llvm::toString(Dir.takeError()) << '\n';
      return 2;
    }
  }
  All.push_back(nullptr);
  return clang::clangd::clangdMain(static_cast<int>(All.size()) - 1, All.data());
}
