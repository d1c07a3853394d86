#include "checks/flow/ThrowConditions.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/SameCode.h"
#include "checks/Pch.h"

using namespace clang;

namespace raiitidy::flow {

static bool containsThrow(const Stmt *S) {
  bool Found = false;
  forEachEvaluated(S, [&](const Stmt *In) {
    const auto *Throw = dyn_cast<CXXThrowExpr>(In);
    const auto *Call = dyn_cast<CallExpr>(In);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    Found |= (Throw && Throw->getSubExpr()) || (F && F->isNoReturn());
  });
  return Found;
}

/// if (!file_) throw …;  while (!file_) fail();
static std::pair<const Expr *, const Stmt *> testOf(const Stmt *S) {
  if (const auto *If = dyn_cast_or_null<IfStmt>(S); If && !If->getInit() && !If->getConditionVariable() && containsThrow(If->getThen()))
    return {If->getCond(), If->getThen()};
  if (const auto *While = dyn_cast_or_null<WhileStmt>(S); While && !While->getConditionVariable() && containsThrow(While->getBody()))
    return {While->getCond(), While->getBody()};
  return {nullptr, nullptr};
}

static const Expr *argumentFor(const CallExpr *Call, const ParmVarDecl *P) {
  return P && P->getFunctionScopeIndex() < Call->getNumArgs() ? Call->getArg(P->getFunctionScopeIndex()) : nullptr;
}

static const ParmVarDecl *parameterReturnedBy(const FunctionDecl *F) {
  const auto *Body = F && !isa<CXXMethodDecl>(F) ? dyn_cast_or_null<CompoundStmt>(analysableBody(F)) : nullptr;
  const auto *Return = Body && Body->size() == 1 ? dyn_cast<ReturnStmt>(Body->body_front()) : nullptr;
  const auto *Ref = Return && Return->getRetValue() ? dyn_cast<DeclRefExpr>(Return->getRetValue()->IgnoreParenImpCasts()) : nullptr;
  return Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
}

std::optional<unsigned> returnedBy(const FunctionDecl *F) {
  const ParmVarDecl *P = parameterReturnedBy(F);
  return P ? std::optional(P->getFunctionScopeIndex()) : std::nullopt;
}

/// What \p Call gives to the parameter that a function of one line returns: `inline bool isTrue(bool condition) { return condition; }`, which keeps
/// compilers from seeing a constant.
static const Expr *returnedArgument(const CallExpr *Call) { return argumentFor(Call, parameterReturnedBy(Call->getDirectCallee())); }

bool isNeverTaken(const IfStmt *If, const Stmt *Branch) {
  const Expr *Condition = If->getCond()->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CallExpr>(Condition))
    if (const Expr *Argument = returnedArgument(Call))
      Condition = Argument->IgnoreParenImpCasts();
  const auto *Said = dyn_cast<CXXBoolLiteralExpr>(Condition);
  return Said && Branch == (Said->getValue() ? If->getElse() : If->getThen());
}

/// The class whose const members \p Condition reads; null if it reads anything else, or nothing.
static const CXXRecordDecl *ownerOfConstMembers(const Expr *Condition) {
  const CXXRecordDecl *Owner = nullptr;
  bool Others = false;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    if (const auto *M = dyn_cast<MemberExpr>(S)) {
      const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl());
      if (!Field)
        return; // a method of such a member
      if (isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts()) && Field->getType().isConstQualified())
        Owner = dyn_cast<CXXRecordDecl>(Field->getParent());
      else
        Others = true;
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      Others |= !isa<FunctionDecl, EnumConstantDecl>(Ref->getDecl());
    }
  });
  return Others ? nullptr : Owner;
}

static bool startsWithTest(const Stmt *S, const Expr *Condition, const ASTContext &Ctx) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    return llvm::any_of(Block->body(), [&](const Stmt *Child) { return startsWithTest(Child, Condition, Ctx); });
  if (const auto *Once = dyn_cast_or_null<DoStmt>(S)) // do { … } while (0) of a macro
    return startsWithTest(Once->getBody(), Condition, Ctx);
  const Expr *Tested = testOf(S).first;
  return Tested && sameCode(Tested, Condition, Ctx);
}

