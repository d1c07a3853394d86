#include "checks/rewrite/Source.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace raiitidy::rewrite {

std::optional<Span> Source::span(SourceRange R) const {
  if (R.isInvalid())
    return std::nullopt;
  const CharSourceRange File = Lexer::makeFileCharRange(CharSourceRange::getTokenRange(R), SM, Ctx.getLangOpts());
  if (File.isInvalid() || !File.getBegin().isFileID() || !File.getEnd().isFileID())
    return std::nullopt;
  const auto [F, Begin] = SM.getDecomposedLoc(File.getBegin());
  const auto [G, End] = SM.getDecomposedLoc(File.getEnd());
  if (F != G || End < Begin)
    return std::nullopt;
  return Span{F, Begin, End};
}

std::optional<Span> Source::span(const Stmt *S) const {
  auto Result = span(S->getSourceRange());
  // In an instantiation the range of `new int[3]` ends with its first token.
  const auto *New = dyn_cast<CXXNewExpr>(S);
  if (!Result || !New || !New->isArray() || New->hasInitializer() || New->getEndLoc() != New->getBeginLoc())
    return Result;
  int Open = 0;
  for (unsigned At = Result->End;;) {
    const auto [Begin, Token] = tokenAfter(Result->File, At);
    if (Token.empty() || Token == ";" || (Open == 0 && Token == ","))
      return std::nullopt;
    At = Begin + Token.size();
    Open += Token == "[" ? 1 : Token == "]" ? -1 : 0;
    if (Token != "]" || Open != 0)
      continue;
    Result->End = At;
    if (tokenAfter(Result->File, At).second != "[")
      return Result;
  }
}

/// Whether the source text of \p S goes on with a ';' that its source range leaves out.
static bool endsInSemicolon(const Stmt *S) {
  if (const auto *If = dyn_cast<IfStmt>(S))
    return endsInSemicolon(If->getElse() ? If->getElse() : If->getThen());
  if (const auto *For = dyn_cast<ForStmt>(S))
    return endsInSemicolon(For->getBody());
  if (const auto *For = dyn_cast<CXXForRangeStmt>(S))
    return endsInSemicolon(For->getBody());
  if (const auto *While = dyn_cast<WhileStmt>(S))
    return endsInSemicolon(While->getBody());
  if (const auto *Switch = dyn_cast<SwitchStmt>(S))
    return endsInSemicolon(Switch->getBody());
  if (const auto *Label = dyn_cast<LabelStmt>(S))
    return endsInSemicolon(Label->getSubStmt());
  if (const auto *Case = dyn_cast<SwitchCase>(S))
    return endsInSemicolon(Case->getSubStmt());
  if (const auto *A = dyn_cast<AttributedStmt>(S))
    return endsInSemicolon(A->getSubStmt());
  return !isa<CompoundStmt, CXXTryStmt, DeclStmt, NullStmt>(S);
}

std::optional<Span> Source::statement(const Stmt *S) const {
  std::optional<Span> Result = span(S);
  if (!Result)
    return Result;
  const auto [At, Text] = tokenAfter(Result->File, Result->End);
  if (!endsInSemicolon(S)) {
    // `if (!p) DIE();` where the macro ends in a block: the ';' looks like the statement's.
    if (S->getEndLoc().isMacroID() && Text == ";")
      Result->End = At + 1;
    return Result;
  }
  if (Text != ";")
    return std::nullopt;
  Result->End = At + 1;
  return Result;
}

unsigned Source::lineBegin(FileID F, unsigned Offset) const {
  const StringRef B = buffer(F);
  while (Offset > 0 && B[Offset - 1] != '\n')
    --Offset;
  return Offset;
}

unsigned Source::lineEnd(FileID F, unsigned Offset) const {
  const StringRef B = buffer(F);
  while (Offset < B.size() && B[Offset] != '\n')
    ++Offset;
  if (Offset > 0 && Offset <= B.size() && B[Offset - 1] == '\r')
    --Offset;
  return Offset;
}

unsigned Source::nextLine(FileID F, unsigned Offset) const {
  const StringRef B = buffer(F);
  while (Offset < B.size() && B[Offset] != '\n')
    ++Offset;
  return Offset < B.size() ? Offset + 1 : Offset;
}

std::string Source::indentation(FileID F, unsigned Offset) const {
  const StringRef B = buffer(F);
  const unsigned Begin = lineBegin(F, Offset);
  return B.substr(Begin, B.find_first_not_of(" \t", Begin) - Begin).str();
}

StringRef Source::newline(FileID F, unsigned Offset) const {
  const StringRef B = buffer(F);
  size_t N = B.find('\n', Offset);
  if (N == StringRef::npos)
    N = B.rfind('\n');
  return N != StringRef::npos && N > 0 && B[N - 1] == '\r' ? "\r\n" : "\n";
}

std::string Source::indentUnit(FileID F) const {
  // The smallest indentation of a line that follows one ending in '{'.
  const StringRef B = buffer(F);
  size_t At = 0, Lines = 0;
  while ((At = B.find('{', At)) != StringRef::npos && ++Lines < 200) {
    const StringRef Rest = B.substr(At + 1);
    ++At;
    if (!Rest.ltrim(" \t\r").starts_with("\n"))
      continue;
    const std::string Outer = indentation(F, At - 1);
    const unsigned Next = nextLine(F, At);
    const std::string Inner = indentation(F, Next);
    if (Inner.size() > Outer.size() && StringRef(Inner).starts_with(Outer))
      return Inner.substr(Outer.size());
  }
  return "  ";
}

