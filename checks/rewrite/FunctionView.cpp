#include "checks/rewrite/FunctionView.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

FunctionView::FunctionView(const Stmt *Body) : Body(Body) { walk(Body, false); }

void FunctionView::walk(const Stmt *S, bool Lambda) {
  if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *Each : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Each)) {
        DeclaredIn[V] = S;
        if (!Lambda)
          Locals.push_back(V);
      }
  } else if (const auto *H = dyn_cast<CXXCatchStmt>(S)) {
    if (const VarDecl *V = H->getExceptionDecl()) {
      DeclaredIn[V] = S;
      if (!Lambda)
        Locals.push_back(V);
    }
  } else if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
    Refs.push_back(R);
  } else if (isa<CallExpr, CXXNewExpr, CXXDeleteExpr, CXXConstructExpr, CXXThrowExpr>(S)) {
    Calls.push_back(S);
  } else if (!Lambda) {
    if (const auto *G = dyn_cast<GotoStmt>(S))
      Gotos.push_back(G);
    else if (const auto *L = dyn_cast<LabelStmt>(S))
      Labels.push_back(L);
    else if (const auto *C = dyn_cast<SwitchCase>(S))
      Cases.push_back(C);
    else if (isa<IndirectGotoStmt>(S))
      ComputedGoto = true;
    else if (const auto *A = dyn_cast<GCCAsmStmt>(S))
      ComputedGoto |= A->isAsmGoto();
    else if (isa<StmtExpr>(S))
      StatementExpression = true;
  }
  const bool Inner = Lambda || isa<LambdaExpr>(S);
  const auto Visit = [&](const Stmt *Child) {
    // Some have two parents: a co_await names its operand again in what it calls.
    if (Child && Parents.try_emplace(Child, S).second)
      walk(Child, Inner);
  };
  // How the promise gets the operand says what is done with it.
  if (const auto *Return = dyn_cast<CoreturnStmt>(S))
    Visit(Return->getPromiseCall());
  for (const Stmt *Child : S->children())
    Visit(Child);
}

bool FunctionView::isInside(const Stmt *S, const Stmt *Ancestor) const {
  for (; S; S = parent(S))
    if (S == Ancestor)
      return true;
  return false;
}

bool FunctionView::inLambda(const Stmt *S) const {
  for (S = parent(S); S; S = parent(S))
    if (isa<LambdaExpr>(S))
      return true;
  return false;
}

/// Whether \p Child is executed as a statement under \p Parent, not evaluated as a part of it.
static bool isStatementSlot(const Stmt *Parent, const Stmt *Child) {
  if (isa<CompoundStmt, LabelStmt, AttributedStmt, CXXTryStmt, CXXCatchStmt>(Parent))
    return true;
  if (const auto *C = dyn_cast<SwitchCase>(Parent))
    return C->getSubStmt() == Child;
  if (const auto *If = dyn_cast<IfStmt>(Parent))
    return If->getThen() == Child || If->getElse() == Child;
  if (const auto *For = dyn_cast<ForStmt>(Parent))
    return For->getBody() == Child;
  if (const auto *For = dyn_cast<CXXForRangeStmt>(Parent))
    return For->getBody() == Child;
  if (const auto *While = dyn_cast<WhileStmt>(Parent))
    return While->getBody() == Child;
  if (const auto *Do = dyn_cast<DoStmt>(Parent))
    return Do->getBody() == Child;
  if (const auto *Switch = dyn_cast<SwitchStmt>(Parent))
    return Switch->getBody() == Child;
  return false;
}

const Stmt *FunctionView::statementOf(const Stmt *S) const {
  for (const Stmt *P = parent(S); P; S = P, P = parent(S))
    if (isStatementSlot(P, S))
      return S;
  return S;
}

std::pair<const CompoundStmt *, const Stmt *> FunctionView::blockOf(const Stmt *S) const {
  for (const Stmt *P = parent(S); P; S = P, P = parent(S))
    if (const auto *C = dyn_cast<CompoundStmt>(P))
      return {C, S};
  return {nullptr, nullptr};
}

const Stmt *FunctionView::nextIn(const CompoundStmt *Block, const Stmt *Child) const {
  for (auto It = Block->body_begin(); It != Block->body_end(); ++It)
    if (*It == Child)
      return ++It == Block->body_end() ? nullptr : *It;
  return nullptr;
}

