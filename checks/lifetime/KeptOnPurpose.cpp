#include "checks/Pch.h"
#include "checks/lifetime/KeptOnPurpose.h"
#include "checks/lifetime/CleanupShape.h"
#include "checks/lifetime/Tracks.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

/// Whether \p Call ends resources of \p Of.
static bool endsOne(Analysis &A, const CallExpr *Call, const Pair *Of) {
  return llvm::any_of(A.meaningsOf(Call), [&](const Match &M) { return M.Of == Of && ends(M.As); });
}

bool isKeptForCaller(Analysis &A, const flow::FunctionFlow &Flow, const Lifetime &L) {
  const ASTContext &Ctx = A.Ctx;
  if (L.Resource->Class != ResourceClass::Lock && L.Resource->Class != ResourceClass::State)
    return false;
  if (L.Uncovered.empty() || llvm::any_of(L.Uncovered, [&](const Exit &X) {
        const auto *R = X.K == Exit::Kind::Return ? dyn_cast<ReturnStmt>(X.At) : nullptr;
        return !R || !R->getRetValue() || saysFailure(R, Ctx);
      }))
    return false;
  // One that no path of this analysis reaches shows another intent.
  bool Others = false;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    if (Call && llvm::none_of(L.Releases, [&](const ReleaseSite &R) { return R.Call == Call; }))
      Others |= endsOne(A, Call, L.Resource);
  });
  return !Others && llvm::all_of(L.Releases, [&](const ReleaseSite &R) {
    const Stmt *S = R.Call;
    while (S && !isa<CompoundStmt>(S))
      S = Flow.parent(S);
    const auto *Block = dyn_cast_or_null<CompoundStmt>(S);
    const auto *Last = Block && !Block->body_empty() ? dyn_cast<ReturnStmt>(Block->body_back()) : nullptr;
    return Last && Block != Flow.body() && saysFailure(Last, Ctx); // the end of the function is where it went well
  });
}

bool endsInDestructor(Analysis &A, const flow::FunctionFlow &Flow, const Pair &Of) {
  bool Found = false;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const auto *D = dyn_cast<DeclStmt>(S);
    if (!D || Found)
      return;
    for (const Decl *Each : D->decls()) {
      const auto *V = dyn_cast<VarDecl>(Each);
      const CXXRecordDecl *R = V && V->hasLocalStorage() && !V->getType()->isReferenceType() ? V->getType()->getAsCXXRecordDecl() : nullptr;
      const CXXDestructorDecl *Destructor = R && R->hasDefinition() ? R->getDestructor() : nullptr;
      const FunctionDecl *Definition = nullptr;
      if (!Destructor || !Destructor->isDefined(Definition) ||
          A.Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
        continue;
      Found |= flow::hasSkippedBody(Definition);
      flow::forEachEvaluated(flow::analysableBody(Definition), [&](const Stmt *Inner) {
        if (const auto *Call = dyn_cast<CallExpr>(Inner))
          Found |= endsOne(A, Call, &Of);
      });
    }
  });
  return Found;
}

} // namespace raiitidy::lifetime
