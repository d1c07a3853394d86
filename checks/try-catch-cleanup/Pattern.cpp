#include "checks/try-catch-cleanup/Pattern.h"
#include "checks/lifetime/CleanupShape.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace raiitidy {

using namespace lifetime;

static const CXXThrowExpr *asRethrow(const Stmt *S) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  const auto *T = E ? dyn_cast<CXXThrowExpr>(E->IgnoreParenImpCasts()) : nullptr;
  return T && !T->getSubExpr() ? T : nullptr;
}

/// `catch (const A &) { cleanup; throw; } catch (...) { cleanup; throw; }`: every handler says the same as \p Last.
static bool handlersAgree(const CXXTryStmt *Try, const CompoundStmt *Last, const ASTContext &Ctx) {
  for (unsigned I = 0; I + 1 < Try->getNumHandlers(); ++I) {
    const auto *Block = dyn_cast<CompoundStmt>(Try->getHandler(I)->getHandlerBlock());
    if (!Block || Block->size() != Last->size())
      return false;
    for (auto A = Block->body_begin(), B = Last->body_begin(); A != Block->body_end(); ++A, ++B)
      if (!sameCode(*A, *B, Ctx))
        return false;
  }
  return true;
}

static void collect(const Stmt *S, const Stmt *Parent, const ASTContext &Ctx, const catalogue::Matcher *Vocabulary,
                    std::vector<CleanupTry> &Out) {
  if (isa<LambdaExpr>(S))
    return;
  if (const auto *Try = dyn_cast<CXXTryStmt>(S); Try && Try->getNumHandlers() >= 1) {
    const CXXCatchStmt *Handler = Try->getHandler(Try->getNumHandlers() - 1);
    const auto *Block = dyn_cast<CompoundStmt>(Handler->getHandlerBlock());
    if (Block && !Handler->getExceptionDecl() && Block->size() > 1 && asRethrow(Block->body_back()) &&
        handlersAgree(Try, Block, Ctx)) {
      CleanupTry Found;
      Found.Try = Try;
      Found.Handler = Handler;
      bool Only = true, Undoes = false;
      for (const Stmt *Each : Block->body())
        if (Each != Block->body_back()) {
          Found.Cleanup.push_back(Each);
          Only &= isCleanup(Each) && !speaksToGuard(Each);
          Undoes |= undoesSomething(Each, Ctx, Vocabulary);
        }
      if (Only) {
        if (const auto *Around = dyn_cast_or_null<CompoundStmt>(Parent)) {
          auto It = llvm::find(Around->body(), S);
          for (const Stmt *Wanted : Found.Cleanup) {
            if (It != Around->body_end())
              ++It;
            if (It == Around->body_end() || !sameCode(Wanted, *It, Ctx)) {
              Found.RepeatedAfter.clear();
              break;
            }
            Found.RepeatedAfter.push_back(*It);
          }
        }
        if (Undoes || !Found.RepeatedAfter.empty())
          Out.push_back(std::move(Found));
      }
    }
  }
  for (const Stmt *Child : S->children())
    if (Child)
      collect(Child, S, Ctx, Vocabulary, Out);
}

std::vector<CleanupTry> findCleanupTries(const FunctionDecl *F, const ASTContext &Ctx,
                                         const catalogue::Matcher *Vocabulary) {
  std::vector<CleanupTry> Out;
  if (const Stmt *Body = F->getBody(); Body && !F->isDependentContext())
    collect(Body, nullptr, Ctx, Vocabulary, Out);
  return Out;
}

} // namespace raiitidy
