#include "tool/Includes.h"
#include "tool/Paths.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace raiitidy::tool {

namespace path = llvm::sys::path;
using llvm::StringRef;

namespace {

struct SearchPath {
  std::vector<std::string> Quoted, All;
  std::vector<std::string> Forced; ///< -include
};

SearchPath searchPathOf(const Command &C) {
  SearchPath S;
  for (size_t I = 1; I < C.Args.size(); ++I) {
    StringRef A = C.Args[I];
    for (StringRef Flag : {"-iquote", "-isystem", "-include", "-I"}) {
      if (!A.consume_front(Flag))
        continue;
      if (A.empty() && I + 1 < C.Args.size())
        A = C.Args[++I];
      std::string Path = absolutePath(A, C.Directory);
      (Flag == "-include" ? S.Forced : Flag == "-iquote" ? S.Quoted : S.All).push_back(std::move(Path));
      break;
    }
  }
  return S;
}

} // namespace

const std::string &Includes::real(const std::string &Path) {
  auto [It, New] = Real.try_emplace(Path);
  if (New) {
    std::string R = realPath(Path);
    if (Overlay.count(R) || llvm::sys::fs::is_regular_file(R))
      It->second = std::move(R);
  }
  return It->second;
}

const std::vector<Includes::Directive> &Includes::directivesOf(const std::string &File) {
  auto [It, New] = Directives.try_emplace(File);
  if (!New)
    return It->second;
  std::string Text;
  if (auto O = Overlay.find(File); O != Overlay.end())
    Text = O->second;
  else if (llvm::Expected<std::string> T = readFile(File))
    Text = std::move(*T);
  else
    llvm::consumeError(T.takeError());
  for (StringRef Line : llvm::split(Text, '\n')) {
    Line = Line.ltrim();
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("include") && !Line.consume_front("import"))
      continue;
    Line.consume_front("_next");
    Line = Line.ltrim();
    const bool Quoted = Line.starts_with("\"");
    if (Line.empty() || (!Quoted && Line[0] != '<'))
      continue;
    StringRef Name = Line.drop_front().take_until([Quoted](char C) { return C == (Quoted ? '"' : '>'); });
    It->second.push_back({Name.str(), Quoted});
  }
  return It->second;
}

std::set<std::string> Includes::reachedBy(const Command &C) {
  const SearchPath Search = searchPathOf(C);
  std::set<std::string> Reached;
  std::vector<std::string> Waiting;
  auto Add = [&](const std::string &Path) {
    const std::string &R = real(Path);
    if (!R.empty() && Reached.insert(R).second)
      Waiting.push_back(R);
    return !R.empty();
  };
  Add(C.File);
  for (const std::string &F : Search.Forced)
    Add(F);
  while (!Waiting.empty()) {
    const std::string File = std::move(Waiting.back());
    Waiting.pop_back();
    for (const Directive &D : directivesOf(File)) {
      if (path::is_absolute(D.Name)) {
        Add(D.Name);
        continue;
      }
      if (D.Quoted && Add(absolutePath(D.Name, path::parent_path(File))))
        continue;
      bool Found = false;
      for (const std::vector<std::string> *Directories : {&Search.Quoted, &Search.All})
        if (!Found && (D.Quoted || Directories == &Search.All))
          for (const std::string &Directory : *Directories)
            if ((Found = Add(absolutePath(D.Name, Directory))))
              break;
    }
  }
  return Reached;
}

} // namespace raiitidy::tool
