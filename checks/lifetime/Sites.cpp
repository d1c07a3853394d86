#include "checks/Pch.h"
#include "checks/lifetime/Sites.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Terms.h"

using namespace clang;

namespace raiitidy::lifetime {

namespace {

class SiteFinder {
public:
  SiteFinder(FunctionSites &Out, const guards::Table &Table) : Out(Out), Table(Table) {}

  void statement(const Stmt *S, bool Unbraced, bool Last);

private:
  void block(const CompoundStmt *B);
  void expression(const Stmt *S);
  void variable(const VarDecl *V);
  bool namesSomethingElse(const VarDecl *V) const;
  GuardSite site(GuardSite::Form F, const guards::GuardType *T, const Expr *Made) const {
    return {F, T, Made, nullptr, Block, In, Unbraced, Last};
  }

  FunctionSites &Out;
  const guards::Table &Table;
  const CompoundStmt *Block = nullptr;
  const Stmt *In = nullptr;
  bool Unbraced = false, Last = false;
  llvm::SmallVector<const VarDecl *, 8> Locals;
};

} // namespace

// What makes a guard: the constructor or the call below what the language puts around it.
static const Expr *makerOf(const Expr *E) {
  for (;;) {
    E = E->IgnoreImplicit()->IgnoreParens();
    if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *C = dyn_cast<CXXConstructExpr>(E);
             C && C->getNumArgs() == 1 && C->getConstructor()->isCopyOrMoveConstructor() && C->getArg(0)->isPRValue())
      E = C->getArg(0);
    else
      return E;
  }
}

static llvm::StringRef classOf(const Expr *Arg) {
  const CXXRecordDecl *R = Arg->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getDeclName().isIdentifier() ? R->getName() : llvm::StringRef();
}

static bool isGiven(const Expr *Maker, llvm::StringRef Class) {
  const auto *C = dyn_cast<CXXConstructExpr>(Maker);
  return C && llvm::any_of(C->arguments(), [&](const Expr *Arg) { return classOf(Arg) == Class; });
}

// Not `Guard(std::move(other))`, which ends the other guard on purpose, and not what holds nothing yet.
static bool takesHold(const Expr *Maker, const guards::Table &Table) {
  const auto *C = dyn_cast<CXXConstructExpr>(Maker);
  if (!C)
    return isa<CallExpr, CXXUnresolvedConstructExpr>(Maker);
  unsigned Given = 0;
  for (const Expr *Arg : C->arguments()) {
    if (isa<CXXDefaultArgExpr>(Arg))
      continue;
    ++Given;
    const CXXRecordDecl *R = Arg->getType().getNonReferenceType()->getAsCXXRecordDecl();
    if (R && Table.find(R))
      return false;
  }
  return Given != 0 && !isGiven(Maker, "defer_lock_t") && !isGiven(Maker, "adopt_lock_t");
}

void SiteFinder::statement(const Stmt *S, bool IsUnbraced, bool IsLast) {
  if (!S)
    return;
  if (const auto *B = dyn_cast<CompoundStmt>(S))
    return block(B);
  const Stmt *const OuterIn = In;
  const bool OuterUnbraced = Unbraced, OuterLast = Last;
  In = S, Unbraced = IsUnbraced, Last = IsLast;
  if (const auto *Label = dyn_cast<LabelStmt>(S)) {
    statement(Label->getSubStmt(), IsUnbraced, IsLast);
  } else if (const auto *Case = dyn_cast<SwitchCase>(S)) {
    statement(Case->getSubStmt(), IsUnbraced, IsLast);
  } else if (const auto *If = dyn_cast<IfStmt>(S)) {
    for (const Stmt *Part : {If->getInit(), static_cast<const Stmt *>(If->getConditionVariableDeclStmt()),
                             static_cast<const Stmt *>(If->getCond())})
      if (Part)
        expression(Part);
    statement(If->getThen(), true, true);
    statement(If->getElse(), true, true);
  } else if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(S)) {
    const Stmt *Body = nullptr;
    if (const auto *For = dyn_cast<ForStmt>(S))
      Body = For->getBody();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Body = While->getBody();
    else if (const auto *Do = dyn_cast<DoStmt>(S))
      Body = Do->getBody();
    else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S))
      Body = Range->getBody();
    else
      Body = cast<SwitchStmt>(S)->getBody();
    for (const Stmt *Part : S->children())
      if (Part && Part != Body)
        expression(Part);
    statement(Body, true, true);
  } else if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    Out.Tries.push_back(Try);
    block(Try->getTryBlock());
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
      statement(Try->getHandler(I)->getHandlerBlock(), false, true);
  } else {
    const auto *E = dyn_cast<Expr>(S);
    const guards::GuardType *T = E && E->isPRValue() ? Table.of(E->getType()) : nullptr;
    if (T)
      if (const Expr *Maker = makerOf(E); takesHold(Maker, Table))
        Out.Guards.push_back(site(GuardSite::Form::Discarded, T, Maker));
    if (const auto *Return = dyn_cast<ReturnStmt>(S); Return && Return->getRetValue())
      if (const auto *RT = Table.of(Return->getRetValue()->getType()))
        if (const Expr *Maker = makerOf(Return->getRetValue()); takesHold(Maker, Table))
          Out.Guards.push_back(site(GuardSite::Form::Returned, RT, Maker));
    expression(S);
  }
  In = OuterIn, Unbraced = OuterUnbraced, Last = OuterLast;
}

