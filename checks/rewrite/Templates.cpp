#include "checks/rewrite/Templates.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace raiitidy::rewrite {

const FunctionDecl *instantiationAround(const FunctionDecl *F) {
  for (const DeclContext *D = F; D; D = D->getParent())
    if (const auto *Each = dyn_cast<FunctionDecl>(D); Each && Each->isTemplateInstantiation())
      return Each;
  return nullptr;
}

namespace {

/// The calls, constructions, new and delete of a pattern whose meaning its parameters decide.
class DependentCode : public RecursiveASTVisitor<DependentCode> {
public:
  explicit DependentCode(const Source &Text) : Text(Text) {}
  std::vector<Span> Found;

  bool VisitExpr(Expr *E) {
    bool Depends = false;
    if (const auto *D = dyn_cast<CXXDeleteExpr>(E))
      Depends = D->getArgument()->isTypeDependent();
    else if (const auto *C = dyn_cast<CallExpr>(E))
      Depends = C->isTypeDependent() || C->getCallee()->isTypeDependent();
    else if (isa<CXXNewExpr, CXXConstructExpr, CXXUnresolvedConstructExpr>(E))
      Depends = E->isTypeDependent();
    if (Depends)
      if (const auto S = Text.span(E))
        Found.push_back(*S);
    return true;
  }

private:
  const Source &Text;
};

} // namespace

bool dependsOnParameters(const Source &Text, const FunctionDecl *Instantiation, const Expr *Acquisition, const Plan &P) {
  const FunctionDecl *Pattern = Instantiation->getTemplateInstantiationPattern();
  if (!Pattern || !Pattern->getBody())
    return true;
  DependentCode Code(Text);
  Code.TraverseStmt(Pattern->getBody());
  const auto Acquired = Acquisition ? Text.span(Acquisition) : std::nullopt;
  return llvm::any_of(Code.Found, [&](const Span &S) {
    if (Acquired && Acquired->File == S.File && Acquired->Begin < S.End && S.Begin < Acquired->End)
      return true;
    return llvm::any_of(P.Edits, [&](const FixItHint &H) {
      const CharSourceRange R = H.RemoveRange;
      return R.isValid() && Text.SM.getFileID(R.getBegin()) == S.File && Text.SM.getFileOffset(R.getBegin()) < S.End &&
             S.Begin < Text.SM.getFileOffset(R.getEnd());
    });
  });
}

bool samePlan(const Plan &A, const Plan &B) {
  return A.How == B.How && A.Edits.size() == B.Edits.size() &&
         std::equal(A.Edits.begin(), A.Edits.end(), B.Edits.begin(), [](const FixItHint &X, const FixItHint &Y) {
           return X.CodeToInsert == Y.CodeToInsert && X.RemoveRange.getBegin() == Y.RemoveRange.getBegin() &&
                  X.RemoveRange.getEnd() == Y.RemoveRange.getEnd();
         });
}

} // namespace raiitidy::rewrite
