#include "checks/Pch.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/LoopHeaders.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

namespace {

/// `m.lock();` of each element: the container, and what is called.
struct EachElement {
  const VarDecl *Of = nullptr;
  const Pair *Resource = nullptr;
  const Expr *Call = nullptr;
  bool NeverThrows = false, Reversed = false;
};

const Expr *onlyCall(const Stmt *Body) {
  const auto *Block = dyn_cast<CompoundStmt>(Body);
  const auto *E = dyn_cast<Expr>(Block && Block->size() == 1 ? Block->body_front() : Body);
  return E && isa<CallExpr>(strip(E)) ? strip(E) : nullptr;
}

EachElement ofEach(Analysis &A, const Stmt *Loop, Role R) {
  EachElement Found;
  Found.Call = onlyCall(bodyOf(Loop));
  const Match *M = nullptr;
  if (Found.Call)
    for (const Match &Each : A.meaningsOf(Found.Call))
      if (Each.As == R && Each.Of->Class == ResourceClass::Lock && !M)
        M = &Each;
  const Expr *Carrier = M ? Matcher::carrier(*M, Found.Call) : nullptr;
  if (!Carrier)
    return {};
  Found.Resource = M->Of;
  Found.NeverThrows = M->By->Throws == MayThrow::Never;
  if (const auto *U = dyn_cast<UnaryOperator>(strip(Carrier)); U && (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref))
    Carrier = U->getSubExpr();
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop)) {
    // Not a copy of a mutex.
    const QualType T = Range->getLoopVariable()->getType();
    if (variableNamedBy(Carrier) == Range->getLoopVariable() && (T->isReferenceType() || T->isPointerType()) && Range->getRangeInit() && !Range->getInit())
      Found.Of = variableNamedBy(Range->getRangeInit());
  } else if (const auto *For = dyn_cast<ForStmt>(Loop)) {
    const auto [All, At] = visitsBackwards(For, A.Ctx);
    const Expr *E = strip(Carrier);
    const Expr *Index = nullptr;
    if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
      Index = S->getIdx();
    else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
      Index = Op->getOperator() == OO_Subscript ? Op->getArg(1) : Op->getNumArgs() == 1 ? Op->getArg(0) : nullptr;
    // The element itself, not something else that the loop's variable leads to.
    const bool Whole = containerOf(E) == All || (isa<CXXOperatorCallExpr>(E) && !containerOf(E));
    if (All && Whole && Index && variableNamedBy(Index) == At) {
      Found.Of = All;
      Found.Reversed = true;
    }
  }
  if (!Found.Of || !Found.Of->hasLocalStorage())
    return {};
  return Found;
}

} // namespace

void addLockLoops(Analysis &A, const FunctionDecl *F, const flow::Inventory &I, std::vector<CleanupLoop> &Found) {
  for (const Stmt *Loop : I.Loops) {
    const EachElement Taken = ofEach(A, Loop, Role::Acquire);
    if (!Taken.Of || Taken.Reversed)
      continue;
    CleanupLoop L;
    L.Function = F;
    L.Container = Taken.Of;
    L.Resource = Taken.Resource;
    L.Acquisition = Taken.Call;
    L.Locks = cast<CXXForRangeStmt>(Loop);
    bool Forwards = false, Again = false;
    for (const Stmt *Other : I.Loops) {
      if (const EachElement Given = ofEach(A, Other, Role::Release); Given.Of == Taken.Of && Given.Resource == Taken.Resource) {
        L.Releases.push_back(Other);
        L.NeverThrows = Given.NeverThrows && (L.NeverThrows || L.Releases.size() == 1);
        (Given.Reversed ? L.Reversed : Forwards) = true;
      }
      Again |= Other != Loop && ofEach(A, Other, Role::Acquire).Of == Taken.Of;
    }
    if (L.Releases.empty() || Again || (L.Reversed && Forwards))
      continue;
    // Locks of the caller that are given up for a while.
    if (A.Ctx.getSourceManager().isBeforeInTranslationUnit(L.Releases.front()->getBeginLoc(), Loop->getBeginLoc()))
      continue;
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(S); Ref && Ref->getDecl() == L.Container && !llvm::is_contained(L.OtherUses, Ref))
        L.OtherUses.push_back(Ref);
    });
    llvm::erase_if(L.OtherUses, [&](const DeclRefExpr *Ref) {
      const auto Holds = [&](const Stmt *S) {
        bool Inside = false;
        flow::forEachEvaluated(S, [&](const Stmt *Each) { Inside |= Each == Ref; });
        return Inside;
      };
      return Holds(Loop) || llvm::any_of(L.Releases, Holds);
    });
    Found.push_back(std::move(L));
  }
}

} // namespace raiitidy::lifetime
