// Where an #include goes, and whether it is there already.
#pragma once
#include "checks/rewrite/Formatting.h"
#include "checks/rewrite/UnitTextData.h"

namespace raiitidy::rewrite {

class Includes {
public:
  Includes(const Source &Text, const UnitTextData &Unit, const Formatting &Layout)
      : Text(Text), Unit(Unit), Layout(Layout) {}
  /// Adds `#include <Header>` to the file of \p D unless it stands there.
  void add(Draft &D, llvm::StringRef Header, unsigned Before) const;

private:
  bool insideBraces(clang::FileID F, unsigned Offset) const;
  bool besideAngled(clang::FileID F, unsigned Offset) const;
  bool conditional(clang::FileID F, unsigned Offset) const;
  unsigned topOfFile(clang::FileID F) const;
  unsigned firstDeclaration(clang::FileID F) const;
  bool isOwnHeader(clang::FileID F, llvm::StringRef Name) const;
  const Source &Text;
  const UnitTextData &Unit;
  const Formatting &Layout;
  mutable llvm::DenseMap<clang::FileID, std::vector<std::pair<unsigned, unsigned>>> Braces; ///< of insideBraces(); looked up only
};

} // namespace raiitidy::rewrite
