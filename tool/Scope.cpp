#include "tool/Scope.h"
#include "tool/Includes.h"
#include "tool/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

namespace raiitidy::tool {

using llvm::StringRef;

namespace {

llvm::Error readStaged(const Git &G, const Options &O, Scope &S) {
  llvm::Expected<Texts> Indexed = indexedTexts(G);
  if (!Indexed)
    return Indexed.takeError();
  S.Overlay = std::move(*Indexed);
  for (const std::string &A : O.Arguments) {
    if (llvm::sys::fs::is_directory(A))
      return sentence("--staged takes files, or none; '" + A + "' is a directory");
    S.Files.push_back(absolutePath(A));
  }
  if (!O.Arguments.empty())
    return llvm::Error::success();
  llvm::Expected<std::vector<std::string>> Names =
      G.names({"diff", "--cached", "--no-ext-diff", "--ignore-submodules=all", "--name-only", "--diff-filter=d", "-z"});
  if (!Names)
    return Names.takeError();
  for (std::string &File : *Names)
    if (isCode(File))
      S.Files.push_back(std::move(File));
  return llvm::Error::success();
}

} // namespace

llvm::Expected<Scope> readScope(const Options &O) {
  Scope S;
  if (!O.Staged && O.ChangedSince.empty())
    return S;
  llvm::Expected<Git> G = Git::open(".", O.Staged ? "--staged" : "--changed-since");
  if (!G)
    return G.takeError();
  S.Staged = O.Staged;
  if (O.Staged)
    if (llvm::Error E = readStaged(*G, O, S))
      return std::move(E);
  if (!O.ChangedSince.empty()) {
    llvm::Expected<Change> C = changedSince(*G, O.ChangedSince, O.Staged);
    if (!C)
      return C.takeError();
    S.Since = std::move(*C);
  }
  return S;
}

void narrow(UnitSet &Units, const Scope &S, const Options &O) {
  if (S.Since) {
    Includes Reach(S.Overlay);
    std::set<std::string> Unreached;
    for (const auto &[File, Lines] : S.Since->Lines)
      if (!Lines.empty() && isCode(File) && O.Arguments.empty())
        Unreached.insert(File);
    llvm::erase_if(Units.Units, [&](const Unit &U) {
      bool Changed = false;
      for (const std::string &F : Reach.reachedBy(U.How))
        if (S.Since->Lines.count(F)) {
          Changed = true;
          Unreached.erase(F);
        }
      return !Changed;
    });
    for (const std::string &File : Unreached)
      Units.Messages.push_back("'" + displayPath(File) + "' changed and is compiled by no unit of '" +
                               displayPath(Units.DatabasePath) + "', so it was not looked at; if the database is older than "
                               "the build files, configure the build again");
  }
  if (O.ShardCount) {
    size_t At = 0;
    llvm::erase_if(Units.Units, [&](const Unit &) { return At++ % O.ShardCount != O.ShardIndex - 1; });
  }
}

} // namespace raiitidy::tool
