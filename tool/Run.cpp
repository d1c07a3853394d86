// One run: choose, analyse, merge, fix, report.
#include "checks/catalogue/Reader.h"
#include "tool/Analyse.h"
#include "tool/Cache.h"
#include "tool/Commands.h"
#include "tool/Config.h"
#include "tool/Contained.h"
#include "tool/Diff.h"
#include "tool/Filter.h"
#include "tool/Fingerprint.h"
#include "tool/Fixer.h"
#include "tool/Paths.h"
#include "tool/Report.h"
#include "tool/Scope.h"
#include "tool/Wire.h"
#include "tool/Write.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"
#include <numeric>
#include <sys/ioctl.h>
#include <unistd.h>

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
    const std::string Count = "[" + std::to_string(Done) + "/" + std::to_string(Total) + "] ";
    std::string Path = displayPath(File);
    // A row that wraps could not be cleared: of a long path the end tells more.
    if (struct winsize Size; Terminal && ioctl(STDERR_FILENO, TIOCGWINSZ, &Size) == 0 && Size.ws_col > Count.size() + 8 &&
                             Count.size() + Path.size() >= Size.ws_col)
      Path = "..." + Path.substr(Path.size() - (Size.ws_col - Count.size() - 4));
    const std::string Row = Count + Path;
    llvm::errs() << (Terminal ? "\r\x1b[K" : "") << Row << (Terminal ? "" : "\n");
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
  llvm::Error checkOptions() const;
  bool scan();
  bool scanBefore();
  bool runUnits(const std::vector<size_t> &Which, const Texts &Overlay, bool WantFiles, std::vector<UnitResult> &Into,
                llvm::function_ref<void(size_t)> Done);
  llvm::Error knownFindings();
  llvm::Error finishBaseline();
  AnalyseJob jobFor(const Unit &U) const;
  UnitResult analysed(const AnalyseJob &Job) const { return Known ? Known->analyse(Job) : analyse(Job); }
  UnitResult analyseAgain(const Unit &U, const Texts &Overlay, bool WantWarnings) const;
  void reportUnits();
  void write(const Fixer &F);
  std::string diff(const Fixer &F) const;
  int print(const std::string &Text);
  std::string findings() const;
  bool wantsColor(bool Terminal) const;

  const Options &O;
  Scope About;
  UnitSet Units;
  std::string ResourceDir;
  std::vector<UnitResult> Results;
  std::optional<Filter> Wanted;
  std::optional<Cache> Known;
  Report Out;
};

/// The built-in pairs are sound; what the user wrote is read once before any unit is, so that an error is said once.
llvm::Error Analysis::checkPairs() const {
  std::set<std::string> Directories, Projects; // the latter have a .raii-tidy.yaml
  for (const Unit &U : Units.Units)
    if (StringRef Dir = llvm::sys::path::parent_path(U.How.File); Directories.insert(Dir.str()).second)
      Projects.insert(searchUpward(Dir, ".raii-tidy.yaml"));
  Projects.erase("");
  // Also where the user wrote none: the workers, which are forked, inherit the built-in pairs ready to use.
  if (Projects.empty())
    Projects.insert("/");
  for (const std::string &P : Projects) {
    auto Loaded = catalogue::loadCatalogue(P, O.PairFiles);
    if (!Loaded)
      return Loaded.takeError();
  }
  return llvm::Error::success();
}

/// Before the work, not after it.
static llvm::Error checkWritable(StringRef Option, const std::string &File) {
  const std::string Whole = absolutePath(File), Folder = llvm::sys::path::parent_path(Whole).str();
  if (llvm::sys::fs::is_directory(Whole))
    return sentence(Option + ": '" + File + "' is a directory, a file was expected");
  if (!llvm::sys::fs::is_directory(Folder))
    return sentence(Option + ": '" + File + "' cannot be written: there is no directory '" + displayPath(Folder) + "'");
  const std::string &Touched = llvm::sys::fs::exists(Whole) ? Whole : Folder;
  if (std::error_code EC = llvm::sys::fs::access(Touched, llvm::sys::fs::AccessMode::Write))
    return sentence(Option + ": '" + File + "' cannot be written: " + EC.message());
  return llvm::Error::success();
}

