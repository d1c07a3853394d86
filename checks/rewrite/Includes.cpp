#include "checks/rewrite/Includes.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/Support/Path.h"
#include <algorithm>

using namespace clang;

namespace raiitidy::rewrite {

/// Inside `extern "C" {` or a namespace: not a place for a header of ours.
bool Includes::insideBraces(FileID F, unsigned Offset) const {
  const auto [It, New] = Braces.try_emplace(F);
  auto &Spans = It->second;
  if (!New)
    return llvm::any_of(Spans, [&](const auto &S) { return S.first < Offset && Offset < S.second; });
  // Once for each file: a unit has many declarations, and each fix asks for each include.
  for (const Decl *D : Text.Ctx.getTranslationUnitDecl()->decls()) {
    if (!isa<LinkageSpecDecl, NamespaceDecl>(D) || D->isImplicit())
      continue;
    const SourceLocation B = Text.SM.getExpansionLoc(D->getBeginLoc()), E = Text.SM.getExpansionLoc(D->getEndLoc());
    if (B.isInvalid() || Text.SM.getFileID(B) != F || Text.SM.getFileID(E) != F)
      continue;
    Spans.push_back({Text.SM.getFileOffset(B), Text.SM.getFileOffset(E)});
  }
  return llvm::any_of(Spans, [&](const auto &S) { return S.first < Offset && Offset < S.second; });
}

/// Inside an #if other than the file's own include guard.
bool Includes::conditional(FileID F, unsigned Offset) const {
  const StringRef B = Text.buffer(F);
  for (const ConditionalGroup &G : Unit.file(F).Groups) {
    if (Offset < G.Begin || G.End < Offset)
      continue;
    // An include guard ends where the file ends.
    const StringRef After = B.substr(Text.nextLine(F, G.End)).trim();
    const StringRef Line = B.slice(G.Begin, Text.lineEnd(F, G.Begin));
    const bool Guard = (Line.contains("ifndef") || Line.contains("defined")) && After.empty();
    if (!Guard)
      return true;
  }
  return false;
}

/// clang-format's place counts where it is among its like; beside the file's own header or a macro it is a guess.
bool Includes::besideAngled(FileID F, unsigned Offset) const {
  const unsigned Line = Text.lineBegin(F, Offset);
  return llvm::any_of(Unit.file(F).Includes, [&](const IncludeLine &I) {
    const unsigned At = Text.lineBegin(F, I.Hash);
    return I.Angled && (At == Line || Text.nextLine(F, I.Hash) == Line);
  });
}

/// After the leading comments, `#pragma once` and the include guard.
unsigned Includes::topOfFile(FileID F) const {
  const StringRef B = Text.buffer(F);
  unsigned At = B.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  unsigned Best = At;
  bool InBlockComment = false, SawIfndef = false;
  for (unsigned Line = At; Line < B.size();) {
    const unsigned Next = Text.nextLine(F, Line);
    const StringRef T = B.slice(Line, Next).trim();
    if (InBlockComment) {
      InBlockComment = !T.contains("*/");
      Best = Next;
    } else if (T.starts_with("//") ) {
      Best = Next;
    } else if (T.starts_with("/*")) {
      InBlockComment = !T.drop_front(2).contains("*/");
      Best = Next;
    } else if (T.empty()) {
      // Blank lines belong to what follows.
    } else if (T.starts_with("#pragma once")) {
      return Next;
    } else if (T.starts_with("#ifndef") && !SawIfndef) {
      SawIfndef = true;
    } else if (T.starts_with("#define") && SawIfndef) {
      return Next;
    } else {
      break;
    }
    if (Next == Line)
      break;
    Line = Next;
  }
  return Best;
}

/// Where the file's own code begins.
unsigned Includes::firstDeclaration(FileID F) const {
  unsigned First = ~0u;
  for (const Decl *D : Text.Ctx.getTranslationUnitDecl()->decls()) {
    const SourceLocation B = Text.SM.getExpansionLoc(D->getBeginLoc());
    const auto *Linkage = dyn_cast<LinkageSpecDecl>(D); // extern "C" { #include …
    if (!D->isImplicit() && !(Linkage && Linkage->hasBraces()) && B.isValid() && Text.SM.getFileID(B) == F)
      First = std::min(First, Text.SM.getFileOffset(B));
  }
  return First;
}

/// "db/repair.h" of repair.cc
bool Includes::isOwnHeader(FileID F, StringRef Name) const {
  const auto Entry = Text.SM.getFileEntryRefForID(F);
  return Entry && llvm::sys::path::stem(Name) == llvm::sys::path::stem(Entry->getName());
}

static bool isStandard(StringRef Name) { return !Name.contains('.') && !Name.contains('/'); }

void Includes::add(Draft &D, StringRef Header, unsigned Before) const {
  const FileID F = D.file();
  const auto &All = Unit.file(F).Includes;
  for (const IncludeLine &I : All)
    if (I.Name == Header && !conditional(F, I.Hash))
      return;
  const std::string Line = ("#include <" + Header + ">").str();
  // Two guards of one fix may need the same header.
  if (llvm::any_of(D.edits(), [&](const Draft::Edit &E) { return StringRef(E.Text).trim() == Line; }))
    return;
  if (const auto At = Layout.placeOf(F, Header);
      At && At->first <= Before && besideAngled(F, At->first) && !conditional(F, At->first) &&
      !insideBraces(F, At->first)) {
    D.insert(At->first, At->second);
    return;
  }
  std::vector<const IncludeLine *> Usable;
  for (const IncludeLine &I : All)
    if (I.Hash < Before && !conditional(F, I.Hash) && !insideBraces(F, I.Hash) &&
        !StringRef(I.Name).ends_with(".inc") && !StringRef(I.Name).ends_with(".def"))
      Usable.push_back(&I);
  llvm::sort(Usable, [](const IncludeLine *A, const IncludeLine *B) { return A->Hash < B->Hash; });
  const StringRef NL = Text.newline(F, 0);
  if (Usable.empty()) {
    const unsigned At = topOfFile(F);
    const StringRef B = Text.buffer(F);
    std::string New = Line + NL.str();
    if (At > 0 && B[At - 1] != '\n')
      New = NL.str() + New;
    // Apart from code that follows directly.
    if (!B.substr(At).ltrim(" \t").starts_with("\n") && !B.substr(At).starts_with("\r\n") &&
        !B.substr(At).starts_with("#"))
      New += NL;
    D.insert(At, New);
    return;
  }
  // Blocks: includes on consecutive lines.
  std::vector<std::vector<const IncludeLine *>> Blocks;
  for (const IncludeLine *I : Usable) {
    if (Blocks.empty() || Text.nextLine(F, Blocks.back().back()->Hash) != Text.lineBegin(F, I->Hash))
      Blocks.push_back({});
    Blocks.back().push_back(I);
  }
  // Not between the macros that parametrise an included file.
  const auto BetweenMacros = [&](const std::vector<const IncludeLine *> &Block) {
    const unsigned First = Text.lineBegin(F, Block.front()->Hash);
    const unsigned Next = Text.nextLine(F, Block.back()->Hash);
    const StringRef Above = First ? Text.buffer(F).slice(Text.lineBegin(F, First - 1), First).trim() : StringRef();
    const StringRef Below = Text.buffer(F).slice(Next, Text.lineEnd(F, Next)).trim();
    return Above.starts_with("#define") || Above.starts_with("#undef") || Below.starts_with("#undef");
  };
  if (llvm::any_of(Blocks, [&](const auto &B) { return !BetweenMacros(B); }))
    llvm::erase_if(Blocks, BetweenMacros);
  // A stray include between functions is no place for others.
  const unsigned Code = firstDeclaration(F);
  const auto BehindCode = [&](const std::vector<const IncludeLine *> &Block) { return Block.front()->Hash > Code; };
  if (llvm::any_of(Blocks, [&](const auto &B) { return !BehindCode(B); }))
    llvm::erase_if(Blocks, BehindCode);
  // A standard header joins the last block with standard headers, ours the last block with angled ones.
  const std::vector<const IncludeLine *> *Chosen = nullptr;
  const bool Standard = isStandard(Header);
  for (const bool WantStandard : {true, false}) {
    if (WantStandard && !Standard)
      continue;
    for (const auto &Block : Blocks)
      if (llvm::any_of(Block, [&](const IncludeLine *I) {
            return I->Angled && (!WantStandard || isStandard(I->Name));
          }))
        Chosen = &Block;
    if (Chosen)
      break;
  }
  if (!Chosen) {
    // No angled header yet: a block of its own, behind the file's own header, else behind them all.
    const bool Own = Blocks.front().size() == 1 && isOwnHeader(F, Blocks.front().front()->Name);
    const unsigned At = Text.nextLine(F, (Own ? Blocks.front() : Blocks.back()).back()->Hash);
    const StringRef Behind = Text.buffer(F).slice(At, Text.lineEnd(F, At)).trim();
    const bool Begun = llvm::any_of(D.edits(), [&](const Draft::Edit &E) { return E.Begin == At && E.End == At; });
    D.insert(At, (Begun ? "" : NL.str()) + Line + NL.str() + (Begun || Behind.empty() ? "" : NL.str()));
    return;
  }
  // In alphabetical order if the angled ones are sorted, or the standard ones among them; else after the last of them.
  const auto IsSorted = [](const std::vector<const IncludeLine *> &Lines) {
    return llvm::is_sorted(Lines, [](const IncludeLine *A, const IncludeLine *B) { return A->Name < B->Name; });
  };
  std::vector<const IncludeLine *> Angled, Plain;
  for (const IncludeLine *I : *Chosen)
    if (I->Angled) {
      Angled.push_back(I);
      if (isStandard(I->Name))
        Plain.push_back(I);
    }
  if (Standard && !Plain.empty() && !IsSorted(Angled))
    Angled = std::move(Plain);
  const bool Sorted = IsSorted(Angled);
  if (Sorted)
    for (const IncludeLine *I : Angled)
      if (Header < StringRef(I->Name)) {
        D.insert(Text.lineBegin(F, I->Hash), Line + NL.str());
        return;
      }
  const unsigned At = Text.nextLine(F, Angled.back()->Hash);
  const bool NoNewline = At > 0 && Text.buffer(F)[At - 1] != '\n';
  D.insert(At, (NoNewline ? NL.str() : "") + Line + NL.str());
}

} // namespace raiitidy::rewrite
