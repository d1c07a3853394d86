#include "checks/Pch.h"
#include "checks/flow/FunctionFlow.h"

using namespace clang;

namespace raiitidy::flow {

const Stmt *analysableBody(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!F->isDefined(Definition) || !Definition)
    return nullptr;
  const Stmt *Body = Definition->getBody();
  if (const auto *Coroutine = dyn_cast_or_null<CoroutineBodyStmt>(Body))
    return Coroutine->getBody();
  return Body;
}

bool hasSkippedBody(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  return F->isDefined(Definition) && Definition->hasSkippedBody();
}

bool isSeen(const FunctionDecl *F) { return F->isDefined() && !hasSkippedBody(F); }

static bool holdsErrors(const Stmt *S) {
  if (!S)
    return false;
  if (const auto *E = dyn_cast<Expr>(S))
    return E->containsErrors();
  for (const Stmt *C : S->children())
    if (holdsErrors(C))
      return true;
  return false;
}

std::unique_ptr<FunctionFlow> FunctionFlow::build(const FunctionDecl *F, ASTContext &Ctx) {
  const Stmt *Body = analysableBody(F);
  if (!Body || F->isInvalidDecl() || holdsErrors(Body))
    return nullptr;
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddInitializers = true;
  Options.AddImplicitDtors = false; // a destructor that releases belongs to a guard, and guards are facts
  Options.PruneTriviallyFalseEdges = true;
  auto Flow = std::make_unique<FunctionFlow>();
  Flow->F = F;
  Flow->Body = Body;
  Flow->Graph = CFG::buildCFG(F, const_cast<Stmt *>(Body), &Ctx, Options);
  if (!Flow->Graph)
    return nullptr;
  Flow->Parents = std::make_unique<ParentMap>(const_cast<Stmt *>(Body));
  for (const CFGBlock *B : *Flow->Graph)
    if (const auto *Handler = dyn_cast_or_null<CXXCatchStmt>(B->getLabel()))
      Flow->Handlers[Handler] = B;
  const auto *Proto = F->getType()->getAs<FunctionProtoType>();
  const bool Unresolved = Proto && isUnresolvedExceptionSpec(Proto->getExceptionSpecType());
  if (!Ctx.getLangOpts().CXXExceptions || F->isMain() || F->hasAttr<NoThrowAttr>() ||
      (Proto && !Unresolved && Proto->canThrow() == CT_Cannot) || (Unresolved && isa<CXXDestructorDecl>(F)))
    Flow->Leaves = false;
  return Flow;
}

SmallVector<const CXXTryStmt *, 4> FunctionFlow::enclosingTries(const Stmt *S) const {
  SmallVector<const CXXTryStmt *, 4> Tries;
  const Stmt *Child = S;
  for (const Stmt *P = Parents->getParent(S); P; Child = P, P = Parents->getParent(P))
    if (const auto *Try = dyn_cast<CXXTryStmt>(P))
      if (Try->getTryBlock() == Child)
        Tries.push_back(Try);
  return Tries;
}

const CFGBlock *FunctionFlow::handlerBlock(const CXXCatchStmt *Handler) const {
  auto It = Handlers.find(Handler);
  return It == Handlers.end() ? nullptr : It->second;
}

bool FunctionFlow::mayCatch(const CXXCatchStmt *Handler, const CXXThrowExpr *Throw, bool &Surely) {
  Surely = !Handler->getExceptionDecl();
  if (Surely || !Throw || !Throw->getSubExpr())
    return true;
  const QualType Thrown = Throw->getSubExpr()->getType().getNonReferenceType().getCanonicalType().getUnqualifiedType();
  const QualType Caught = Handler->getCaughtType().getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (Thrown->isDependentType() || Caught->isDependentType())
    return true;
  if (Thrown == Caught)
    return Surely = true;
  const CXXRecordDecl *T = Thrown->getAsCXXRecordDecl(), *C = Caught->getAsCXXRecordDecl();
  if (T && C && T->hasDefinition() && C->hasDefinition())
    return Surely = T->isDerivedFrom(C);
  if (Thrown->isPointerType() && Caught->isPointerType())
    return true;
  return false;
}

bool FunctionFlow::catchesAllocation(const CXXCatchStmt *Handler, bool &Surely) {
  Surely = !Handler->getExceptionDecl();
  if (Surely)
    return true;
  const CXXRecordDecl *C = Handler->getCaughtType().getNonReferenceType()->getAsCXXRecordDecl();
  if (!C || !C->isInStdNamespace() || !C->getIdentifier())
    return Handler->getCaughtType()->isDependentType();
  Surely = C->getName() == "bad_alloc" || C->getName() == "exception";
  return Surely || C->getName() == "bad_array_new_length";
}

static const VarDecl *localOf(const Expr *E) {
  for (E = E->IgnoreParenCasts(); const auto *M = dyn_cast<MemberExpr>(E);) {
    if (M->isArrow())
      return nullptr;
    E = M->getBase()->IgnoreParenCasts();
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType() ? V : nullptr;
}

llvm::ArrayRef<const VarDecl *> FunctionFlow::shared() const {
  if (Shared)
    return *Shared;
  Shared.emplace();
  const auto Add = [&](const VarDecl *V) {
    if (V && !llvm::is_contained(*Shared, V))
      Shared->push_back(V);
  };
  forEachEvaluated(Body, [&](const Stmt *S) {
    if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->getOpcode() == UO_AddrOf) {
      const Stmt *Up = parent(U);
      while (isa_and_nonnull<ParenExpr, CastExpr>(Up))
        Up = parent(Up);
      // f(&x): whoever looks at calls forgets x there; what f keeps is not followed.
      if (!isa_and_nonnull<CallExpr>(Up))
        Add(localOf(U->getSubExpr()));
    } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Each : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Each); V && V->getType()->isLValueReferenceType() && V->getInit())
          Add(localOf(V->getInit()));
    } else if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      for (const LambdaCapture &C : L->captures())
        if (C.capturesVariable() && C.getCaptureKind() == LCK_ByRef)
          Add(dyn_cast<VarDecl>(C.getCapturedVar()));
    }
  });
  return *Shared;
}

const ReadAhead &FunctionFlow::readAhead() const {
  if (!Ahead)
    Ahead.emplace(*this);
  return *Ahead;
}

} // namespace raiitidy::flow
