#include "tool/Commands.h"
#include "tool/Embedded.h"
#include "tool/Paths.h"
#include "tool/Write.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

/// A file that differs from ours may hold somebody's work, or be of another version: it stays.
int runVendor(const Options &O) {
  std::string Directory = absolutePath(O.Arguments.front());
  if (llvm::sys::fs::exists(Directory) && !llvm::sys::fs::is_directory(Directory))
    return wrongUse(sentence("'" + O.Arguments.front() + "' is not a directory"));
  size_t Written = 0, Same = 0, Kept = 0;
  for (const EmbeddedFile &F : embeddedHeaders()) {
    std::string Path = Directory + "/" + F.Name.str();
    if (llvm::sys::fs::exists(Path)) {
      llvm::Expected<std::string> Text = readFile(Path);
      if (Text && *Text == F.Text) {
        ++Same;
        continue;
      }
      llvm::consumeError(Text.takeError());
      ++Kept;
      llvm::errs() << "raii-tidy: warning: '" << displayPath(Path)
                   << "' differs from the header of this version and was left as it is; remove it to have it replaced\n";
      continue;
    }
    std::string Parent = llvm::sys::path::parent_path(Path).str();
    if (std::error_code EC = llvm::sys::fs::create_directories(Parent))
      return wrongUse(sentence("cannot create '" + displayPath(Parent) + "': " + EC.message()));
    if (llvm::Error E = writeFile(Path, F.Text))
      return wrongUse(std::move(E));
    ++Written;
  }
  llvm::outs() << Written << " headers written to '" << displayPath(Directory + "/raii") << "'";
  if (Same)
    llvm::outs() << ", " << Same << " were there already";
  if (Kept)
    llvm::outs() << ", " << Kept << " kept though different";
  llvm::outs() << "; add '-I" << displayPath(Directory) << "' to the compiler flags if it is not there\n";
  return Kept ? 1 : 0;
}

} // namespace raiitidy::tool