bool FunctionView::isUnbraced(const Stmt *Statement) const {
  const Stmt *P = parent(Statement);
  return P && isa<IfStmt, ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(P);
}

const Stmt *FunctionView::loopAround(const Stmt *S) const {
  for (S = parent(S); S; S = parent(S)) {
    if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(S))
      return S;
    if (isa<LambdaExpr>(S))
      return nullptr;
  }
  return nullptr;
}

const Stmt *FunctionView::scopeOf(const VarDecl *V) const {
  const Stmt *D = DeclaredIn.lookup(V);
  if (!D || isa<CXXCatchStmt>(D))
    return D;
  for (const Stmt *P = parent(D); P; P = parent(P))
    if (isa<CompoundStmt, IfStmt, ForStmt, CXXForRangeStmt, WhileStmt, SwitchStmt>(P))
      return P;
  return nullptr;
}

const DeclStmt *FunctionView::declarationOf(const VarDecl *V) const {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(scopeOf(V)))
    for (const Stmt *Each : Block->body())
      if (const auto *D = dyn_cast<DeclStmt>(Each); D && llvm::is_contained(D->decls(), V))
        return D;
  return nullptr;
}

std::vector<Use> FunctionView::uses(const VarDecl *V) const {
  std::vector<Use> Out;
  for (const DeclRefExpr *R : Refs) {
    if (R->getDecl() != V)
      continue;
    const Stmt *Child = R, *P = parent(R);
    while (P && isa<ParenExpr>(P))
      Child = P, P = parent(P);
    Use U{Use::Kind::Modify, R};
    if (!P) {
      U.K = Use::Kind::Read;
    } else if (const auto *Cast = dyn_cast<CastExpr>(P)) {
      // A cast to a const lvalue cannot change it; one to void reads nothing.
      const QualType To = Cast->getType();
      if (Cast->getCastKind() == CK_LValueToRValue || Cast->getCastKind() == CK_ToVoid ||
          (Cast->getCastKind() == CK_NoOp && To.isConstQualified()) ||
          // What a coroutine returns is moved, and a scalar is copied by that.
          (Cast->getCastKind() == CK_NoOp && Cast->isXValue() && isa_and_nonnull<CastExpr>(parent(Cast)) &&
           cast<CastExpr>(parent(Cast))->getCastKind() == CK_LValueToRValue))
        U.K = Use::Kind::Read;
      else if (Cast->getCastKind() == CK_ArrayToPointerDecay)
        U.K = Use::Kind::Address;
    } else if (const auto *Un = dyn_cast<UnaryOperator>(P)) {
      if (Un->getOpcode() == UO_AddrOf)
        U.K = Use::Kind::Address;
    } else if (const auto *Bin = dyn_cast<BinaryOperator>(P)) {
      if (Bin->getOpcode() == BO_Assign && Bin->getLHS() == Child) {
        U.K = Use::Kind::Write;
        U.Value = Bin->getRHS();
      }
    } else if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(P)) {
      U.K = Use::Kind::Read;
    } else if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      // Captures by copy read it (an lvalue-to-rvalue cast stands between for scalars); by reference may change it.
      U.K = Use::Kind::Modify;
      for (const LambdaCapture &C : L->captures())
        if (C.capturesVariable() && C.getCapturedVar() == V && C.getCaptureKind() == LCK_ByCopy)
          U.K = Use::Kind::Captured;
    } else if (const auto *Call = dyn_cast<CallExpr>(P)) {
      // The standard library's forwarding references (make_pair, emplace_back) read what they are given.
      const FunctionDecl *F = Call->getDirectCallee();
      if (F && F->isInStdNamespace() && !F->getNameAsString().empty() && F->getDeclName().isIdentifier() &&
          F->getName() != "swap" && F->getName() != "exchange" && F->getName() != "ref" && F->getName() != "addressof")
        U.K = Use::Kind::Read;
    } else if (isa<MemberExpr>(P)) {
      U.K = Use::Kind::Address; // a part of the object, or a method on it
    }
    // By-reference captures name the variable again inside the lambda; reads there are reads.
    Out.push_back(U);
  }
  return Out;
}

