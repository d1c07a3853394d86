#include "checks/rewrite/Formatting.h"
#include "clang/Format/Format.h"
#include "clang/Lex/Lexer.h"
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

namespace {
/// Where the bodies of functions are, by their words alone: what stands in braces behind `)`, `const` and the like.
class Bodies {
public:
  struct Body {
    unsigned Begin, End; ///< of what stands between the braces
  };

  static std::vector<Body> of(StringRef Code, const LangOptions &Language) {
    Bodies B;
    Lexer Words(SourceLocation(), Language, Code.begin(), Code.begin(), Code.end());
    for (Token T; !Words.LexFromRawLexer(T);)
      B.read(T, Words.getCurrentBufferOffset() - T.getLength());
    return std::move(B.Found);
  }

private:
  void read(const Token &T, unsigned At) {
    const bool Named = AfterHash;
    AfterHash = T.is(tok::hash) && T.isAtStartOfLine();
    if (T.isAtStartOfLine())
      InDirective = AfterHash;
    if (InDirective)
      return Named ? directive(T) : void();
    if (T.is(tok::l_brace) && ++Depth && !Opened && AfterHead) {
      Opened = Depth;
      Begin = At + 1;
      Conditions = 0;
      Torn = false;
    } else if (T.is(tok::r_brace) && Depth) {
      if (Opened == Depth && !Torn && Conditions == 0)
        Found.push_back({Begin, At});
      if (Opened == Depth)
        Opened = 0;
      --Depth;
    }
    AfterHead = T.is(tok::r_paren) || (T.is(tok::raw_identifier) && (T.getRawIdentifier() == "const" ||
                                                                     T.getRawIdentifier() == "noexcept" ||
                                                                     T.getRawIdentifier() == "override"));
  }

  /// A body that holds one end of a `#if` only is not one.
  void directive(const Token &T) {
    if (T.isNot(tok::raw_identifier))
      return;
    const StringRef Name = T.getRawIdentifier();
    if (Name == "if" || Name == "ifdef" || Name == "ifndef")
      ++Conditions;
    else if (Name == "endif")
      --Conditions;
    Torn = Torn || Conditions < 0;
  }

  std::vector<Body> Found;
  unsigned Depth = 0, Begin = 0;
  unsigned Opened = 0; ///< the depth of the body that is read; 0 outside
  int Conditions = 0;
  bool Torn = false, InDirective = false, AfterHash = false, AfterHead = false;
};
} // namespace

/// \p Code with the bodies in which nothing is written filled with blanks: offsets and nesting stay the same, and
/// clang-format, which reads a whole file for each fix, has less to read.
static std::string withoutOtherBodies(std::string Code, llvm::ArrayRef<tooling::Range> Written,
                                      const LangOptions &Language) {
  for (const Bodies::Body &B : Bodies::of(Code, Language))
    if (llvm::none_of(Written, [&](const tooling::Range &W) {
          return B.Begin <= W.getOffset() + W.getLength() && W.getOffset() <= B.End;
        }))
      std::fill(Code.begin() + B.Begin, Code.begin() + B.End, ' ');
  return Code;
}

/// The parts of \p New, by offset and length, that the lines of \p Old did not say: what only moved, or is left, keeps its layout.
static std::vector<std::pair<size_t, size_t>> saidAnew(StringRef Old, StringRef New) {
  if (Old.ends_with(New))
    return {};
  std::vector<std::pair<size_t, size_t>> Found;
  llvm::SmallVector<StringRef, 0> Before;
  Old.split(Before, '\n');
  auto Next = Before.begin();
  for (size_t At = 0; At < New.size();) {
    const size_t End = std::min(New.find('\n', At), New.size());
    const StringRef Line = New.slice(At, End).trim();
    const auto Same = std::find_if(Next, Before.end(), [&](StringRef L) { return L.trim() == Line; });
    if (Same != Before.end())
      Next = Same + 1;
    else if (!Found.empty() && New.slice(Found.back().first + Found.back().second, At).trim().empty())
      Found.back().second = Line.end() - New.begin() - Found.back().first;
    else
      Found.push_back({Line.begin() - New.begin(), Line.size()});
    At = End + 1;
  }
  return Found;
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
  llvm::DenseSet<unsigned> InPlace; // what begins where the file has put something else before: it stays on that line and column
  long Moved = 0;
  for (const tooling::Replacement &R : Edits) {
    const size_t Begin = R.getOffset() + Moved;
    const StringRef New = R.getReplacementText();
    Moved += long(New.size()) - long(R.getLength());
    for (const auto &[At, Length] : saidAnew(Code.substr(R.getOffset(), R.getLength()), New)) {
      Written.push_back(tooling::Range(Begin + At, Length));
      if (At == 0 && R.getLength() != 0)
        InPlace.insert(Begin);
    }
  }
  const tooling::Replacements All =
      format::reformat(*Style, withoutOtherBodies(*Fixed, Written, Text.Ctx.getLangOpts()), Written, Path);
  tooling::Replacements Kept;
  for (const tooling::Replacement &R : All) {
    // The blank space before a line's first word belongs to that line, and that inside of a brace to the brace.
    const unsigned End = R.getOffset() + R.getLength();
    const bool Ours = llvm::any_of(Written, [&](const tooling::Range &W) {
      const unsigned Behind = W.getOffset() + W.getLength();
      const StringRef New = StringRef(*Fixed).slice(W.getOffset(), Behind);
      const bool Opens = New.ends_with("{"), Closes = New.starts_with("}");
      return R.getOffset() < Behind + Opens && End >= W.getOffset() + (!Closes && InPlace.contains(W.getOffset()));
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
