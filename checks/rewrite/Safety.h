// Refusals that do not depend on what is guarded: the file, the function, jumps, macros, #if.
#pragma once
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/UnitTextData.h"

namespace raiitidy::rewrite {

class Safety {
public:
  Safety(const Source &Text, const UnitTextData &Unit) : Text(Text), Unit(Unit) {}

  /// The file may be edited and the function may hold a guard.
  bool checkFunction(Draft &D, const clang::FunctionDecl *F, const FunctionView &View) const;
  /// No jump enters the rest of \p Scope after \p Since from outside of it.
  bool checkJumps(Draft &D, const FunctionView &View, const clang::CompoundStmt *Scope, unsigned Since) const;
  /// No edit of \p D lies in an #if branch that \p Region does not lie in as a whole, and text that was skipped
  /// inside \p Region does not mention any of \p Words.
  bool checkConditionalText(Draft &D, const Span &Region, llvm::ArrayRef<std::string> Words) const;

private:
  bool isGenerated(clang::FileID F) const;
  bool isSharedWithC(clang::FileID F) const;
  const Source &Text;
  const UnitTextData &Unit;
};

} // namespace raiitidy::rewrite