llvm::Error Analysis::prepare() {
  for (const auto &[Option, File] : {std::pair("-o", &O.Output), std::pair("--write-baseline", &O.WriteBaseline)})
    if (!File->empty())
      if (llvm::Error E = checkWritable(Option, *File))
        return E;
  llvm::Expected<Scope> Read = readScope(O);
  if (!Read)
    return Read.takeError();
  About = std::move(*Read);
  if (About.Staged && About.Files.empty())
    Units.Messages.push_back("no C or C++ file is staged");
  else if (llvm::Expected<UnitSet> Selected = selectUnits(O, About.Staged ? &About.Files : nullptr, About.Overlay))
    Units = std::move(*Selected);
  else
    return Selected.takeError();
  narrow(Units, About, O);
  Out.Root = sourceRoot(Units.ProjectRoot.empty() ? realPath(".") : Units.ProjectRoot);
  Wanted.emplace(Out.Root);
  if (llvm::Error E = knownFindings())
    return E;
  if (llvm::Error E = configure(O, Units))
    return E;
  if (llvm::Error E = checkPairs())
    return E;
  llvm::Expected<std::string> Dir = findResourceDir();
  if (!Dir)
    return Dir.takeError();
  ResourceDir = std::move(*Dir);
  if (!O.CacheDir.empty()) {
    llvm::Expected<Cache> C = Cache::open(O.CacheDir);
    if (!C)
      return C.takeError();
    Known.emplace(std::move(*C));
  }
  return llvm::Error::success();
}

/// What is left out whatever the units say.
llvm::Error Analysis::knownFindings() {
  if (About.Staged) {
    std::set<std::string> Files;
    for (const std::string &F : About.Files)
      Files.insert(realPath(F));
    Wanted->onlyIn(std::move(Files));
  }
  if (O.Baseline.empty())
    return llvm::Error::success();
  llvm::Expected<std::set<std::string>> Known = readBaseline(O.Baseline);
  if (!Known)
    return Known.takeError();
  Wanted->leaveOut(std::move(*Known));
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
        Job.Overlay.insert(About.Overlay.begin(), About.Overlay.end());
        Job.WantWarnings = WantWarnings;
        UnitResult R = analysed(Job);
        return toBytes(R);
      },
      [&](size_t, JobOutcome Outcome) {
        if (Outcome.How != JobOutcome::Kind::Done || !fromBytes(Outcome.Bytes, Result))
          Result.Failure = Outcome.Reason.empty() ? "the analysis ended early" : Outcome.Reason;
      });
  return Result;
}

/// Analyses some of the units, each in a process of its own. \returns false if interrupted.
bool Analysis::runUnits(const std::vector<size_t> &Which, const Texts &Overlay, bool WantFiles,
                        std::vector<UnitResult> &Into, llvm::function_ref<void(size_t)> Done) {
  Into.resize(Units.Units.size());
  return runContained(
      Which.size(), jobs(O), O.TimeoutSeconds,
      [&](size_t I) {
        AnalyseJob Job = jobFor(Units.Units[Which[I]]);
        Job.Overlay = Overlay;
        Job.WantFiles = WantFiles;
        UnitResult R = analysed(Job);
        return toBytes(R);
      },
      [&](size_t I, JobOutcome Outcome) {
        UnitResult &R = Into[Which[I]];
        if (Outcome.How != JobOutcome::Kind::Done)
          R.Failure = Outcome.Reason;
        else if (!fromBytes(Outcome.Bytes, R))
          R.Failure = "the analysis ended early";
        Done(Which[I]);
      });
}

/// \returns false if interrupted.
bool Analysis::scan() {
  std::vector<size_t> All(Units.Units.size());
  std::iota(All.begin(), All.end(), 0);
  ProgressLine Progress(O.Progress, All.size());
  return runUnits(All, About.Overlay, isFixing(O) || About.Since, Results,
                  [&](size_t U) { Progress.done(Units.Units[U].How.File); });
}

