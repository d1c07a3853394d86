#include "checks/Pch.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/LoopHeaders.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

static bool isContainer(const VarDecl *V) {
  if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || V->getType()->isReferenceType())
    return false;
  return V->getType()->isArrayType() || V->getType()->isRecordType();
}

const Match *handleRole(Analysis &A, const Expr *E, Role R) {
  for (const Match &M : A.meaningsOf(E))
    if (M.As == R && (M.Of->Class == ResourceClass::Memory || M.Of->Class == ResourceClass::Handle))
      return &M;
  return nullptr;
}

const Expr *acquisitionOf(Analysis &A, const Expr *Value, const Pair *Of) {
  const Expr *E = strip(Value);
  if (const VarDecl *V = variableNamedBy(E); V && V->hasLocalStorage() && V->hasInit() && !isa<ParmVarDecl>(V))
    E = strip(V->getInit());
  if (!isa<CallExpr, CXXNewExpr>(E))
    return nullptr;
  const Match *M = handleRole(A, E, Role::Acquire);
  return M && M->Of == Of && M->By->Where == Carrier::Result ? E : nullptr;
}

bool isHarmlessMethod(StringRef Name) {
  return Name == "push_back" || Name == "emplace_back" || Name == "size" || Name == "empty" || Name == "reserve";
}

/// A loop whose body is nothing but the release of the element, perhaps under a test of it: the container, or null.
static const VarDecl *releasesAll(Analysis &A, const Stmt *Loop, const Pair *&Of) {
  const Stmt *Body = bodyOf(Loop);
  for (;;) {
    const auto *Block = dyn_cast<CompoundStmt>(Body);
    if (Block && Block->size() == 1)
      Body = Block->body_front();
    else if (const auto *If = dyn_cast<IfStmt>(Body); If && !If->getElse())
      Body = If->getThen();
    else
      break;
  }
  const auto *E = dyn_cast<Expr>(Body);
  if (!E)
    return nullptr;
  E = E->IgnoreParenCasts()->IgnoreImplicit();
  if (const auto *Full = dyn_cast<FullExpr>(E))
    E = Full->getSubExpr();
  const Match *M = isa<CallExpr, CXXDeleteExpr>(E) ? handleRole(A, E, Role::Release) : nullptr;
  const Expr *Carrier = M ? Matcher::carrier(*M, E) : nullptr;
  if (!Carrier)
    return nullptr;
  Of = M->Of;
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop))
    return variableNamedBy(Carrier) == Range->getLoopVariable() && Range->getRangeInit() ? variableNamedBy(Range->getRangeInit()) : nullptr;
  return isa<ForStmt, WhileStmt>(Loop) ? containerOf(Carrier) : nullptr;
}

namespace {

/// `for (auto i = files.size(); i-- > 0;) fclose(files[i]);`, without a test.
bool releasesBackwards(Analysis &A, const ForStmt *For, const VarDecl *Container) {
  const auto Visited = visitsBackwards(For, A.Ctx);
  const auto *Block = dyn_cast<CompoundStmt>(For->getBody());
  const auto *Only = dyn_cast<Expr>(Block && Block->size() == 1 ? Block->body_front() : For->getBody());
  if (Visited.first != Container || !Only)
    return false;
  bool Indexed = false;
  flow::forEachEvaluated(Only, [&](const Stmt *S) {
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S); Op && Op->getOperator() == OO_Subscript)
      Indexed |= variableNamedBy(Op->getArg(0)) == Container && variableNamedBy(Op->getArg(1)) == Visited.second;
  });
  return Indexed;
}

} // namespace

