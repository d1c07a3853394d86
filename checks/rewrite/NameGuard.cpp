// A guard that is made as a temporary gets a name.
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/SameCode.h"
#include "checks/rewrite/Context.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

class NamePlanner {
public:
  NamePlanner(Context &C, const lifetime::GuardSite &G, const FunctionDecl *F)
      : C(C), G(G), F(F), D(C.Text, C.Text.file(G.Made->getBeginLoc())), View(flow::analysableBody(F)) {}
  Outcome run();

private:
  const Expr *firstArgument() const;
  std::string name();
  bool insertName(const std::string &Name);
  bool checkLock();

  Context &C;
  const lifetime::GuardSite &G;
  const FunctionDecl *F;
  Draft D;
  FunctionView View;
};

} // namespace

const Expr *NamePlanner::firstArgument() const {
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(G.Made))
    return Construct->getNumArgs() ? Construct->getArg(0)->IgnoreImplicit() : nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(G.Made))
    return Call->getNumArgs() ? Call->getArg(0)->IgnoreImplicit() : nullptr;
  return nullptr;
}

std::string NamePlanner::name() {
  const bool Lock = G.Type->K == guards::Kind::Lock;
  std::string Stem = G.Type->K == guards::Kind::Callback ? "scope" : "";
  if (G.Variable)
    Stem = Names::stem(G.Variable->getName());
  else if (const Expr *Arg = Stem.empty() ? firstArgument() : nullptr)
    if (const auto At = C.Text.span(Arg))
      Stem = Names::stem(C.Text.oneLine(*At));
  if (Stem.empty() || Stem == "resource")
    Stem = Lock ? "scoped" : "scope";
  return C.GuardNames.unique(Stem, Lock ? "lock" : "guard", F, View, G.Block, G.Made->getBeginLoc());
}

// The type as written, for `Type(arguments)` and `Type{arguments}`; null for the call of a factory.
static const TypeSourceInfo *writtenType(const Expr *Statement) {
  const Expr *E = Statement->IgnoreImplicit();
  if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
    return Cast->getTypeInfoAsWritten();
  if (const auto *T = dyn_cast<CXXTemporaryObjectExpr>(E))
    return T->getTypeSourceInfo();
  return nullptr; // a call, or (Type(arguments)), where a name would stand inside the parentheses
}

// Type name(Other()); would declare a function.
static bool readsAsDeclaration(const Expr *Made) {
  const auto *Construct = dyn_cast<CXXConstructExpr>(Made);
  if (!Construct)
    return false;
  return llvm::all_of(Construct->arguments(), [](const Expr *Arg) {
    Arg = Arg->IgnoreImplicit();
    return isa<CXXFunctionalCastExpr, CXXTemporaryObjectExpr, CXXScalarValueInitExpr, CXXDefaultArgExpr>(Arg);
  });
}

bool NamePlanner::insertName(const std::string &Name) {
  if (G.F == lifetime::GuardSite::Form::Empty) {
    const auto Paren = G.Variable->getTypeSourceInfo()->getTypeLoc().getAs<ParenTypeLoc>();
    if (!Paren || Paren.getLParenLoc().isMacroID())
      return D.refuse(Reason::InsideMacro);
    D.insert(C.Text.offset(Paren.getLParenLoc()), " " + Name);
    return true;
  }
  const auto *Statement = cast<Expr>(G.In);
  const TypeSourceInfo *Written = writtenType(Statement);
  if (Written && !readsAsDeclaration(G.Made)) {
    const auto At = C.Text.span(Written->getTypeLoc().getSourceRange());
    if (!At)
      return D.refuse(Reason::InsideMacro);
    D.insert(At->End, " " + Name);
    return true;
  }
  if (!C.Text.Ctx.getLangOpts().CPlusPlus17)
    return D.refuse(Reason::UnfamiliarShape, "before C++17 the guard would have to be moved");
  D.insert(C.Text.offset(Statement), "auto " + Name + " = ");
  return true;
}

// The lock is held longer: what follows must not take it again.
bool NamePlanner::checkLock() {
  const Expr *Mutex = G.F == lifetime::GuardSite::Form::Empty ? nullptr : firstArgument();
  auto Same = [&](const Expr *Other) { return flow::sameCode(Mutex, Other->IgnoreImplicit(), C.Text.Ctx); };
  const unsigned Since = C.Text.offset(G.In);
  for (const Stmt *Call : View.calls()) {
    if (C.Text.offset(Call) <= Since || !View.isInside(Call, G.Block))
      continue;
    const auto *Construct = dyn_cast<CXXConstructExpr>(Call);
    if (Construct && Mutex && Construct->getNumArgs() && Same(Construct->getArg(0)))
      return D.refuse(Reason::UnfamiliarShape, "the same lock is taken again in this scope");
    const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
    if (Member && Mutex && Same(Member->getImplicitObjectArgument()))
      return D.refuse(Reason::UnfamiliarShape, "the same lock is taken again in this scope");
    const FunctionDecl *Callee = Construct ? Construct->getConstructor()
                                 : isa<CallExpr>(Call) ? cast<CallExpr>(Call)->getDirectCallee()
                                                       : nullptr;
    if (!isa<CXXNewExpr>(Call) && (!Callee || (!Callee->isTrivial() && !Callee->isDefaulted() &&
                                               !C.Text.SM.isInSystemHeader(Callee->getLocation()))))
      D.unsafe("the lock is held to the end of the block, while other functions run");
  }
  return true;
}

Outcome NamePlanner::run() {
  if (G.Unbraced || !G.Block) {
    D.refuse(Reason::UnfamiliarShape, "the guard would end with the if or the loop");
    return D.finish("");
  }
  if (!C.Safe.checkFunction(D, F, View))
    return D.finish("");
  if (Source::touchesMacro(G.In)) {
    D.refuse(Reason::InsideMacro);
    return D.finish("");
  }
  if (G.Variable && !View.uses(G.Variable).empty()) {
    D.refuse(Reason::UnfamiliarShape, "'" + G.Variable->getNameAsString() + "' is used as the guard");
    return D.finish("");
  }
  const auto Block = C.Text.span(SourceRange(G.Block->getLBracLoc(), G.Block->getRBracLoc()));
  if (!Block) {
    D.refuse(Reason::InsideMacro);
    return D.finish("");
  }
  if (!C.Safe.checkJumps(D, View, G.Block, C.Text.offset(G.In)) ||
      (G.Type->K == guards::Kind::Lock && !checkLock()))
    return D.finish("");
  const std::string Name = name();
  if (insertName(Name))
    C.Safe.checkConditionalText(D, {D.file(), C.Text.offset(G.In), Block->End}, {});
  return D.finish("name the guard '" + Name + "'");
}

Outcome nameGuard(Context &C, const lifetime::GuardSite &G, const FunctionDecl *F) { return NamePlanner(C, G, F).run(); }

} // namespace raiitidy::rewrite