bool Source::bracesOnOwnLine(FileID F) const {
  // Counted over the ifs and elses of the file.
  const StringRef B = buffer(F);
  unsigned Own = 0, Same = 0;
  for (size_t At = B.find('{'); At != StringRef::npos && Own + Same < 100; At = B.find('{', At + 1)) {
    const unsigned Line = lineBegin(F, At);
    const StringRef Before = B.slice(Line, At).trim();
    if (Before.empty()) {
      const StringRef Above = B.slice(0, Line).rtrim();
      if (Above.ends_with(")") && Line != At)
        ++Own;
    } else if (Before.starts_with("if") || Before.starts_with("} else") || Before.starts_with("for") ||
               Before.starts_with("while")) {
      ++Same;
    }
  }
  return Own > Same;
}

std::pair<unsigned, std::string> Source::tokenAfter(FileID F, unsigned Offset) const {
  const StringRef B = buffer(F);
  Lexer L(SM.getLocForStartOfFile(F), Ctx.getLangOpts(), B.begin(), B.begin() + Offset, B.end());
  Token T;
  L.LexFromRawLexer(T);
  if (T.is(tok::eof))
    return {static_cast<unsigned>(B.size()), ""};
  const unsigned At = SM.getFileOffset(T.getLocation());
  return {At, B.substr(At, T.getLength()).str()};
}

template <class Each> void Source::tokens(const Span &S, bool Comments, Each Do) const {
  const StringRef B = buffer(S.File);
  Lexer L(SM.getLocForStartOfFile(S.File), Ctx.getLangOpts(), B.begin(), B.begin() + S.Begin, B.end());
  L.SetCommentRetentionState(Comments);
  Token T;
  while (!L.LexFromRawLexer(T) || T.isNot(tok::eof)) {
    if (T.is(tok::eof))
      return;
    const unsigned At = SM.getFileOffset(T.getLocation());
    if (At >= S.End)
      return;
    Do(T, B.substr(At, T.getLength()));
  }
}

std::vector<std::string> Source::identifiers(const Span &S) const {
  std::vector<std::string> Out;
  tokens(S, false, [&](const Token &T, StringRef Text) {
    if (T.is(tok::raw_identifier))
      Out.push_back(Text.str());
  });
  return Out;
}

std::string Source::normalised(const Span &S) const {
  std::string Out;
  tokens(S, false, [&](const Token &, StringRef Text) {
    if (!Out.empty())
      Out += ' ';
    Out += Text;
  });
  return Out;
}

bool Source::hasComment(const Span &S) const {
  bool Any = false;
  tokens(S, true, [&](const Token &T, StringRef) { Any |= T.is(tok::comment); });
  return Any;
}

std::string Source::oneLine(const Span &S) const {
  const StringRef T = text(S);
  std::string Out;
  for (size_t I = 0; I < T.size(); ++I) {
    if (T[I] != '\n' && T[I] != '\r') {
      Out += T[I];
      continue;
    }
    while (!Out.empty() && (Out.back() == ' ' || Out.back() == '\t'))
      Out.pop_back();
    while (I + 1 < T.size() && llvm::isSpace(T[I + 1]))
      ++I;
    if (!Out.empty() && Out.back() != '(')
      Out += ' ';
  }
  return Out;
}

bool Source::hasDirective(const Span &S) const {
  for (unsigned Line = nextLine(S.File, S.Begin); Line < S.End; Line = nextLine(S.File, Line))
    if (buffer(S.File).slice(Line, lineEnd(S.File, Line)).ltrim().starts_with("#"))
      return true;
  return false;
}

StringRef Source::before(const Span &S) const { return buffer(S.File).slice(lineBegin(S.File, S.Begin), S.Begin).trim(); }

StringRef Source::behind(const Span &S) const { return buffer(S.File).slice(S.End, lineEnd(S.File, S.End)).trim(); }

std::optional<Span> Source::commentBehind(const Span &S) const {
  const StringRef Rest = behind(S);
  const bool Only = (Rest.starts_with("//") && !Rest.ends_with("\\")) || (Rest.starts_with("/*") && Rest.find("*/") + 2 == Rest.size());
  if (!Only)
    return std::nullopt;
  const unsigned Begin = Rest.begin() - buffer(S.File).begin();
  return Span{S.File, Begin, Begin + unsigned(Rest.size())};
}

bool Source::hasCommentOfItsOwn(const Span &S) const {
  return hasComment({S.File, lineBegin(S.File, S.Begin), lineEnd(S.File, S.End)}) || hasCommentAbove(S);
}

bool Source::hasCommentAbove(const Span &S) const {
  const unsigned Line = lineBegin(S.File, S.Begin);
  if (Line == 0)
    return false;
  const StringRef Above = buffer(S.File).slice(lineBegin(S.File, Line - 1), Line).trim();
  return Above.starts_with("//") || Above.ends_with("*/");
}

} // namespace raiitidy::rewrite
