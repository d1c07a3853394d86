#include "tool/Config.h"
#include "checks/CheckInfo.h"
#include "tool/Paths.h"
#include "clang-tidy/GlobList.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/SourceMgr.h"
#include <map>

namespace raiitidy::tool {

namespace tidy = clang::tidy;
using llvm::StringRef;

namespace {

llvm::SmallVector<StringRef, 8> splitGlobs(StringRef Text) {
  llvm::SmallVector<StringRef, 8> Parts, Kept;
  for (StringRef Line : llvm::split(Text, '\n'))
    Line.split(Parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef P : Parts)
    if (!P.trim().empty())
      Kept.push_back(P.trim());
  return Kept;
}

/// Only globs that speak of our checks: a leading "-*" is meant for clang-tidy's.
std::string ourGlobs(StringRef Checks) {
  std::string Result;
  for (StringRef G : splitGlobs(Checks)) {
    StringRef Literal = G;
    Literal.consume_front("-");
    if (Literal.ltrim().starts_with("raii-"))
      Result += (Result.empty() ? "" : ",") + G.str();
  }
  return Result;
}

bool inGroup(const CheckInfo &C, StringRef Group) {
  return Group == "all" || (Group == "bug") == (C.InGroup == Group::Bug);
}

std::string asList(llvm::ArrayRef<StringRef> Names) {
  std::string Text = "-*";
  for (StringRef N : Names)
    Text += "," + N.str();
  return Text;
}

std::vector<StringRef> filter(llvm::ArrayRef<StringRef> Names, StringRef Globs) {
  if (Globs.empty())
    return Names.vec();
  // A list that begins with a negative glob takes away from everything.
  std::string Text = (Globs.starts_with("-") ? "*," : "") + Globs.str();
  tidy::GlobList List(Text);
  std::vector<StringRef> Kept;
  for (StringRef N : Names)
    if (List.contains(N))
      Kept.push_back(N);
  return Kept;
}

/// AnalyzeTemporaryDtors did nothing from clang-tidy 16 on and is an error since 18; many projects' files have it still. The
/// lines keep their numbers.
std::string withoutObsoleteKeys(StringRef Text) {
  std::string Kept;
  for (StringRef Line : llvm::split(Text, '\n')) {
    Kept += Line.starts_with("AnalyzeTemporaryDtors:") ? std::string("#") : Line.str();
    Kept += '\n';
  }
  Kept.pop_back();
  return Kept;
}

/// Reads .clang-tidy files as clang-tidy does, keeping the first that is broken.
class Configuration : public tidy::FileOptionsProvider {
public:
  static tidy::ClangTidyOptions parse(llvm::MemoryBufferRef Whole, std::string &Broken) {
    const std::string Text = withoutObsoleteKeys(Whole.getBuffer());
    const llvm::MemoryBufferRef Buffer(Text, Whole.getBufferIdentifier());
    std::string Message;
    auto Parsed = tidy::parseConfigurationWithDiags(Buffer, [&](const llvm::SMDiagnostic &D) {
      if (Message.empty())
        Message = displayPath(Buffer.getBufferIdentifier()) + ":" + std::to_string(D.getLineNo()) + ": " +
                  D.getMessage().str();
    });
    if (Parsed)
      return *Parsed;
    if (Broken.empty())
      Broken = Message.empty() ? displayPath(Buffer.getBufferIdentifier()) + ": " + Parsed.getError().message()
                               : Message;
    return {};
  }

