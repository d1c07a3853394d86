// One run: choose, analyse, merge, fix, report.
#include "checks/catalogue/Reader.h"
#include "tool/Analyse.h"
#include "tool/Commands.h"
#include "tool/Config.h"
#include "tool/Contained.h"
#include "tool/Diff.h"
#include "tool/Fixer.h"
#include "tool/Paths.h"
#include "tool/Report.h"
#include "tool/Wire.h"
#include "tool/Write.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

using llvm::StringRef;

namespace {

/// A line on the terminal that says how far the run is.
class ProgressLine {
public:
  ProgressLine(When Wanted, size_t Total)
      : Terminal(llvm::sys::Process::StandardErrIsDisplayed()),
        On(Wanted == When::Always || (Wanted == When::Auto && Terminal && Total > 1)), Total(Total) {}
  ~ProgressLine() {
    if (On && Terminal)
      llvm::errs() << "\r\x1b[K";
  }
  void done(StringRef File) {
    ++Done;
    if (!On)
      return;
    llvm::errs() << (Terminal ? "\r\x1b[K" : "") << '[' << Done << '/' << Total << "] " << displayPath(File)
                 << (Terminal ? "" : "\n");
    llvm::errs().flush();
  }

private:
  bool Terminal, On;
  size_t Total, Done = 0;
};

bool isFixing(const Options &O) { return O.Fix != FixMode::None || O.Diff; }

class Analysis {
public:
  explicit Analysis(const Options &O) : O(O) {}
  int run();

private:
  llvm::Error prepare();
  llvm::Error checkPairs() const;
  bool scan();
  AnalyseJob jobFor(const Unit &U) const;
  UnitResult analyseAgain(const Unit &U, const Texts &Overlay, bool WantWarnings) const;
  void reportUnits();
  void write(const Fixer &F);
  std::string diff(const Fixer &F) const;
  int print(const std::string &Text);
  std::string findings() const;
  bool wantsColor(bool Terminal) const;

