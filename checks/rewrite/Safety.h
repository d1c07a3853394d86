// Refusals that do not depend on what is guarded: the file, the function, jumps, macros, #if.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/UnitTextData.h"

namespace raiitidy::rewrite {

class Safety {
public:
  Safety(const Source &Text, const UnitTextData &Unit) : Text(Text), Unit(Unit) {}

  /// The file may be edited and the function may hold a guard; a coroutine only if \p InCoroutine.
  bool checkFunction(Draft &D, const clang::FunctionDecl *F, const FunctionView &View, bool InCoroutine = false) const;
  /// No jump enters the rest of \p Scope after \p Since from outside of it.
  bool checkJumps(Draft &D, const FunctionView &View, const clang::CompoundStmt *Scope, unsigned Since) const;
  /// No edit of \p D lies in an #if branch that \p Region does not lie in as a whole, and text that was skipped
  /// inside \p Region does not mention any of \p Words.
  bool checkConditionalText(Draft &D, const Span &Region, llvm::ArrayRef<std::string> Words) const;
  /// Some #if inside of \p Region mentions \p Word, compiled or not: other flags may do something else with it.
  bool isConditional(const Span &Region, llvm::StringRef Word) const;

private:
  bool isGenerated(clang::FileID F) const;
  bool isSharedWithC(clang::FileID F) const;
  const Source &Text;
  const UnitTextData &Unit;
};

/// Whether a guard of \p L may stand in a coroutine. A frame that is destroyed where it waits gives back what it has, on
/// whatever thread that happens: right for memory and handles, for other resources only if nothing waits while they are held.
bool mayStandInCoroutine(const lifetime::Lifetime &L);

} // namespace raiitidy::rewrite
