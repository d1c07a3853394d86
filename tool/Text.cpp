// Findings as clang prints its own diagnostics.
#include "checks/CheckInfo.h"
#include "checks/rewrite/Plan.h"
#include "tool/Paths.h"
#include "tool/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Unicode.h"

namespace raiitidy::tool {

using llvm::raw_ostream;
using llvm::StringRef;

namespace {

constexpr unsigned TabStop = 8;

struct Painter {
  raw_ostream &OS;
  bool Color;
  void start(raw_ostream::Colors C) {
    if (Color)
      OS.changeColor(C, /*Bold=*/true);
  }
  void bold() {
    if (Color)
      OS.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true);
  }
  void end() {
    if (Color)
      OS.resetColor();
  }
};

/// The width of one UTF-8 character that begins at \p Text; its bytes in \p Size.
unsigned characterWidth(StringRef Text, size_t &Size) {
  unsigned char Lead = Text[0];
  Size = Lead < 0x80 ? 1 : Lead < 0xC0 ? 1 : Lead < 0xE0 ? 2 : Lead < 0xF0 ? 3 : 4;
  Size = std::min(Size, Text.size());
  int Width = llvm::sys::unicode::columnWidthUTF8(Text.take_front(Size));
  if (Width >= 0)
    return Width;
  Size = 1;
  return 1;
}

/// A source line with tabs and unprintable bytes made visible, and the markers below it.
struct Snippet {
  std::string Line, Marks;

  explicit Snippet(const Place &P) {
    std::string Under;
    StringRef Text = P.Text;
    size_t Caret = P.Column ? P.Column - 1 : 0;
    for (size_t At = 0; At < Text.size();) {
      size_t Size = 1;
      unsigned Width;
      if (Text[At] == '\t') {
        Width = TabStop - Line.size() % TabStop;
        Line.append(Width, ' ');
      } else {
        Width = characterWidth(Text.drop_front(At), Size);
        unsigned char C = Text[At];
        if (C < 0x20 || C == 0x7f || (Size == 1 && C >= 0x80))
          Line += '?';
        else
          Line += Text.substr(At, Size);
      }
      char Mark = At == Caret ? '^' : ' ';
      if (Mark == ' ' && llvm::any_of(P.Marks, [At](auto R) { return At >= R.first && At < R.second; }))
        Mark = '~';
      Under += Mark;
      Under.append(Width > 1 ? Width - 1 : 0, Mark == '^' ? ' ' : Mark);
      At += Size;
    }
    if (Caret >= Text.size())
      Under += '^';
    Marks = StringRef(Under).rtrim(' ').str();
  }
};

void printPlaced(Painter &P, const Place &At, StringRef Label, raw_ostream::Colors Color, StringRef Message,
                 StringRef Tag) {
  P.bold();
  if (At.File.empty())
    P.OS << "raii-tidy: ";
  else
    P.OS << displayPath(At.File) << ':' << At.Line << ':' << At.Column << ": ";
  P.end();
  P.start(Color);
  P.OS << Label << ": ";
  P.end();
  if (Label != "note")
    P.bold();
  P.OS << Message;
  P.end();
  if (!Tag.empty())
    P.OS << " [" << Tag << ']';
  P.OS << '\n';
}

void printSnippet(Painter &P, const Place &At) {
  if (At.File.empty() || At.Text.empty())
    return;
  Snippet S(At);
  std::string Number = std::to_string(At.Line);
  unsigned Width = std::max<size_t>(5, Number.size() + 1);
  P.OS.indent(Width - Number.size()) << Number << " | " << S.Line << '\n';
  P.OS.indent(Width) << " | ";
  P.start(raw_ostream::GREEN);
  P.OS << S.Marks;
  P.end();
  P.OS << '\n';
}

} // namespace

std::string whyNoFix(const ReportedFinding &R) {
  auto Is = [&R](FixState S) { return R.Safe == S || R.Unsafe == S; };
  if (Is(FixState::Failed))
    return ("no fix: " + rewrite::reasonText(rewrite::Reason::ProofFailed)).str() +
           (R.ProofDetail.empty() ? "" : " (" + R.ProofDetail + ")");
  if (Is(FixState::Disagreed))
    return "no fix: the units that include this header would fix it differently";
  if (Is(FixState::Broken))
    return "no fix: its edits do not fit together";
  if (Is(FixState::Unparsed))
    return "no fix: the unit does not compile";
  return "";
}

StringRef levelName(Level L) {
  return L == Level::Error ? "error" : L == Level::Warning ? "warning" : "remark";
}

bool isBug(const Finding &F) {
  const CheckInfo *C = findCheck(F.Check);
  return C ? C->InGroup == Group::Bug : F.How != Level::Remark;
}

