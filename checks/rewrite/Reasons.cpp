// The names and texts of the reasons.
#include "checks/rewrite/Plan.h"
#include "llvm/ADT/StringExtras.h"

namespace raiitidy::rewrite {

/// "JumpOverGuard" → "jump-over-guard"; a run of capitals is one word: "CUnit" → "c-unit".
static std::string dashed(llvm::StringRef Id) {
  std::string Out;
  for (size_t I = 0; I < Id.size(); ++I) {
    const bool Upper = llvm::isUpper(Id[I]);
    if (Upper && I != 0)
      Out += '-';
    Out += llvm::toLower(Id[I]);
  }
  return Out;
}

llvm::StringRef reasonName(Reason R) {
  static const std::string Names[] = {
#define RAII_REFUSAL(ID, TEXT) dashed(#ID),
#include "checks/rewrite/Refusals.def"
#undef RAII_REFUSAL
  };
  return Names[static_cast<unsigned>(R)];
}

llvm::StringRef reasonText(Reason R) {
  static constexpr llvm::StringLiteral Texts[] = {
#define RAII_REFUSAL(ID, TEXT) TEXT,
#include "checks/rewrite/Refusals.def"
#undef RAII_REFUSAL
  };
  return Texts[static_cast<unsigned>(R)];
}

} // namespace raiitidy::rewrite
