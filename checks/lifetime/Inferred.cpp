#include "checks/Pch.h"
#include "checks/lifetime/Inferred.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/Tracks.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

llvm::DenseMap<const Expr *, const Pair *> inferredAcquisitions(Analysis &A, const flow::FunctionFlow &Flow,
                                                                llvm::ArrayRef<const Expr *> Calls) {
  llvm::DenseMap<const VarDecl *, const Pair *> Released; // null: by several
  for (const Expr *E : Calls) {
    const Pair *Of = nullptr;
    const VarDecl *V = nullptr;
    for (const Match &M : A.meaningsOf(E)) {
      const Expr *Carried = M.As == Role::Release ? Matcher::carrier(M, E) : nullptr;
      const auto *Ref = Carried ? dyn_cast<DeclRefExpr>(strip(Carried)) : nullptr;
      const auto *Named = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!Named || !Named->hasLocalStorage() || isa<ParmVarDecl>(Named) || !Named->getType()->isPointerType() || M.Of->isContent() ||
          (M.Of->Class != ResourceClass::Memory && M.Of->Class != ResourceClass::Handle))
        continue;
      if (!V)
        V = Named, Of = M.Of;
    }
    if (V)
      if (const auto [It, New] = Released.try_emplace(V, Of); !New && It->second != Of)
        It->second = nullptr;
  }
  llvm::DenseMap<const Expr *, const Pair *> Inferred;
  if (Released.empty())
    return Inferred;
  llvm::MapVector<const VarDecl *, const Expr *> Filled; // null: by something else, too
  const auto Fill = [&](const VarDecl *V, const Expr *Value) {
    if (!Released.count(V) || Value->isNullPointerConstant(A.Ctx, Expr::NPC_ValueDependentIsNotNull))
      return;
    if (const auto [It, New] = Filled.try_emplace(V, Value); !New)
      It->second = nullptr;
  };
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Each : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Each); V && V->getInit())
          Fill(V, V->getInit());
    } else if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp()) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(B->getLHS())))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          Fill(V, B->getRHS());
    } else if (const auto *U = dyn_cast<UnaryOperator>(S); U && (U->getOpcode() == UO_AddrOf || U->isIncrementDecrementOp())) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(U->getSubExpr())))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          Filled[V] = nullptr;
    }
  });
  llvm::DenseMap<const Expr *, const VarDecl *> Into;
  for (const auto &[V, Value] : Filled)
    if (Value)
      Into[strip(Value)] = V;
  for (const Expr *E : Calls) {
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F || F->isDefined() || !F->getReturnType()->isPointerType() || flow::inStd(F) ||
        A.Ctx.getSourceManager().isInSystemHeader(F->getLocation()) || !isNamedForMaking(F))
      continue;
    if (const VarDecl *V = Into.lookup(Call))
      if (const Pair *Of = Released.lookup(V))
        Inferred[E] = Of;
  }
  return Inferred;
}

} // namespace raiitidy::lifetime
