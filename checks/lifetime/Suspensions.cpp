#include "checks/Pch.h"
#include "checks/lifetime/Suspensions.h"
#include "checks/catalogue/Opposites.h"
#include "checks/lifetime/CalleeNames.h"
#include "clang/AST/ParentMap.h"

using namespace clang;

namespace raiitidy::lifetime {

/// co_await std::suspend_never{}, or of something whose visible await_ready() says true.
static bool neverSuspends(const CoroutineSuspendExpr *E) {
  const Expr *Ready = E->getReadyExpr();
  const auto *Call = Ready ? dyn_cast<CXXMemberCallExpr>(strip(Ready)) : nullptr;
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  const auto *Body = M ? dyn_cast_or_null<CompoundStmt>(flow::analysableBody(M)) : nullptr;
  const auto *Return = Body && Body->size() == 1 ? dyn_cast<ReturnStmt>(Body->body_front()) : nullptr;
  return Return && Return->getRetValue() && boolLiteral(Return->getRetValue()) == true;
}

static bool isSuspension(const Stmt *S) {
  return isa<CoawaitExpr, CoyieldExpr>(S) && !neverSuspends(cast<CoroutineSuspendExpr>(S));
}

// A lock that blocks its thread. What is locked by an await, or what has no plain lock(), is made for coroutines.
static bool locksThread(const GuardSite &G) {
  bool Awaited = false;
  flow::forEachEvaluated(G.Made, [&](const Stmt *S) { Awaited |= isSuspension(S); });
  if (G.Variable && G.Variable->hasInit())
    flow::forEachEvaluated(G.Variable->getInit(), [&](const Stmt *S) { Awaited |= isSuspension(S); });
  if (Awaited)
    return false;
  const auto *C = dyn_cast<ClassTemplateSpecializationDecl>(
      G.Variable ? G.Variable->getType().getNonReferenceType()->getAsCXXRecordDecl() : nullptr);
  if (G.Type->K != guards::Kind::Lock || !C || C->getTemplateArgs().size() == 0)
    return true;
  const TemplateArgument &First = C->getTemplateArgs()[0];
  llvm::SmallVector<QualType, 2> Mutexes;
  if (First.getKind() == TemplateArgument::Type)
    Mutexes.push_back(First.getAsType());
  else if (First.getKind() == TemplateArgument::Pack)
    for (const TemplateArgument &A : First.pack_elements())
      if (A.getKind() == TemplateArgument::Type)
        Mutexes.push_back(A.getAsType());
  return llvm::any_of(Mutexes, [](QualType T) {
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    if (!R || !R->hasDefinition())
      return false;
    bool Plain = false, Other = false;
    const auto Look = [&](const CXXRecordDecl *D) {
      for (const CXXMethodDecl *M : D->methods())
        if (M->getDeclName().isIdentifier() &&
            (M->getName() == "lock" || M->getName() == "lock_shared" || M->getName() == "unlock"))
          (M->getReturnType()->isVoidType() ? Plain : Other) = true;
      return true;
    };
    Look(R->getDefinition());
    R->getDefinition()->forallBases(Look);
    return Plain && !Other;
  });
}

namespace {

/// One guard through the blocks of a coroutine: armed or not, where any path says so.
class ArmedGuard {
public:
  ArmedGuard(const CFG &Graph, const VarDecl *V, bool Deferred) : Graph(Graph), V(V), Deferred(Deferred) {}
  /// The suspensions that are reached while the guard is armed.
  std::vector<const Expr *> run();

private:
  bool step(const CFGElement &E, bool Armed);
  /// What the branch at the end of \p B says on its way to \p Next: if (!lock) …; if (lock.try_lock()) …
  bool branch(const CFGBlock &B, const CFGBlock *Next, bool Armed) const;
  bool isGuard(const Expr *E) const {
    const auto *Ref = E ? dyn_cast<DeclRefExpr>(strip(E)) : nullptr;
    return Ref && Ref->getDecl() == V;
  }
  /// `co_await condition.wait(lock)`, or wait(mutex): whoever awaits with it unlocks it meanwhile.
  bool isGivenTo(const Stmt *Suspension) const {
    llvm::SmallVector<const ValueDecl *, 4> Names{V};
    const auto Named = [](const Stmt *S) -> const ValueDecl * {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
        return Ref->getDecl();
      const auto *M = dyn_cast<MemberExpr>(S);
      return M ? M->getMemberDecl() : nullptr;
    };
    flow::forEachEvaluated(V->getInit(), [&](const Stmt *S) {
      if (const ValueDecl *D = Named(S); D && isa<VarDecl, FieldDecl>(D))
        Names.push_back(D);
    });
    bool Found = false;
    const auto *Operand = dyn_cast<CoroutineSuspendExpr>(Suspension);
    flow::forEachEvaluated(Operand->getOperand(), [&](const Stmt *S) {
      if (const auto *Call = dyn_cast<CallExpr>(S))
        for (const Expr *Arg : Call->arguments())
          Found |= llvm::is_contained(Names, Named(strip(Arg)));
      else if (const auto *Made = dyn_cast<CXXConstructExpr>(S))
        for (const Expr *Arg : Made->arguments())
          Found |= llvm::is_contained(Names, Named(strip(Arg)));
    });
    return Found;
  }
  const CFG &Graph;
  const VarDecl *V;
  const bool Deferred;
  std::vector<const Expr *> Found;
};

} // namespace

bool ArmedGuard::step(const CFGElement &E, bool Armed) {
  if (const auto Dtor = E.getAs<CFGAutomaticObjDtor>())
    return Armed && Dtor->getVarDecl() != V;
  const auto Of = E.getAs<CFGStmt>();
  const Stmt *S = Of ? Of->getStmt() : nullptr;
  if (!S)
    return Armed;
  if (const auto *D = dyn_cast<DeclStmt>(S))
    return llvm::is_contained(D->decls(), V) ? !Deferred : Armed;
  if (Armed && isSuspension(S) && !isGivenTo(S) && !llvm::is_contained(Found, cast<Expr>(S)))
    Found.push_back(cast<Expr>(S));
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S); Call && isGuard(Call->getImplicitObjectArgument())) {
    const CXXMethodDecl *M = Call->getMethodDecl();
    if (isa_and_nonnull<CXXConversionDecl>(M))
      return Armed; // the branch tells
    const llvm::StringRef Name = M && M->getDeclName().isIdentifier() ? M->getName() : "";
    if (Name == "lock" || Name == "relock" || Name == "lock_shared")
      return true;
    if (!Name.starts_with("owns") && Name != "mutex" && !Name.starts_with("try_lock") && !Name.starts_with("is"))
      return false; // unlock, release, dismiss, reset, Cancel, …
  }
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && Call->isCallToStdMove() && isGuard(Call->getArg(0)))
    return false;
  return Armed;
}

