#include "checks/Pch.h"
#include "checks/flow/Inventory.h"
#include "checks/flow/FunctionFlow.h"

using namespace clang;

namespace raiitidy::flow {

Inventory Inventory::of(const FunctionDecl *F) {
  Inventory Found;
  auto Visit = [&](const Stmt *S) {
    switch (S->getStmtClass()) {
    case Stmt::BinaryOperatorClass:
    case Stmt::CompoundAssignOperatorClass:
      if (const auto *B = cast<BinaryOperator>(S); B->isAssignmentOp())
        Found.Assignments.push_back(B);
      break;
    case Stmt::UnaryOperatorClass:
      if (const auto *U = cast<UnaryOperator>(S); U->isIncrementDecrementOp())
        Found.Steps.push_back(U);
      break;
    case Stmt::CallExprClass:
    case Stmt::CXXMemberCallExprClass:
    case Stmt::CXXOperatorCallExprClass:
      Found.Calls.push_back(cast<CallExpr>(S));
      break;
    case Stmt::CXXDeleteExprClass:
      Found.Deletes.push_back(cast<CXXDeleteExpr>(S));
      break;
    case Stmt::CXXConstructExprClass:
    case Stmt::CXXTemporaryObjectExprClass:
      Found.Constructions.push_back(cast<CXXConstructExpr>(S));
      break;
    case Stmt::DeclStmtClass:
      for (const Decl *D : cast<DeclStmt>(S)->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          Found.Variables.push_back(V);
      break;
    case Stmt::GotoStmtClass:
      Found.Gotos.push_back(cast<GotoStmt>(S));
      break;
    case Stmt::DoStmtClass:
      Found.Does.push_back(cast<DoStmt>(S));
      Found.Loops.push_back(S);
      break;
    case Stmt::ForStmtClass:
    case Stmt::WhileStmtClass:
    case Stmt::CXXForRangeStmtClass:
      Found.Loops.push_back(S);
      break;
    case Stmt::CXXTryStmtClass:
      Found.Tries.push_back(cast<CXXTryStmt>(S));
      break;
    case Stmt::ReturnStmtClass:
      Found.Returns.push_back(cast<ReturnStmt>(S));
      break;
    case Stmt::CXXThrowExprClass:
      Found.Throws = true;
      break;
    default:
      break;
    }
  };
  const Stmt *Body = analysableBody(F);
  if (!Body)
    return Found;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : Ctor->inits())
      forEachEvaluated(I->getInit(), Visit);
  forEachEvaluated(Body, Visit);
  return Found;
}

} // namespace raiitidy::flow
