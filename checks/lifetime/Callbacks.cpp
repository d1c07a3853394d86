// What the callables of guards refer to, and whether that is still there when they run.
#include "checks/Pch.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Sites.h"
#include "checks/lifetime/Terms.h"

using namespace clang;

namespace raiitidy::lifetime {

namespace {

struct Capture {
  const VarDecl *Variable;
  SourceLocation At;
};

} // namespace

// A variable of this function's frame, that is not itself a reference to something else.
static const VarDecl *frameVariable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(strip(E));
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType() ? V : nullptr;
}

// By reference, `[&r = x]`, `[p = &x]`.
static llvm::SmallVector<Capture, 4> borrowed(const LambdaExpr *L) {
  llvm::SmallVector<Capture, 4> Out;
  for (const LambdaCapture &C : L->captures()) {
    if (!C.capturesVariable())
      continue;
    const auto *V = dyn_cast<VarDecl>(C.getCapturedVar());
    if (!V)
      continue;
    if (V->isInitCapture()) {
      const Expr *Init = V->getInit() ? V->getInit()->IgnoreImplicit() : nullptr;
      if (!Init)
        continue;
      const VarDecl *Target = nullptr;
      if (V->getType()->isReferenceType())
        Target = frameVariable(Init);
      else if (const auto *U = dyn_cast<UnaryOperator>(strip(Init)); U && U->getOpcode() == UO_AddrOf)
        Target = frameVariable(U->getSubExpr());
      if (Target)
        Out.push_back({Target, C.getLocation()});
    } else if (C.getCaptureKind() == LCK_ByRef && V->hasLocalStorage() && !V->getType()->isReferenceType()) {
      Out.push_back({V, C.getLocation()});
    }
  }
  return Out;
}

llvm::SmallVector<const LambdaExpr *, 2> callbacksOf(const Expr *Made) {
  llvm::SmallVector<const LambdaExpr *, 2> Out;
  auto Take = [&](const Expr *Arg) {
    Arg = strip(Arg);
    while (const auto *C = dyn_cast<CXXConstructExpr>(Arg)) { // a copy, or std::function
      if (C->getNumArgs() == 0)
        return;
      Arg = strip(C->getArg(0));
    }
    if (const auto *Call = dyn_cast<CallExpr>(Arg); Call && Call->isCallToStdMove())
      Arg = strip(Call->getArg(0));
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Arg))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasLocalStorage() && V->hasInit())
        Arg = strip(V->getInit());
    if (const auto *L = dyn_cast<LambdaExpr>(Arg))
      Out.push_back(L);
  };
  if (const auto *C = dyn_cast<CXXConstructExpr>(Made))
    llvm::for_each(C->arguments(), Take);
  else if (const auto *C = dyn_cast<CallExpr>(Made))
    llvm::for_each(C->arguments(), Take);
  return Out;
}

namespace {

/// The function's scopes, returns and uses of guards.
class Frame {
public:
  explicit Frame(const Stmt *Body) { walk(Body, nullptr); }

  /// Does \p Guard, a local, live longer than \p V? Declared before it, in the same scope or one around.
  bool outlives(const VarDecl *Guard, const VarDecl *V) const {
    const auto G = Declared.find(Guard), D = Declared.find(V);
    if (G == Declared.end() || D == Declared.end() || G->second.Order > D->second.Order)
      return false;
    for (const Stmt *S = D->second.Scope; S; S = Outer.lookup(S))
      if (S == G->second.Scope)
        return true;
    return false;
  }
  bool declares(const VarDecl *V) const { return Declared.count(V); }
  bool isInside(const Stmt *Scope, const VarDecl *Guard) const {
    const auto G = Declared.find(Guard);
    for (const Stmt *S = Scope; S && G != Declared.end(); S = Outer.lookup(S))
      if (S == G->second.Scope)
        return true;
    return false;
  }

  struct Return {
    const ReturnStmt *At;
    const Stmt *Scope;
    unsigned Order;
  };
  std::vector<Return> Returns;
  llvm::DenseMap<const VarDecl *, llvm::SmallVector<const CXXMethodDecl *, 2>> Calls; ///< methods called on locals
  unsigned order(const VarDecl *V) const { return Declared.lookup(V).Order; }

private:
  struct Place {
    const Stmt *Scope = nullptr;
    unsigned Order = 0;
  };
  void walk(const Stmt *S, const Stmt *Scope) {
    ++Count;
    if (isa<CompoundStmt, ForStmt, CXXForRangeStmt, IfStmt, WhileStmt, SwitchStmt, CXXCatchStmt>(S)) {
      Outer[S] = Scope;
      Scope = S;
    }
    if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          Declared[V] = {Scope, Count};
    } else if (const auto *R = dyn_cast<ReturnStmt>(S)) {
      Returns.push_back({R, Scope, Count});
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S); Call && Call->getMethodDecl()) {
      if (const Expr *Object = Call->getImplicitObjectArgument()) {
        Object = strip(Object);
        if (const auto *Moved = dyn_cast<CallExpr>(Object); Moved && Moved->isCallToStdMove())
          Object = strip(Moved->getArg(0));
        if (const auto *Ref = dyn_cast<DeclRefExpr>(Object))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
            Calls[V].push_back(Call->getMethodDecl());
      }
    }
    if (isa<LambdaExpr>(S))
      return;
    for (const Stmt *Child : S->children())
      if (Child)
        walk(Child, Scope);
  }

  llvm::DenseMap<const VarDecl *, Place> Declared;   ///< looked up only
  llvm::DenseMap<const Stmt *, const Stmt *> Outer;  ///< looked up only
  unsigned Count = 0;
};

} // namespace