bool ArmedGuard::branch(const CFGBlock &B, const CFGBlock *Next, bool Armed) const {
  const Expr *Condition = B.succ_size() == 2 ? dyn_cast_or_null<Expr>(B.getLastCondition()) : nullptr;
  bool Truth = Condition && *B.succ_begin() == Next;
  while (Condition) {
    Condition = strip(Condition);
    const auto *Not = dyn_cast<UnaryOperator>(Condition);
    if (!Not || Not->getOpcode() != UO_LNot)
      break;
    Condition = Not->getSubExpr();
    Truth = !Truth;
  }
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Condition);
  if (!Call || !isGuard(Call->getImplicitObjectArgument()))
    return Armed;
  const CXXMethodDecl *M = Call->getMethodDecl();
  const llvm::StringRef Name = M && M->getDeclName().isIdentifier() ? M->getName() : "";
  if (Name.starts_with("try_lock"))
    return Truth;
  return isa_and_nonnull<CXXConversionDecl>(M) || Name == "owns_lock" || Name == "isLocked" ? Armed && Truth : Armed;
}

std::vector<const Expr *> ArmedGuard::run() {
  std::vector<char> In(Graph.getNumBlockIDs(), 0);
  std::vector<const CFGBlock *> Work;
  for (const CFGBlock *B : Graph)
    Work.push_back(B);
  while (!Work.empty()) {
    const CFGBlock *B = Work.back();
    Work.pop_back();
    bool Armed = In[B->getBlockID()];
    for (const CFGElement &E : *B)
      Armed = step(E, Armed);
    for (const CFGBlock *Next : B->succs())
      if (Next && branch(*B, Next, Armed) && !In[Next->getBlockID()]) {
        In[Next->getBlockID()] = 1;
        Work.push_back(Next);
      }
  }
  return Found;
}

std::vector<SuspendedGuard> guardsAcrossSuspension(const FunctionSites &Sites, ASTContext &Ctx) {
  std::vector<SuspendedGuard> Out;
  auto Bound = [](const GuardSite &G) {
    const bool Made = G.F == GuardSite::Form::Local || G.F == GuardSite::Form::Deferred || G.F == GuardSite::Form::Adopting;
    return Made && G.Type->To == guards::Bound::Thread && G.Variable->hasLocalStorage() &&
           locksThread(G);
  };
  if (!Sites.Suspends || llvm::none_of(Sites.Guards, Bound))
    return Out;
  const Stmt *Body = flow::analysableBody(Sites.Function);
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddImplicitDtors = true; // where a guard ends
  const std::unique_ptr<CFG> Graph = CFG::buildCFG(Sites.Function, const_cast<Stmt *>(Body), &Ctx, Options);
  if (!Graph)
    return Out;
  for (const GuardSite &G : Sites.Guards) {
    if (!Bound(G))
      continue;
    std::vector<const Expr *> Found = ArmedGuard(*Graph, G.Variable, G.F == GuardSite::Form::Deferred).run();
    if (!Found.empty())
      Out.push_back({&G, *std::min_element(Found.begin(), Found.end(), [&](const Expr *A, const Expr *B) {
                       return Ctx.getSourceManager().isBeforeInTranslationUnit(A->getBeginLoc(), B->getBeginLoc());
                     })});
  }
  return Out;
}

