// Who keeps a pointer or a reference to a part of the object: list nodes, headers before a block, &p->field.
#include "checks/Pch.h"
#include "checks/lifetime/Solver.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace raiitidy::lifetime {

// *p, p->node, p->items[2]: an lvalue within the object that p names.
bool Solver::isWithin(const State &St, const Expr *E) {
  while (E) {
    E = E->IgnoreParenNoopCasts(A.Ctx);
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (M->isArrow())
        return carries(St, M->getBase(), true);
      E = M->getBase();
    } else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(E)) {
      const auto *Decay = dyn_cast<ImplicitCastExpr>(Sub->getBase()->IgnoreParens());
      if (!Decay || Decay->getCastKind() != CK_ArrayToPointerDecay)
        return carries(St, Sub->getBase(), true);
      E = Decay->getSubExpr();
    } else if (const auto *U = dyn_cast<UnaryOperator>(E)) {
      return U->getOpcode() == UO_Deref && carries(St, U->getSubExpr(), true);
    } else if (const auto *C = dyn_cast<ImplicitCastExpr>(E); C && C->getCastKind() != CK_LValueToRValue) {
      E = C->getSubExpr();
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
      E = V && V->isLocalVarDecl() && V->getType()->isReferenceType() ? V->getInit() : nullptr;
    } else {
      return false;
    }
  }
  return false;
}

bool Solver::reachesInto(const State &St, const Expr *E) {
  if (T.K == Track::Kind::Identity || St.TS != Typestate::Held)
    return false;
  while (E) {
    E = E->IgnoreParens();
    if (const auto *C = dyn_cast<CastExpr>(E)) {
      if (C->getCastKind() == CK_LValueToRValue)
        return false; // what stands there, not where it stands
      if (C->getCastKind() == CK_PointerToIntegral)
        return carries(St, C->getSubExpr(), true);
      E = C->getSubExpr();
    } else if (const auto *F = dyn_cast<FullExpr>(E)) {
      E = F->getSubExpr();
    } else if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_AddrOf) {
      return isWithin(St, U->getSubExpr());
    } else if (const auto *B = dyn_cast<BinaryOperator>(E); B && (B->isAdditiveOp() || B->isBitwiseOp())) {
      // p + 2, and ((uintptr_t)p + 15) & ~15
      return isPointer(B) ? carries(St, B, true) : reachesInto(St, B->getLHS()) || reachesInto(St, B->getRHS());
    } else {
      return E->isGLValue() && isWithin(St, E);
    }
  }
  return false;
}

// name = p->c_str(): what a method of the object hands out lives as long as the object.
bool Solver::comesFrom(const State &St, const Expr *E) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(strip(E));
  if (!Call || T.K == Track::Kind::Identity || St.TS != Typestate::Held || !isPointer(Call))
    return false;
  const Expr *Object = Call->getImplicitObjectArgument();
  return isPointer(Object) ? carries(St, Object) : isWithin(St, Object);
}

// end = p + n; *end = 0;  such a pointer goes nowhere else.
static bool isOnlyLookedThrough(const VarDecl *V, const Stmt *Body) {
  unsigned Mentioned = 0, Looks = 0;
  auto Is = [&](const Expr *E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(E));
    return Ref && Ref->getDecl() == V;
  };
  auto IsOffset = [&](const BinaryOperator *B) { return B && B->getOpcode() == BO_Add && Is(B->getLHS()); }; // *(end + 1)
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      Mentioned += Ref->getDecl() == V;
    else if (const auto *U = dyn_cast<UnaryOperator>(S))
      Looks += (U->getOpcode() == UO_Deref || U->isIncrementDecrementOp()) &&
               (Is(U->getSubExpr()) || IsOffset(dyn_cast<BinaryOperator>(strip(U->getSubExpr()))));
    else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(S))
      Looks += Is(Sub->getBase());
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Looks += Is(M->getBase());
    else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      const bool Reads = B->isComparisonOp() || B->getOpcode() == BO_Sub;
      Looks += (Reads || B->isAssignmentOp()) && Is(B->getLHS());
      Looks += Reads && Is(B->getRHS());
    }
  });
  return Mentioned == Looks;
}

bool Solver::keepsPart(const State &St, std::optional<Term> Place, const Expr *Value) {
  const bool Local = Place && A.Names.isLocalStorage(*Place);
  if (!reachesInto(St, Value))
    return !Local && comesFrom(St, Value);
  const VarDecl *V = Local ? A.Names.variableOf(*Place) : nullptr;
  return !V || !isOnlyLookedThrough(V, Flow.body());
}