// x = …, ++x in the body of the callback.
static bool writes(const LambdaExpr *L, const VarDecl *V) {
  bool Found = false;
  flow::forEachEvaluated(L->getBody(), [&](const Stmt *S) {
    const Expr *Target = nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
      Target = B->getLHS();
    else if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->isIncrementDecrementOp())
      Target = U->getSubExpr();
    if (const auto *Ref = Target ? dyn_cast<DeclRefExpr>(strip(Target)) : nullptr)
      Found |= Ref->getDecl() == V;
  });
  return Found;
}

std::vector<DanglingCallback> findDanglingCallbacks(const FunctionSites &Sites) {
  std::vector<DanglingCallback> Out;
  const Stmt *Body = flow::analysableBody(Sites.Function);
  if (!Body || llvm::none_of(Sites.Guards, [](const GuardSite &G) {
        return G.Type->K == guards::Kind::Callback && G.F != GuardSite::Form::Discarded;
      }))
    return Out;
  const Frame In(Body);
  auto Own = [&](const VarDecl *V) { return isa<ParmVarDecl>(V) || In.declares(V); };
  for (const GuardSite &G : Sites.Guards) {
    if (G.Type->K != guards::Kind::Callback || G.F == GuardSite::Form::Discarded)
      continue;
    for (const LambdaExpr *L : callbacksOf(G.Made))
      for (const Capture &C : borrowed(L)) {
        if (!Own(C.Variable))
          continue; // of the function around a lambda
        auto Say = [&](DanglingCallback::How K, const Stmt *At) {
          Out.push_back({K, &G, L, C.Variable, C.At, At});
        };
        if (G.F == GuardSite::Form::Returned) {
          Say(DanglingCallback::How::Leaves, G.In);
          continue;
        }
        if (G.F == GuardSite::Form::Registers) {
          const VarDecl *Stack = G.Variable;
          const bool Local = Stack && Stack->hasLocalStorage() && !Stack->getType()->isReferenceType() &&
                             !Stack->getType()->isPointerType() && In.declares(Stack);
          // Closed by hand: when the callback runs is then a question of paths.
          const bool Closed = Local && llvm::any_of(In.Calls.lookup(Stack), [&](const CXXMethodDecl *M) {
                                return !M->getDeclName().isIdentifier() ||
                                       (!llvm::is_contained(G.Type->Registers, M->getName()) &&
                                        M->getName() != "enter_context");
                              });
          if (Local ? !Closed && In.outlives(Stack, C.Variable)
                    : !Stack || (Own(Stack) ? Stack->getType()->isReferenceType() : true))
            Say(DanglingCallback::How::Outlived, nullptr);
          continue;
        }
        if (!G.Variable)
          continue;
        for (const Frame::Return &R : In.Returns) {
          if (!R.At->getRetValue() || R.Order < In.order(G.Variable) || !In.isInside(R.Scope, G.Variable))
            continue;
          const Expr *Value = strip(R.At->getRetValue());
          if (const auto *Construct = dyn_cast<CXXConstructExpr>(Value); Construct && Construct->getNumArgs() == 1)
            Value = strip(Construct->getArg(0));
          if (const auto *Moved = dyn_cast<CallExpr>(Value); Moved && Moved->isCallToStdMove())
            Value = strip(Moved->getArg(0));
          const auto *Ref = dyn_cast<DeclRefExpr>(Value);
          if (!Ref)
            continue;
          if (Ref->getDecl() == G.Variable) {
            Say(DanglingCallback::How::Leaves, R.At);
            break;
          }
          // A callback that runs on failure only changes nothing that is returned; one that was cancelled or has run
          // does not run any more.
          if (Ref->getDecl() == C.Variable && G.Type->When != guards::Runs::OnFailure && !In.Calls.count(G.Variable) &&
              C.Variable->getType()->isScalarType() && !Sites.Function->getReturnType()->isReferenceType() &&
              writes(L, C.Variable)) {
            Say(DanglingCallback::How::Overwrites, R.At);
            break;
          }
        }
      }
  }
  return Out;
}

} // namespace raiitidy::lifetime