/// What the texts before the change say, of the units for which that is not clear. \returns false if interrupted.
bool Analysis::scanBefore() {
  if (!About.Since)
    return true;
  const std::set<size_t> Undecided = Wanted->undecided(*About.Since, Results);
  std::vector<UnitResult> Before;
  Texts Old = About.Since->Before;
  Old.insert(About.Overlay.begin(), About.Overlay.end());
  if (!runUnits({Undecided.begin(), Undecided.end()}, Old, false, Before, [](size_t) {}))
    return false;
  Wanted->onlyOf(*About.Since, Results, Before);
  return true;
}

/// An option of a check that says nonsense: the units were analysed with its default, and nobody asked for that.
llvm::Error Analysis::checkOptions() const {
  for (const UnitResult &R : Results)
    for (const Finding &F : R.Findings)
      if (F.At.File.empty())
        return sentence("broken configuration: " + F.Message);
  return llvm::Error::success();
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
  for (const Unit &U : Units.Units)
    Out.UnitFiles.push_back(realPath(U.How.File));
}

bool Analysis::wantsColor(bool Terminal) const {
  return O.Color == When::Always || (O.Color == When::Auto && Terminal && !std::getenv("NO_COLOR"));
}

std::string Analysis::findings() const {
  std::string Text;
  llvm::raw_string_ostream Buffer(Text);
  bool Color = wantsColor(O.Output.empty() && llvm::sys::Process::StandardOutIsDisplayed());
  Buffer.enable_colors(Color);
  switch (O.As) {
  case Format::Text:
    printText(Out, Buffer, Color);
    break;
  case Format::Json:
    printJson(Out, O, Buffer);
    break;
  case Format::Sarif:
    printSarif(Out, O, Buffer);
    break;
  case Format::Github:
    printGithub(Out, Buffer);
    break;
  case Format::Gitlab:
    printGitlab(Out, Buffer);
    break;
  case Format::Junit:
    printJunit(Out, O, Buffer);
    break;
  }
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

/// Writes what is there now, or says what of the baseline is no longer.
llvm::Error Analysis::finishBaseline() {
  const std::vector<KnownFinding> &Present = Wanted->present();
  if (!O.WriteBaseline.empty()) {
    std::vector<KnownFinding> All = Present;
    for (const ReportedFinding &F : Out.Findings)
      All.push_back(knownFinding(F.What, F.Fingerprint, reportPath(Out, F.What.At.File)));
    Out.Messages.push_back(counted(All.size(), "finding") + " written to '" + O.WriteBaseline + "'");
    return writeBaseline(O.WriteBaseline, std::move(All));
  }
  const bool Whole = O.Arguments.empty() && !O.ShardCount && O.ChangedSince.empty() && !O.Staged && !O.Checks &&
                     !O.Group && Out.Failures.empty();
  if (Whole && Present.size() < Wanted->knownCount())
    Out.Messages.push_back(std::to_string(Wanted->knownCount() - Present.size()) +
                           " findings of the baseline are gone; --write-baseline=" + O.Baseline + " forgets them");
  return llvm::Error::success();
}

int Analysis::run() {
  if (llvm::Error E = prepare())
    return wrongUse(std::move(E));
  if (!scan())
    return 3;
  if (llvm::Error E = checkOptions())
    return wrongUse(std::move(E));
  Analyser Again = [this](const Unit &U, const Texts &Overlay, bool WantWarnings) {
    return analyseAgain(U, Overlay, WantWarnings);
  };
  reportUnits();
  if (!scanBefore())
    return 3;
  Fixer F(O, Units.Units, Results, Again, [this](std::vector<MergedFinding> &Found) { Wanted->apply(Found); });
  for (const auto &[File, Text] : About.Overlay)
    F.lock(File, "its text in the work tree is not the staged one; stage it or stash the rest");
  if (isFixing(O) && !F.fix(Out))
    return 3;
  if (!F.report(Out))
    return 3;
  Out.Left = Wanted->leftOut();
  if (Known)
    Known->tidyUp();
  if (llvm::Error E = finishBaseline())
    return wrongUse(std::move(E));
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
