// One run: choose, analyse, merge, fix, report.
#include "tool/Analyse.h"
#include "tool/Commands.h"
#include "tool/Config.h"
#include "tool/Contained.h"
#include "tool/Merge.h"
#include "tool/Paths.h"
#include "tool/Report.h"
#include "tool/Wire.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
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

class Analysis {
public:
  explicit Analysis(const Options &O) : O(O) {}
  int run();

private:
  llvm::Error prepare();
  bool scan();
  void reportUnits();
  int print();

  const Options &O;
  UnitSet Units;
  std::string ResourceDir;
  std::vector<UnitResult> Results;
  Report Out;
};

llvm::Error Analysis::prepare() {
  llvm::Expected<UnitSet> Selected = selectUnits(O);
  if (!Selected)
    return Selected.takeError();
  Units = std::move(*Selected);
  if (llvm::Error E = configure(O, Units))
    return E;
  llvm::Expected<std::string> Dir = findResourceDir();
  if (!Dir)
    return Dir.takeError();
  ResourceDir = std::move(*Dir);
  return llvm::Error::success();
}

/// \returns false if interrupted.
bool Analysis::scan() {
  Results.resize(Units.Units.size());
  ProgressLine Progress(O.Progress, Units.Units.size());
  unsigned Jobs = O.Jobs ? O.Jobs : llvm::hardware_concurrency().compute_thread_count();
  return runContained(
      Units.Units.size(), Jobs, O.TimeoutSeconds,
      [&](size_t I) {
        AnalyseJob Job;
        Job.What = &Units.Units[I];
        Job.ProjectRoot = Units.ProjectRoot;
        Job.ResourceDir = ResourceDir;
        Job.WholeHeaders = std::getenv("RAII_TIDY_WHOLE_HEADERS") != nullptr;
        UnitResult R = analyse(Job);
        ByteWriter W;
        W &R;
        return std::move(W.Bytes);
      },
      [&](size_t I, JobOutcome Outcome) {
        Progress.done(Units.Units[I].How.File);
        UnitResult &R = Results[I];
        if (Outcome.How != JobOutcome::Kind::Done) {
          R.Failure = Outcome.Reason;
          return;
        }
        ByteReader Reader(Outcome.Bytes);
        Reader &R;
        if (!Reader.complete()) {
          R = UnitResult();
          R.Failure = "clang ended early";
        }
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

int Analysis::print() {
  std::string Text;
  llvm::raw_string_ostream Buffer(Text);
  bool ToTerminal = O.Output.empty() && llvm::sys::Process::StandardOutIsDisplayed();
  bool Color = O.Color == When::Always || (O.Color == When::Auto && ToTerminal && !std::getenv("NO_COLOR"));
  Buffer.enable_colors(Color);
  if (O.Json)
    printJson(Out, O, Buffer);
  else
    printText(Out, Buffer, Color);
  if (O.Output.empty()) {
    llvm::outs() << Text;
    llvm::outs().flush();
  } else {
    std::error_code EC;
    llvm::raw_fd_ostream File(O.Output, EC);
    if (EC)
      return wrongUse(sentence("cannot write '" + O.Output + "': " + EC.message()));
    File << Text;
  }
  bool ErrColor = O.Color == When::Always || (O.Color == When::Auto && llvm::sys::Process::StandardErrIsDisplayed() &&
                                              !std::getenv("NO_COLOR"));
  llvm::errs().enable_colors(ErrColor);
  printSummary(Out, O, llvm::errs(), ErrColor);
  return exitStatus(Out, O);
}

int Analysis::run() {
  if (llvm::Error E = prepare())
    return wrongUse(std::move(E));
  if (!scan())
    return 3;
  for (MergedFinding &M : mergeFindings(Results)) {
    ReportedFinding R;
    FixState State = M.What.BrokenFix ? FixState::Broken : M.Disagreed ? FixState::Disagreed : FixState::Offered;
    if (!M.What.SafeFix.empty())
      R.Safe = State;
    if (M.What.unsafeFix())
      R.Unsafe = State;
    R.What = std::move(M.What);
    Out.Findings.push_back(std::move(R));
  }
  reportUnits();
  return print();
}

} // namespace

int runAnalysis(const Options &O) { return Analysis(O).run(); }

int wrongUse(llvm::Error E) {
  llvm::errs() << "raii-tidy: error: " << llvm::toString(std::move(E)) << '\n';
  return 2;
}

} // namespace raiitidy::tool
