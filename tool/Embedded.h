// Files that the build puts into the program.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace raiitidy::tool {

struct EmbeddedFile {
  llvm::StringRef Name; ///< relative: "raii/scope_exit.hpp", "leak/leak.md"
  llvm::StringRef Text;
};

/// include/raii, by name.
std::vector<EmbeddedFile> embeddedHeaders();
/// The pages of the checks, by name.
std::vector<EmbeddedFile> embeddedPages();

} // namespace raiitidy::tool
