// What a fix is before it becomes text: an intent in, a plan or a refusal out.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/lifetime/Sites.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <variant>
#include <vector>

namespace raiitidy::rewrite {

/// Safe: same behaviour on every path that was right. Unsafe: compiles, but may move an effect.
enum class Applicability { Safe, Unsafe };

/// Why no fix is offered. Each reason has its text in Refusals.def and its test.
enum class Reason {
#define RAII_REFUSAL(ID, TEXT) ID,
#include "checks/rewrite/Refusals.def"
#undef RAII_REFUSAL
};
llvm::StringRef reasonName(Reason R); ///< "JumpOverGuard" → "jump-over-guard"
llvm::StringRef reasonText(Reason R);

struct Refusal {
  Reason Why;
  std::string Detail; ///< what in this code is meant ("'f'", a callee's name), may be empty
};

struct Plan {
  std::vector<clang::FixItHint> Edits; ///< all edits, the include too
  Applicability How = Applicability::Safe;
  std::string UnsafeBecause; ///< said when How is Unsafe: "'close' may run later", …
  /// The template's instantiation that was looked at: whether the others ask for the same is not known yet.
  const clang::FunctionDecl *OnlyFor = nullptr;
  std::string Title;         ///< what the fix does: "guard 'f' with raii::unique_file"
};

using Outcome = std::variant<Plan, Refusal>;

} // namespace raiitidy::rewrite
