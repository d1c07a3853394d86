#include "checks/rewrite/Destruction.h"
#include "checks/flow/FunctionFlow.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

class Demands {
public:
  explicit Demands(const Source &Text) : Text(Text) {}
  std::string ofType(QualType T);

private:
  std::string ofClass(const CXXRecordDecl *R);
  std::string ofParts(const CXXRecordDecl *R);
  bool asserts(const CXXRecordDecl *R, const CompoundStmt *Body) const;

  const Source &Text;
  llvm::SmallPtrSet<const CXXRecordDecl *, 16> Seen;
};

/// join(), JoinAllThreads(), wait_and_join(): without arguments, and not for what it makes of its parts.
bool isJoin(const CXXMethodDecl *M) {
  if (!M->getIdentifier() || M->getMinRequiredArguments() || M->isStatic() || M->isConst())
    return false;
  const QualType Gives = M->getReturnType();
  if (!Gives->isVoidType() && !Gives->isIntegralOrEnumerationType())
    return false;
  const StringRef Name = M->getName();
  for (size_t At = Name.find_insensitive("join"); At != StringRef::npos; At = Name.find_insensitive("join", At + 1)) {
    const StringRef After = Name.drop_front(At + 4); // not "joined", "joinable", "adjoin"
    if ((After.empty() || !llvm::isLower(After.front())) && (At == 0 || Name[At] == 'J' || !llvm::isLower(Name[At - 1])))
      return true;
  }
  return false;
}

bool isAssertion(StringRef Name) {
  return Name != "static_assert" && (Name.contains_insensitive("assert") || Name.starts_with("CHECK") || Name.starts_with("DCHECK"));
}

bool mentionsThis(const Stmt *S) {
  bool Found = false;
  flow::forEachEvaluated(S, [&](const Stmt *Each) { Found |= isa<CXXThisExpr>(Each); });
  return Found;
}

bool neverReturns(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  return F && F->isNoReturn();
}

/// Something of the object may be another afterwards, or a thread is joined.
bool changes(const Stmt *S) {
  bool Found = false;
  flow::forEachEvaluated(S, [&](const Stmt *Each) {
    if (const auto *B = dyn_cast<BinaryOperator>(Each))
      Found |= B->isAssignmentOp() && mentionsThis(B->getLHS());
    else if (const auto *U = dyn_cast<UnaryOperator>(Each))
      Found |= U->isIncrementDecrementOp() && mentionsThis(U);
    else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Each)) {
      const CXXMethodDecl *M = Member->getMethodDecl();
      Found |= !M || (!M->isConst() && (mentionsThis(Member->getImplicitObjectArgument()) || isJoin(M) || M->getNameAsString() == "detach"));
    }
    if (const auto *Call = dyn_cast<CallExpr>(Each); Call && !neverReturns(Call))
      for (const Expr *Arg : Call->arguments()) {
        const QualType T = Arg->getType();
        const bool Lent = T->isPointerType() ? !T->getPointeeType().isConstQualified() : Arg->isLValue() && !T.isConstQualified();
        Found |= Lent && mentionsThis(Arg);
      }
  });
  return Found;
}

/// `if (running) std::terminate();`, and what assert() stands for.
bool endsProgramOnState(const Stmt *S) {
  bool Found = false;
  flow::forEachEvaluated(S, [&](const Stmt *Each) {
    const Expr *Cond = nullptr;
    if (const auto *If = dyn_cast<IfStmt>(Each))
      Cond = If->getCond();
    else if (const auto *Choice = dyn_cast<ConditionalOperator>(Each))
      Cond = Choice->getCond();
    if (!Cond || !mentionsThis(Cond))
      return;
    flow::forEachEvaluated(Each, [&](const Stmt *Inner) {
      if (const auto *Call = dyn_cast<CallExpr>(Inner))
        Found |= neverReturns(Call);
    });
  });
  return Found;
}

