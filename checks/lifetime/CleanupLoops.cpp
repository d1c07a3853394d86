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

/// all.size(), all.rbegin(): the container
const VarDecl *askedBy(const Expr *E, StringRef Method) {
  const auto *Call = E ? dyn_cast<CXXMemberCallExpr>(strip(E)) : nullptr;
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  return M && M->getDeclName().isIdentifier() && M->getName() == Method ? variable(Call->getImplicitObjectArgument()) : nullptr;
}

bool isDecrement(const Expr *E, const VarDecl *V) {
  const auto *U = E ? dyn_cast<UnaryOperator>(strip(E)) : nullptr;
  return U && U->isDecrementOp() && variable(U->getSubExpr()) == V;
}

/// The container whose elements \p For visits from the last to the first, and the variable that says which:
/// `for (auto i = all.size(); i-- > 0;)`, `for (auto i = all.rbegin(); i != all.rend(); ++i)`.
std::pair<const VarDecl *, const VarDecl *> visitsBackwards(const ForStmt *For, const ASTContext &Ctx) {
  const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit());
  const auto *At = Init && Init->isSingleDecl() ? dyn_cast<VarDecl>(Init->getSingleDecl()) : nullptr;
  if (!At || !For->getCond())
    return {};
  const Expr *Cond = strip(For->getCond());
  if (const VarDecl *All = askedBy(At->getInit(), "size")) {
    const auto *Compared = dyn_cast<BinaryOperator>(Cond);
    const bool Tested = isDecrement(Cond, At) || (Compared && (Compared->getOpcode() == BO_GT || Compared->getOpcode() == BO_NE) &&
                                                  isDecrement(Compared->getLHS(), At) && constantValue(Compared->getRHS(), Ctx) == 0);
    const auto *Step = dyn_cast<UnaryOperator>(Compared ? strip(Compared->getLHS()) : Cond);
    return Tested && Step->isPostfix() && !For->getInc() ? std::pair(All, At) : std::pair<const VarDecl *, const VarDecl *>();
  }
  const VarDecl *All = askedBy(At->getInit(), "rbegin");
  const Expr *Left = nullptr, *Right = nullptr;
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Cond); Op && Op->getOperator() == OO_ExclaimEqual && Op->getNumArgs() == 2)
    Left = Op->getArg(0), Right = Op->getArg(1);
  else if (const auto *Made = dyn_cast<CXXRewrittenBinaryOperator>(Cond); Made && Made->getOperator() == BO_NE) // of C++20's ==
    Left = Made->getLHS(), Right = Made->getRHS();
  const auto *Inc = dyn_cast_or_null<CXXOperatorCallExpr>(For->getInc() ? strip(For->getInc()) : nullptr);
  return All && Left && variable(Left) == At && askedBy(Right, "rend") == All && Inc && Inc->getOperator() == OO_PlusPlus &&
                 variable(Inc->getArg(0)) == At
             ? std::pair(All, At)
             : std::pair<const VarDecl *, const VarDecl *>();
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
    if (variable(Carrier) == Range->getLoopVariable() && (T->isReferenceType() || T->isPointerType()) && Range->getRangeInit() && !Range->getInit())
      Found.Of = variable(Range->getRangeInit());
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
    if (All && Whole && Index && variable(Index) == At) {
      Found.Of = All;
      Found.Reversed = true;
    }
  }
  if (!Found.Of || !Found.Of->hasLocalStorage())
    return {};
  return Found;
}

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
      Indexed |= variable(Op->getArg(0)) == Container && variable(Op->getArg(1)) == Visited.second;
  });
  return Indexed;
}

/// Containers of locks that one loop takes, and others give back, all in one direction.
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
    unsigned Additions = 0;
    llvm::SmallVector<const Expr *, 8> Harmless; // the callees and arguments in which the container may be named
    for (const CallExpr *C : I.Calls) {
      const auto *Member = dyn_cast<CXXMemberCallExpr>(C);
      if (!Member || variable(Member->getImplicitObjectArgument()) != L.Container || !Member->getMethodDecl() ||
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
