#include "checks/rewrite/Formatting.h"
#include "clang/Format/Format.h"
#include "clang/Tooling/Core/Replacement.h"
#include "clang/Tooling/Inclusions/HeaderIncludes.h"

using namespace clang;

namespace raiitidy::rewrite {

/// Formatting a file takes as long as the file is.
static constexpr size_t LargestFile = 1 << 20;

Formatting::Formatting(const Source &Text, bool Enabled) : Text(Text), Enabled(Enabled) {}
Formatting::~Formatting() = default;

std::string Formatting::pathOf(FileID F) const {
  const auto Entry = Text.SM.getFileEntryRefForID(F);
  if (!Entry)
    return {};
  llvm::SmallString<256> Path(Entry->getFileEntry().tryGetRealPathName());
  if (Path.empty())
    Path = Entry->getName();
  Text.SM.getFileManager().makeAbsolutePath(Path);
  return Path.str().str();
}

const format::FormatStyle *Formatting::styleOf(FileID F) const {
  if (!Enabled)
    return nullptr;
  const auto [It, New] = Known.try_emplace(F);
  if (!New)
    return It->second.get();
  const std::string Path = pathOf(F);
  const StringRef Code = Text.buffer(F);
  if (Path.empty() || Code.size() > LargestFile)
    return nullptr;
  // A file that says nonsense is clang-format's to complain of.
  auto Style = format::getStyle("file", Path, "none", Code, nullptr, /*AllowUnknownOptions=*/true,
                                [](const llvm::SMDiagnostic &, void *) {});
  if (!Style) {
    llvm::consumeError(Style.takeError());
    return nullptr;
  }
  if (Style->DisableFormat)
    return nullptr;
  // Blank space only; nothing that adds, drops or moves words.
  Style->SortIncludes = format::FormatStyle::SI_Never;
  Style->SortUsingDeclarations = format::FormatStyle::SUD_Never;
  Style->InsertBraces = Style->RemoveBracesLLVM = Style->RemoveSemicolon = Style->InsertNewlineAtEOF = false;
  Style->RemoveParentheses = format::FormatStyle::RPS_Leave;
  Style->InsertTrailingCommas = format::FormatStyle::TCS_None;
  Style->QualifierAlignment = format::FormatStyle::QAS_Leave;
  Style->FixNamespaceComments = Style->ReflowComments = false;
  It->second = std::make_unique<format::FormatStyle>(*Style);
  return It->second.get();
}

void Formatting::apply(Plan &P) const {
  if (P.Edits.empty())
    return;
  const FileID F = Text.SM.getFileID(P.Edits.front().RemoveRange.getBegin());
  const format::FormatStyle *Style = styleOf(F);
  if (!Style)
    return;
  const std::string Path = pathOf(F);
  tooling::Replacements Edits;
  for (const FixItHint &H : P.Edits) {
    const unsigned Begin = Text.SM.getFileOffset(H.RemoveRange.getBegin());
    const unsigned End = Text.SM.getFileOffset(H.RemoveRange.getEnd());
    if (Text.SM.getFileID(H.RemoveRange.getBegin()) != F || H.RemoveRange.isTokenRange())
      return;
    if (llvm::Error E = Edits.add(tooling::Replacement(Path, Begin, End - Begin, H.CodeToInsert))) {
      llvm::consumeError(std::move(E));
      return;
    }
  }
  const StringRef Code = Text.buffer(F);
  llvm::Expected<std::string> Fixed = tooling::applyAllReplacements(Code, Edits);
  if (!Fixed) {
    llvm::consumeError(Fixed.takeError());
    return;
  }
  // The lines that the fix writes, and what is left of a line from which it took something.
  std::vector<tooling::Range> Written;
  long Moved = 0;
  for (const tooling::Replacement &R : Edits) {
    size_t Begin = R.getOffset() + Moved, End = Begin + R.getReplacementText().size();
    Moved += long(R.getReplacementText().size()) - long(R.getLength());
    const StringRef New = R.getReplacementText();
    if (New.trim().empty())
      continue;
    Begin += New.size() - New.ltrim().size();
    End -= New.size() - New.rtrim().size();
    Written.push_back(tooling::Range(Begin, End - Begin));
  }
  const tooling::Replacements All = format::reformat(*Style, *Fixed, Written, Path);
  tooling::Replacements Kept;
  for (const tooling::Replacement &R : All) {
    // The blank space before a line's first word belongs to that line.
    const bool Ours = llvm::any_of(Written, [&](const tooling::Range &W) {
      return R.getOffset() < W.getOffset() + W.getLength() && R.getOffset() + R.getLength() >= W.getOffset();
    });
    if (Ours)
      if (llvm::Error E = Kept.add(R)) {
        llvm::consumeError(std::move(E));
        return;
      }
  }
  if (Kept.empty())
    return;
  const SourceLocation Start = Text.SM.getLocForStartOfFile(F);
  P.Edits.clear();
  for (const tooling::Replacement &R : Edits.merge(Kept)) {
    const SourceLocation Begin = Start.getLocWithOffset(R.getOffset());
    const std::string New = R.getReplacementText().str();
    P.Edits.push_back(R.getLength() == 0
                          ? FixItHint::CreateInsertion(Begin, New)
                          : FixItHint::CreateReplacement(CharSourceRange::getCharRange(
                                                             Begin, Begin.getLocWithOffset(R.getLength())),
                                                         New));
  }
}

std::optional<std::pair<unsigned, std::string>> Formatting::placeOf(FileID F, StringRef Header) const {
  const format::FormatStyle *Style = styleOf(F);
  if (!Style)
    return std::nullopt;
  const tooling::HeaderIncludes Includes(pathOf(F), Text.buffer(F), Style->IncludeStyle);
  const auto R = Includes.insert(Header, /*IsAngled=*/true, tooling::IncludeDirective::Include);
  if (!R || R->getLength() != 0)
    return std::nullopt;
  std::string New;
  for (const char C : R->getReplacementText())
    New += C == '\n' ? Text.newline(F, 0) : StringRef(&C, 1);
  return std::make_pair(R->getOffset(), New);
}

} // namespace raiitidy::rewrite
