// Compares an expression of the AST with the vocabulary.
#pragma once
#include "checks/catalogue/Catalogue.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace clang {
class ASTContext;
class Expr;
class FunctionDecl;
class IdentifierInfo;
} // namespace clang

namespace raiitidy::catalogue {

/// HandOver: the callee takes the ownership; tracking ends in silence.
enum class Role { Acquire, Release, Commit, Rollback, HandOver };

/// One meaning of a call.
struct Match {
  const Pair *Of;
  Role As;
  const CallPattern *By;
};

/// Immutable after construction; safe to share between threads.
class Matcher {
public:
  explicit Matcher(std::shared_ptr<const Catalogue> C);
  ~Matcher();

  /// Everything that \p E (a CallExpr of any kind, CXXNewExpr or CXXDeleteExpr) may mean, in the order of the
  /// catalogue: a release such as free() belongs to several pairs. Empty for dependent calls.
  llvm::SmallVector<Match, 2> match(const clang::Expr *E, const clang::ASTContext &Ctx) const;

  /// The releases that calling \p F with a handle as its only argument is: of deleters.
  llvm::SmallVector<Match, 2> endsBy(const clang::FunctionDecl *F) const;

  /// The expression that carries the resource in a call matched by \p M: the call itself (Result), the argument,
  /// the receiver (without implicit casts that clang adds), or null for Nothing.
  static const clang::Expr *carrier(const Match &M, const clang::Expr *Call);

  /// A cheap first question for intake: can any call to a function of this name (unqualified) match?
  bool mentions(llvm::StringRef UnqualifiedName) const;

  const Catalogue &catalogue() const { return *Data; }

private:
  struct Index;
  std::shared_ptr<const Catalogue> Data;
  std::unique_ptr<Index> ByName;
};

} // namespace raiitidy::catalogue