/// Before anything of the object is changed, so that somebody else must have seen to it. An assertion is found by its text, too: most
/// are compiled away here and not elsewhere.
bool Demands::asserts(const CXXRecordDecl *R, const CompoundStmt *Body) const {
  const Stmt *End = nullptr;
  for (const Stmt *Child : Body->body()) {
    if (endsProgramOnState(Child))
      return true;
    if (changes(Child)) {
      End = Child;
      break;
    }
  }
  const SourceLocation From = Body->getLBracLoc(), To = End ? End->getBeginLoc() : Body->getRBracLoc();
  if (From.isMacroID() || Text.file(From) != Text.file(To))
    return false;
  bool Asserted = false;
  for (const std::string &Word : Text.identifiers({Text.file(From), Text.offset(From), Text.offset(To)})) {
    if (Asserted && R->hasMemberName(&Text.Ctx.Idents.get(Word)))
      return true;
    Asserted |= isAssertion(Word);
  }
  return false;
}

std::string Demands::ofType(QualType T) {
  const CXXRecordDecl *R = Text.Ctx.getBaseElementType(T)->getAsCXXRecordDecl();
  R = R ? R->getDefinition() : nullptr;
  return R && !R->isDependentContext() && Seen.insert(R).second ? ofClass(R) : std::string();
}

std::string Demands::ofParts(const CXXRecordDecl *R) {
  for (const CXXBaseSpecifier &Base : R->bases())
    if (std::string Why = ofType(Base.getType()); !Why.empty())
      return Why;
  for (const FieldDecl *F : R->fields())
    if (std::string Why = ofType(F->getType()); !Why.empty())
      return Why;
  return {};
}

std::string Demands::ofClass(const CXXRecordDecl *R) {
  const std::string Unjoined = "on a path that leaks, '" + R->getNameAsString() + "' may still have threads that nobody has joined";
  const bool Joins = llvm::any_of(R->methods(), isJoin);
  if (Text.SM.isInSystemHeader(R->getLocation())) {
    const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(R); // a container, a smart pointer
    if (!Made)
      return Joins && R->getName() != "jthread" ? Unjoined : std::string();
    for (const TemplateArgument &Arg : Made->getTemplateArgs().asArray())
      for (const TemplateArgument &Each : Arg.getKind() == TemplateArgument::Pack ? Arg.pack_elements() : llvm::ArrayRef(Arg))
        if (Each.getKind() == TemplateArgument::Type)
          if (std::string Why = ofType(Each.getAsType()); !Why.empty())
            return Why;
    return {};
  }
  const CXXDestructorDecl *Destructor = R->getDestructor();
  const FunctionDecl *Written = nullptr;
  if (Destructor && Destructor->isUserProvided() && !Destructor->isDefined(Written))
    return Joins ? Unjoined : std::string(); // of another unit
  const auto *Body = Written && !Written->isDefaulted() ? dyn_cast_or_null<CompoundStmt>(Written->getBody()) : nullptr;
  if (Body && asserts(R, Body))
    return "on a path that leaks, what '" + Destructor->getNameAsString() + "' asserts may not be so";
  if (Body && changes(Body))
    return {}; // it sees to its parts itself
  if (Joins)
    return Unjoined;
  return ofParts(R);
}

} // namespace

std::string demandBeforeDestruction(const Source &Text, QualType T) { return Demands(Text).ofType(T); }

void doubtDeletes(Draft &D, const Source &Text, const Stmt *Cleanup) {
  flow::forEachEvaluated(Cleanup, [&](const Stmt *S) {
    const auto *Delete = dyn_cast<CXXDeleteExpr>(S);
    if (!Delete || !Text.Ctx.getLangOpts().CXXExceptions)
      return;
    if (std::string Why = demandBeforeDestruction(Text, Delete->getDestroyedType()); !Why.empty())
      D.unsafe(std::move(Why));
  });
}

} // namespace raiitidy::rewrite
