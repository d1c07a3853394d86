#include "checks/Pch.h"
#include "checks/lifetime/WorkingDirectory.h"
#include "checks/flow/Leaves.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"

using namespace clang;

namespace raiitidy::lifetime {

static bool isCall(const CallExpr *Call, llvm::StringRef Name, unsigned Arguments) {
  const FunctionDecl *F = Call->getDirectCallee();
  return F && F->isExternC() && Call->getNumArgs() == Arguments && calleeName(Call) == Name;
}

static bool changesDirectory(const CallExpr *Call) { return isCall(Call, "chdir", 1) || isCall(Call, "fchdir", 1); }

/// getcwd(old, n), get_current_dir_name(), open(".", O_RDONLY)
static bool tellsDirectory(const CallExpr *Call) {
  if (isCall(Call, "getcwd", 2) || isCall(Call, "get_current_dir_name", 0))
    return true;
  const auto *Path = isCall(Call, "open", 2) ? dyn_cast<StringLiteral>(strip(Call->getArg(0))) : nullptr;
  return Path && Path->getString() == ".";
}

/// The local variable that \p E is, or whose text it is: old, old.c_str().
static const VarDecl *localIn(const Expr *E) {
  E = strip(E);
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E); M && M->getNumArgs() == 0)
    E = strip(M->getImplicitObjectArgument());
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType() ? V : nullptr;
}

/// Where \p V learns what the directory was; null where it does not, or may hold something else.
static const CallExpr *savedBy(const VarDecl *V, const flow::Inventory &I) {
  std::vector<const CallExpr *> Tellers;
  const auto look = [&](const Expr *E) {
    flow::forEachEvaluated(E, [&](const Stmt *S) {
      if (const auto *Call = dyn_cast<CallExpr>(S); Call && tellsDirectory(Call))
        Tellers.push_back(Call);
    });
  };
  look(V->getInit());
  for (const CallExpr *Call : I.Calls)
    if (isCall(Call, "getcwd", 2) && localIn(Call->getArg(0)) == V)
      Tellers.push_back(Call);
  for (const BinaryOperator *B : I.Assignments)
    if (localIn(B->getLHS()) == V) {
      const size_t Before = Tellers.size();
      look(B->getRHS());
      if (Tellers.size() == Before)
        return nullptr;
    }
  return Tellers.size() == 1 ? Tellers.front() : nullptr;
}

/// The statement of a block that \p Change is, or the `if` that leaves where it failed.
static const Stmt *statementOf(const CallExpr *Change, const CompoundStmt *Body, const BlockStatements &Statements) {
  if (Statements.blockOf(Change))
    return Change;
  const Stmt *Found = nullptr;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    const auto *If = dyn_cast<IfStmt>(S);
    if (!If || If->getElse() || If->hasInitStorage() || !Statements.blockOf(If) || !flow::leaves(If->getThen()))
      return;
    const auto *Test = dyn_cast<BinaryOperator>(strip(If->getCond())); // chdir(dir) < 0, chdir(dir) != 0
    if (strip(Test ? Test->getLHS() : If->getCond()) == Change && (!Test || Test->isComparisonOp()))
      Found = If;
  });
  return Found;
}

std::vector<StateChange> findDirectoryChanges(Analysis &A, const FunctionDecl *F, const flow::Inventory &I, const BlockStatements &Statements) {
  std::vector<StateChange> Found;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(flow::analysableBody(F));
  if (!Body || F->isMain()) // it ends with the process
    return Found;
  const auto isBefore = [&](const Stmt *X, const Stmt *Y) {
    return A.Ctx.getSourceManager().isBeforeInTranslationUnit(X->getBeginLoc(), Y->getBeginLoc());
  };
  std::vector<const CallExpr *> Changes;
  llvm::copy_if(I.Calls, std::back_inserter(Changes), changesDirectory);
  if (Changes.size() < 2)
    return Found;
  for (const VarDecl *V : I.Variables) {
    const CallExpr *Save = savedBy(V, I);
    if (!Save)
      continue;
    StateChange C;
    C.K = StateChange::Kind::Directory;
    C.Saved = V;
    for (const CallExpr *Call : Changes) {
      const bool GoesBack = localIn(Call->getArg(0)) == V;
      if (!isBefore(Save, Call))
        continue;
      if (!C.Change) {
        if (GoesBack || !(C.ChangeStatement = statementOf(Call, Body, Statements)))
          break;
        C.State = C.Change = Call;
      } else if (!GoesBack) {
        C.ChangedAgain |= !C.Restores.empty();
      } else {
        C.Restores.push_back(Call);
        if (Statements.blockOf(Call) && Statements.blockOf(Call) == Statements.blockOf(C.ChangeStatement)) {
          C.Restore = Call;
          break;
        }
      }
    }
    if (C.Restore)
      Found.push_back(std::move(C));
  }
  return Found;
}

} // namespace raiitidy::lifetime
