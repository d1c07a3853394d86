#include "tool/Compose.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <algorithm>
#include <optional>

namespace raiitidy::tool {

using llvm::StringRef;

static bool isInclude(const Edit &E) { return E.Length == 0 && StringRef(E.Text).ltrim().starts_with("#include"); }

static bool conflict(const Edit &A, const Edit &B) {
  if (A.File != B.File)
    return false;
  if (isInclude(A) && isInclude(B))
    return false;
  unsigned EndA = A.Offset + A.Length, EndB = B.Offset + B.Length;
  if (A.Length == 0 && B.Length == 0)
    return A.Offset == B.Offset;
  // An insertion at either end of a replaced range is beside it, not in it.
  return A.Offset < EndB && B.Offset < EndA;
}

bool compatible(const Plan &P, const Plan &Q) {
  for (const Edit &A : P.Edits)
    for (const Edit &B : Q.Edits)
      if (conflict(A, B))
        return false;
  return true;
}

std::string compose(StringRef Text, const std::string &File, const std::vector<const Plan *> &Plans) {
  std::vector<const Edit *> Edits;
  for (const Plan *P : Plans)
    for (const Edit &E : P->Edits)
      if (E.File == File)
        Edits.push_back(&E);
  // Insertions come before a replacement that begins at the same place; of several includes the order is by text.
  std::stable_sort(Edits.begin(), Edits.end(), [](const Edit *A, const Edit *B) {
    if (A->Offset != B->Offset)
      return A->Offset < B->Offset;
    if ((A->Length == 0) != (B->Length == 0))
      return A->Length == 0;
    return isInclude(*A) && isInclude(*B) && A->Text < B->Text;
  });
  // One include of a header is enough: the first. A fix that needs several writes them in one edit.
  llvm::StringSet<> Included;
  std::optional<unsigned> BlockAt; ///< where the last include went
  std::vector<Edit> Shortened;
  Shortened.reserve(Edits.size()); // Edits points into it
  for (const Edit *&E : Edits) {
    if (!isInclude(*E))
      continue;
    std::string Kept;
    bool Any = false;
    for (StringRef Rest = E->Text; !Rest.empty();) {
      const StringRef Line = Rest.take_front(Rest.find('\n') == StringRef::npos ? Rest.size() : Rest.find('\n') + 1);
      Rest = Rest.drop_front(Line.size());
      const bool Include = Line.trim().starts_with("#include");
      if (Include && !Included.insert(Line.trim()).second)
        continue;
      Any |= Include;
      Kept += Line;
    }
    // The second header of a new block joins it.
    if (Any && BlockAt == E->Offset)
      Kept = StringRef(Kept).ltrim("\r\n").str();
    if (Any)
      BlockAt = E->Offset;
    Shortened.push_back(*E);
    Shortened.back().Text = Any ? Kept : "";
    E = &Shortened.back();
  }
  size_t FirstEnd = Text.find('\n');
  bool CRLF = FirstEnd != StringRef::npos && FirstEnd > 0 && Text[FirstEnd - 1] == '\r';
  // What goes before the first character goes after a byte order mark.
  size_t Mark = Text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::string Result = Text.take_front(Mark).str();
  size_t At = Mark;
  for (const Edit *E : Edits) {
    size_t Offset = E->Length == 0 ? std::max<size_t>(E->Offset, Mark) : E->Offset;
    if (Offset < At || E->Offset + E->Length > Text.size())
      continue; // cannot happen for compatible plans over the text they were made for
    Result += Text.slice(At, Offset);
    for (size_t I = 0; I < E->Text.size(); ++I) {
      if (CRLF && E->Text[I] == '\n' && (I == 0 || E->Text[I - 1] != '\r'))
        Result += '\r';
      Result += E->Text[I];
    }
    At = Offset + E->Length;
  }
  Result += Text.drop_front(At);
  return Result;
}

} // namespace raiitidy::tool
