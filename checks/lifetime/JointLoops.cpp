#include "checks/Pch.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/LoopHeaders.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

namespace {

using Part = JointLoop::Part;

/// lines in free(lines[i]), with i the variable that says which; null for others.
const VarDecl *elementReleased(const Expr *Carrier, const VarDecl *Index) {
  const auto *Op = Carrier ? dyn_cast<CXXOperatorCallExpr>(strip(Carrier)) : nullptr;
  return Op && Op->getOperator() == OO_Subscript && variableNamedBy(Op->getArg(1)) == Index ? variableNamedBy(Op->getArg(0)) : nullptr;
}

/// What each round of \p Loop releases, the last first; empty if it does anything else.
std::vector<Part> releasedTogether(Analysis &A, const Stmt *Loop) {
  const auto *For = dyn_cast<ForStmt>(Loop);
  const auto *Block = For ? dyn_cast<CompoundStmt>(For->getBody()) : nullptr;
  const auto [All, Index] = For ? visitsBackwards(For, A.Ctx) : std::pair<const VarDecl *, const VarDecl *>();
  if (!Block || Block->size() < 2 || !All)
    return {};
  std::vector<Part> Found;
  for (const Stmt *Child : llvm::reverse(Block->body())) {
    const auto *E = dyn_cast<Expr>(Child);
    E = E ? strip(E) : nullptr;
    const Match *M = E && isa<CallExpr, CXXDeleteExpr>(E) ? handleRole(A, E, Role::Release) : nullptr;
    const VarDecl *V = M ? elementReleased(Matcher::carrier(*M, E), Index) : nullptr;
    if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || V->getType()->isReferenceType() ||
        llvm::any_of(Found, [&](const Part &P) { return P.Container == V; }))
      return {};
    Found.emplace_back();
    Found.back().Container = V;
    Found.back().Resource = M->Of;
    Found.back().Releases = {E};
  }
  return llvm::any_of(Found, [&, Counted = All](const Part &P) { return P.Container == Counted; }) ? Found : std::vector<Part>();
}

bool sameContainers(const std::vector<Part> &X, const std::vector<Part> &Y) {
  return std::equal(X.begin(), X.end(), Y.begin(), Y.end(), [](const Part &A, const Part &B) { return A.Container == B.Container; });
}

/// The one push_back, of something that was acquired.
void findKept(Analysis &A, const flow::Inventory &I, Part &P) {
  unsigned Additions = 0;
  for (const CallExpr *C : I.Calls) {
    const auto *Member = dyn_cast<CXXMemberCallExpr>(C);
    const CXXMethodDecl *M = Member ? Member->getMethodDecl() : nullptr;
    if (!M || variableNamedBy(Member->getImplicitObjectArgument()) != P.Container || !M->getDeclName().isIdentifier() ||
        (M->getName() != "push_back" && M->getName() != "emplace_back") || C->getNumArgs() != 1)
      continue;
    ++Additions;
    P.Acquisition = acquisitionOf(A, C->getArg(0), P.Resource);
    P.Kept = C;
  }
  if (Additions != 1)
    P.Acquisition = nullptr;
}

} // namespace

std::vector<JointLoop> jointLoops(Analysis &A, const FunctionDecl *F, const flow::Inventory &I) {
  if (I.Loops.size() < 2 || F->isDependentContext())
    return {};
  std::vector<JointLoop> Found;
  for (const Stmt *Loop : I.Loops) {
    std::vector<Part> Parts = releasedTogether(A, Loop);
    if (Parts.empty())
      continue;
    auto Known = llvm::find_if(Found, [&](const JointLoop &L) { return sameContainers(L.Parts, Parts); });
    if (Known == Found.end()) {
      Found.emplace_back();
      Known = std::prev(Found.end());
      Known->Function = F;
      Known->Parts = Parts;
    } else {
      for (size_t N = 0; N < Parts.size(); ++N)
        Known->Parts[N].Releases.push_back(Parts[N].Releases.front());
    }
    Known->Releases.push_back(Loop);
  }
  for (JointLoop &L : Found) {
    for (Part &P : L.Parts)
      findKept(A, I, P);
    std::vector<const Stmt *> Harmless;
    for (const CallExpr *C : I.Calls)
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(C); Member && Member->getMethodDecl() && Member->getMethodDecl()->getDeclName().isIdentifier() &&
                                                               isHarmlessMethod(Member->getMethodDecl()->getName()))
        Harmless.push_back(strip(Member->getImplicitObjectArgument()));
    for (const Stmt *Loop : L.Releases)
      flow::forEachEvaluated(Loop, [&](const Stmt *S) { Harmless.push_back(S); });
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      if (const auto *Range = dyn_cast<CXXForRangeStmt>(S); Range && Range->getRangeInit())
        Harmless.push_back(strip(Range->getRangeInit()));
    });
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      if (Ref && llvm::any_of(L.Parts, [&](const Part &P) { return P.Container == Ref->getDecl(); }) && !llvm::is_contained(Harmless, Ref) &&
          !llvm::is_contained(L.OtherUses, Ref))
        L.OtherUses.push_back(Ref);
    });
  }
  llvm::erase_if(Found, [](const JointLoop &L) { return llvm::any_of(L.Parts, [](const Part &P) { return !P.Acquisition; }); });
  return Found;
}

} // namespace raiitidy::lifetime
