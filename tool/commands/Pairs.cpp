#include "checks/catalogue/Reader.h"
#include "tool/Commands.h"
#include "tool/Paths.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

using namespace raiitidy::catalogue;

static std::string names(const std::vector<CallPattern> &Calls) {
  llvm::SmallVector<std::string, 4> Names;
  for (const CallPattern &C : Calls)
    switch (C.Syntax) {
    case CallPattern::Kind::New:
      Names.push_back("new");
      break;
    case CallPattern::Kind::NewArray:
      Names.push_back("new[]");
      break;
    case CallPattern::Kind::Delete:
      Names.push_back("delete");
      break;
    case CallPattern::Kind::DeleteArray:
      Names.push_back("delete[]");
      break;
    default:
      Names.push_back(C.Name);
    }
  return llvm::join(Names, ", ");
}

int runPairs(const Options &O) {
  auto Loaded = loadCatalogue(absolutePath("."), O.PairFiles);
  if (!Loaded)
    return wrongUse(Loaded.takeError());
  llvm::raw_ostream &OS = llvm::outs();
  for (const Pair &P : (*Loaded)->Pairs) {
    OS << llvm::formatv("{0,-24} {1,-16} ", P.Name, P.Noun) << names(P.Acquire) << " -> ";
    if (P.Commit.empty() && P.Rollback.empty())
      OS << names(P.Release);
    else
      OS << names(P.Commit) << " | " << names(P.Rollback);
    OS << "  (" << displayPath(P.File) << ":" << P.Line << ")\n";
  }
  return 0;
}

} // namespace raiitidy::tool
