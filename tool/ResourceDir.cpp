#include "tool/Commands.h"
#include "tool/Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

namespace raiitidy::tool {

namespace {

#define RAII_STRING_(X) #X
#define RAII_STRING(X) RAII_STRING_(X)
constexpr llvm::StringLiteral Major = RAII_STRING(LLVM_VERSION_MAJOR);

bool isResourceDir(llvm::StringRef Dir) { return llvm::sys::fs::exists(Dir + "/include/stddef.h"); }

std::string askClang() {
  auto Clang = llvm::sys::findProgramByName(("clang-" + Major).str());
  llvm::SmallString<128> Answer;
  if (!Clang || llvm::sys::fs::createTemporaryFile("raii-tidy", "txt", Answer))
    return {};
  std::optional<llvm::StringRef> Redirects[] = {llvm::StringRef(""), llvm::StringRef(Answer), llvm::StringRef("")};
  int Status = llvm::sys::ExecuteAndWait(*Clang, {*Clang, "-print-resource-dir"}, std::nullopt, Redirects, 10);
  std::string Dir;
  if (Status == 0)
    if (auto Text = llvm::MemoryBuffer::getFile(Answer))
      Dir = (*Text)->getBuffer().trim().str();
  llvm::sys::fs::remove(Answer);
  return Dir;
}

} // namespace

llvm::Expected<std::string> findResourceDir() {
  static int Anchor;
  std::string Self = llvm::sys::fs::getMainExecutable("raii-tidy", &Anchor);
  std::string Prefix = llvm::sys::path::parent_path(llvm::sys::path::parent_path(Self)).str();
  for (const std::string &Dir : {Prefix + "/lib/clang/" + Major.str(), std::string(RAII_LLVM_LIBRARY_DIR "/clang/") + Major.str(),
                                 "/usr/lib/llvm-" + Major.str() + "/lib/clang/" + Major.str()})
    if (isResourceDir(Dir))
      return Dir;
  std::string Dir = askClang();
  if (!Dir.empty() && isResourceDir(Dir))
    return Dir;
  return sentence("the headers of clang " + Major + " itself (stddef.h, …) were not found in '" + Prefix +
                  "/lib/clang/" + Major + "' or '/usr/lib/llvm-" + Major + "/lib/clang/" + Major +
                  "'; install libclang-common-" + Major + "-dev, or name the directory with '-- -resource-dir=DIR'");
}

} // namespace raiitidy::tool
