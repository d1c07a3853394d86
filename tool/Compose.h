// Several fixes applied to one text.
#pragma once
#include "tool/Finding.h"
#include "llvm/ADT/StringRef.h"

namespace raiitidy::tool {

/// File (real path) to text.
using Texts = std::map<std::string, std::string>;

/// One fix: all of its edits or none.
struct Plan {
  size_t Finding = 0; ///< index into the merged findings
  bool Unsafe = false;
  std::vector<Edit> Edits;
  bool touches(const std::string &File) const {
    for (const Edit &E : Edits)
      if (E.File == File)
        return true;
    return false;
  }
};

/// \p P and \p Q can be applied together: no edits overlap or compete for one place. Equal include insertions merge.
bool compatible(const Plan &P, const Plan &Q);

/// \p Text with the edits of \p Plans that concern \p File. The plans must be pairwise compatible.
/// Inserted line ends follow those of the text.
std::string compose(llvm::StringRef Text, const std::string &File, const std::vector<const Plan *> &Plans);

} // namespace raiitidy::tool
