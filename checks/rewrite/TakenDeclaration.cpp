#include "checks/rewrite/TakenDeclaration.h"
#include "clang/AST/Decl.h"

using namespace clang;

namespace raiitidy::rewrite {

/// Where the declarator of \p V begins in a group: `*b` in `T a, *b;`. Nothing for one in parentheses.
static std::optional<unsigned> beginOfDeclarator(const Source &Text, const DeclStmt *Group, const VarDecl *V) {
  const unsigned GroupBegin = Text.offset(Group), Name = Text.offset(V->getLocation());
  const StringRef Code = Text.text({Text.file(Group->getBeginLoc()), GroupBegin, Name}).rtrim();
  unsigned Begin = Name;
  for (StringRef Rest = Code;; Rest = Rest.rtrim()) {
    if (Rest.consume_back("*"))
      Begin = GroupBegin + Rest.size();
    else if (!Rest.consume_back("const") && !Rest.consume_back("volatile"))
      break;
  }
  return Code.take_front(Begin - GroupBegin).rtrim().ends_with("(") ? std::nullopt : std::optional(Begin); // int (a), (*b)(int)
}

std::optional<TakenDeclaration> declaringText(const Source &Text, const DeclStmt *Declaration, const VarDecl *V) {
  const auto Whole = Text.statement(Declaration);
  if (!Whole || Source::touchesMacro(Declaration))
    return std::nullopt;
  if (Declaration->isSingleDecl())
    return TakenDeclaration{*Whole, "", ""};
  if (Text.hasComment(*Whole) || Text.hasDirective(*Whole))
    return std::nullopt;
  llvm::SmallVector<const VarDecl *, 4> Group;
  for (const Decl *Each : Declaration->decls()) {
    Group.push_back(dyn_cast<VarDecl>(Each));
    if (!Group.back() || Group.back()->getLocation().isMacroID())
      return std::nullopt;
  }
  // Its comma is the one before it, of the first the one behind it.
  const auto *It = llvm::find(Group, V);
  const bool IsFirst = It == Group.begin();
  const VarDecl *Left = IsFirst ? V : *std::prev(It), *Right = IsFirst ? *std::next(It) : V;
  // What ends a declarator: its name, an initialiser, or an array's bound; of `int a(1)` clang does not know the parenthesis.
  const auto SpanOf = [&](const VarDecl *Each) { return Text.span(SourceRange(Each->getLocation(), Each->getEndLoc())); };
  const auto LeftSpan = SpanOf(Left), RightSpan = SpanOf(Right), Own = IsFirst ? LeftSpan : RightSpan;
  const auto LeftBegin = beginOfDeclarator(Text, Declaration, Left), RightBegin = beginOfDeclarator(Text, Declaration, Right);
  if (!LeftSpan || !RightSpan || !LeftBegin || !RightBegin || LeftSpan->End > *RightBegin || Own->End > Whole->End ||
      Text.text({Whole->File, LeftSpan->End, *RightBegin}).trim() != ",")
    return std::nullopt;
  if (IsFirst) {
    const Span Next{Whole->File, *RightBegin, RightSpan->End};
    return TakenDeclaration{{Whole->File, *LeftBegin, Next.End}, Text.text(Next).str(), ""};
  }
  const StringRef Rest = Text.text({Whole->File, Own->End, Whole->End}).ltrim();
  return Rest.starts_with(",") || Rest.starts_with(";") ? std::optional(TakenDeclaration{{Whole->File, LeftSpan->End, Own->End}, "", ""}) : std::nullopt;
}

std::optional<TakenDeclaration> takeDeclaration(const Source &Text, const DeclStmt *Declaration, const VarDecl *V) {
  const auto Alone = declaringText(Text, Declaration, V);
  if (!Alone || !Declaration->isSingleDecl())
    return Alone;
  const Span *const At = &Alone->At;
  const bool SharesLine = !Text.before(*At).empty();
  if (const auto Comment = Text.commentBehind(*At)) {
    const unsigned Next = Text.nextLine(At->File, At->End);
    const StringRef Below = Text.buffer(At->File).slice(Next, Text.lineEnd(At->File, Next)).ltrim();
    if (SharesLine || Text.hasComment(*At) || Text.hasCommentAbove(*At) || Below.starts_with("//") || Below.starts_with("/*"))
      return std::nullopt;
    return TakenDeclaration{{At->File, At->Begin, Comment->End}, "", Text.text(*Comment).str()};
  }
  return Text.hasCommentOfItsOwn(*At) ? std::nullopt : Alone;
}

} // namespace raiitidy::rewrite