void printText(const Report &R, raw_ostream &OS, bool Color) {
  Painter P{OS, Color};
  for (const ReportedFinding &F : R.Findings) {
    const Finding &W = F.What;
    printPlaced(P, W.At, levelName(W.How),
                W.How == Level::Error     ? raw_ostream::RED
                : W.How == Level::Warning ? raw_ostream::MAGENTA
                                          : raw_ostream::BLUE,
                W.Message, W.Check);
    printSnippet(P, W.At);
    for (const Note &N : W.Notes) {
      // A fix that was not proven is not spoken of as one.
      if (!N.Edits.empty() && F.Unsafe != FixState::Offered)
        continue;
      printPlaced(P, N.At, "note", raw_ostream::CYAN, N.Message, "");
      if (N.At.File != W.At.File || N.At.Offset != W.At.Offset)
        printSnippet(P, N.At); // else it stands above
    }
    if (std::string Why = whyNoFix(F); !Why.empty())
      printPlaced(P, W.At, "note", raw_ostream::CYAN, Why, "");
  }
}

static bool counts(Level L, const Options &O) {
  return O.Threshold == FailOn::Error     ? L >= Level::Error
         : O.Threshold == FailOn::Warning ? L >= Level::Warning
                                          : O.Threshold == FailOn::Remark;
}

bool counts(const Finding &F, const Options &O) { return counts(F.How, O); }

std::string reportPath(const Report &R, StringRef Path) {
  if (R.Root.empty() || R.Root == "/" || !isInside(Path, R.Root) || Path.size() == R.Root.size())
    return Path.str();
  return Path.drop_front(R.Root.size() + 1).str();
}

int exitStatus(const Report &R, const Options &O) {
  if (!R.Failures.empty())
    return 3;
  if (!R.Errors.empty())
    return 1;
  // A diff changes nothing: what it would fix is still there.
  if (O.Diff && R.FixedSafe + R.FixedUnsafe && counts(R.WorstFixed, O))
    return 1;
  // What has just been written down as known is no failure.
  if (!O.WriteBaseline.empty())
    return 0;
  return llvm::any_of(R.Findings, [&](const ReportedFinding &F) { return counts(F.What, O); });
}

std::string counted(size_t N, StringRef One, StringRef Many) {
  return std::to_string(N) + " " + (N == 1 ? One.str() : Many.empty() ? One.str() + "s" : Many.str());
}

void printSummary(const Report &R, const Options &O, raw_ostream &OS, bool Color) {
  Painter P{OS, Color};
  for (const std::string &M : R.Messages)
    printPlaced(P, {}, "note", raw_ostream::CYAN, M, "");
  for (const std::string &E : R.Errors)
    printPlaced(P, {}, "error", raw_ostream::RED, E, "");
  for (const UnitFailure &F : R.Failures)
    printPlaced(P, {}, "error", raw_ostream::RED, (F.File.empty() ? "" : F.File + ": ") + F.Reason, "");

  size_t Bugs = 0, Modernize = 0, Safe = 0, Unsafe = 0;
  for (const ReportedFinding &F : R.Findings) {
    ++(isBug(F.What) ? Bugs : Modernize);
    Safe += F.Safe == FixState::Offered;
    Unsafe += F.Safe != FixState::Offered && F.Unsafe == FixState::Offered;
  }
  OS << "raii-tidy: " << counted(R.Units, "unit");
  if (!R.Failures.empty())
    OS << " (" << R.Failures.size() << " could not be analysed)";
  bool Fixing = O.Fix != FixMode::None || O.Diff;
  if (Fixing)
    OS << "; " << (O.Diff ? "would fix " : "fixed ") << counted(R.FixedSafe + R.FixedUnsafe, "finding")
       << (R.FixedUnsafe ? " (" + std::to_string(R.FixedUnsafe) + " unsafe)" : "") << " in "
       << counted(R.ChangedFiles, "file") << ", left";
  else
    OS << ";";
  OS << ' ' << counted(Bugs, "bug finding") << ", " << Modernize << " to modernize";
  if (Safe + Unsafe)
    OS << "; fixes available: " << Safe << " safe, " << Unsafe << " unsafe";
  if (R.Left.ByBaseline)
    OS << "; " << R.Left.ByBaseline << " in the baseline";
  if (R.Left.Unchanged)
    OS << "; " << R.Left.Unchanged << " not of the change";
  if (R.ProofsFailed)
    OS << "; " << counted(R.ProofsFailed, "proof") << " failed";
  OS << '\n';
  if (Fixing && R.MoreWithAllGroups)
    OS << "raii-tidy: --group=all would apply " << R.MoreWithAllGroups << " more\n";
  if (Fixing && O.Fix != FixMode::Unsafe && Unsafe)
    OS << "raii-tidy: --fix=unsafe would apply " << Unsafe << " more\n";
}

} // namespace raiitidy::tool
