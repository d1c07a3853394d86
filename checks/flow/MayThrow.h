// What may throw, and how sure that is.
#pragma once
#include "checks/flow/NameGlobs.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace clang {
class ASTContext;
class CFGElement;
class Decl;
class Expr;
class FunctionDecl;
class Stmt;
} // namespace clang

namespace raiitidy::flow {

class BodyReads;

/// How sure it is that an element may throw; a later value is surer. `--may-throw` and the option MayThrow name the
/// least sure tier that counts.
enum class ThrowTier { Never, Allocation, Unknown, Documented, Visible };

/// Declared in namespace std or below it, methods of its classes included.
bool inStd(const clang::Decl *D);

/// zmq_abort(text), assertion_failed(…), fatalf(…): a function without a result whose name says that it ends the process.
bool endsProcess(const clang::FunctionDecl *F);

/// "visible", "documented", …; empty for Never.
llvm::StringRef tierName(ThrowTier T);

/// The choice of the user: Auto is decided per resource, by lifetime::Analysis::counts (docs/decisions.md).
struct ThrowPolicy {
  std::optional<ThrowTier> Fixed; ///< empty: auto
  static std::optional<ThrowPolicy> parse(llvm::StringRef Text);
};

/// Answers per unit, with memory; one object a unit, not shared between threads.
class ThrowOracle {
public:
  /// \p NeverThrow: functions that the user knows not to. \p Reads is told which bodies answers rest on; null: nobody wants to know.
  explicit ThrowOracle(clang::ASTContext &Ctx, NameGlobs NeverThrow = {}, BodyReads *Reads = nullptr);
  /// The tier at which evaluating \p S itself (not its operands) may throw. \p Callee receives the function that
  /// throws, or null (a throw-expression, a call through a pointer).
  ThrowTier tierOf(const clang::Stmt *S, const clang::FunctionDecl **Callee = nullptr);
  ThrowTier tierOfCallee(const clang::FunctionDecl *F);

private:
  ThrowTier tierOfBody(const clang::Stmt *Body, unsigned Depth);
  ThrowTier tierOfDefinition(const clang::FunctionDecl *Definition);
  clang::ASTContext &Ctx;
  bool Exceptions;
  const NameGlobs NeverThrow;
  BodyReads *const Reads;
  llvm::DenseMap<const clang::FunctionDecl *, ThrowTier> Memo;
  unsigned Depth = 0;
};

} // namespace raiitidy::flow
