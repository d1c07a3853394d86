// clang-tidy's own consumer is not used: it mixes the compiler's warnings with the checks', filters headers by regular
// expression only, and drops single edits of a fix that meet at one offset. NOLINT is decided by clang-tidy's code, as
// clangd does it.
#include "tool/Collector.h"
#include "tool/Enclosing.h"
#include "tool/Paths.h"
#include "clang/Basic/DiagnosticDriver.h"
#include "clang/Basic/DiagnosticFrontend.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include <algorithm>

namespace raiitidy::tool {

namespace tidy = clang::tidy;
using clang::DiagnosticsEngine;
using llvm::StringRef;

Collector::Collector(UnitResult &Into, bool WantWarnings, std::function<bool(const std::string &)> Reported)
    : Result(Into), WantWarnings(WantWarnings), Reported(std::move(Reported)) {}

void Collector::setChecks(tidy::ClangTidyContext *C, const DiagnosticsEngine *Engine) {
  Context = C;
  Checks = Engine;
  Locations.clear();
}

void Collector::BeginSourceFile(const clang::LangOptions &L, const clang::Preprocessor *) { Lang = L; }

void Collector::forgetErrors() {
  Result.Errors.clear();
  Refused.clear();
}

const std::string &Collector::realName(clang::FileID File, const clang::SourceManager &SM) const {
  static const std::string None;
  clang::OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return None;
  std::string &Name = RealNames[Entry->getName()];
  if (Name.empty()) {
    llvm::SmallString<256> Path(Entry->getName());
    SM.getFileManager().makeAbsolutePath(Path);
    Name = realPath(Path);
  }
  return Name;
}

Place Collector::place(clang::SourceLocation Loc, const clang::SourceManager &SM,
                       llvm::ArrayRef<clang::CharSourceRange> Ranges) const {
  Place P;
  Loc = SM.getFileLoc(Loc);
  auto [File, Offset] = SM.getDecomposedLoc(Loc);
  P.File = realName(File, SM);
  P.Offset = Offset;
  P.Line = SM.getLineNumber(File, Offset);
  P.Column = SM.getColumnNumber(File, Offset);
  StringRef Text = SM.getBufferData(File);
  size_t LineStart = Offset - (P.Column - 1);
  size_t LineEnd = std::min(Text.find_first_of("\r\n", Offset), Text.size());
  P.Text = Text.slice(LineStart, LineEnd).str();
  for (clang::CharSourceRange R : Ranges) {
    R = clang::Lexer::makeFileCharRange(R, SM, Lang);
    if (R.isInvalid())
      continue;
    auto [BeginFile, Begin] = SM.getDecomposedLoc(R.getBegin());
    auto [EndFile, End] = SM.getDecomposedLoc(R.getEnd());
    if (BeginFile != File || EndFile != File || Begin >= LineEnd || End <= LineStart)
      continue;
    P.Marks.push_back({static_cast<unsigned>(std::max<size_t>(Begin, LineStart) - LineStart),
                       static_cast<unsigned>(std::min<size_t>(End, LineEnd) - LineStart)});
  }
  return P;
}

/// \returns false if a hint cannot be expressed as an edit of a file, or two of them overlap.
bool Collector::edits(const clang::Diagnostic &Info, std::vector<Edit> &Into) {
  const clang::SourceManager &SM = Info.getSourceManager();
  for (const clang::FixItHint &Hint : Info.getFixItHints()) {
    if (Hint.isNull())
      continue;
    clang::CharSourceRange R = clang::Lexer::makeFileCharRange(Hint.RemoveRange, SM, Lang);
    if (R.isInvalid() || Hint.InsertFromRange.isValid())
      return false;
    auto [File, Begin] = SM.getDecomposedLoc(R.getBegin());
    unsigned End = SM.getFileOffset(R.getEnd());
    Edit E;
    E.File = realName(File, SM);
    E.Offset = Begin;
    E.Length = End - Begin;
    E.Text = Hint.CodeToInsert;
    if (E.File.empty() || SM.isInSystemHeader(R.getBegin()))
      return false;
    Result.Sources.try_emplace(E.File, SM.getBufferData(File).str());
    if (!llvm::is_contained(Into, E))
      Into.push_back(std::move(E));
  }
  llvm::stable_sort(Into, [](const Edit &A, const Edit &B) {
    return std::tie(A.File, A.Offset) < std::tie(B.File, B.Offset);
  });
  for (size_t I = 1; I < Into.size(); ++I)
    if (Into[I - 1].File == Into[I].File && Into[I - 1].Offset + Into[I - 1].Length > Into[I].Offset)
      return false;
  return true;
}

void Collector::finding(DiagnosticsEngine::Level L, const clang::Diagnostic &Info) {
  llvm::SmallVector<clang::tooling::Diagnostic, 1> NoLintErrors;
  bool Suppressed = Context->shouldSuppressDiagnostic(L, Info, NoLintErrors);
  SkipNotes = true;
  if (Suppressed) {
    for (const clang::tooling::Diagnostic &E : NoLintErrors)
      Context->diag(E);
    SkipNotes = true;
    return;
  }
  Finding F;
  F.Check = Context->getCheckName(Info.getID());
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  F.Message = Message.str().str();
  // The engine's format carries the name of the check.
  StringRef M = F.Message;
  if (M.consume_back(" [" + F.Check + "]"))
    F.Message = M.str();
  F.How = L >= DiagnosticsEngine::Error                                              ? Level::Error
          : L == DiagnosticsEngine::Remark                                           ? Level::Remark
          : Context->treatAsError(F.Check) && L == DiagnosticsEngine::Warning        ? Level::Error
                                                                                     : Level::Warning;
  if (Info.getLocation().isValid()) {
    const clang::SourceManager &SM = Info.getSourceManager();
    if (SM.isInSystemHeader(Info.getLocation()) || SM.isInSystemMacro(Info.getLocation()))
      return;
    F.At = place(Info.getLocation(), SM, Info.getRanges());
    if (!Reported(F.At.File))
      return;
    if (!edits(Info, F.SafeFix)) {
      F.SafeFix.clear();
      F.BrokenFix = true;
    }
  }
  Result.Findings.push_back(std::move(F));
  Locations.push_back(Info.getLocation());
  SkipNotes = false;
  for (const clang::tooling::Diagnostic &E : NoLintErrors)
    Context->diag(E);
}

void Collector::note(const clang::Diagnostic &Info, clang::SourceLocation Loc) {
  Finding &F = Result.Findings.back();
  Note N;
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  StringRef M = Message;
  M.consume_back(" [" + F.Check + "]");
  N.Message = M.str();
  if (Loc.isValid()) {
    N.At = place(Loc, Info.getSourceManager(), Info.getRanges());
    if (!edits(Info, N.Edits)) {
      N.Edits.clear();
      F.BrokenFix = true;
    }
  }
  F.Notes.push_back(std::move(N));
}

void Collector::compiler(DiagnosticsEngine::Level L, const clang::Diagnostic &Info) {
  namespace diag = clang::diag;
  unsigned ID = Info.getID();
  auto Argument = [&Info](unsigned I) -> std::string {
    if (I >= Info.getNumArgs())
      return {};
    switch (Info.getArgKind(I)) {
    case DiagnosticsEngine::ak_std_string:
      return Info.getArgStdStr(I);
    case DiagnosticsEngine::ak_c_string:
      return Info.getArgCStr(I);
    default:
      return {};
    }
  };
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  bool IsWarning = L <= DiagnosticsEngine::Warning || (clang::DiagnosticIDs::isBuiltinWarningOrExtension(ID) &&
                                                       !Info.getDiags()->getDiagnosticIDs()->isDefaultMappingAsError(ID));
  CompilerMessage C;
  C.Message = Message.str().str();
  if (Info.getLocation().isValid() && Info.hasSourceManager()) {
    if (IsWarning && Info.getSourceManager().isInSystemHeader(Info.getLocation()))
      return;
    C.At = place(Info.getLocation(), Info.getSourceManager(), {});
  }
  if (IsWarning) {
    C.Flag = ("-W" + clang::DiagnosticIDs::getWarningOptionForDiag(ID)).str();
    if (WantWarnings && L >= DiagnosticsEngine::Warning)
      Result.Warnings.push_back(std::move(C));
    return;
  }
  switch (ID) {
  case diag::err_drv_unknown_argument:
  case diag::err_drv_unknown_argument_with_suggestion:
  case diag::err_drv_unsupported_opt:
  case diag::err_drv_unsupported_opt_with_suggestion:
  case diag::err_drv_unsupported_opt_for_target:
    Refused.insert(Argument(0));
    break;
  case diag::err_drv_unsupported_option_argument:
  case diag::err_drv_unsupported_option_argument_for_target:
    Refused.insert(Argument(0) + Argument(1));
    break;
  case diag::err_target_unknown_cpu:
    Refused.insert("-march=" + Argument(0));
    Refused.insert("-mcpu=" + Argument(0));
    Refused.insert("-mtune=" + Argument(0));
    break;
  default:
    break;
  }
  Result.Errors.push_back(std::move(C));
}

void Collector::HandleDiagnostic(DiagnosticsEngine::Level L, const clang::Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(L, Info);
  bool FromChecks = Checks && Info.getDiags() == Checks;
  if (L == DiagnosticsEngine::Note) {
    if (FromChecks && !SkipNotes && !Result.Findings.empty())
      note(Info, Info.getLocation());
    return;
  }
  if (FromChecks)
    finding(L, Info);
  else
    compiler(L, Info);
}

void Collector::nameFunctions(clang::ASTContext &Ctx) {
  if (Result.Findings.empty())
    return;
  const FunctionRanges Functions(Ctx);
  for (size_t I = 0; I < Result.Findings.size(); ++I)
    Result.Findings[I].Function = Functions.nameAt(Locations[I]);
}

void Collector::sortFindings() {
  auto Key = [](const Finding &F) { return std::tie(F.At.File, F.At.Offset, F.Check, F.Message); };
  llvm::stable_sort(Result.Findings, [&](const Finding &A, const Finding &B) { return Key(A) < Key(B); });
  Result.Findings.erase(std::unique(Result.Findings.begin(), Result.Findings.end(),
                                    [&](const Finding &A, const Finding &B) { return Key(A) == Key(B); }),
                        Result.Findings.end());
}

} // namespace raiitidy::tool