  Configuration(tidy::ClangTidyOptions Override, std::string &Broken)
      : FileOptionsProvider(tidy::ClangTidyGlobalOptions(), tidy::ClangTidyOptions::getDefaults(), std::move(Override),
                            {{".clang-tidy", [&Broken](llvm::MemoryBufferRef B) -> llvm::ErrorOr<tidy::ClangTidyOptions> {
                                return parse(B, Broken);
                              }}}) {
    FS = llvm::vfs::getRealFileSystem();
  }
};

tidy::ClangTidyOptions commandLine(const Options &O) {
  tidy::ClangTidyOptions T;
  auto Set = [&T](StringRef Key, StringRef Value) {
    T.CheckOptions[Key] = tidy::ClangTidyOptions::ClangTidyValue(Value);
  };
  // Always: the program itself decides which fixes it applies.
  Set("RaiiUnsafeFixes", "true");
  if (O.Guards)
    Set("RaiiGuards", *O.Guards);
  if (O.GuardNames)
    Set("RaiiGuardNames", *O.GuardNames);
  if (O.MayThrow)
    Set("RaiiMayThrow", *O.MayThrow);
  if (!O.PairFiles.empty()) {
    std::vector<std::string> Files;
    for (const std::string &F : O.PairFiles)
      Files.push_back(absolutePath(F));
    Set("RaiiPairs", llvm::join(Files, ";"));
  }
  T.SystemHeaders = false;
  return T;
}

} // namespace

llvm::Expected<std::vector<StringRef>> chosenChecks(const Options &O) {
  std::vector<StringRef> All, InGroup;
  for (const CheckInfo &C : allChecks()) {
    All.push_back(C.Name);
    if (inGroup(C, O.Group.value_or("all")))
      InGroup.push_back(C.Name);
  }
  if (!O.Checks)
    return InGroup;
  for (StringRef G : splitGlobs(*O.Checks)) {
    StringRef Positive = G;
    Positive.consume_front("-");
    if (!filter(All, Positive).empty())
      continue;
    StringRef Near = nearest(Positive, All);
    return sentence("--checks: no check is named '" + Positive + "'" +
                    (Near.empty() ? "; 'raii-tidy checks' lists them" : "; did you mean '" + Near.str() + "'?"));
  }
  std::vector<StringRef> Chosen = filter(InGroup, llvm::join(splitGlobs(*O.Checks), ","));
  if (Chosen.empty())
    return sentence("--checks=" + *O.Checks + (O.Group ? " --group=" + *O.Group : "") + " leaves no check to run");
  return Chosen;
}

llvm::Error configure(const Options &O, UnitSet &Units) {
  llvm::Expected<std::vector<StringRef>> Chosen = chosenChecks(O);
  if (!Chosen)
    return Chosen.takeError();
  if (O.HeaderFilter) {
    std::string Why;
    if (!O.HeaderFilter->empty() && !llvm::Regex(*O.HeaderFilter).isValid(Why))
      return sentence("--header-filter is not a regular expression: " + Why);
  }
  std::string Broken;
  Configuration Provider(commandLine(O), Broken);
  // A configuration belongs to a directory.
  struct Configured {
    std::shared_ptr<const tidy::ClangTidyOptions> Tidy;
    std::optional<std::string> HeaderFilter;
  };
  std::map<std::string, Configured> ByDirectory;
  for (Unit &U : Units.Units) {
    Configured &Shared = ByDirectory[llvm::sys::path::parent_path(U.How.File).str()];
    if (!Shared.Tidy) {
      std::string FromFiles;
      for (const auto &[Raw, Source] : Provider.getRawOptions(U.How.File)) {
        if (Source == tidy::ClangTidyOptionsProvider::OptionsSourceTypeDefaultBinary)
          continue;
        if (Raw.Checks)
          FromFiles += (FromFiles.empty() ? "" : ",") + *Raw.Checks;
        if (Raw.HeaderFilterRegex)
          Shared.HeaderFilter = Raw.HeaderFilterRegex;
      }
      auto Merged = std::make_shared<tidy::ClangTidyOptions>(
          tidy::ClangTidyOptions::getDefaults().merge(Provider.getOptions(U.How.File), 0));
      if (!Broken.empty())
        return sentence("broken configuration: " + Broken);
      for (const auto &[Key, Pattern] : {std::pair("HeaderFilterRegex", Merged->HeaderFilterRegex),
                                         std::pair("ExcludeHeaderFilterRegex", Merged->ExcludeHeaderFilterRegex)})
        if (std::string Why; Pattern && !Pattern->empty() && !llvm::Regex(*Pattern).isValid(Why))
          return sentence("broken configuration: " + llvm::Twine(Key) + " '" + *Pattern + "' of '" + displayPath(U.How.File) +
                          "' is not a regular expression: " + Why);
      Merged->Checks = asList(O.Checks ? *Chosen : filter(*Chosen, ourGlobs(FromFiles)));
      Merged->SystemHeaders = false;
      if (O.HeaderFilter)
        Shared.HeaderFilter = O.HeaderFilter;
      Shared.Tidy = std::move(Merged);
    }
    U.Configuration = Shared.Tidy;
    U.HeaderFilter = Shared.HeaderFilter;
  }
  return llvm::Error::success();
}

std::vector<std::string> configurationFiles(StringRef File) {
  std::vector<std::string> Found;
  for (std::string Dir = llvm::sys::path::parent_path(absolutePath(File)).str(); !Dir.empty();) {
    Dir = searchUpward(Dir, ".clang-tidy");
    if (Dir.empty())
      break;
    Found.push_back(Dir + "/.clang-tidy");
    StringRef Up = llvm::sys::path::parent_path(Dir);
    Dir = Up == Dir ? std::string() : Up.str();
  }
  return Found;
}

} // namespace raiitidy::tool