bool FunctionView::escapes(const VarDecl *V) const {
  for (const Use &U : uses(V))
    if (U.K == Use::Kind::Address || U.K == Use::Kind::Modify) {
      // ++x and x += 1 change it here, in plain sight.
      const Stmt *P = parent(U.Ref);
      if (const auto *Un = dyn_cast_or_null<UnaryOperator>(P); Un && Un->isIncrementDecrementOp())
        continue;
      if (isa_and_nonnull<CompoundAssignOperator>(P))
        continue;
      return true;
    }
  return V->getType()->isReferenceType();
}

bool isReadByValue(const FunctionView &View, const DeclRefExpr *Ref) {
  const Stmt *Up = View.parent(Ref);
  while (isa_and_nonnull<ParenExpr>(Up))
    Up = View.parent(Up);
  const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up);
  return isa_and_nonnull<UnaryExprOrTypeTraitExpr>(Up) || (Cast && Cast->getCastKind() == CK_LValueToRValue);
}

const Expr *bare(const Expr *E) {
  if (!E)
    return nullptr;
  for (const Expr *Last = nullptr; E != Last;) {
    Last = E;
    E = E->IgnoreParenCasts()->IgnoreImplicit();
    if (const auto *C = dyn_cast<FullExpr>(E))
      E = C->getSubExpr();
    if (const auto *C = dyn_cast<CallExpr>(E);
        C && (C->getBuiltinCallee() == Builtin::BI__builtin_expect) && C->getNumArgs() > 0)
      E = C->getArg(0);
  }
  return E;
}

const VarDecl *asVariable(const Expr *E) {
  const auto *R = dyn_cast_or_null<DeclRefExpr>(bare(E));
  return R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
}

std::optional<long> integerValue(const Expr *E, const ASTContext &Ctx) {
  Expr::EvalResult R;
  if (!E || E->isValueDependent() || E->isTypeDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(R, Ctx))
    return std::nullopt;
  return R.Val.getInt().tryExtValue();
}

bool isConstant(const Expr *E, const ASTContext &Ctx) {
  if (!E || E->isValueDependent() || E->isTypeDependent())
    return false;
  const Expr *B = bare(E);
  if (isa<IntegerLiteral, FloatingLiteral, CharacterLiteral, CXXBoolLiteralExpr, CXXNullPtrLiteralExpr, GNUNullExpr,
          StringLiteral, ImplicitValueInitExpr>(B))
    return true;
  if (const auto *R = dyn_cast<DeclRefExpr>(B); R && isa<EnumConstantDecl>(R->getDecl()))
    return true;
  Expr::EvalResult Result;
  return E->getType()->isScalarType() && E->EvaluateAsRValue(Result, Ctx) && !Result.HasSideEffects;
}

static bool isFailure(const FunctionView &View, const Expr *E, const ASTContext &Ctx) {
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E->IgnoreParenImpCasts()))
    return isFailure(View, Choice->getTrueExpr(), Ctx) || isFailure(View, Choice->getFalseExpr(), Ctx);
  if (E->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) ==
          Expr::NPCK_GNUNull ||
      isa<CXXNullPtrLiteralExpr>(bare(E)) || integerValue(E, Ctx).value_or(0) < 0)
    return true;
  // int rc = …; … rc = -1; … return rc;
  const VarDecl *V = asVariable(E);
  if (!V || isa<ParmVarDecl>(V) || !V->hasLocalStorage() || !V->getType()->isSignedIntegerType())
    return false;
  auto MayFail = [&](const Expr *Value) {
    return Value && (isa<CallExpr>(bare(Value)) || integerValue(Value, Ctx).value_or(0) < 0);
  };
  return MayFail(V->getInit()) ||
         llvm::any_of(View.uses(V), [&](const Use &U) { return U.K == Use::Kind::Write && MayFail(U.Value); });
}

bool returnsFailure(const FunctionView &View, const Stmt *S, const ASTContext &Ctx) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (!isa<ReturnStmt, CoreturnStmt>(S))
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return Child && returnsFailure(View, Child, Ctx); });
  const Expr *E = isa<ReturnStmt>(S) ? cast<ReturnStmt>(S)->getRetValue() : cast<CoreturnStmt>(S)->getOperand();
  return E && isFailure(View, E, Ctx);
}

} // namespace raiitidy::rewrite