const Stmt *settledByConstructors(const Stmt *Test, const ASTContext &Ctx) {
  const auto [Tested, Thrower] = testOf(Test);
  const CXXRecordDecl *Class = Tested ? ownerOfConstMembers(Tested) : nullptr;
  if (!Class || Class->isDependentContext())
    return nullptr;
  bool Any = false;
  for (const CXXConstructorDecl *C : Class->ctors()) {
    if (C->isDeleted() || C->isCopyOrMoveConstructor() || C->isDelegatingConstructor())
      continue; // from an object that has passed the test, or by one that tests
    const FunctionDecl *Definition = nullptr;
    if (!C->isDefined(Definition) || !startsWithTest(Definition->getBody(), Tested, Ctx))
      return nullptr;
    bool Within = false; // the constructor's own test
    forEachEvaluated(Definition->getBody(), [&](const Stmt *S) { Within |= S == Test; });
    if (Within)
      return nullptr;
    Any = true;
  }
  return Any ? Thrower : nullptr;
}

/// Variables of other units, and nothing else; const bool runtime = !starting_up is one, too.
static bool isOfOtherUnits(const Expr *Condition) {
  bool Any = false, Others = false;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    const bool Named = V && V->hasLocalStorage() && V->getType().isConstQualified() && V->hasInit();
    if (Named ? isOfOtherUnits(V->getInit()) : V && V->hasGlobalStorage() && !V->hasDefinition() && !V->getType().isConstQualified())
      Any = true;
    else
      Others |= (Ref && !isa<EnumConstantDecl>(Ref->getDecl())) || isa<CallExpr, MemberExpr, CXXThisExpr>(S);
  });
  return Any && !Others;
}

/// A part of \p Condition that must be so for the whole to be: of a && b, either; for a || b not to be, either, too.
static bool requiresOtherUnits(const Expr *Condition, BinaryOperatorKind Joint) {
  const auto *Both = dyn_cast<BinaryOperator>(Condition->IgnoreParenImpCasts());
  if (Both && Both->getOpcode() == Joint)
    return requiresOtherUnits(Both->getLHS(), Joint) || requiresOtherUnits(Both->getRHS(), Joint);
  return isOfOtherUnits(Condition);
}

bool isDecidedElsewhere(const IfStmt *If, const Stmt *Branch) {
  return Branch != If->getCond() && requiresOtherUnits(If->getCond(), Branch == If->getThen() ? BO_LAnd : BO_LOr);
}

bool leavesByOtherUnits(const Stmt *S) {
  const auto *If = dyn_cast<IfStmt>(S);
  if (!If || If->getElse() || If->getInit() || If->getConditionVariable() || !requiresOtherUnits(If->getCond(), BO_LOr))
    return false;
  const Stmt *Last = If->getThen();
  if (const auto *Block = dyn_cast<CompoundStmt>(Last))
    Last = Block->body_empty() ? nullptr : Block->body_back();
  return isa_and_nonnull<ReturnStmt>(Last);
}

static bool onlyReads(const Expr *Condition) {
  bool Reads = true;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    const auto *Op = dyn_cast<UnaryOperator>(S);
    const auto *Assigns = dyn_cast<BinaryOperator>(S);
    const auto *Call = dyn_cast<CallExpr>(S);
    const auto *Method = Call ? dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee()) : nullptr;
    if ((Op && Op->isIncrementDecrementOp()) || (Assigns && Assigns->isAssignmentOp()) || isa<CXXNewExpr, CXXDeleteExpr>(S) ||
        (Call && !Call->getBuiltinCallee() && !(Method && Method->isConst())))
      Reads = false;
  });
  return Reads;
}

static bool hasWord(llvm::StringRef Text, llvm::StringRef Word) {
  for (size_t At = Text.find(Word); At != llvm::StringRef::npos; At = Text.find(Word, At + 1))
    if ((At == 0 || !isAsciiIdentifierContinue(Text[At - 1])) &&
        (At + Word.size() == Text.size() || !isAsciiIdentifierContinue(Text[At + Word.size()])))
      return true;
  return false;
}

