#include "checks/swallowed-exception/Pattern.h"
#include "checks/Pch.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/MayThrow.h"

using namespace clang;

namespace raiitidy {

/// Must not let an exception out: to drop it there is the only choice.
static bool mustNotThrow(const FunctionDecl *F) {
  if (isa<CXXDestructorDecl>(F) || F->isExternC() || F->hasAttr<NoThrowAttr>())
    return true;
  const auto *Proto = F->getType()->getAs<FunctionProtoType>();
  return Proto && !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) && Proto->canThrow() == CT_Cannot;
}

/// `{}`, `{;}`, and `{ return; }` at the end of a function.
static bool doesNothing(const CompoundStmt *Block, bool LastOfFunction) {
  return llvm::all_of(Block->body(), [&](const Stmt *S) {
    if (const auto *R = dyn_cast<ReturnStmt>(S))
      return LastOfFunction && !R->getRetValue();
    return isa<NullStmt>(S);
  });
}

/// std::exception, by whatever name and in whatever way.
static bool isBaseOfAll(QualType T) {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    return false;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->isInStdNamespace() && R->getDeclName().isIdentifier() && R->getName() == "exception";
}

namespace {

/// Does the code after the try learn whether the block was run to its end?
class Tells {
public:
  bool Found = false;
  void walk(const Stmt *S, bool Loop) {
    if (!S || Found || isa<LambdaExpr>(S))
      return;
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *Each : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Each))
          Inside.insert(V);
    if (isa<ReturnStmt, GotoStmt, CoreturnStmt>(S) || (isa<BreakStmt, ContinueStmt>(S) && !Loop))
      Found = true;
    if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
      Found |= outside(B->getLHS());
    if (const auto *U = dyn_cast<UnaryOperator>(S); U && (U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf))
      Found |= outside(U->getSubExpr());
    if (const auto *C = dyn_cast<CXXOperatorCallExpr>(S); C && C->isAssignmentOp())
      Found |= outside(C->getArg(0));
    if (const auto *C = dyn_cast<CallExpr>(S))
      for (unsigned I = 0; I != C->getNumArgs(); ++I)
        if (const Expr *Arg = C->getArg(I); Arg->isLValue() && !Arg->getType().isConstQualified() &&
                                            !isa<CXXOperatorCallExpr>(C))
          if (const FunctionDecl *F = C->getDirectCallee(); F && I < F->getNumParams())
            if (const QualType P = F->getParamDecl(I)->getType();
                P->isLValueReferenceType() && !P->getPointeeType().isConstQualified())
              Found |= outside(Arg);
    Loop |= isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(S);
    for (const Stmt *Child : S->children())
      walk(Child, Loop);
  }

private:
  /// A place that lives longer than the try block.
  bool outside(const Expr *E) const {
    E = E->IgnoreParenImpCasts();
    while (const auto *M = dyn_cast<MemberExpr>(E))
      E = M->getBase()->IgnoreParenImpCasts();
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    return !Ref || !isa<VarDecl>(Ref->getDecl()) || !Inside.count(cast<VarDecl>(Ref->getDecl()));
  }
  llvm::DenseSet<const VarDecl *> Inside;
};

} // namespace

static void thrownBy(const Stmt *S, bool Callees, std::vector<std::string> &Out, const ASTContext &Ctx) {
  flow::forEachEvaluated(S, [&](const Stmt *Each) {
    if (const auto *Throw = dyn_cast<CXXThrowExpr>(Each); Throw && Throw->getSubExpr() && Out.size() < 3) {
      const std::string Name =
          Throw->getSubExpr()->getType().getUnqualifiedType().getAsString(PrintingPolicy(Ctx.getLangOpts()));
      if (!llvm::is_contained(Out, Name))
        Out.push_back(Name);
    }
    const auto *Call = dyn_cast<CallExpr>(Each);
    const FunctionDecl *Callee = Call && Callees ? Call->getDirectCallee() : nullptr;
    if (Callee && !Ctx.getSourceManager().isInSystemHeader(Callee->getLocation()))
      thrownBy(flow::analysableBody(Callee), false, Out, Ctx);
  });
}

/// catch (const Expected &) { return; } catch (...) {} fail();  What comes after the try is how it tells.
static bool aSiblingLeaves(const CXXTryStmt *Try, const CXXCatchStmt *Handler) {
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
    if (const auto *Block = dyn_cast<CompoundStmt>(Try->getHandler(I)->getHandlerBlock());
        Try->getHandler(I) != Handler && Block && !Block->body_empty() && isa<ReturnStmt, GotoStmt, CoreturnStmt>(Block->body_back()))
      return true;
  return false;
}

std::vector<SwallowingHandler> findSwallowing(const CXXTryStmt *Try, const FunctionDecl *F, const ASTContext &Ctx) {
  std::vector<SwallowingHandler> Out;
  if (mustNotThrow(F) || Try->getTryBlock()->body_empty())
    return Out;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(flow::analysableBody(F));
  const bool Last = Body && !Body->body_empty() && Body->body_back() == Try;
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
    const CXXCatchStmt *H = Try->getHandler(I);
    const auto *Block = dyn_cast<CompoundStmt>(H->getHandlerBlock());
    const bool Everything = !H->getExceptionDecl();
    if (!Block || (!Everything && !isBaseOfAll(H->getCaughtType())) || !doesNothing(Block, Last) ||
        H->getBeginLoc().isMacroID())
      continue;
    Tells T;
    T.walk(Try->getTryBlock(), false);
    if (T.Found || aSiblingLeaves(Try, H))
      return Out;
    SwallowingHandler Found;
    Found.Handler = H;
    Found.Everything = Everything;
    thrownBy(Try->getTryBlock(), true, Found.Thrown, Ctx);
    Out.push_back(std::move(Found));
  }
  return Out;
}

} // namespace raiitidy
