#include "tool/Units.h"
#include "tool/Includes.h"
#include "tool/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <map>

namespace raiitidy::tool {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using llvm::StringRef;

namespace {

class Selection {
public:
  Selection(const Options &O, const std::vector<std::string> *Only, const Texts &Overlay)
      : O(O), Only(Only), Reach(Overlay) {}
  llvm::Expected<UnitSet> run();

private:
  llvm::Error openDatabase();
  void leaveOutAssembler();
  llvm::Error add(StringRef Argument);
  void addStaged(const std::string &File);
  llvm::Error addDirectory(StringRef Argument);
  void addHeader(StringRef Argument, const std::string &File);
  void addCommand(const Command &C, StringRef OnlyHeader = "");
  void addWithFlags(const std::string &File);

  const Options &O;
  const std::vector<std::string> *Only;
  Includes Reach;
  Database Data;
  UnitSet Result;
  std::map<std::string, std::vector<size_t>> ByFile;
  std::vector<std::string> Inferred;
  std::string InferredFrom;
};

/// Flags that name outputs or choose code generation: two commands that differ in nothing else parse alike.
std::vector<std::string> whatMatters(const Command &C) {
  std::vector<std::string> Kept = {C.Directory, C.File};
  for (size_t I = 1; I < C.Args.size(); ++I) {
    StringRef A = C.Args[I];
    if (A == "-o" || A == "-MF" || A == "-MT" || A == "-MQ")
      ++I;
    else if (A != "-c" && A != "-MD" && A != "-MMD" && A != "-MP" && A != "-fPIC" && A != "-fPIE" && A != "-fpic" &&
             A != "-fpie" && A != "-g" && !(A.starts_with("-o") && A.size() > 2))
      Kept.push_back(A.str());
  }
  return Kept;
}

void Selection::addCommand(const Command &C, StringRef OnlyHeader) {
  std::vector<size_t> &SameFile = ByFile[C.File];
  for (size_t I : SameFile) {
    Unit &U = Result.Units[I];
    if (whatMatters(U.How) != whatMatters(C))
      continue;
    if (OnlyHeader.empty())
      U.OnlyHeaders.clear();
    else if (!U.OnlyHeaders.empty())
      U.OnlyHeaders.insert(OnlyHeader.str());
    return;
  }
  SameFile.push_back(Result.Units.size());
  Unit U;
  U.How = C;
  if (!OnlyHeader.empty())
    U.OnlyHeaders.insert(OnlyHeader.str());
  Result.Units.push_back(std::move(U));
}

void Selection::addWithFlags(const std::string &File) {
  Command C;
  C.File = File;
  C.Directory = absolutePath(".");
  C.Args.push_back("clang");
  llvm::append_range(C.Args, *O.Flags);
  // clang takes a ".h" for C; people who run this tool on one mean C++, unless they say so.
  if (kindOf(File) == FileKind::Header && !llvm::is_contained(*O.Flags, "-x"))
    C.Args.push_back("-xc++-header");
  C.Args.push_back("--");
  C.Args.push_back(File);
  addCommand(C);
}

void Selection::addHeader(StringRef Argument, const std::string &File) {
  StringRef Stem = path::stem(File);
  const std::string Real = realPath(File);
  // The unit that implements the header first, then any that includes it.
  for (bool WantStem : {true, false})
    for (const Command &C : Data.Commands)
      if ((path::stem(C.File) == Stem) == WantStem && Reach.reachedBy(C).count(Real))
        return addCommand(C, Real);
  Result.Failures.push_back("header '" + Argument.str() + "' is included by no unit of '" + displayPath(Data.Path) +
                            "'; name a source file that reaches it, or give flags after '--'");
}

/// Flags taken from a neighbour would let a file that the build forgot pass for one that was looked at.
void Selection::addStaged(const std::string &File) {
  if (O.Flags)
    return addWithFlags(File);
  std::vector<const Command *> Found = Data.find(File);
  for (const Command *C : Found)
    addCommand(*C);
  if (!Found.empty())
    return;
  if (kindOf(File) == FileKind::Header)
    return addHeader(displayPath(File), File);
  Result.Failures.push_back("'" + displayPath(File) + "' is compiled by no unit of '" + displayPath(Data.Path) +
                            "'; if the database is older than the build files, configure the build again (cmake -B "
                            "build), else add the file to a target or leave it out of the hook");
}

/// Sorted.
static std::vector<std::string> filesBelow(StringRef Directory, std::initializer_list<FileKind> Kinds) {
  std::error_code EC;
  std::vector<std::string> Files;
  for (fs::recursive_directory_iterator I(Directory, EC), End; I != End && !EC; I.increment(EC))
    if (llvm::is_contained(Kinds, kindOf(I->path())) && !fs::is_directory(I->path()))
      Files.push_back(absolutePath(I->path()));
  llvm::sort(Files);
  return Files;
}

llvm::Error Selection::addDirectory(StringRef Argument) {
  size_t Before = Result.Units.size();
  if (O.Flags) {
    std::vector<std::string> Files = filesBelow(Argument, {FileKind::C, FileKind::Cxx});
    if (Files.empty())
      Files = filesBelow(Argument, {FileKind::Header});
    for (const std::string &F : Files)
      addWithFlags(F);
    if (Result.Units.size() == Before)
      return sentence("directory '" + Argument + "' holds no C or C++ file");
    return llvm::Error::success();
  }
  std::string Directory = absolutePath(Argument), Real = realPath(Argument);
  for (const Command &C : Data.Commands)
    if (isInside(C.File, Directory) || isInside(C.File, Real))
      addCommand(C);
  // A library of headers: each through a unit that includes it.
  if (Result.Units.size() == Before)
    for (const std::string &Header : filesBelow(Argument, {FileKind::Header}))
      addHeader(displayPath(Header), Header);
  if (Result.Units.size() == Before && Result.Failures.empty())
    return sentence("no unit of '" + displayPath(Data.Path) + "' lies in directory '" + Argument + "'");
  return llvm::Error::success();
}

llvm::Error Selection::add(StringRef Argument) {
  fs::file_status Status;
  if (std::error_code EC = fs::status(Argument, Status)) {
    StringRef Near = nearest(Argument, {"explain", "checks", "pairs", "vendor", "doctor"});
    return sentence("cannot read '" + Argument + "': " + EC.message() +
                    (Near.empty() || Argument.contains('.') ? std::string() : "; did you mean '" + Near.str() + "'?"));
  }
  if (Status.type() == fs::file_type::directory_file)
    return addDirectory(Argument);
  if (auto FD = fs::openNativeFileForRead(Argument))
    fs::closeFile(*FD);
  else
    return sentence("cannot read '" + Argument + "': " + llvm::toString(FD.takeError()));
  std::string File = absolutePath(Argument);
  const auto noSource = [&] {
    return sentence("'" + Argument + "' is no C or C++ source by its name; its language can be given after '--' (-x c++)");
  };
  if (O.Flags) {
    if (!isCode(File) && llvm::none_of(*O.Flags, [](StringRef F) { return F.starts_with("-x"); }))
      return noSource();
    addWithFlags(File);
    return llvm::Error::success();
  }
  std::vector<const Command *> Found = Data.find(File);
  for (const Command *C : Found)
    addCommand(*C);
  if (!Found.empty())
    return llvm::Error::success();
  if (!isCode(File))
    return noSource();
  if (kindOf(File) == FileKind::Header) {
    addHeader(Argument, File);
    return llvm::Error::success();
  }
  addCommand(inferCommand(Data, File, InferredFrom));
  Inferred.push_back(Argument.str());
  return llvm::Error::success();
}

llvm::Error Selection::openDatabase() {
  if (O.Flags) {
    if (O.Arguments.empty() && !Only)
      return sentence("flags were given after '--', but no file to compile with them");
    return llvm::Error::success();
  }
  std::string Path;
  if (!O.DatabaseDir.empty()) {
    Path = fs::is_directory(O.DatabaseDir) ? O.DatabaseDir + "/compile_commands.json" : O.DatabaseDir;
    if (!fs::exists(O.DatabaseDir))
      return sentence("-p: there is no '" + O.DatabaseDir + "'");
    if (!fs::exists(Path))
      return noDatabase("'" + O.DatabaseDir + "'");
    Path = absolutePath(Path);
  } else {
    // All arguments share the database that the first one leads to.
    std::string Start = O.Arguments.empty() ? "." : O.Arguments.front();
    if (!O.Arguments.empty() && !Only && !fs::exists(Start))
      return add(Start);
    std::string Directory = absolutePath(Start);
    if (!fs::is_directory(Directory))
      Directory = path::parent_path(Directory).str();
    Path = findDatabase(Directory);
    if (Path.empty())
      return noDatabase("'" + displayPath(Directory) + "' or above");
  }
  llvm::Expected<Database> D = readDatabase(Path);
  if (!D)
    return D.takeError();
  Data = std::move(*D);
  leaveOutAssembler();
  return llvm::Error::success();
}

/// A database lists all that the build compiles.
void Selection::leaveOutAssembler() {
  const auto IsAssembler = [](const Command &C) { return kindOf(C.File) == FileKind::Assembler; };
  const auto First = llvm::find_if(Data.Commands, IsAssembler);
  const long Count = llvm::count_if(Data.Commands, IsAssembler);
  if (Count == 0)
    return;
  const std::string Name = displayPath(First->File);
  Result.Messages.push_back((Count == 1 ? "'" + Name + "' is" : std::to_string(Count) + " files ('" + Name + "', …) are") +
                            " assembler and left out");
  llvm::erase_if(Data.Commands, IsAssembler);
}

/// The project of a database: the directory that holds it, or the sources' common directory if that is elsewhere (an
/// out-of-tree build).
std::string projectRoot(const Database &D) {
  if (D.Path.empty())
    return realPath(".");
  std::string Beside = path::parent_path(realPath(D.Path)).str();
  std::string Common;
  for (const Command &C : D.Commands) {
    // What a build generates lies in the build directory and says nothing of where the project is.
    if (isInside(C.File, Beside))
      continue;
    std::string Directory = path::parent_path(C.File).str();
    if (Common.empty())
      Common = Directory;
    while (!isInside(Directory, Common))
      Common = path::parent_path(Common).str();
  }
  if (Common.empty())
    return Beside;
  // A build directory inside the project.
  if (Common != "/" && isInside(Beside, Common))
    return realPath(Common);
  std::string Parent = path::parent_path(Beside).str();
  return realPath(isInside(Common, Parent) && Parent != "/" ? Parent : Common == "/" ? Beside : Common);
}

llvm::Expected<UnitSet> Selection::run() {
  if (llvm::Error E = openDatabase())
    return std::move(E);
  if (Only)
    for (const std::string &File : *Only)
      addStaged(File);
  else
    for (const std::string &A : O.Arguments)
      if (llvm::Error E = add(A))
        return std::move(E);
  if (!Only && O.Arguments.empty())
    for (const Command &C : Data.Commands)
      addCommand(C);
  llvm::stable_sort(Result.Units, [](const Unit &A, const Unit &B) { return A.How.File < B.How.File; });
  if (!Inferred.empty())
    Result.Messages.push_back((Inferred.size() == 1 ? "'" + Inferred[0] + "' is"
                                                    : std::to_string(Inferred.size()) + " files (" +
                                                          llvm::join(Inferred, ", ") + ") are") +
                              " not in '" + displayPath(Data.Path) + "'; taking the flags of '" +
                              displayPath(InferredFrom) + "'");
  Result.ProjectRoot = projectRoot(Data);
  Result.DatabasePath = Data.Path;
  return std::move(Result);
}

} // namespace

llvm::Expected<UnitSet> selectUnits(const Options &O, const std::vector<std::string> *Only, const Texts &Overlay) {
  return Selection(O, Only, Overlay).run();
}

} // namespace raiitidy::tool
