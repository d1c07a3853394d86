// Says what the program found, so that a user can see why it does what it does.
#include "tool/Analyse.h"
#include "tool/Commands.h"
#include "tool/Config.h"
#include "tool/Contained.h"
#include "tool/Paths.h"
#include "tool/Units.h"
#include "tool/Wire.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

namespace {

/// A text beside the unit that includes a guard header: it parses exactly if the header is on the include path.
bool findsGuards(const Unit &U, const UnitSet &Units, const std::string &ResourceDir) {
  bool Found = false;
  runContained(
      1, 1, 60,
      [&](size_t) {
        AnalyseJob Job;
        Job.What = &U;
        Job.ProjectRoot = Units.ProjectRoot;
        Job.ResourceDir = ResourceDir;
        Job.Overlay[realPath(U.How.File)] = "#include <raii/scope_exit.hpp>\n";
        UnitResult R = analyse(Job);
        return toBytes(R);
      },
      [&](size_t, JobOutcome Outcome) {
        UnitResult R;
        Found = Outcome.How == JobOutcome::Kind::Done && fromBytes(Outcome.Bytes, R) && R.Failure.empty() &&
                R.Errors.empty();
      });
  return Found;
}

} // namespace

int runDoctor(const Options &O) {
  llvm::raw_ostream &OS = llvm::outs();
  bool Well = true;
  OS << "raii-tidy:       " RAII_VERSION "\n";
  OS << "LLVM:            " LLVM_VERSION_STRING "\n";
  llvm::Expected<std::string> Resource = findResourceDir();
  if (Resource) {
    OS << "resource dir:    " << *Resource << '\n';
  } else {
    OS << "resource dir:    missing: " << llvm::toString(Resource.takeError()) << '\n';
    Resource = std::string();
    Well = false;
  }
  llvm::Expected<UnitSet> Units = selectUnits(O);
  if (!Units) {
    OS << "database:        " << llvm::toString(Units.takeError()) << '\n';
    return 2;
  }
  OS << "database:        " << (Units->DatabasePath.empty() ? "none, flags given" : displayPath(Units->DatabasePath))
     << ", " << Units->Units.size() << " units\n";
  OS << "project:         " << Units->ProjectRoot << '\n';
  for (const std::string &F : Units->Failures)
    OS << "                 " << F << '\n';
  if (llvm::Error E = configure(O, *Units)) {
    OS << "configuration:   " << llvm::toString(std::move(E)) << '\n';
    return 2;
  }
  if (Units->Units.empty())
    return Well ? 0 : 2;
  const Unit &First = Units->Units.front();
  std::vector<std::string> Files = configurationFiles(First.How.File);
  OS << "configuration:   ";
  if (Files.empty())
    OS << "no .clang-tidy above '" << displayPath(First.How.File) << "'";
  for (size_t I = 0; I < Files.size(); ++I)
    OS << (I ? ", " : "") << displayPath(Files[I]);
  OS << '\n';
  std::string Pairs = searchUpward(llvm::sys::path::parent_path(First.How.File), ".raii-tidy.yaml");
  OS << "pairs:           " << (Pairs.empty() ? "built-in only" : "built-in and " + displayPath(Pairs + "/.raii-tidy.yaml"))
     << '\n';
  OS << "guard headers:   ";
  if (findsGuards(First, *Units, *Resource))
    OS << "on the include path of '" << displayPath(First.How.File) << "'\n";
  else
    OS << "not on the include path of '" << displayPath(First.How.File)
       << "': fixes are limited to std types; run 'raii-tidy vendor DIR'\n";
  return Well ? 0 : 2;
}

} // namespace raiitidy::tool
