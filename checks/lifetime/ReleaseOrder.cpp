#include "checks/Pch.h"
#include "checks/lifetime/ReleaseOrder.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Terms.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

static bool names(const Expr *E, const VarDecl *V) {
  const auto *Ref = dyn_cast<DeclRefExpr>(strip(E));
  return Ref && Ref->getDecl() == V;
}

/// A statement, cursor or session that lives inside of what it is made from: the handle is an argument, and both are of
/// one library. Descriptors are not: the kernel keeps what a mapping or an accepted connection needs.
static bool isMadeFrom(const Lifetime &Second, const Lifetime &First) {
  const auto *Call = dyn_cast<CallExpr>(Second.Acquisition);
  if (!Call || !First.Handle.isPlainLocal() || !First.Handle.Root->getType()->isPointerType() ||
      First.Resource->Class != ResourceClass::Handle || Second.Resource->Class != ResourceClass::Handle ||
      First.Resource->File != Second.Resource->File || First.Resource == Second.Resource)
    return false;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call); Member && names(Member->getImplicitObjectArgument(), First.Handle.Root))
    return true;
  return llvm::any_of(Call->arguments(), [&](const Expr *A) { return names(A, First.Handle.Root); });
}

static const Expr *plain(const Stmt *S) {
  const auto *E = dyn_cast<Expr>(S);
  if (const auto *Full = dyn_cast_or_null<FullExpr>(E))
    E = Full->getSubExpr();
  return E ? E->IgnoreParenCasts() : nullptr;
}

std::vector<ReleaseOrder> releasesInOrder(const FunctionFacts &F, const ASTContext &Ctx) {
  std::vector<ReleaseOrder> Found;
  if (F.Lifetimes.size() < 2)
    return Found;
  struct Site {
    const Lifetime *Of;
    const ReleaseSite *R;
  };
  auto SiteOf = [&](const Expr *E) -> Site {
    for (const auto &L : F.Lifetimes)
      for (const ReleaseSite &R : L->Releases)
        if (R.Call == E && R.EndsHeld && !R.Helper && R.Meaning.Of == L->Resource)
          return {L.get(), &R};
    return {nullptr, nullptr};
  };
  const SourceManager &SM = Ctx.getSourceManager();
  flow::forEachEvaluated(flow::analysableBody(F.Function), [&](const Stmt *S) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      return;
    const Stmt *Before = nullptr;
    for (const Stmt *Now : Block->body()) {
      const Stmt *Last = std::exchange(Before, Now);
      const Expr *E = Last ? plain(Last) : nullptr, *Next = plain(Now);
      if (!E || !Next)
        continue;
      const Site First = SiteOf(E), Second = SiteOf(Next);
      if (!First.Of || !Second.Of || First.Of == Second.Of ||
          !SM.isBeforeInTranslationUnit(First.Of->Acquisition->getBeginLoc(), Second.Of->Acquisition->getBeginLoc()))
        continue;
      const bool Locks = First.Of->Resource->Class == ResourceClass::Lock && Second.Of->Resource->Class == ResourceClass::Lock;
      if (Locks || isMadeFrom(*Second.Of, *First.Of))
        Found.push_back({F.Function, First.Of, Second.Of, First.R, Second.R, Locks});
    }
  });
  return Found;
}

} // namespace raiitidy::lifetime
