#include "checks/Pch.h"
#include "checks/lifetime/CleanupStack.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Facts.h"
#include "checks/lifetime/Terms.h"

using namespace clang;

namespace raiitidy::lifetime {

namespace {

using Slot = CleanupStack::Slot;
using Release = CleanupStack::Release;
using Way = std::vector<Release>;

/// A local variable that can be a flag.
const VarDecl *flagIn(const Expr *E) {
  const auto *Ref = E ? dyn_cast<DeclRefExpr>(strip(E)) : nullptr;
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && V->getType()->isIntegralOrEnumerationType() && !V->getType().isVolatileQualified() ? V : nullptr;
}

/// Whether \p E is a constant that stands for \p Wanted.
bool isConstant(const Expr *E, bool Wanted, const ASTContext &Ctx) {
  const auto V = constantValue(E, Ctx);
  return V && (*V != 0) == Wanted;
}

const Expr *plain(const Stmt *S) {
  const auto *E = dyn_cast<Expr>(S);
  if (const auto *Full = dyn_cast_or_null<FullExpr>(E))
    E = Full->getSubExpr();
  return E ? E->IgnoreParenCasts() : nullptr;
}

class Finder {
public:
  Finder(const FunctionFacts &F, const flow::Inventory &I, const SourceManager &SM) : F(F), I(I), SM(SM), Ctx(F.Function->getASTContext()) {}
  std::optional<CleanupStack> run();

private:
  bool mayBeHeld(const Lifetime &L) const;
  std::optional<Release> releaseAt(const Stmt *S) const;
  std::optional<Slot> slotOf(const Lifetime &L, const std::vector<Way> &Ways) const;
  bool isAcquiredUnder(const VarDecl *Flag, const Lifetime &L) const;

