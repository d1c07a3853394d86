#include "tool/Paths.h"
#include "tool/Options.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace raiitidy::tool {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using llvm::StringRef;

std::string absolutePath(StringRef Path, StringRef Directory) {
  llvm::SmallString<256> P(Path);
  if (!Directory.empty())
    fs::make_absolute(Directory, P);
  else
    fs::make_absolute(P);
  path::remove_dots(P, /*remove_dot_dot=*/true);
  return P.str().str();
}

std::string absolutePath(StringRef Path) { return absolutePath(Path, ""); }

std::string realPath(StringRef Path) {
  llvm::SmallString<256> Real;
  if (fs::real_path(Path, Real))
    return absolutePath(Path);
  return Real.str().str();
}

bool isInside(StringRef Path, StringRef Directory) {
  Directory = Directory.rtrim('/');
  return Path.starts_with(Directory) && (Path.size() == Directory.size() || Path[Directory.size()] == '/');
}

std::string displayPath(StringRef Path) {
  static const std::string Here = realPath(".");
  if (Path.size() > Here.size() && isInside(Path, Here))
    return Path.drop_front(Here == "/" ? 1 : Here.size() + 1).str();
  return Path.str();
}

std::string searchUpward(StringRef Start, StringRef Name) {
  for (std::string Dir = absolutePath(Start);; Dir = path::parent_path(Dir).str()) {
    llvm::SmallString<256> Candidate(Dir);
    path::append(Candidate, Name);
    if (fs::exists(Candidate))
      return Dir;
    if (!path::has_parent_path(Dir) || path::parent_path(Dir) == Dir)
      return {};
  }
}

llvm::Expected<std::string> readFile(StringRef Path) {
  if (fs::is_directory(Path))
    return sentence("'" + Path + "' is a directory, a file was expected");
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  if (!Buffer)
    return sentence("cannot read '" + Path + "': " + Buffer.getError().message());
  return (*Buffer)->getBuffer().str();
}

FileKind kindOf(StringRef Path) {
  return llvm::StringSwitch<FileKind>(path::extension(Path))
      .Cases(".cpp", ".cc", ".cxx", ".c++", ".C", ".CPP", ".cp", ".cppm", ".ixx", FileKind::Cxx)
      .Case(".c", FileKind::C)
      .Cases(".h", ".hpp", ".hh", ".hxx", ".h++", ".H", ".inl", ".ipp", ".tpp", FileKind::Header)
      .Cases(".tcc", ".txx", ".icc", FileKind::Header)
      .Cases(".s", ".S", ".sx", ".asm", ".nasm", FileKind::Assembler)
      .Default(FileKind::Other);
}

bool isCode(StringRef Path) {
  const FileKind K = kindOf(Path);
  return K == FileKind::C || K == FileKind::Cxx || K == FileKind::Header;
}

} // namespace raiitidy::tool