static const CallExpr *awaitedCall(const CoawaitExpr *E) {
  const Expr *Operand = E->getOperand() ? strip(E->getOperand()) : nullptr;
  return dyn_cast_or_null<CallExpr>(Operand);
}

static const Expr *receiverOf(const CallExpr *Call) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  return Member ? Member->getImplicitObjectArgument() : nullptr;
}

// Every exception that leaves \p S is caught before it leaves the function, in a block that does not hold \p End:
// what follows the handler can still await it.
static bool isCaughtBefore(const Stmt *S, const Stmt *End, const ParentMap &Parents) {
  const Stmt *Child = S;
  for (const Stmt *P = Parents.getParent(S); P; Child = P, P = Parents.getParent(P)) {
    const auto *Try = dyn_cast<CXXTryStmt>(P);
    if (!Try || Try->getTryBlock() != Child || Try->getHandler(Try->getNumHandlers() - 1)->getExceptionDecl())
      continue;
    for (const Stmt *Up = End; Up; Up = Parents.getParent(Up))
      if (Up == Try->getTryBlock())
        return false;
    return true;
  }
  return false;
}

static const Stmt *loopAround(const Stmt *S, const ParentMap &Parents) {
  for (const Stmt *P = Parents.getParent(S); P; P = Parents.getParent(P))
    if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(P))
      return P;
  return nullptr;
}

std::vector<AwaitedPair> unprotectedPairs(const FunctionSites &Sites, Terms &Names) {
  std::vector<AwaitedPair> Out;
  if (!Sites.Suspends)
    return Out;
  const Stmt *Body = flow::analysableBody(Sites.Function);
  const ParentMap Parents(const_cast<Stmt *>(Body));
  std::vector<const Stmt *> Order; // awaits, yields, throw-expressions and calls that are statements in the order of the text
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (isSuspension(S) || isa<CXXThrowExpr>(S) || (isa<CallExpr>(S) && isa_and_nonnull<CompoundStmt, IfStmt>(Parents.getParent(S))))
      Order.push_back(S);
  });
  auto Inside = [&](const Stmt *S, const Stmt *Around) {
    for (; S; S = Parents.getParent(S))
      if (S == Around)
        return true;
    return false;
  };
  for (size_t I = 0; I != Order.size(); ++I) {
    const auto *Begin = dyn_cast<CoawaitExpr>(Order[I]);
    const CallExpr *BeginCall = Begin ? awaitedCall(Begin) : nullptr;
    if (!BeginCall || calleeName(BeginCall).empty())
      continue;
    auto Ends = [&](const Stmt *S) -> const CallExpr * {
      const auto *Await = dyn_cast<CoawaitExpr>(S);
      const CallExpr *Call = Await ? awaitedCall(Await) : dyn_cast<CallExpr>(S);
      if (!Call || !catalogue::areOpposites(calleeName(BeginCall), calleeName(Call)))
        return nullptr;
      const Expr *A = receiverOf(BeginCall), *B = receiverOf(Call);
      if (!A || !B)
        return !A && !B ? Call : nullptr;
      const auto X = Names.of(A), Y = Names.of(B);
      return X && Y && *X == *Y ? Call : nullptr;
    };
    // The last end: those before it are on other paths.
    // An end in the block of the beginning ends it on every path.
    const auto BlockOf = [&](const Stmt *S) {
      while (S && !isa<CompoundStmt>(S))
        S = Parents.getParent(S);
      return S;
    };
    size_t Last = I;
    const CallExpr *EndCall = nullptr;
    for (size_t J = I + 1; J != Order.size(); ++J)
      if (const CallExpr *Call = Ends(Order[J])) {
        Last = J, EndCall = EndCall ? EndCall : Call;
        if (BlockOf(Order[J]) == BlockOf(Begin))
          break;
      }
    if (!EndCall)
      continue;
    // A guard made between them may answer for it.
    const auto Covered = llvm::any_of(Sites.Guards, [&](const GuardSite &G) {
      return G.Type->K == guards::Kind::Callback && (G.F == GuardSite::Form::Local || G.F == GuardSite::Form::Registers);
    });
    if (Covered)
      continue;
    const Expr *Between = nullptr;
    for (size_t J = I + 1; J < Last && !Between; ++J)
      if (!isa<CallExpr>(Order[J]) && !Ends(Order[J]) && !isCaughtBefore(Order[J], Order[Last], Parents))
        Between = cast<Expr>(Order[J]);
    // Begun in one loop and ended after it: the next round may throw.
    if (const Stmt *Loop = loopAround(Begin, Parents); !Between && Loop && !Inside(Order[Last], Loop) &&
                                                        !isCaughtBefore(Begin, Order[Last], Parents))
      Between = Begin;
    if (Between)
      Out.push_back({Begin, BeginCall, EndCall, cast<Expr>(Order[Last]), Between});
  }
  return Out;
}

} // namespace raiitidy::lifetime
