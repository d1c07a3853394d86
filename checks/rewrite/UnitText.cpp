// Listens to the preprocessor for what the AST forgets.
#include "checks/rewrite/UnitTextData.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {
class Listener : public PPCallbacks {
public:
  Listener(UnitTextData &Into, const SourceManager &SM) : Into(Into), SM(SM) {}

  void InclusionDirective(SourceLocation Hash, const Token &, StringRef Name, bool Angled, CharSourceRange,
                          OptionalFileEntryRef, StringRef, StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    // clangd replays the includes of a preamble, those too whose line is no longer in the text.
    if (Hash.isInvalid() || !Hash.isFileID())
      return;
    const auto [File, Offset] = SM.getDecomposedLoc(Hash);
    Into.Files[File].Includes.push_back({Offset, Name.str(), Angled});
  }

  void If(SourceLocation L, SourceRange, ConditionValueKind) override { open(L); }
  void Ifdef(SourceLocation L, const Token &, const MacroDefinition &) override { open(L); }
  void Ifndef(SourceLocation L, const Token &, const MacroDefinition &) override { open(L); }
  void Endif(SourceLocation L, SourceLocation) override {
    if (L.isInvalid())
      return;
    const auto [File, Offset] = SM.getDecomposedLoc(L);
    auto &Stack = Open[File];
    if (Stack.empty())
      return;
    ConditionalGroup G = Stack.back();
    Stack.pop_back();
    G.End = Offset;
    Into.Files[File].Groups.push_back(G);
  }
  void SourceRangeSkipped(SourceRange R, SourceLocation) override {
    if (R.isInvalid())
      return;
    const auto [File, Begin] = SM.getDecomposedLoc(R.getBegin());
    Into.Files[File].Skipped.push_back({Begin, SM.getFileOffset(R.getEnd())});
  }

private:
  void open(SourceLocation L) {
    const auto [File, Offset] = SM.getDecomposedLoc(L);
    Open[File].push_back({Offset, 0});
  }
  UnitTextData &Into;
  const SourceManager &SM;
  llvm::DenseMap<FileID, std::vector<ConditionalGroup>> Open;
};
} // namespace

/// clangd 19 replays the includes of a preamble to whoever listens, from tokens that it finds again without knowing of the names of
/// headers. `#include </*` opens a comment for it, `#include <R"(` a string, and the tokens that it looks for behind lie past the end of
/// its list.
static bool hasUnreplayableInclude(const Preprocessor &PP) {
  if (PP.getPreprocessorOpts().PrecompiledPreambleBytes.first == 0)
    return false;
  const SourceManager &SM = PP.getSourceManager();
  StringRef Rest = SM.getBufferData(SM.getMainFileID());
  while (!Rest.empty()) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    const StringRef Name = Line.split('<').second.split('>').first;
    if (Line.ltrim().starts_with("#") && (Name.contains("/*") || Name.contains("R\"")))
      return true;
  }
  return false;
}

std::unique_ptr<UnitText> UnitText::attach(Preprocessor &PP) {
  auto Data = std::make_unique<UnitTextData>(PP);
  Data->Unread = hasUnreplayableInclude(PP);
  if (!Data->Unread)
    PP.addPPCallbacks(std::make_unique<Listener>(*Data, PP.getSourceManager()));
  return Data;
}

bool UnitTextData::canFind(StringRef Name) const {
  auto [It, New] = Found.try_emplace(Name, false);
  if (New) {
    ConstSearchDirIterator *None = nullptr;
    It->second = PP->getHeaderSearchInfo()
                     .LookupFile(Name, SourceLocation(), /*isAngled=*/true, nullptr, None, {}, nullptr, nullptr,
                                 nullptr, nullptr, nullptr, nullptr, /*SkipCache=*/true, /*BuildSystemModule=*/false,
                                 /*OpenFile=*/false)
                     .has_value();
  }
  return It->second;
}

bool UnitTextData::isMacro(StringRef Name) const {
  const IdentifierInfo *I = PP->getIdentifierInfo(Name);
  return I && I->hadMacroDefinition();
}

} // namespace raiitidy::rewrite