  const Options &O;
  UnitSet Units;
  std::string ResourceDir;
  std::vector<UnitResult> Results;
  Report Out;
};

/// The built-in pairs are sound; what the user wrote is read once before any unit is, so that an error is said once.
llvm::Error Analysis::checkPairs() const {
  std::set<std::string> Directories, Projects; // the latter have a .raii-tidy.yaml
  for (const Unit &U : Units.Units)
    if (StringRef Dir = llvm::sys::path::parent_path(U.How.File); Directories.insert(Dir.str()).second)
      Projects.insert(searchUpward(Dir, ".raii-tidy.yaml"));
  Projects.erase("");
  if (Projects.empty() && O.PairFiles.empty())
    return llvm::Error::success();
  if (Projects.empty())
    Projects.insert("/");
  for (const std::string &P : Projects) {
    auto Loaded = catalogue::loadCatalogue(P, O.PairFiles);
    if (!Loaded)
      return Loaded.takeError();
  }
  return llvm::Error::success();
}

llvm::Error Analysis::prepare() {
  llvm::Expected<UnitSet> Selected = selectUnits(O);
  if (!Selected)
    return Selected.takeError();
  Units = std::move(*Selected);
  if (llvm::Error E = configure(O, Units))
    return E;
  if (llvm::Error E = checkPairs())
    return E;
  llvm::Expected<std::string> Dir = findResourceDir();
  if (!Dir)
    return Dir.takeError();
  ResourceDir = std::move(*Dir);
  return llvm::Error::success();
}

AnalyseJob Analysis::jobFor(const Unit &U) const {
  AnalyseJob Job;
  Job.What = &U;
  Job.ProjectRoot = Units.ProjectRoot;
  Job.ResourceDir = ResourceDir;
  Job.WholeHeaders = std::getenv("RAII_TIDY_WHOLE_HEADERS") != nullptr;
  return Job;
}

/// Once more, in a process of its own; for proofs.
UnitResult Analysis::analyseAgain(const Unit &U, const Texts &Overlay, bool WantWarnings) const {
  UnitResult Result;
  runContained(
      1, 1, O.TimeoutSeconds,
      [&](size_t) {
        AnalyseJob Job = jobFor(U);
        Job.Overlay = Overlay;
        Job.WantWarnings = WantWarnings;
        UnitResult R = analyse(Job);
        return toBytes(R);
      },
      [&](size_t, JobOutcome Outcome) {
        if (Outcome.How != JobOutcome::Kind::Done || !fromBytes(Outcome.Bytes, Result))
          Result.Failure = Outcome.Reason.empty() ? "the analysis ended early" : Outcome.Reason;
      });
  return Result;
}

/// \returns false if interrupted.
bool Analysis::scan() {
  Results.resize(Units.Units.size());
  ProgressLine Progress(O.Progress, Units.Units.size());
  return runContained(
      Units.Units.size(), jobs(O), O.TimeoutSeconds,
      [&](size_t I) {
        AnalyseJob Job = jobFor(Units.Units[I]);
        Job.WantFiles = isFixing(O);
        UnitResult R = analyse(Job);
        return toBytes(R);
      },
      [&](size_t I, JobOutcome Outcome) {
        Progress.done(Units.Units[I].How.File);
        UnitResult &R = Results[I];
        if (Outcome.How != JobOutcome::Kind::Done) {
          R.Failure = Outcome.Reason;
          return;
        }
        if (!fromBytes(Outcome.Bytes, R))
          R.Failure = "the analysis ended early";
      });
}

/// What could not be analysed, and which flags were left out.
void Analysis::reportUnits() {
  std::set<std::string> Dropped;
  for (size_t I = 0; I < Results.size(); ++I) {
    const Unit &U = Units.Units[I];
    const UnitResult &R = Results[I];
    std::string File = displayPath(U.How.File);
    Dropped.insert(R.DroppedFlags.begin(), R.DroppedFlags.end());
    if (!R.Failure.empty()) {
      Out.Failures.push_back({File, "not analysed: " + R.Failure});
    } else if (!R.Errors.empty()) {
      const CompilerMessage &E = R.Errors.front();
      std::string Where = E.At.File.empty()
                              ? ""
                              : displayPath(E.At.File) + ":" + std::to_string(E.At.Line) + ":" +
                                    std::to_string(E.At.Column) + ": ";
      std::string Advice = StringRef(E.Message).contains("file not found")
                               ? "; build the project once if the file is generated, or add its directory to the "
                                 "compile command"
                               : "; it must compile with clang under the flags of its compile command";
      Out.Failures.push_back({File, "not fully analysed: " + Where + E.Message + Advice});
    } else if (!R.ReadRequested) {
      for (const std::string &H : U.OnlyHeaders)
        Out.Failures.push_back({displayPath(H), "not read by '" + File + "', which names it; name a source file that "
                                                                         "reaches it, or give flags after '--'"});
    }
  }
  for (const std::string &F : Units.Failures)
    Out.Failures.push_back({"", F});
  Out.Messages = Units.Messages;
  if (!Dropped.empty())
    Out.Messages.push_back("flags that clang does not know were left out: " + llvm::join(Dropped, " "));
  Out.Units = Units.Units.size();
}

bool Analysis::wantsColor(bool Terminal) const {
  return O.Color == When::Always || (O.Color == When::Auto && Terminal && !std::getenv("NO_COLOR"));
}

std::string Analysis::findings() const {
  std::string Text;
  llvm::raw_string_ostream Buffer(Text);
  bool Color = wantsColor(O.Output.empty() && llvm::sys::Process::StandardOutIsDisplayed());
  Buffer.enable_colors(Color);
  if (O.Json)
    printJson(Out, O, Buffer);
  else
    printText(Out, Buffer, Color);
  return Buffer.str();
}

int Analysis::print(const std::string &Text) {
  if (O.Output.empty()) {
    llvm::outs() << Text;
    llvm::outs().flush();
  } else if (llvm::Error E = writeFile(absolutePath(O.Output), Text)) {
    return wrongUse(std::move(E));
  }
  bool Color = wantsColor(llvm::sys::Process::StandardErrIsDisplayed());
  llvm::errs().enable_colors(Color);
  printSummary(Out, O, llvm::errs(), Color);
  return exitStatus(Out, O);
}

/// Files that share a fix are written together, or none of them.
void Analysis::write(const Fixer &F) {
  for (const std::vector<std::string> &Group : F.groups()) {
    if (interruptedBy())
      return;
    for (const std::string &File : Group) {
      llvm::Error E = replaceFile(File, F.originals().at(File), F.changed().at(File));
      if (!E) {
        ++Out.ChangedFiles;
        continue;
      }
      Out.Errors.push_back(llvm::toString(std::move(E)));
      break;
    }
  }
}

std::string Analysis::diff(const Fixer &F) const {
  std::string Text;
  for (const auto &[File, After] : F.changed())
    Text += unifiedDiff(F.originals().at(File), After, displayPath(File));
  return Text;
}

int Analysis::run() {
  if (llvm::Error E = prepare())
    return wrongUse(std::move(E));
  if (!scan())
    return 3;
  Analyser Again = [this](const Unit &U, const Texts &Overlay, bool WantWarnings) {
    return analyseAgain(U, Overlay, WantWarnings);
  };
  reportUnits();
  Fixer F(O, Units.Units, Results, Again);
  if (isFixing(O) && !F.fix(Out))
    return 3;
  if (!F.report(Out))
    return 3;
  if (!O.Diff) {
    write(F);
    return print(findings());
  }
  Out.ChangedFiles = F.changed().size();
  return print(diff(F));
}

} // namespace

int runAnalysis(const Options &O) { return Analysis(O).run(); }

int wrongUse(llvm::Error E) {
  llvm::errs() << "raii-tidy: error: " << llvm::toString(std::move(E)) << '\n';
  return 2;
}

} // namespace raiitidy::tool
