#include "checks/Pch.h"
#include "checks/throwing-cleanup/ThrowingCleanupCheck.h"
#include "checks/flow/ThrowSites.h"
#include "checks/report/Words.h"

using namespace clang;
using raiitidy::flow::ThrowSite;

namespace raiitidy {

/// Its exceptions end the program: no noexcept(false) says otherwise.
static bool endsProgram(const CXXDestructorDecl *D) {
  const auto *Proto = D->getType()->getAs<FunctionProtoType>();
  return Proto && (isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) || Proto->canThrow() == CT_Cannot);
}

static const CompoundStmt *rethrowing(const CXXCatchStmt *H) {
  const auto *Block = dyn_cast<CompoundStmt>(H->getHandlerBlock());
  if (!Block || Block->size() < 2)
    return nullptr;
  const auto *E = dyn_cast<Expr>(Block->body_back());
  const auto *T = E ? dyn_cast<CXXThrowExpr>(E->IgnoreImplicit()) : nullptr;
  return T && !T->getSubExpr() ? Block : nullptr;
}

/// A call that logs, and a throw of the library far below it, for a format that is wrong.
static bool logsOnly(const ThrowSite &Site, const SourceManager &SM) {
  const Stmt *Body = Site.Callee ? flow::analysableBody(Site.Callee) : nullptr;
  if (!Body || !Site.Throw)
    return false;
  const SourceLocation At = SM.getExpansionLoc(Site.Throw->getBeginLoc());
  if (!SM.isBeforeInTranslationUnit(At, Body->getBeginLoc()) && SM.isBeforeInTranslationUnit(At, Body->getEndLoc()))
    return false;
  bool Text = false;
  flow::forEachEvaluated(Site.At, [&](const Stmt *S) { Text |= isa<StringLiteral>(S); });
  return Text;
}

/// Is \p S evaluated only on one side of a test within \p In?
static bool isConditional(const Stmt *In, const Stmt *S, bool Tested = false) {
  if (!In || In == S)
    return In && Tested;
  const auto *If = dyn_cast<IfStmt>(In);
  return llvm::any_of(In->children(), [&](const Stmt *Child) {
    return isConditional(Child, S, Tested || (If && (Child == If->getThen() || Child == If->getElse())));
  });
}

/// if (locked()) unlock();  where unlock() throws unless it is locked: that both tests ask for the same is not looked at, so the
/// check is silent (limit: docs/limits.md).
static bool isTestedTwice(const ThrowSite &Site, const Stmt *Destructor) {
  const Stmt *Body = Site.Callee && Site.Throw ? flow::analysableBody(Site.Callee) : nullptr;
  return Body && isConditional(Destructor, Site.At) && isConditional(Body, Site.Throw);
}

void ThrowingCleanupCheck::say(ASTContext &Ctx, const ThrowSite &Site, const std::string &Where, SourceLocation Note,
                               const std::string &NoteText) {
  report::Finding Said;
  Said.At = report::fileLocation(Ctx, Site.At->getBeginLoc());
  std::string Who = "this";
  if (Site.Callee)
    Who = isa<CXXConstructorDecl>(Site.Callee) ? "the constructor of '" + Site.Callee->getDeclName().getAsString() + "'"
                                               : "'" + Site.Callee->getDeclName().getAsString() + "'";
  Said.Message = Who + (Site.Callee ? " may throw " : " throws ") + Where;
  if (Site.Callee && Site.Throw)
    Said.Notes.push_back({report::fileLocation(Ctx, Site.Throw->getBeginLoc()), "it throws here"});
  else if (Site.Callee)
    Said.Notes.push_back({report::fileLocation(Ctx, Site.Callee->getLocation()), "it is declared here"});
  Said.Notes.push_back({report::fileLocation(Ctx, Note), NoteText});
  report(Said);
}

void ThrowingCleanupCheck::examine(ASTContext &Ctx) {
  if (!Ctx.getLangOpts().CXXExceptions)
    return;
  lifetime::Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  flow::ThrowOracle &Oracle = Solver->Throws;
  for (const FunctionDecl *F : unit().functions(Ctx)) {
    const auto *D = dyn_cast<CXXDestructorDecl>(F);
    if (!D || !endsProgram(D))
      continue;
    // One is enough: the others have the same remedy.
    for (const ThrowSite &Site : flow::throwSites(Oracle, D->getBody())) {
      if (logsOnly(Site, Ctx.getSourceManager()) || isTestedTwice(Site, D->getBody()))
        continue;
      say(Ctx, Site, "out of the destructor of '" + D->getParent()->getNameAsString() + "', which ends the program",
          D->getLocation(), "the destructor is here");
      break;
    }
  }
  for (const lifetime::FunctionSites &F : unit().sites(Ctx)) {
    for (const lifetime::GuardSite &G : F.Guards) {
      // A stack of exits hands exceptions on; what runs on success may throw.
      if (G.Type->K != guards::Kind::Callback || G.F == lifetime::GuardSite::Form::Registers ||
          !G.Type->Registers.empty() || G.Type->When == guards::Runs::OnSuccess)
        continue;
      for (const LambdaExpr *L : lifetime::callbacksOf(G.Made))
        for (const ThrowSite &Site : flow::throwSites(Oracle, L->getBody())) {
          say(Ctx, Site, "out of the callback of a " + G.Type->Name + ", which ends the program", G.Made->getBeginLoc(),
              "the guard is made here");
          break;
        }
    }
    // In a template what a callee does is its arguments' business.
    if (F.Function->isTemplateInstantiation() || F.Function->isDependentContext())
      continue;
    for (const CXXTryStmt *Try : F.Tries)
      for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
        if (const CompoundStmt *Block = rethrowing(Try->getHandler(I)))
          for (const ThrowSite &Site : flow::throwSites(Oracle, Block)) {
            if (!Site.Callee || Site.Callee->isNoReturn() || logsOnly(Site, Ctx.getSourceManager()))
              continue; // another exception is thrown on purpose
            say(Ctx, Site, "in the handler, and then the exception that is handled is lost",
                Try->getHandler(I)->getBeginLoc(), "the handler is here");
            break;
          }
  }
}

} // namespace raiitidy
