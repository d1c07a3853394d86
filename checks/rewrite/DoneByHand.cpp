#include "checks/rewrite/DoneByHand.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/rewrite/ActionText.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

/// The variable that a release is given, itself or by address.
const VarDecl *given(const Expr *E) {
  E = bare(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_AddrOf)
    E = bare(U->getSubExpr());
  return asVariable(E);
}

/// The calls and deletions of some statements.
struct Calls : RecursiveASTVisitor<Calls> {
  std::vector<const Expr *> Found;
  llvm::SmallVector<const VarDecl *, 4> Variables;
  bool VisitCallExpr(CallExpr *E) { return Found.push_back(E), true; }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) { return Found.push_back(E), true; }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (const auto *V = dyn_cast<VarDecl>(E->getDecl()))
      Variables.push_back(V);
    return true;
  }
};

llvm::SmallVector<const VarDecl *, 2> handlesOf(const Expr *Release) {
  llvm::SmallVector<const VarDecl *, 2> Handles;
  if (const auto *D = dyn_cast<CXXDeleteExpr>(Release))
    Handles.push_back(given(D->getArgument()));
  else
    for (const Expr *A : cast<CallExpr>(Release)->arguments())
      Handles.push_back(given(A));
  llvm::erase(Handles, nullptr);
  return Handles;
}

/// Of what is given to another call: a handle, or what a guard gives up.
bool isRelease(const Expr *E) {
  if (!handlesOf(E).empty())
    return true;
  const auto *Call = dyn_cast<CallExpr>(E);
  return Call && llvm::any_of(Call->arguments(), [](const Expr *A) { return isa<CXXMemberCallExpr>(bare(A)); });
}

bool sameKind(const Expr *A, const Expr *B) {
  if (isa<CXXDeleteExpr>(A) || isa<CXXDeleteExpr>(B))
    return isa<CXXDeleteExpr>(A) && isa<CXXDeleteExpr>(B);
  const Decl *F = cast<CallExpr>(A)->getCalleeDecl(), *G = cast<CallExpr>(B)->getCalleeDecl();
  return F && G && F->getCanonicalDecl() == G->getCanonicalDecl();
}

} // namespace

bool isForgottenAfter(const FunctionView &View, const Source &Text, const Stmt *S, const VarDecl *V) {
  const auto [Block, Child] = View.blockOf(S);
  const auto *Assigned = Block ? dyn_cast_or_null<BinaryOperator>(View.nextIn(Block, Child)) : nullptr;
  return Assigned && Assigned->getOpcode() == BO_Assign && asVariable(Assigned->getLHS()) == V &&
         !mayThrowWithin(Assigned->getRHS(), Text.Ctx);
}

bool checkDoneByHand(Draft &D, const Source &Text, const FunctionView &View, ArrayRef<const Stmt *> Cleanup,
                     Offsets Region, ArrayRef<Offsets> Cancelled) {
  Calls Ours;
  for (const Stmt *S : Cleanup)
    Ours.TraverseStmt(const_cast<Stmt *>(S));
  for (const Expr *Outer : Ours.Found)
    if (const auto *Call = dyn_cast<CallExpr>(Outer); Call && !isa<CXXOperatorCallExpr>(Call))
      for (const Expr *A : Call->arguments())
        for (const Expr *Inner : Ours.Found)
          if (View.isInside(Inner, A) && isRelease(Inner))
            return D.refuse(Reason::ReleaseResultUsed);
  Calls All;
  All.TraverseStmt(const_cast<Stmt *>(View.body()));
  const auto InRegion = [&](const Stmt *S) {
    const unsigned At = Text.offset(S);
    return Region.first <= At && At < Region.second &&
           llvm::none_of(Cancelled, [&](const Offsets &O) { return O.first <= At && At < O.second; });
  };
  for (const Expr *E : All.Found) {
    if (!InRegion(E) || llvm::none_of(Ours.Found, [&](const Expr *O) { return sameKind(O, E); }))
      continue;
    for (const VarDecl *V : handlesOf(E)) {
      if (!llvm::is_contained(Ours.Variables, V))
        continue;
      if (!isForgottenAfter(View, Text, E, V))
        return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' is released in between");
    }
  }
  for (const VarDecl *V : Ours.Variables)
    for (const Use &U : View.uses(V)) {
      if (U.K != Use::Kind::Write || !InRegion(U.Ref))
        continue;
      Calls Value;
      Value.TraverseStmt(const_cast<Expr *>(U.Value));
      if (!Value.Found.empty() && llvm::is_contained(Value.Variables, V))
        return D.refuse(Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "'");
    }
  return true;
}

bool hasUnseenRelease(const FunctionView &View, const VarDecl *V, ArrayRef<const lifetime::Lifetime *> Group) {
  // Where raii-goto-cleanup and raii-try-catch-cleanup make guards of what stands there.
  const auto MayBeGuarded = [&](const Stmt *S) {
    if (llvm::any_of(View.labels(), [&](const LabelStmt *L) { return L->getBeginLoc() < S->getBeginLoc(); }))
      return true;
    while (S && !isa<CXXCatchStmt>(S))
      S = View.parent(S);
    return S != nullptr;
  };
  return llvm::any_of(View.calls(), [&](const Stmt *S) {
    if (!isa<CallExpr, CXXDeleteExpr>(S) || !MayBeGuarded(S) || !llvm::is_contained(handlesOf(cast<Expr>(S)), V))
      return false;
    bool Likely = false, Known = false;
    for (const lifetime::Lifetime *L : Group)
      for (const lifetime::ReleaseSite &R : L->Releases) {
        Known |= R.Call == S;
        Likely |= isa<CallExpr, CXXDeleteExpr>(R.Call) && sameKind(cast<Expr>(S), R.Call);
      }
    return Likely && !Known;
  });
}

const CallExpr *releasesPart(const FunctionView &View, const VarDecl *V, const lifetime::Lifetime &L) {
  const auto variableIn = [](const Expr *E) -> const ValueDecl * {
    const auto *Ref = dyn_cast<DeclRefExpr>(bare(E));
    return Ref ? Ref->getDecl() : nullptr;
  };
  // if (!f) { close(fd); return; }  It was not made.
  const auto isTested = [&](const Stmt *S) {
    for (; S; S = View.parent(S))
      if (const auto *If = dyn_cast<IfStmt>(S)) {
        bool Asks = false;
        flow::forEachEvaluated(If->getCond(), [&](const Stmt *Each) {
          const auto *Ref = dyn_cast<DeclRefExpr>(Each);
          Asks |= Ref && Ref->getDecl() == V;
        });
        if (Asks)
          return true;
      }
    return false;
  };
  const auto *Made = dyn_cast<CallExpr>(L.Acquisition);
  const auto Index = L.Meaning.By->Transfers;
  const ValueDecl *Source = Made && Index && *Index < Made->getNumArgs() ? variableIn(Made->getArg(*Index)) : nullptr;
  for (const Stmt *S : View.calls()) {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F || !lifetime::isNamedForRelease(F) || !(L.Acquisition->getBeginLoc() < Call->getBeginLoc()) || isTested(Call))
      continue;
    for (const Expr *Arg : Call->arguments()) {
      const auto *Inner = dyn_cast<CallExpr>(bare(Arg));
      if ((Source && Source != V && variableIn(Arg) == Source) ||
          (Inner && llvm::any_of(Inner->arguments(), [&](const Expr *Of) { return variableIn(Of) == V; })))
        return Call;
    }
  }
  return nullptr;
}

} // namespace raiitidy::rewrite