std::vector<CleanupLoop> cleanupLoops(Analysis &A, const FunctionDecl *F, const flow::Inventory &I) {
  if (I.Loops.size() < 2 || F->isDependentContext())
    return {};
  const SourceManager &SM = A.Ctx.getSourceManager();
  std::vector<CleanupLoop> Found;
  for (const Stmt *Loop : I.Loops) {
    const Pair *Of = nullptr;
    const VarDecl *V = releasesAll(A, Loop, Of);
    if (!isContainer(V))
      continue;
    auto Known = llvm::find_if(Found, [&](const CleanupLoop &L) { return L.Container == V; });
    if (Known == Found.end()) {
      Found.emplace_back();
      Known = std::prev(Found.end());
      Known->Function = F;
      Known->Container = V;
      Known->Resource = Of;
    }
    Known->Releases.push_back(Loop);
    const auto *For = dyn_cast<ForStmt>(Loop);
    Known->Reversed = For && releasesBackwards(A, For, V) && (Known->Reversed || Known->Releases.size() == 1);
  }
  for (CleanupLoop &L : Found) {
    // What goes into the container, inside of a loop.
    auto Consider = [&](const Expr *At, const Expr *Value) {
      const Expr *E = acquisitionOf(A, Value, L.Resource);
      if (!E || L.Acquisition)
        return;
      for (const Stmt *Loop : I.Loops) {
        bool Inside = false;
        flow::forEachEvaluated(bodyOf(Loop), [&](const Stmt *S) { Inside |= S == At; });
        if (Inside && !llvm::is_contained(L.Releases, Loop))
          L.Acquisition = E;
      }
    };
    unsigned Additions = 0;
    llvm::SmallVector<const Expr *, 8> Harmless; // the callees and arguments in which the container may be named
    for (const CallExpr *C : I.Calls) {
      const auto *Member = dyn_cast<CXXMemberCallExpr>(C);
      if (!Member || variableNamedBy(Member->getImplicitObjectArgument()) != L.Container || !Member->getMethodDecl() ||
          !Member->getMethodDecl()->getDeclName().isIdentifier())
        continue;
      const StringRef Name = Member->getMethodDecl()->getName();
      if ((Name == "push_back" || Name == "emplace_back") && C->getNumArgs() == 1) {
        const bool First = !L.Acquisition;
        Consider(C, C->getArg(0));
        ++Additions;
        if (First && L.Acquisition)
          L.Kept = C;
      }
      if (isHarmlessMethod(Name))
        Harmless.push_back(strip(Member->getImplicitObjectArgument()));
    }
    unsigned Stores = 0;
    for (const BinaryOperator *B : I.Assignments)
      if (containerOf(B->getLHS()) == L.Container) {
        const bool First = !L.Acquisition;
        if (B->getOpcode() == BO_Assign)
          Consider(B, B->getRHS());
        ++Stores;
        if (First && L.Acquisition && L.Container->getType()->isArrayType())
          L.Stored = B;
      }
    if (Stores != 1)
      L.Stored = nullptr;
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      const auto *Range = dyn_cast<CXXForRangeStmt>(S);
      if (Range && Range->getRangeInit() && variableNamedBy(Range->getRangeInit()) == L.Container)
        Harmless.push_back(strip(Range->getRangeInit()));
    });
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      if (Ref && Ref->getDecl() == L.Container && !llvm::is_contained(Harmless, Ref) &&
          !llvm::is_contained(L.OtherUses, Ref))
        L.OtherUses.push_back(Ref);
    });
    if (Additions != 1)
      L.Kept = nullptr;
    if (L.Reversed && L.Kept) // what the loops name is theirs
      for (const Stmt *Loop : L.Releases)
        flow::forEachEvaluated(Loop, [&](const Stmt *S) { llvm::erase_if(L.OtherUses, [&](const DeclRefExpr *Ref) { return Ref == S; }); });
  }
  llvm::erase_if(Found, [](const CleanupLoop &L) { return !L.Acquisition; });
  addLockLoops(A, F, I, Found);
  llvm::stable_sort(Found, [&](const CleanupLoop &X, const CleanupLoop &Y) {
    return SM.isBeforeInTranslationUnit(X.Acquisition->getBeginLoc(), Y.Acquisition->getBeginLoc());
  });
  return Found;
}

} // namespace raiitidy::lifetime
