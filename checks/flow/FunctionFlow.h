// The control flow of one function: clang's CFG with the labels that the solver needs.
#pragma once
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/CFG.h"
#include "checks/flow/ReadAhead.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <optional>

namespace clang {
class ASTContext;
class CXXCatchStmt;
class CXXThrowExpr;
class CXXTryStmt;
class FunctionDecl;
class SwitchCase;
class VarDecl;
} // namespace clang

namespace raiitidy::flow {

/// The body that can be analysed, or null: of a coroutine its own body, of a skipped function none.
const clang::Stmt *analysableBody(const clang::FunctionDecl *F);

/// Defined here, but without its body: clangd's preamble skips those of headers. What it does, nobody here knows.
bool hasSkippedBody(const clang::FunctionDecl *F);

/// Defined here, and its body can be read.
bool isSeen(const clang::FunctionDecl *F);

/// Calls \p Visit on \p S and everything that runs with it: not the bodies of lambdas, not unevaluated operands.
template <typename Fn> void forEachEvaluated(const clang::Stmt *S, Fn &&Visit) {
  if (!S)
    return;
  Visit(S);
  if (const auto *L = llvm::dyn_cast<clang::LambdaExpr>(S)) {
    for (const clang::Expr *Init : L->capture_inits())
      forEachEvaluated(Init, Visit);
    return;
  }
  if (llvm::isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr, clang::CXXTypeidExpr>(S))
    return;
  for (const clang::Stmt *C : S->children())
    forEachEvaluated(C, Visit);
}

class FunctionFlow {
public:
  /// Null where clang cannot build a CFG (some template patterns) or the body holds errors.
  static std::unique_ptr<FunctionFlow> build(const clang::FunctionDecl *F, clang::ASTContext &Ctx);

  const clang::FunctionDecl *function() const { return F; }
  const clang::Stmt *body() const { return Body; }
  const clang::CFG &cfg() const { return *Graph; }

  /// Where an exception thrown at \p S is looked for: the handlers of the enclosing try blocks, innermost first.
  /// A throw inside a handler looks outside of its own try.
  llvm::SmallVector<const clang::CXXTryStmt *, 4> enclosingTries(const clang::Stmt *S) const;
  /// The block in which \p Handler starts, or null (pruned).
  const clang::CFGBlock *handlerBlock(const clang::CXXCatchStmt *Handler) const;
  /// May \p Handler catch what \p Throw throws? \p Throw is null for an unknown exception: any handler may.
  /// \p Surely is set if it always does.
  static bool mayCatch(const clang::CXXCatchStmt *Handler, const clang::CXXThrowExpr *Throw, bool &Surely);
  /// As mayCatch, for std::bad_alloc.
  static bool catchesAllocation(const clang::CXXCatchStmt *Handler, bool &Surely);
  /// An exception that leaves this function is an exit: not noexcept, not a destructor, not main.
  bool exceptionsLeave() const { return Leaves; }
  const clang::Stmt *parent(const clang::Stmt *S) const { return Parents->getParent(S); }

  /// Locals whose address is stored or bound to a reference, so that any callee may change them. In source order.
  llvm::ArrayRef<const clang::VarDecl *> shared() const;

  /// Whose values still matter, by block.
  const ReadAhead &readAhead() const;

private:
  mutable std::optional<ReadAhead> Ahead;
  mutable std::optional<llvm::SmallVector<const clang::VarDecl *, 4>> Shared;
  const clang::FunctionDecl *F = nullptr;
  const clang::Stmt *Body = nullptr;
  std::unique_ptr<clang::CFG> Graph;
  std::unique_ptr<clang::ParentMap> Parents;
  llvm::DenseMap<const clang::CXXCatchStmt *, const clang::CFGBlock *> Handlers;
  bool Leaves = true;
};

} // namespace raiitidy::flow
