#include "tool/Git.h"
#include "tool/Options.h"
#include "tool/Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

namespace raiitidy::tool {

using llvm::StringRef;

namespace {

llvm::Expected<std::string> runGit(StringRef Directory, std::vector<std::string> Args) {
  auto Program = llvm::sys::findProgramByName("git");
  if (!Program)
    return sentence("git is not installed");
  llvm::SmallString<128> Out, Err;
  if (llvm::sys::fs::createTemporaryFile("raii-tidy", "out", Out) ||
      llvm::sys::fs::createTemporaryFile("raii-tidy", "err", Err))
    return sentence("no temporary file can be made");
  const llvm::FileRemover RemoveOut(Out), RemoveErr(Err);
  // No words of its own between ours, whatever the user's configuration says.
  std::vector<std::string> All = {*Program, "-C", Directory.str(), "-c", "core.quotePath=false"};
  All.insert(All.end(), Args.begin(), Args.end());
  const std::vector<StringRef> Argv(All.begin(), All.end());
  std::optional<StringRef> Redirects[] = {StringRef(""), StringRef(Out), StringRef(Err)};
  const int Status = llvm::sys::ExecuteAndWait(*Program, Argv, std::nullopt, Redirects, 120);
  if (Status == 0)
    return readFile(Out);
  llvm::Expected<std::string> Said = readFile(Err);
  if (!Said)
    return Said.takeError();
  const StringRef First = StringRef(*Said).split('\n').first;
  return sentence("git " + Args.front() + ": " + (First.empty() ? StringRef("failed") : First));
}

} // namespace

llvm::Expected<Git> Git::open(StringRef Directory, StringRef Option) {
  llvm::Expected<std::string> Top = runGit(Directory, {"rev-parse", "--show-toplevel"});
  if (!Top)
    return sentence(Option + " needs a git repository: " + llvm::toString(Top.takeError()));
  return Git(realPath(StringRef(*Top).rtrim('\n')));
}

llvm::Expected<std::string> Git::run(std::vector<std::string> Args) const { return runGit(Top, std::move(Args)); }

llvm::Expected<std::vector<std::string>> Git::names(std::vector<std::string> Args) const {
  llvm::Expected<std::string> Output = run(std::move(Args));
  if (!Output)
    return Output.takeError();
  std::vector<std::string> Names;
  llvm::SmallVector<StringRef, 32> Parts;
  StringRef(*Output).split(Parts, '\0', -1, /*KeepEmpty=*/false);
  for (StringRef P : Parts)
    Names.push_back(Top + "/" + P.str());
  return Names;
}

std::optional<std::string> Git::textOf(StringRef Tree, StringRef File) const {
  if (!isInside(File, Top) || File.size() <= Top.size())
    return std::nullopt;
  llvm::Expected<std::string> Text = run({"cat-file", "blob", (Tree + ":" + File.drop_front(Top.size() + 1)).str()});
  if (Text)
    return std::move(*Text);
  llvm::consumeError(Text.takeError());
  return std::nullopt;
}

namespace {

/// Adds the new lines of "@@ -1,2 +3,4 @@".
void addHunk(StringRef Header, std::set<unsigned> &Lines) {
  StringRef New = Header.split(" +").second.split(' ').first;
  unsigned First = 0, Count = 1;
  if (New.split(',').first.getAsInteger(10, First))
    return;
  if (New.contains(',') && New.split(',').second.getAsInteger(10, Count))
    return;
  for (unsigned I = 0; I < Count; ++I)
    Lines.insert(First + I);
}

/// A new file: all of it.
void addWhole(const std::string &File, std::set<unsigned> &Lines) {
  llvm::Expected<std::string> Text = readFile(File);
  if (!Text)
    return llvm::consumeError(Text.takeError());
  for (unsigned I = 1, N = StringRef(*Text).count('\n') + 1; I <= N; ++I)
    Lines.insert(I);
}

} // namespace

llvm::Expected<Change> changedSince(const Git &G, const std::string &Revision, bool Staged) {
  llvm::Expected<std::string> Commit = G.run({"rev-parse", "--verify", "--quiet", Revision + "^{commit}"});
  if (!Commit) {
    llvm::consumeError(Commit.takeError());
    if (llvm::Error NoHead = G.run({"rev-parse", "--verify", "--quiet", "HEAD"}).takeError()) {
      llvm::consumeError(std::move(NoHead));
      return sentence("--changed-since: this repository has no commit yet; commit first, or use --staged");
    }
    return sentence("--changed-since: '" + Revision +
                    "' is no commit of this repository; a clone that is not "
                    "complete may lack it: git fetch origin " +
                    Revision);
  }
  std::string Base = StringRef(*Commit).trim().str();
  // What the other branch did meanwhile is none of this change's.
  if (llvm::Expected<std::string> Fork = G.run({"merge-base", Base, "HEAD"}))
    Base = StringRef(*Fork).trim().str();
  else
    llvm::consumeError(Fork.takeError());

  // Whatever the user has configured; a file that became a link, or a link that became one, is two in a patch.
  std::vector<std::string> Diff = {"diff", "--no-color", "--no-ext-diff", "--no-renames", "--no-textconv", "--no-relative",
                                   "--ignore-submodules=all", "--inter-hunk-context=0"};
  if (Staged)
    Diff.push_back("--cached");
  auto With = [&Diff, &Base](std::vector<std::string> More) {
    std::vector<std::string> Args = Diff;
    Args.insert(Args.end(), More.begin(), More.end());
    Args.insert(Args.end(), {Base, "--"});
    return Args;
  };
  llvm::Expected<std::vector<std::string>> Names = G.names(With({"--name-only", "-z", "--diff-filter=t"}));
  if (!Names)
    return Names.takeError();
  llvm::Expected<std::string> Patch = G.run(With({"--patch", "--unified=0", "--diff-filter=t"}));
  if (!Patch)
    return Patch.takeError();
  Change Result;
  // The patch has the files in the order of the names; its own names may be
  // quoted.
  size_t At = 0;
  std::set<unsigned> *Lines = nullptr;
  for (StringRef Line : llvm::split(*Patch, '\n')) {
    if (Line.starts_with("diff --git ")) {
      if (At == Names->size())
        return sentence("git diff shows more files than it names; please report this");
      Lines = &Result.Lines[(*Names)[At++]];
    } else if (Line.starts_with("@@ ") && Lines) {
      addHunk(Line, *Lines);
    }
  }
  if (At != Names->size())
    return sentence("git diff names more files than it shows; please report this");
  llvm::Expected<std::vector<std::string>> Retyped = G.names(With({"--name-only", "-z", "--diff-filter=T"}));
  if (!Retyped)
    return Retyped.takeError();
  for (const std::string &File : *Retyped)
    addWhole(File, Result.Lines[File]);
  for (const auto &[File, Changed] : Result.Lines)
    if (std::optional<std::string> Text = G.textOf(Base, File))
      Result.Before[File] = std::move(*Text);
  if (!Staged) {
    llvm::Expected<std::vector<std::string>> New = G.names({"ls-files", "--others", "--exclude-standard", "-z"});
    if (!New)
      return New.takeError();
    for (const std::string &File : *New)
      if (isCode(File))
        addWhole(File, Result.Lines[File]);
  }
  return Result;
}

llvm::Expected<Texts> indexedTexts(const Git &G) {
  llvm::Expected<std::vector<std::string>> Names = G.names({"diff", "--no-ext-diff", "--ignore-submodules=all", "--name-only", "-z"});
  if (!Names)
    return Names.takeError();
  Texts Result;
  for (const std::string &File : *Names)
    if (std::optional<std::string> Text = G.textOf("", File))
      Result[realPath(File)] = std::move(*Text);
  return Result;
}

} // namespace raiitidy::tool
