// Source text by offsets: spans, lines, statements with their semicolon.
#pragma once
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include <optional>
#include <string>
#include <vector>

namespace raiitidy::rewrite {

/// Half-open range of offsets in one file.
struct Span {
  clang::FileID File;
  unsigned Begin = 0, End = 0;
  bool contains(unsigned Offset) const { return Begin <= Offset && Offset < End; }
  bool contains(const Span &S) const { return File == S.File && Begin <= S.Begin && S.End <= End; }
};

class Source {
public:
  explicit Source(const clang::ASTContext &Ctx) : Ctx(Ctx), SM(Ctx.getSourceManager()) {}

  /// The text of \p R, a token range. Nothing if it begins or ends inside a macro's expansion; the use of a whole
  /// macro at an end (`return NULL`) is text like any other.
  std::optional<Span> span(clang::SourceRange R) const;
  std::optional<Span> span(const clang::Stmt *S) const;
  /// A statement with its semicolon.
  std::optional<Span> statement(const clang::Stmt *S) const;
  /// Whether \p S begins or ends with a token that a macro made.
  static bool touchesMacro(const clang::Stmt *S) {
    return S->getBeginLoc().isMacroID() || S->getEndLoc().isMacroID();
  }
  /// Where \p S begins, as an offset into the file in which it was expanded.
  unsigned offset(const clang::Stmt *S) const { return offset(S->getBeginLoc()); }
  unsigned offset(clang::SourceLocation L) const { return SM.getFileOffset(SM.getExpansionLoc(L)); }
  clang::FileID file(clang::SourceLocation L) const { return SM.getFileID(SM.getExpansionLoc(L)); }

  llvm::StringRef buffer(clang::FileID F) const { return SM.getBufferData(F); }
  llvm::StringRef text(const Span &S) const { return buffer(S.File).slice(S.Begin, S.End); }
  unsigned lineBegin(clang::FileID F, unsigned Offset) const;
  /// Offset of the line's end, before its "\n" or "\r\n".
  unsigned lineEnd(clang::FileID F, unsigned Offset) const;
  /// Offset of the next line's begin.
  unsigned nextLine(clang::FileID F, unsigned Offset) const;
  std::string indentation(clang::FileID F, unsigned Offset) const;
  /// As the line at \p Offset ends.
  llvm::StringRef newline(clang::FileID F, unsigned Offset) const;
  /// One level of indentation, guessed from the file.
  std::string indentUnit(clang::FileID F) const;
  /// Whether the braces of ifs and loops stand on lines of their own.
  bool bracesOnOwnLine(clang::FileID F) const;
  /// Offset of the first token after \p Offset, and its text.
  std::pair<unsigned, std::string> tokenAfter(clang::FileID F, unsigned Offset) const;

  /// The identifiers (raw tokens, skipped text included) of \p S.
  std::vector<std::string> identifiers(const Span &S) const;
  /// The tokens of \p S with one blank between; comments are dropped.
  std::string normalised(const Span &S) const;
  bool hasComment(const Span &S) const;
  /// A preprocessor directive on a line that begins inside of \p S.
  bool hasDirective(const Span &S) const;
  /// Does a comment speak of the statement \p S: on its lines, where it may speak of other code, too, or on the line above?
  bool hasCommentOfItsOwn(const Span &S) const;
  /// Is the line above \p S a comment, or the end of one?
  bool hasCommentAbove(const Span &S) const;
  /// What stands before \p S on the line where it begins, without the blanks around.
  llvm::StringRef before(const Span &S) const;
  /// What stands behind \p S on the line where it ends, without the blanks around.
  llvm::StringRef behind(const Span &S) const;
  /// The comment that is all that stands behind \p S on its line.
  std::optional<Span> commentBehind(const Span &S) const;
  /// The text of \p S on one line.
  std::string oneLine(const Span &S) const;

  const clang::ASTContext &Ctx;
  const clang::SourceManager &SM;

private:
  template <class Each> void tokens(const Span &S, bool Comments, Each Do) const;
};

} // namespace raiitidy::rewrite