/// Does a string in \p Branch name all that \p Condition names, as `#condition` does?
static bool quotes(const Stmt *Branch, const Expr *Condition) {
  SmallVector<llvm::StringRef, 4> Names;
  forEachEvaluated(Condition, [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    const auto *Member = dyn_cast<MemberExpr>(S);
    const NamedDecl *D = Ref ? Ref->getDecl() : Member ? Member->getMemberDecl() : nullptr;
    if (D && D->getIdentifier())
      Names.push_back(D->getName());
  });
  bool Found = false;
  forEachEvaluated(Branch, [&](const Stmt *S) {
    if (const auto *Literal = dyn_cast<StringLiteral>(S); Literal && Literal->getCharByteWidth() == 1)
      Found |= llvm::all_of(Names, [&](llvm::StringRef Name) { return hasWord(Literal->getString(), Name); });
  });
  return Found && !Names.empty();
}

/// x of `!x`, of a pointer or of an object that has the operator; null for anything else.
static const Expr *negated(const Expr *E) {
  if (const auto *Not = dyn_cast<UnaryOperator>(E))
    return Not->getOpcode() == UO_LNot ? Not->getSubExpr() : nullptr;
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  return Call && Call->getOperator() == OO_Exclaim ? Call->getArg(0) : nullptr;
}

const Stmt *thrownByAssertion(const Stmt *Test, const ASTContext &Ctx) {
  if (!Test->getBeginLoc().isMacroID())
    return nullptr;
  const Expr *Condition = nullptr;
  SmallVector<const Stmt *, 2> Branches;
  if (const auto *If = dyn_cast<IfStmt>(Test)) {
    Condition = If->getCond();
    Branches = {If->getThen(), If->getElse()};
  } else if (const auto *While = dyn_cast<WhileStmt>(Test)) {
    Condition = While->getCond();
    Branches = {While->getBody()};
  } else if (const auto *Choice = dyn_cast<ConditionalOperator>(Test)) {
    Condition = Choice->getCond();
    Branches = {Choice->getTrueExpr(), Choice->getFalseExpr()};
  }
  if (!Condition)
    return nullptr;
  const auto IsArgument = [&](const Expr *E) { return Ctx.getSourceManager().isMacroArgExpansion(E->getBeginLoc()); };
  Condition = Condition->IgnoreParenImpCasts();
  while (const Expr *Positive = IsArgument(Condition) ? nullptr : negated(Condition)) // the macro's own `!`
    Condition = Positive->IgnoreParenImpCasts();
  if (!IsArgument(Condition) || !onlyReads(Condition))
    return nullptr;
  for (const Stmt *Branch : Branches)
    if (Branch && containsThrow(Branch) && quotes(Branch, Condition))
      return Branch;
  return nullptr;
}

bool isThrownByAssertion(const Stmt *At, const FunctionFlow &Flow, const ASTContext &Ctx) {
  for (const Stmt *Up = Flow.parent(At), *Branch = At; Up && Up->getBeginLoc().isMacroID(); Branch = Up, Up = Flow.parent(Up))
    if (thrownByAssertion(Up, Ctx) == Branch)
      return true;
  return false;
}

/// if (!condition) throw …;  The parameter.
static const ParmVarDecl *demandIn(const FunctionDecl *F) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(analysableBody(F));
  const auto *If = Body && Body->size() == 1 ? dyn_cast<IfStmt>(Body->body_front()) : nullptr;
  const auto *Not = If && !If->getElse() && !If->getInit() ? dyn_cast<UnaryOperator>(If->getCond()->IgnoreParenImpCasts()) : nullptr;
  const auto *Ref = Not && Not->getOpcode() == UO_LNot ? dyn_cast<DeclRefExpr>(Not->getSubExpr()->IgnoreParenImpCasts()) : nullptr;
  const auto *P = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  return P && P->getDeclContext() == F && (P->getType()->isBooleanType() || P->getType()->isPointerType()) ? P : nullptr;
}

std::optional<unsigned> demandOf(const FunctionDecl *Definition) {
  const ParmVarDecl *P = demandIn(Definition);
  return P ? std::optional(P->getFunctionScopeIndex()) : std::nullopt;
}

const Expr *demandedBy(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call && !isa<CXXOperatorCallExpr>(Call) ? Call->getDirectCallee() : nullptr;
  const FunctionDecl *Definition = nullptr;
  if (!F || !F->isDefined(Definition) || (isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isVirtual()))
    return nullptr;
  return argumentFor(Call, demandIn(Definition));
}

} // namespace raiitidy::flow
