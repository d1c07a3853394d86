// The project's .clang-format, applied to the lines that a fix writes and to no other.
#pragma once
#include "checks/rewrite/Draft.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>

namespace clang::format {
struct FormatStyle;
}

namespace raiitidy::rewrite {

class Formatting {
public:
  /// \p Enabled: .clang-format files are looked for at all.
  Formatting(const Source &Text, bool Enabled);
  ~Formatting();

  /// The style that a .clang-format file sets for \p F; null if there is none, or it is broken or disabled.
  const clang::format::FormatStyle *styleOf(clang::FileID F) const;
  /// \p P with its new lines formatted; unchanged where no style is set.
  void apply(Plan &P) const;
  /// Where clang-format would put `#include <Header>`, and with what text around; nothing without a style.
  std::optional<std::pair<unsigned, std::string>> placeOf(clang::FileID F, llvm::StringRef Header) const;

private:
  std::string pathOf(clang::FileID F) const;
  const Source &Text;
  const bool Enabled;
  mutable llvm::DenseMap<clang::FileID, std::unique_ptr<clang::format::FormatStyle>> Known; ///< looked up only
};

} // namespace raiitidy::rewrite