  const FunctionFacts &F;
  const flow::Inventory &I;
  const SourceManager &SM;
  const ASTContext &Ctx;
  std::vector<const IfStmt *> Tests; ///< of one variable
};

/// Followed to every end, and released there.
bool Finder::mayBeHeld(const Lifetime &L) const {
  return L.Uncovered.empty() && L.Escapes.empty() && !L.EndsUnseen && L.Siblings.empty() && L.Renamed.empty() &&
         L.Acquisitions.size() <= 1 && !L.Releases.empty() && L.Resource->Class != catalogue::ResourceClass::Transaction &&
         llvm::none_of(F.DoubleReleases, [&](const DoubleRelease &D) { return D.Of == &L; }) &&
         llvm::all_of(L.Releases, [&](const ReleaseSite &R) {
           return !R.Helper && !R.MaybeUnborn && !R.MaybeReleased && R.Meaning.Of == L.Resource;
         });
}

std::optional<Release> Finder::releaseAt(const Stmt *S) const {
  const auto *If = dyn_cast<IfStmt>(S);
  const VarDecl *Flag = If && !If->getElse() && !If->getInit() && !If->getConditionVariable() ? flagIn(If->getCond()) : nullptr;
  if (!Flag)
    return std::nullopt;
  const Stmt *Then = If->getThen();
  const BinaryOperator *Cleared = nullptr;
  if (const auto *Block = dyn_cast<CompoundStmt>(Then)) {
    if (Block->size() == 2) {
      Cleared = dyn_cast<BinaryOperator>(Block->body_back());
      if (!Cleared || Cleared->getOpcode() != BO_Assign || flagIn(Cleared->getLHS()) != Flag || !isConstant(Cleared->getRHS(), false, Ctx))
        return std::nullopt;
    } else if (Block->size() != 1) {
      return std::nullopt;
    }
    Then = Block->body_front();
  }
  const Expr *Call = plain(Then);
  for (const auto &L : F.Lifetimes)
    if (Call && mayBeHeld(*L) && llvm::any_of(L->Releases, [&](const ReleaseSite &R) { return R.Call == Call; }))
      return Release{L.get(), If, Call, Cleared};
  return std::nullopt;
}

bool Finder::isAcquiredUnder(const VarDecl *Flag, const Lifetime &L) const {
  return llvm::any_of(Tests, [&](const IfStmt *If) {
    bool Inside = false;
    flow::forEachEvaluated(If->getThen(), [&](const Stmt *S) { Inside |= S == L.Acquisition; });
    return Inside && flagIn(If->getCond()) == Flag;
  });
}

/// Every release of \p L asks for one flag, which says that it was acquired, or that it was to be.
std::optional<Slot> Finder::slotOf(const Lifetime &L, const std::vector<Way> &Ways) const {
  const VarDecl *Flag = nullptr;
  size_t Found = 0;
  std::vector<const BinaryOperator *> Clears;
  for (const Way &W : Ways)
    for (const Release &R : W)
      if (R.Of == &L) {
        if (Flag && flagIn(R.Test->getCond()) != Flag)
          return std::nullopt;
        Flag = flagIn(R.Test->getCond());
        Clears.push_back(R.Cleared);
        ++Found;
      }
  if (!Flag || Found != L.Releases.size())
    return std::nullopt;
  const BinaryOperator *Set = nullptr;
  for (const BinaryOperator *B : I.Assignments) {
    if (flagIn(B->getLHS()) != Flag || llvm::is_contained(Clears, B))
      continue;
    if (Set || B->getOpcode() != BO_Assign || !isConstant(B->getRHS(), true, Ctx) || isa<ParmVarDecl>(Flag) ||
        !isConstant(Flag->getInit(), false, Ctx) || SM.isBeforeInTranslationUnit(B->getBeginLoc(), L.Acquisition->getBeginLoc()))
      return std::nullopt;
    Set = B;
  }
  for (const UnaryOperator *Step : I.Steps)
    if (flagIn(Step->getSubExpr()) == Flag)
      return std::nullopt;
  if (!Set && (llvm::any_of(Clears, [](const BinaryOperator *B) { return B; }) || !isAcquiredUnder(Flag, L)))
    return std::nullopt;
  return Slot{&L, Flag, Set};
}

std::optional<CleanupStack> Finder::run() {
  if (F.Lifetimes.size() < 2 || !I.Gotos.empty() || !I.Tries.empty() || F.Function->isDependentContext())
    return std::nullopt;
  std::vector<Way> Ways;
  flow::forEachEvaluated(flow::analysableBody(F.Function), [&](const Stmt *S) {
    if (const auto *If = dyn_cast<IfStmt>(S); If && flagIn(If->getCond()))
      Tests.push_back(If);
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      return;
    bool Side = false;
    for (const Stmt *Child : Block->body()) {
      const auto R = releaseAt(Child);
      if (R && !Side)
        Ways.emplace_back();
      if (R)
        Ways.back().push_back(*R);
      Side = R.has_value();
    }
  });
  CleanupStack Found;
  Found.Function = F.Function;
  for (const auto &L : F.Lifetimes)
    if (const auto S = slotOf(*L, Ways))
      Found.Slots.push_back(*S);
  // Those that some way out ends together with another one.
  const auto IsSlot = [&](const Release &R) { return llvm::any_of(Found.Slots, [&](const Slot &S) { return S.Of == R.Of; }); };
  const auto EndsSeveral = [&](const Way &W) { return llvm::count_if(W, IsSlot) > 1; };
  llvm::erase_if(Found.Slots, [&](const Slot &S) {
    return llvm::none_of(Ways, [&](const Way &W) {
      return EndsSeveral(W) && llvm::any_of(W, [&](const Release &R) { return R.Of == S.Of; });
    });
  });
  for (const Way &W : Ways)
    if (llvm::any_of(W, IsSlot))
      Found.Ways.push_back(W);
  if (Found.Slots.size() < 2 || Found.Ways.size() < 2)
    return std::nullopt;
  llvm::stable_sort(Found.Slots, [&](const Slot &A, const Slot &B) {
    return SM.isBeforeInTranslationUnit(A.held()->getBeginLoc(), B.held()->getBeginLoc());
  });
  llvm::stable_sort(Found.Ways, [&](const Way &A, const Way &B) {
    return SM.isBeforeInTranslationUnit(A.front().Test->getIfLoc(), B.front().Test->getIfLoc());
  });
  return Found;
}

} // namespace

std::optional<CleanupStack> cleanupStack(const FunctionFacts &F, const flow::Inventory &I, const SourceManager &SM) {
  return Finder(F, I, SM).run();
}

} // namespace raiitidy::lifetime
