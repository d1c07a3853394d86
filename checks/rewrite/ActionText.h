// A call from the code becomes the body of a guard's lambda, with the captures it needs.
#pragma once
#include "checks/catalogue/Catalogue.h"
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"

namespace raiitidy::rewrite {

struct Action {
  std::string Body;                  ///< "dlclose(h)", without semicolon
  std::vector<std::string> Captures; ///< "this", "h", "&m"
  bool MayThrow = false;
  std::string Callee; ///< for messages

  /// `[h] { dlclose(h); }`; with \p Test: `[h] { if (h) dlclose(h); }`.
  /// With \p Kept, the name of a variable: errno is after it what it was before.
  std::string lambda(llvm::StringRef Test = {}, llvm::StringRef Kept = {}) const;
};

class Actions {
public:
  Actions(const Source &Text, const FunctionView &View) : Text(Text), View(View) {}

  /// \p Statement: the releasing statement (expression) as written. \p Handle: captured by value although the code
  /// may assign null to it later. \p Since: captured copies must not change after this offset.
  /// \returns nothing after having refused.
  std::optional<Action> fromStatement(Draft &D, const clang::Expr *Statement, const clang::VarDecl *Handle,
                                      unsigned Since) const;
  /// Adds what \p E refers to to the captures of \p A.
  bool capture(Draft &D, const clang::Stmt *E, const clang::VarDecl *Handle, unsigned Since, Action &A,
               bool AlwaysByReference = false) const;
  /// `dlclose(h)` from a catalogue pattern, if such a function is declared and takes one argument.
  std::optional<Action> fromPattern(Draft &D, const catalogue::CallPattern &P, const clang::VarDecl *Handle,
                                    bool AddressOf) const;

private:
  const Source &Text;
  const FunctionView &View;
};

/// Whether a call to \p F may end by an exception, as far as its declaration and a visible body say.
bool mayThrow(const clang::FunctionDecl *F, const clang::ASTContext &Ctx, unsigned Depth = 0);
/// Whether `x = std::move(y)` of this type surely ends without an exception.
bool movesWithoutThrowing(clang::QualType T, const clang::ASTContext &Ctx, unsigned Depth = 0);
/// As mayThrow, for everything that evaluating \p S calls.
bool mayThrowWithin(const clang::Stmt *S, const clang::ASTContext &Ctx, unsigned Depth = 0);

} // namespace raiitidy::rewrite
