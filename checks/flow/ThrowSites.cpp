#include "checks/Pch.h"
#include "checks/flow/ThrowSites.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/ThrowConditions.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace raiitidy::flow {

namespace {

constexpr unsigned MostCalls = 5; ///< of a chain from the code to the throw-expression

class SiteWalk {
public:
  explicit SiteWalk(ThrowOracle &Oracle) : Oracle(Oracle) {}
  std::vector<ThrowSite> of(const Stmt *S);

private:
  void add(const Stmt *S, std::vector<ThrowSite> &Out);
  void walk(const Stmt *S, std::vector<ThrowSite> &Out);
  ThrowOracle &Oracle;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Active; ///< asked about only
};

} // namespace

static bool saysItThrows(const FunctionDecl *F) {
  const auto *Proto = F->getType()->getAs<FunctionProtoType>();
  if (!Proto || Proto->getExceptionSpecType() != EST_NoexceptFalse)
    return Proto && Proto->getExceptionSpecType() == EST_Dynamic;
  // noexcept(noexcept(f())) says what f does, which is another's.
  const Expr *Said = Proto->getNoexceptExpr();
  return Said && isa<CXXBoolLiteralExpr>(Said->IgnoreParenImpCasts()->IgnoreImplicit());
}

// Throws only where the caller has made a mistake, or in the sense of the type system alone.
static bool throwsByMistakeOnly(const FunctionDecl *F) {
  return inStd(F) && F->getDeclName().isIdentifier() &&
         llvm::StringSwitch<bool>(F->getName())
             .Cases("join", "detach", "get_future", "set_value", "set_exception", "any_cast", "at", "substr", true)
             .Cases("value", "get", true)
             .Default(false);
}

// Code that checks whether an exception is on its way knows what it does.
static bool asksForUnwinding(const Stmt *Condition) {
  bool Found = false;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    Found |= F && F->getDeclName().isIdentifier() && F->getName().starts_with("uncaught_exception");
  });
  return Found;
}

void SiteWalk::add(const Stmt *S, std::vector<ThrowSite> &Out) {
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
    if (Throw->getSubExpr())
      Out.push_back({Throw, nullptr, Throw});
    return;
  }
  const FunctionDecl *Callee = nullptr;
  const ThrowTier Tier = Oracle.tierOf(S, &Callee);
  // What a callable does is the business of who wrote it, not of the template that calls it.
  if (Callee && Callee->getOverloadedOperator() == OO_Call)
    return;
  if (!Callee || Tier == ThrowTier::Never || Tier == ThrowTier::Allocation || isa<CXXNewExpr>(S))
    return;
  const FunctionDecl *Definition = nullptr;
  if (Tier == ThrowTier::Documented && !throwsByMistakeOnly(Callee) && !Callee->isDefined(Definition)) {
    Out.push_back({S, Callee, nullptr});
    return;
  }
  if (inStd(Callee)) {
    if (Tier == ThrowTier::Documented && !throwsByMistakeOnly(Callee))
      Out.push_back({S, Callee, nullptr});
    return;
  }
  const Stmt *Body = analysableBody(Callee);
  if (Tier == ThrowTier::Unknown && !Body) {
    if (saysItThrows(Callee))
      Out.push_back({S, Callee, nullptr});
    return;
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  const bool Overridable = Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
                           !Method->getParent()->isEffectivelyFinal();
  const auto *Member = dyn_cast<CXXMemberCallExpr>(S);
  // In a destructor or with a qualified name the call is not virtual, elsewhere another body may run.
  if (!Body || isa<CXXDestructorDecl>(Callee) || Active.size() >= MostCalls || !Active.insert(Callee).second)
    return;
  if (!Overridable || (Member && isa<CXXThisExpr>(Member->getImplicitObjectArgument()->IgnoreParenImpCasts())))
    for (const ThrowSite &Inner : of(Body)) {
      Out.push_back({S, Callee, Inner.Throw});
      break;
    }
  Active.erase(Callee);
}

void SiteWalk::walk(const Stmt *S, std::vector<ThrowSite> &Out) {
  if (!S || isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr>(S))
    return;
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : L->capture_inits())
      walk(Init, Out);
    return;
  }
  if (const auto *If = dyn_cast<IfStmt>(S); If && asksForUnwinding(If->getCond()))
    return;
  if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    std::vector<ThrowSite> Inner;
    walk(Try->getTryBlock(), Inner);
    for (const ThrowSite &Site : Inner) {
      bool Caught = false;
      for (unsigned I = 0; I != Try->getNumHandlers() && !Caught; ++I) {
        const CXXCatchStmt *H = Try->getHandler(I);
        bool Surely = false;
        // What the standard library and declarations throw derives from std::exception; another handler is taken at
        // its word.
        if (!(Site.Throw ? FunctionFlow::mayCatch(H, Site.Throw, Surely) && Surely : true))
          continue;
        Caught = true;
        forEachEvaluated(H->getHandlerBlock(), [&](const Stmt *In) {
          if (const auto *T = dyn_cast<CXXThrowExpr>(In); T && !T->getSubExpr())
            Caught = false; // it goes on
        });
        if (!Caught)
          break;
      }
      if (!Caught)
        Out.push_back(Site);
    }
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
      walk(Try->getHandler(I)->getHandlerBlock(), Out);
    return;
  }
  // Arguments before the call.
  const auto *If = dyn_cast<IfStmt>(S);
  for (const Stmt *Child : S->children())
    if (!If || !isNeverTaken(If, Child))
      walk(Child, Out);
  if (isa<CXXThrowExpr, CallExpr, CXXConstructExpr>(S))
    add(S, Out);
}

std::vector<ThrowSite> SiteWalk::of(const Stmt *S) {
  std::vector<ThrowSite> Out;
  walk(S, Out);
  return Out;
}

std::vector<ThrowSite> throwSites(ThrowOracle &Oracle, const Stmt *Body) { return SiteWalk(Oracle).of(Body); }

} // namespace raiitidy::flow
