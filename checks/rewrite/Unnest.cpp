#include "checks/rewrite/Unnest.h"
#include "llvm/Support/Regex.h"

using namespace clang;

namespace raiitidy::rewrite {

bool mayUnnest(const Source &Text, FileID File, const Nest &N) {
  const StringRef B = Text.buffer(File), Inside = B.slice(N.Open, N.Close);
  return B.slice(N.Open + 1, Text.lineEnd(File, N.Open)).trim().empty() && B.slice(Text.lineBegin(File, N.Close), N.Close).trim().empty() &&
         Text.lineBegin(File, N.Open) != Text.lineBegin(File, N.Close) &&
         // Strings would move with their lines.
         !llvm::Regex("(^|[^A-Za-z0-9_])(u8|u|U|L)?R\"").match(Inside) && !Inside.contains("\\\n") && !Inside.contains("\\\r\n");
}

void unnest(Draft &D, const Source &Text, const Nest &N) {
  const FileID File = D.file();
  const StringRef B = Text.buffer(File);
  const unsigned First = Text.nextLine(File, N.Open), LastLine = Text.lineBegin(File, N.Close);
  const std::string Outer = Text.indentation(File, N.Begin);
  D.replace({File, Text.lineBegin(File, N.Begin), First}, "");
  D.asOne(Text.lineBegin(File, N.Begin), Text.nextLine(File, N.End));
  // One level less, for each line that has it.
  std::string Inner;
  for (unsigned Line = First; Line < N.Close; Line = Text.nextLine(File, Line)) {
    const StringRef T = B.slice(Line, Text.lineEnd(File, Line));
    if (T.trim().empty() || T.starts_with("#"))
      continue;
    Inner = Text.indentation(File, Line);
    break;
  }
  if (!StringRef(Inner).starts_with(Outer) || Inner == Outer)
    return;
  D.dedent(N.Open, N.End, Inner, Outer);
  for (unsigned Line = First; Line < LastLine; Line = Text.nextLine(File, Line)) {
    const unsigned From = Line + static_cast<unsigned>(Outer.size()), To = Line + static_cast<unsigned>(Inner.size());
    const bool Gone = llvm::any_of(D.edits(), [&](const Draft::Edit &E) { return E.Begin < To && From < E.End; });
    if (!Gone && B.substr(Line).starts_with(Inner))
      D.replace({File, From, To}, "");
  }
}

} // namespace raiitidy::rewrite