void SiteFinder::block(const CompoundStmt *B) {
  const CompoundStmt *const Outer = Block;
  Block = B;
  for (const Stmt *Child : B->body())
    statement(Child, false, Child == B->body_back());
  Block = Outer;
}

// A member or a variable outside of this function's own ones, or a local that was declared before.
bool SiteFinder::namesSomethingElse(const VarDecl *V) const {
  const DeclarationName Name = V->getDeclName();
  auto Same = [&](const VarDecl *Other) { return Other != V && Other->getDeclName() == Name; };
  if (llvm::any_of(Locals, Same) || llvm::any_of(Out.Function->parameters(), Same))
    return true;
  auto InClass = [&](const CXXRecordDecl *R) { return !R->lookup(Name).empty(); };
  for (const DeclContext *C = Out.Function->getDeclContext(); C; C = C->getParent()) {
    if (const auto *R = dyn_cast<CXXRecordDecl>(C); R && R->hasDefinition()) {
      R = R->getDefinition();
      if (InClass(R) || !R->forallBases([&](const CXXRecordDecl *Base) { return !InClass(Base); }))
        return true;
    } else if (C->isFileContext() && !C->lookup(Name).empty()) {
      return true;
    }
  }
  return false;
}

void SiteFinder::variable(const VarDecl *V) {
  Locals.push_back(V);
  const QualType T = V->getType().getNonReferenceType();
  const guards::GuardType *G = Table.of(T);
  if (!G || !V->hasInit() || V->isInvalidDecl())
    return;
  const Expr *Maker = makerOf(V->getInit());
  if (takesHold(Maker, Table)) {
    Out.Guards.push_back(site(GuardSite::Form::Local, G, Maker));
    Out.Guards.back().Variable = V;
    return;
  }
  for (const auto &[Class, Form] : {std::pair("defer_lock_t", GuardSite::Form::Deferred), std::pair("adopt_lock_t", GuardSite::Form::Adopting)})
    if (G->K == guards::Kind::Lock && isGiven(Maker, Class)) {
      Out.Guards.push_back(site(Form, G, Maker));
      Out.Guards.back().Variable = V;
      return;
    }
  const auto *C = dyn_cast<CXXConstructExpr>(Maker);
  const TypeSourceInfo *Written = V->getTypeSourceInfo();
  if (C && C->getNumArgs() == 0 && G->K == guards::Kind::Lock && Written && isa<ParenType>(Written->getType()) &&
      namesSomethingElse(V)) {
    Out.Guards.push_back(site(GuardSite::Form::Empty, G, Maker));
    Out.Guards.back().Variable = V;
  }
}

void SiteFinder::expression(const Stmt *S) {
  if (const auto *Nested = dyn_cast<StmtExpr>(S))
    return block(Nested->getSubStmt());
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : L->capture_inits())
      if (Init)
        expression(Init);
    return;
  }
  if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, CXXTypeidExpr>(S))
    return;
  if (isa<CoawaitExpr, CoyieldExpr, DependentCoawaitExpr>(S))
    Out.Suspends = true;
  if (const auto *Decls = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        variable(V);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S))
    if (const Expr *Object = Call->getImplicitObjectArgument())
      if (const auto *M = Call->getMethodDecl(); M && M->getDeclName().isIdentifier()) {
        const QualType T = Object->getType()->isPointerType() ? Object->getType()->getPointeeType() : Object->getType();
        if (const auto *G = Table.of(T); G && llvm::is_contained(G->Registers, M->getName())) {
          Out.Guards.push_back(site(GuardSite::Form::Registers, G, Call));
          if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Object)))
            Out.Guards.back().Variable = dyn_cast<VarDecl>(Ref->getDecl());
        }
      }
  for (const Stmt *Child : S->children())
    if (Child)
      expression(Child);
}

FunctionSites findSites(const FunctionDecl *F, const guards::Table &Table) {
  FunctionSites Out;
  Out.Function = F;
  SiteFinder Finder(Out, Table);
  Finder.statement(flow::analysableBody(F), false, true);
  return Out;
}

} // namespace raiitidy::lifetime
