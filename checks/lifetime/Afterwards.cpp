#include "checks/Pch.h"
#include "checks/lifetime/Afterwards.h"
#include "checks/lifetime/Tracks.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

void addUnreachedReleases(Analysis &A, const flow::FunctionFlow &Flow, FunctionFacts &Facts) {
  const SourceManager &SM = A.Ctx.getSourceManager();
  llvm::SmallVector<const Stmt *, 4> Labels;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    if (isa<LabelStmt>(S))
      Labels.push_back(S);
  });
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    if (!isa<CallExpr, CXXDeleteExpr>(S))
      return;
    for (const Match &M : A.meaningsOf(cast<Expr>(S))) {
      const Expr *Carried = M.As == Role::Release ? Matcher::carrier(M, cast<Expr>(S)) : nullptr;
      const auto *Ref = Carried ? dyn_cast<DeclRefExpr>(strip(Carried)) : nullptr;
      if (!Ref)
        continue;
      Lifetime *Last = nullptr;
      for (const auto &L : Facts.Lifetimes) {
        if (!L->Handle.isPlainLocal() || L->Handle.Root != Ref->getDecl())
          continue;
        if (llvm::any_of(L->Releases, [&](const ReleaseSite &R) { return R.Call == S; }))
          return;
        if (L->Resource == M.Of && !L->Releases.empty() && SM.isBeforeInTranslationUnit(L->Acquisition->getBeginLoc(), S->getBeginLoc()))
          Last = L.get();
      }
      // Behind labels and in handlers other rewriters make guards (rewrite/DoneByHand).
      bool Elsewhere = llvm::any_of(Labels, [&](const Stmt *Label) { return SM.isBeforeInTranslationUnit(Label->getBeginLoc(), S->getBeginLoc()); });
      for (const Stmt *Up = S; Up; Up = Flow.parent(Up))
        Elsewhere |= isa<CXXCatchStmt>(Up);
      if (!Last || Elsewhere)
        continue;
      ReleaseSite Site{cast<Expr>(S), M};
      const auto After = llvm::find_if(Last->Releases, [&](const ReleaseSite &R) {
        return SM.isBeforeInTranslationUnit(S->getBeginLoc(), R.Call->getBeginLoc());
      });
      Last->Releases.insert(After, Site);
      return;
    }
  });
}

bool isReleasedAtOnce(const flow::FunctionFlow &Flow, const Lifetime &L) {
  const Stmt *At = L.Acquisition, *Up = Flow.parent(At);
  while (Up && !isa<CompoundStmt>(Up))
    At = std::exchange(Up, Flow.parent(Up));
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Up);
  if (!Block || (!isa<Expr, DeclStmt>(At) && At != L.FailureTest))
    return false;
  auto Next = llvm::find(Block->body(), At);
  const auto CancelsGuard = [](const Stmt *S) { // of what the acquisition has taken
    const auto *E = dyn_cast<Expr>(S);
    const auto *Call = E ? dyn_cast<CXXMemberCallExpr>(strip(E)) : nullptr;
    const CXXMethodDecl *M = Call && Call->getNumArgs() == 0 ? Call->getMethodDecl() : nullptr;
    return M && M->getIdentifier() && M->getName() == "release" && isa<DeclRefExpr>(strip(Call->getImplicitObjectArgument()));
  };
  if (++Next != Block->body_end() && *Next == L.FailureTest)
    ++Next;
  while (Next != Block->body_end() && CancelsGuard(*Next))
    ++Next;
  if (Next == Block->body_end())
    return false;
  const auto Releases = [&](const Stmt *S) {
    const auto *Whole = dyn_cast<Expr>(S);
    const auto *Assigned = Whole ? dyn_cast<BinaryOperator>(strip(Whole)) : nullptr;
    const Expr *Call = Assigned && Assigned->getOpcode() == BO_Assign ? Assigned->getRHS() : Whole;
    return Call && llvm::any_of(L.Releases, [&](const ReleaseSite &R) { return strip(Call) == R.Call; });
  };
  if (Releases(*Next))
    return true;
  // One plain use between, of something that is no lock: acquire, use, release is read at a glance.
  if (!L.isHandle() || !L.BelowPolicy.empty() || L.Releases.size() != 1 || !isa<Expr, DeclStmt>(*Next) || ++Next == Block->body_end())
    return false;
  return Releases(*Next);
}

void dropWhereBeginningWasAsked(const flow::FunctionFlow &Flow, Lifetime &L) {
  if (L.Resource->Class != ResourceClass::Transaction || !L.Acquisition->getType()->isPointerType())
    return;
  llvm::SmallVector<const VarDecl *, 2> Results;
  const auto Mentions = [&](const Stmt *Code) {
    bool Found = false;
    flow::forEachEvaluated(Code, [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      Found |= S == L.Acquisition || (Ref && llvm::is_contained(Results, Ref->getDecl()));
    });
    return Found;
  };
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Each : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Each); V && V->getInit() && Mentions(V->getInit()))
          Results.push_back(V);
    } else if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->getOpcode() == BO_Assign && Mentions(B->getRHS())) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(B->getLHS())))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          Results.push_back(V);
    }
  });
  llvm::erase_if(L.Uncovered, [&](const Exit &X) { return !X.Witness.empty() && X.Witness.front().At && Mentions(X.Witness.front().At); });
}

} // namespace raiitidy::lifetime
