#include "checks/rewrite/LoopText.h"
#include "checks/flow/Within.h"
#include "checks/lifetime/LoopHeaders.h"
#include "checks/rewrite/ActionText.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

const Stmt *loopBody(const Stmt *S) {
  return isa<ForStmt, CXXForRangeStmt, WhileStmt>(S) ? lifetime::bodyOf(S) : S; // a do ends behind its body
}

std::string wordsWithout(const Source &Text, const Span &At, StringRef Name) {
  std::string Words = " " + Text.normalised(At) + " ";
  const std::string Word = (" " + Name + " ").str();
  for (size_t I = 0; (I = Words.find(Word, I)) != std::string::npos; ++I)
    Words.replace(I, Word.size(), " _ ");
  return Words;
}

std::optional<Span> loopStatement(const Source &Text, const Stmt *S) {
  const auto End = Text.statement(loopBody(S));
  const auto Whole = Text.span(S);
  if (!End || !Whole)
    return std::nullopt;
  return Span{Whole->File, Whole->Begin, End->End};
}

bool releasesOnEachWayOut(Draft &D, const Source &Text, const FunctionView &View, ArrayRef<const Stmt *> Releases,
                          const CompoundStmt *Scope, unsigned Since) {
  std::vector<const Stmt *> Found;
  flow::walkWithin(Scope, [&](const Stmt *S) {
    if (isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(S))
      Found.push_back(S);
    return !isa<LambdaExpr>(S);
  });
  auto ReleasedBefore = [&](const Stmt *S) { // in its block or one around, within the scope
    for (const Stmt *Up = S; Up && Up != Scope; Up = View.parent(Up))
      if (const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Up)))
        for (const Stmt *Each : Block->body()) {
          if (Each == Up)
            break;
          if (llvm::is_contained(Releases, Each))
            return true;
        }
    return false;
  };
  const auto StaysInside = [&](const Stmt *S) { // a break of a loop or switch that lies within the scope
    for (const Stmt *Up = S; isa<BreakStmt, ContinueStmt>(S) && Up && Up != Scope; Up = View.parent(Up))
      if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(Up) || (isa<BreakStmt>(S) && isa<SwitchStmt>(Up)))
        return true;
    return false;
  };
  for (const Stmt *S : Found)
    if (!StaysInside(S) && Text.offset(S) > Since && !ReleasedBefore(S))
      return D.refuse(Reason::ConditionalOwnership, "a way out does not release them");
  // … and the end of the scope.
  for (const Stmt *Loop : Releases)
    if (View.parent(Loop) == Scope && Text.offset(Loop) > Since)
      return true;
  return leavesFunction(Scope) || D.refuse(Reason::ConditionalOwnership, "the end of the scope does not release them");
}

bool mayChangeElements(const FunctionView &View, const VarDecl *Container) {
  return llvm::any_of(View.references(), [&](const DeclRefExpr *Ref) {
    const auto *Range = dyn_cast_or_null<CXXForRangeStmt>(View.loopAround(Ref));
    const QualType T = Range ? Range->getLoopVariable()->getType() : QualType();
    return Range && Ref->getDecl() == Container && T->isReferenceType() && !T->getPointeeType().isConstQualified();
  });
}

std::string callbackForKept(Draft &D, const Source &Text, const CallExpr *Kept, ArrayRef<const Expr *> Releases) {
  const VarDecl *Each = Kept ? asVariable(Kept->getArg(0)) : nullptr;
  if (!Each || !Each->hasLocalStorage() || !Each->getType()->isScalarType())
    return D.refuse(Reason::UnfamiliarShape, "the element has no name where it is kept"), std::string();
  const FileID File = D.file();
  std::string Code, Words;
  for (const Expr *Release : Releases) {
    const auto *Call = dyn_cast<CallExpr>(Release);
    const auto *Delete = dyn_cast<CXXDeleteExpr>(Release);
    const Expr *Element = Delete ? Delete->getArgument() : Call && Call->getNumArgs() == 1 ? Call->getArg(0) : nullptr;
    const auto Whole = Text.span(Release), Named = Element ? Text.span(Element) : std::nullopt;
    if (!Whole || !Named || (Call && !Call->getDirectCallee()))
      return D.refuse(Reason::UnfamiliarShape, "the release is more than a call with the element"), std::string();
    Code = (Text.text({File, Whole->Begin, Named->Begin}) + Each->getName() + Text.text({File, Named->End, Whole->End})).str();
    const std::string Here = Text.normalised({File, Whole->Begin, Named->Begin});
    if (!Words.empty() && Here != Words)
      return D.refuse(Reason::ReleasesDiffer), std::string();
    Words = Here;
    const CXXRecordDecl *R = Delete ? Delete->getDestroyedType()->getAsCXXRecordDecl() : nullptr;
    if (Call ? mayThrow(Call->getDirectCallee(), Text.Ctx) : R && (!R->hasDefinition() || !R->getDestructor() || mayThrow(R->getDestructor(), Text.Ctx)))
      return D.refuse(Reason::CleanupMayThrow), std::string();
  }
  return "[" + Each->getNameAsString() + "] { " + Code + "; }";
}

} // namespace raiitidy::rewrite
