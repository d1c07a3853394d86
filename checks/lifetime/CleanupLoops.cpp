#include "checks/Pch.h"
#include "checks/lifetime/CleanupLoops.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

static const VarDecl *variable(const Expr *E) {
  const auto *Ref = E ? dyn_cast<DeclRefExpr>(strip(E)) : nullptr;
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

/// files[i] and files: the container that \p E is an element of.
static const VarDecl *containerOf(const Expr *E) {
  E = strip(E);
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return variable(S->getBase());
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E); Op && Op->getOperator() == OO_Subscript)
    return variable(Op->getArg(0));
  return nullptr;
}

static bool isContainer(const VarDecl *V) {
  if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || V->getType()->isReferenceType())
    return false;
  return V->getType()->isArrayType() || V->getType()->isRecordType();
}

static const Match *roleOf(Analysis &A, const Expr *E, Role R) {
  for (const Match &M : A.meaningsOf(E))
    if (M.As == R && (M.Of->Class == ResourceClass::Memory || M.Of->Class == ResourceClass::Handle))
      return &M;
  return nullptr;
}

static const Stmt *bodyOf(const Stmt *Loop) {
  if (const auto *For = dyn_cast<ForStmt>(Loop))
    return For->getBody();
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop))
    return Range->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(Loop))
    return While->getBody();
  return cast<DoStmt>(Loop)->getBody();
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
  const Match *M = isa<CallExpr, CXXDeleteExpr>(E) ? roleOf(A, E, Role::Release) : nullptr;
  const Expr *Carrier = M ? Matcher::carrier(*M, E) : nullptr;
  if (!Carrier)
    return nullptr;
  Of = M->Of;
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop))
    return variable(Carrier) == Range->getLoopVariable() && Range->getRangeInit() ? variable(Range->getRangeInit()) : nullptr;
  return isa<ForStmt>(Loop) ? containerOf(Carrier) : nullptr;
}

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
  }
  if (Found.empty())
    return {};
  for (CleanupLoop &L : Found) {
    // What goes into the container, inside of a loop.
    auto Acquires = [&](const Expr *Value) -> const Expr * {
      const Expr *E = strip(Value);
      if (const VarDecl *V = variable(E); V && V->hasLocalStorage() && V->hasInit() && !isa<ParmVarDecl>(V))
        E = strip(V->getInit());
      if (!isa<CallExpr, CXXNewExpr>(E))
        return nullptr;
      const Match *M = roleOf(A, E, Role::Acquire);
      return M && M->Of == L.Resource && M->By->Where == Carrier::Result ? E : nullptr;
    };
    auto Consider = [&](const Expr *At, const Expr *Value) {
      const Expr *E = Acquires(Value);
      if (!E || L.Acquisition)
        return;
      for (const Stmt *Loop : I.Loops) {
        bool Inside = false;
        flow::forEachEvaluated(bodyOf(Loop), [&](const Stmt *S) { Inside |= S == At; });
        if (Inside && !llvm::is_contained(L.Releases, Loop))
          L.Acquisition = E;
      }
    };
    llvm::SmallVector<const Expr *, 8> Harmless; // the callees and arguments in which the container may be named
    for (const CallExpr *C : I.Calls) {
      const auto *Member = dyn_cast<CXXMemberCallExpr>(C);
      if (!Member || variable(Member->getImplicitObjectArgument()) != L.Container || !Member->getMethodDecl() ||
          !Member->getMethodDecl()->getDeclName().isIdentifier())
        continue;
      const StringRef Name = Member->getMethodDecl()->getName();
      if ((Name == "push_back" || Name == "emplace_back") && C->getNumArgs() == 1)
        Consider(C, C->getArg(0));
      if (Name == "push_back" || Name == "emplace_back" || Name == "size" || Name == "empty" || Name == "reserve")
        Harmless.push_back(strip(Member->getImplicitObjectArgument()));
    }
    for (const BinaryOperator *B : I.Assignments)
      if (B->getOpcode() == BO_Assign && containerOf(B->getLHS()) == L.Container)
        Consider(B, B->getRHS());
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      const auto *Range = dyn_cast<CXXForRangeStmt>(S);
      if (Range && Range->getRangeInit() && variable(Range->getRangeInit()) == L.Container)
        Harmless.push_back(strip(Range->getRangeInit()));
    });
    flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      if (Ref && Ref->getDecl() == L.Container && !llvm::is_contained(Harmless, Ref) &&
          !llvm::is_contained(L.OtherUses, Ref))
        L.OtherUses.push_back(Ref);
    });
  }
  llvm::erase_if(Found, [](const CleanupLoop &L) { return !L.Acquisition; });
  llvm::stable_sort(Found, [&](const CleanupLoop &X, const CleanupLoop &Y) {
    return SM.isBeforeInTranslationUnit(X.Acquisition->getBeginLoc(), Y.Acquisition->getBeginLoc());
  });
  return Found;
}

} // namespace raiitidy::lifetime
