#include "checks/rewrite/Draft.h"
#include <algorithm>

using namespace clang;

namespace raiitidy::rewrite {

bool Draft::refuse(Reason Why, std::string Detail) {
  if (!Refused)
    Refused = Refusal{Why, std::move(Detail)};
  return false;
}

void Draft::unsafe(std::string Because) {
  How = Applicability::Unsafe;
  if (UnsafeBecause.empty())
    UnsafeBecause = std::move(Because);
}

void Draft::replace(const Span &S, std::string With) {
  if (S.File != File) {
    refuse(Reason::UnfamiliarShape, "the function spreads over several files");
    return;
  }
  if (S.Begin != S.End || !With.empty())
    Edits.push_back({S.Begin, S.End, std::move(With), static_cast<unsigned>(Edits.size())});
}

void Draft::remove(const Span &S) {
  const StringRef B = Text.buffer(File);
  if (Text.before(S).empty() && Text.behind(S).empty()) {
    unsigned Next = Text.nextLine(File, S.End);
    // No two blank lines in a row, and none at the edge of a block.
    const unsigned Line = Text.lineBegin(File, S.Begin);
    unsigned From = Line;
    if (Line > 0) {
      const unsigned Above = Text.lineBegin(File, Line - 1);
      const StringRef Before = B.slice(Above, Line).trim(), Below = B.slice(Next, Text.lineEnd(File, Next)).trim();
      if (Before.empty() && (Below.empty() || Below.starts_with("}")))
        From = Above;
      else if (Before.ends_with("{") && Below.empty())
        Next = Text.nextLine(File, Next);
    }
    replace({File, From, Next}, "");
    return;
  }
  unsigned To = S.End;
  while (To < B.size() && (B[To] == ' ' || B[To] == '\t'))
    ++To;
  replace({File, S.Begin, To}, "");
}

void Draft::insertLineAfter(const Span &S, StringRef Code) {
  if (!Text.behind(S).empty() && !Text.commentBehind(S)) {
    insert(S.End, (" " + Code).str());
    return;
  }
  insert(Text.lineEnd(File, S.End), (Text.newline(File, S.Begin) + Text.indentation(File, S.Begin) + Code).str());
}

void Draft::insertLineBefore(const Span &S, StringRef Code) {
  if (Text.before(S).empty())
    insert(S.Begin, (Code + Text.newline(File, S.Begin) + Text.indentation(File, S.Begin)).str());
  else
    insert(S.Begin, (Code + " ").str());
}

/// Where the line stands on which an unbraced statement's owner begins: the indentation for its braces.
static bool standsAlone(const Source &Text, const Span &S) {
  return Text.before(S).empty() && (Text.behind(S).empty() || Text.behind(S).starts_with("//"));
}

void Draft::brace(const Span &S, StringRef Before, StringRef After) {
  if (!standsAlone(Text, S)) {
    insert(S.Begin, Before.empty() ? "{ " : ("{ " + Before + " ").str());
    insert(S.End, After.empty() ? " }" : (" " + After + " }").str());
    return;
  }
  const std::string Inner = Text.indentation(File, S.Begin), Unit = Text.indentUnit(File);
  const std::string Outer = StringRef(Inner).ends_with(Unit) ? Inner.substr(0, Inner.size() - Unit.size()) : Inner;
  const StringRef NL = Text.newline(File, S.Begin), B = Text.buffer(File);
  unsigned Prev = Text.lineBegin(File, S.Begin);
  while (Prev > 0 && llvm::isSpace(B[Prev - 1]))
    --Prev;
  const bool Own = Text.bracesOnOwnLine(File);
  // The brace goes to the end of the line before if only the owner's ')' or 'else' stands there.
  if (Prev > 0 && (B[Prev - 1] == ')' || B.slice(0, Prev).ends_with("else")) &&
      !B.slice(Text.lineBegin(File, Prev), Prev).contains("//"))
    insert(Prev, Own ? (NL + Outer + "{").str() : " {");
  else
    insert(S.Begin, ("{" + NL + Inner).str());
  if (!Before.empty())
    insert(S.Begin, (Before + NL + Inner).str());
  const std::string Tail = After.empty() ? std::string() : (NL + Inner + After).str();
  const unsigned End = Text.lineEnd(File, S.End);
  // `} else` on one line where the file writes it so.
  const auto [At, Token] = Text.tokenAfter(File, S.End);
  if (Token == "else" && !Own && End == S.End && At > End && B.slice(End, At).trim().empty())
    replace({File, End, At}, Tail + (NL + Outer + "} ").str());
  else
    insert(End, Tail + (NL + Outer + "}").str());
}

void Draft::braceAndInsertBefore(const Span &S, StringRef Code) { brace(S, Code, ""); }
void Draft::braceAndInsertAfter(const Span &S, StringRef Code) { brace(S, "", Code); }

void Draft::dedent(unsigned Begin, unsigned End, StringRef Inner, StringRef Outer) {
  const std::string From = ("\n" + Inner).str(), To = ("\n" + Outer).str();
  for (Edit &E : Edits)
    if (Begin <= E.Begin && E.End <= End) {
      if (E.Begin == Text.lineBegin(File, E.Begin) && StringRef(E.Text).starts_with(Inner))
        E.Text.replace(0, Inner.size(), Outer.str());
      for (size_t At = 0; (At = E.Text.find(From, At)) != std::string::npos; At += To.size())
        E.Text.replace(At, From.size(), To);
    }
}

void Draft::indent(unsigned Begin, unsigned End) {
  const std::string Unit = Text.indentUnit(File);
  for (unsigned Line = Text.nextLine(File, Begin); Line < End; Line = Text.nextLine(File, Line))
    if (!Text.buffer(File).slice(Line, Text.lineEnd(File, Line)).trim().empty())
      insert(Line, Unit);
}

/// Edits that touch become one.
static std::vector<Draft::Edit> merged(std::vector<Draft::Edit> Edits) {
  std::vector<Draft::Edit> Out;
  for (Draft::Edit &E : Edits) {
    if (!Out.empty() && E.Begin == Out.back().End) {
      Out.back().End = E.End;
      Out.back().Text += E.Text;
    } else {
      Out.push_back(std::move(E));
    }
  }
  return Out;
}

Outcome Draft::finish(std::string Title) {
  if (Refused)
    return *Refused;
  // Edits that touch become one, so that no tool has to know which of them comes first.
  std::stable_sort(Edits.begin(), Edits.end(), [](const Edit &A, const Edit &B) {
    return std::tie(A.Begin, A.End, A.Order) < std::tie(B.Begin, B.End, B.Order);
  });
  for (size_t I = 1; I < Edits.size(); ++I)
    if (Edits[I].Begin < Edits[I - 1].End)
      return Refusal{Reason::UnfamiliarShape, "two edits would overlap"};
  std::vector<Edit> Merged = merged(std::move(Edits));
  for (const auto &Whole : Wholes) {
    const auto Inside = [&](const Edit &E) { return Whole.first <= E.Begin && E.End <= Whole.second; };
    const auto First = llvm::find_if(Merged, Inside);
    auto Last = First;
    while (Last != Merged.end() && Inside(*Last))
      ++Last;
    if (First != Last) {
      for (auto Next = First + 1; Next != Last; ++Next) {
        First->Text += Text.buffer(File).slice(First->End, Next->Begin);
        First->Text += Next->Text;
        First->End = Next->End;
      }
      Merged.erase(First + 1, Last);
    }
  }
  Plan P;
  const SourceLocation Start = Text.SM.getLocForStartOfFile(File);
  // clang's renderer makes an empty edit that is followed by a blank one longer. So lines are removed from the end of
  // the line before, and a blank after a removal belongs to the edit.
  const StringRef Buffer = Text.buffer(File);
  for (size_t I = 0; I != Merged.size(); ++I) {
    Edit &E = Merged[I];
    if (!E.Text.empty() || E.Begin == E.End || E.End >= Buffer.size() || !llvm::is_contained(StringRef(" \t"), Buffer[E.End]))
      continue;
    const unsigned Newline = Buffer.slice(0, E.End).ends_with("\r\n") ? 2 : 1;
    const StringRef Last = Buffer.slice(E.End - Newline, E.End);
    if (Last.ends_with("\n") && E.Begin >= Newline && Buffer.slice(E.Begin - Newline, E.Begin) == Last &&
        (I == 0 || Merged[I - 1].End <= E.Begin - Newline)) {
      E.Begin -= Newline;
      E.End -= Newline;
    } else if (I + 1 == Merged.size() || Merged[I + 1].Begin > E.End) {
      E.Text = Buffer[E.End++];
    }
  }
  for (const Edit &E : merged(std::move(Merged))) {
    const SourceLocation B = Start.getLocWithOffset(E.Begin), To = Start.getLocWithOffset(E.End);
    if (E.Begin == E.End)
      P.Edits.push_back(FixItHint::CreateInsertion(B, E.Text));
    else
      P.Edits.push_back(FixItHint::CreateReplacement(CharSourceRange::getCharRange(B, To), E.Text));
  }
  P.How = How;
  P.UnsafeBecause = UnsafeBecause;
  P.Title = std::move(Title);
  return P;
}

} // namespace raiitidy::rewrite