static bool handsOutThis(const FunctionDecl *Method) {
  const FunctionDecl *Definition = nullptr;
  if (!Method->hasBody(Definition) || !Definition->getBody())
    return false;
  bool HandsOut = false;
  auto Look = [&](const Stmt *S) {
    llvm::SmallVector<const Expr *, 4> Given;
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = C->getDirectCallee();
      if (!F || !F->getBuiltinID()) // memset(this, 0, …)
        Given.append(C->arg_begin(), C->arg_end());
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
      Given.append(C->arg_begin(), C->arg_end());
    } else if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp()) {
      Given.push_back(B->getRHS());
    } else if (const auto *D = dyn_cast<CXXDeleteExpr>(S)) {
      Given.push_back(D->getArgument());
    }
    for (const Expr *G : Given)
      HandsOut |= isa<CXXThisExpr>(strip(G));
  };
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Definition))
    for (const CXXCtorInitializer *I : Ctor->inits())
      flow::forEachEvaluated(I->getInit(), Look);
  flow::forEachEvaluated(Definition->getBody(), Look);
  return HandsOut;
}

bool handsOutThis(Analysis &A, const FunctionDecl *Method) {
  const bool HandsOut = handsOutThis(Method);
  A.Reads.answered(Method, flow::BodyRead::Kind::HandsOutThis, 0, HandsOut);
  return HandsOut;
}

// Whether a visible body does more with a reference than to read fields and to call methods.
static bool mayKeepReference(const FunctionDecl *F, unsigned Index) {
  const FunctionDecl *Definition = nullptr;
  if (!F->isDefined(Definition) || !flow::analysableBody(Definition))
    return true;
  const ParmVarDecl *P = Definition->getParamDecl(Index);
  unsigned Mentioned = 0, AsBase = 0;
  auto Look = [&](const Stmt *S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      Mentioned += Ref->getDecl() == P;
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(M->getBase())))
        AsBase += Ref->getDecl() == P;
  };
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Definition))
    for (const CXXCtorInitializer *I : Ctor->inits())
      flow::forEachEvaluated(I->getInit(), Look);
  flow::forEachEvaluated(Definition->getBody(), Look);
  return Mentioned != AsBase;
}

bool mayKeepReference(Analysis &A, const FunctionDecl *F, unsigned Index) {
  const bool Keeps = mayKeepReference(F, Index);
  A.Reads.answered(F, flow::BodyRead::Kind::Keeps, Index, Keeps);
  return Keeps;
}

// list_add(&p->node), new Motor(*p): who keeps a part of the object answers for the object.
void Solver::lend(const Expr *E, const FunctionDecl *F, unsigned Index, const Expr *Arg, State &St) {
  if (!F || Index >= F->getNumParams() || !reachesInto(St, Arg))
    return;
  const QualType P = F->getParamDecl(Index)->getType();
  const QualType Pointee = P->getPointeeType();
  const bool Constructs = isa<CXXConstructExpr>(E);
  if (Pointee.isNull() || Pointee.isConstQualified() ||
      !(Constructs || Pointee->isRecordType() || Pointee->isVoidType()) || F->getOverloadedOperator() != OO_None)
    return;
  if (flow::inStd(F)) {
    const auto *Ctor = dyn_cast<CXXConstructorDecl>(F);
    const llvm::StringRef Name = Ctor                             ? Ctor->getParent()->getName()
                                 : F->getDeclName().isIdentifier() ? F->getName()
                                                                   : "";
    if (!llvm::StringSwitch<bool>(Name)
             .Cases("ref", "bind", "make_unique", "make_shared", "emplace", "emplace_back", "thread", "jthread", true)
             .Cases("reference_wrapper", "function", "tuple", "pair", "push_back", "insert", true)
             .Default(false))
      return;
  } else if (A.Ctx.getSourceManager().isInSystemHeader(F->getLocation()) && F->isExternC()) {
    return;
  } else if (F->isDefined() && !(isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isVirtual())) {
    if (P->isPointerType() ? !A.effectOn(F, Index).Takes : !mayKeepReference(A, F, Index))
      return;
  }
  if (!releaseAhead(E))
    escape(St, EscapeSite::Kind::TakenByCallee, E);
}

} // namespace raiitidy::lifetime
