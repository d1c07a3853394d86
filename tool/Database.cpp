#include "tool/Database.h"
#include "tool/Options.h"
#include "tool/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace raiitidy::tool {

namespace path = llvm::sys::path;
using llvm::StringRef;

namespace {

/// Programs that are put before the compiler.
bool isLauncher(StringRef Program) {
  StringRef Name = path::stem(Program);
  return Name == "ccache" || Name == "sccache" || Name == "distcc" || Name == "icecc" || Name == "gomacc";
}

llvm::Expected<std::vector<std::string>> argumentsOf(const llvm::json::Object &Entry, StringRef Directory) {
  std::vector<std::string> Args;
  if (const llvm::json::Array *List = Entry.getArray("arguments")) {
    for (const llvm::json::Value &V : *List) {
      std::optional<StringRef> S = V.getAsString();
      if (!S)
        return sentence("\"arguments\" must hold strings only");
      Args.push_back(S->str());
    }
  } else if (std::optional<StringRef> Text = Entry.getString("command")) {
    llvm::BumpPtrAllocator Memory;
    llvm::StringSaver Saver(Memory);
    llvm::SmallVector<const char *, 64> Parts;
    llvm::cl::TokenizeGNUCommandLine(*Text, Saver, Parts);
    Args.assign(Parts.begin(), Parts.end());
  } else {
    return sentence("\"command\" or \"arguments\" is missing");
  }
  if (Args.size() > 1 && isLauncher(Args.front()))
    Args.erase(Args.begin());
  if (llvm::any_of(Args, [](StringRef A) { return A.starts_with("@"); })) {
    llvm::BumpPtrAllocator Memory;
    llvm::SmallVector<const char *, 64> Parts;
    for (const std::string &A : Args)
      Parts.push_back(A.c_str());
    llvm::cl::ExpansionContext Context(Memory, llvm::cl::TokenizeGNUCommandLine);
    Context.setCurrentDir(Directory).setVFS(llvm::vfs::getRealFileSystem().get());
    // A response file that is gone stays as it was written; the driver then names it.
    llvm::consumeError(Context.expandResponseFiles(Parts));
    Args = std::vector<std::string>(Parts.begin(), Parts.end());
  }
  if (Args.empty())
    return sentence("the command is empty");
  return Args;
}

llvm::Expected<Command> commandOf(const llvm::json::Value &V, StringRef DatabaseDirectory) {
  const llvm::json::Object *Entry = V.getAsObject();
  if (!Entry)
    return sentence("an object was expected");
  std::optional<StringRef> File = Entry->getString("file");
  if (!File)
    return sentence("\"file\" is missing");
  Command C;
  C.Directory = absolutePath(Entry->getString("directory").value_or("."), DatabaseDirectory);
  C.File = absolutePath(*File, C.Directory);
  llvm::Expected<std::vector<std::string>> Args = argumentsOf(*Entry, C.Directory);
  if (!Args)
    return Args.takeError();
  C.Args = std::move(*Args);
  return C;
}

} // namespace

std::vector<const Command *> Database::find(StringRef File) const {
  std::vector<const Command *> Found;
  for (const Command &C : Commands)
    if (C.File == File)
      Found.push_back(&C);
  if (!Found.empty())
    return Found;
  // The same file under another name: a symbolic link in one of the two.
  std::string Real = realPath(File);
  StringRef Name = path::filename(File), RealName = path::filename(Real);
  for (const Command &C : Commands) {
    StringRef N = path::filename(C.File);
    if ((N == Name || N == RealName) && realPath(C.File) == Real)
      Found.push_back(&C);
  }
  return Found;
}

llvm::Expected<Database> readDatabase(StringRef Path) {
  llvm::Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  llvm::Expected<llvm::json::Value> Root = llvm::json::parse(*Text);
  if (!Root)
    return sentence("'" + displayPath(Path) + "' is not JSON: " + llvm::toString(Root.takeError()) +
                    "; configure the build again");
  const llvm::json::Array *Entries = Root->getAsArray();
  if (!Entries)
    return sentence("'" + displayPath(Path) + "' must be a list of compile commands");
  Database D;
  D.Path = Path.str();
  D.Commands.reserve(Entries->size());
  std::string Directory = path::parent_path(absolutePath(Path)).str();
  for (const llvm::json::Value &V : *Entries) {
    llvm::Expected<Command> C = commandOf(V, Directory);
    if (!C)
      return sentence("'" + displayPath(Path) + "', entry " + llvm::Twine(D.Commands.size() + 1) + ": " +
                      llvm::toString(C.takeError()));
    D.Commands.push_back(std::move(*C));
  }
  if (D.Commands.empty())
    return sentence("'" + displayPath(Path) + "' lists no compile command; configure the build again");
  return D;
}

std::string findDatabase(StringRef Directory) {
  constexpr StringRef Name = "compile_commands.json";
  for (std::string Dir = absolutePath(Directory);; Dir = path::parent_path(Dir).str()) {
    // A build directory beside the sources is where CMake and meson put it.
    for (StringRef Sub : {"", "build"}) {
      llvm::SmallString<256> Candidate(Dir);
      path::append(Candidate, Sub, Name);
      if (llvm::sys::fs::exists(Candidate))
        return absolutePath(Candidate);
    }
    if (path::parent_path(Dir).empty() || path::parent_path(Dir) == Dir)
      return {};
  }
}

llvm::Error noDatabase(StringRef Where) {
  return sentence("no compile_commands.json in " + Where +
                  "; make one with 'cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON' or 'bear -- make' and name its "
                  "directory with -p, or give the compiler flags after '--'");
}

Command inferCommand(const Database &D, StringRef File, std::string &From) {
  const Command *Best = nullptr;
  std::tuple<bool, bool, size_t> BestScore;
  FileKind Kind = kindOf(File);
  for (const Command &C : D.Commands) {
    FileKind Other = kindOf(C.File);
    bool SameLanguage = Other == Kind || (Kind == FileKind::Header && Other == FileKind::Cxx);
    bool SameStem = path::stem(C.File) == path::stem(File);
    size_t Common = std::mismatch(C.File.begin(), C.File.end(), File.begin(), File.end()).first - C.File.begin();
    std::tuple<bool, bool, size_t> Score(SameLanguage, SameStem, Common);
    if (!Best || Score > BestScore) {
      Best = &C;
      BestScore = Score;
    }
  }
  Command Result;
  if (!Best)
    return Result;
  From = Best->File;
  Result.File = File.str();
  Result.Directory = Best->Directory;
  for (const std::string &A : Best->Args)
    if (A.empty() || A[0] == '-' || absolutePath(A, Best->Directory) != Best->File)
      Result.Args.push_back(A);
  Result.Args.push_back("--");
  Result.Args.push_back(File.str());
  return Result;
}

} // namespace raiitidy::tool
