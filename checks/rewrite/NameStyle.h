// How the name of a guard is made from the name of what it guards.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace raiitidy::rewrite {

struct NameStyle {
  enum class Kind {
    Auto,       ///< as the names around: in_guard, inGuard, InGuard
    SnakeCase,  ///< in_file_guard
    CamelBack,  ///< inFileGuard
    CamelCase,  ///< InFileGuard
    Pattern     ///< `{}` stands for the variable, `{kind}` for guard, lock or rollback
  };
  Kind K = Kind::Auto;
  std::string Pattern;

  /// "auto", "snake_case", "camelBack", "CamelCase" or a pattern that gives an identifier; else nothing.
  static std::optional<NameStyle> parse(llvm::StringRef Text);
};

/// \p Stem of the kind \p Kind ("guard", "lock", "rollback") in \p Style, which is not Auto.
std::string nameFor(const NameStyle &Style, llvm::StringRef Stem, llvm::StringRef Kind);

/// inFile, InFile, f: how a name speaks for a style; nothing for a name that says nothing, like `f`.
std::optional<NameStyle::Kind> styleOfName(llvm::StringRef Name);

} // namespace raiitidy::rewrite
