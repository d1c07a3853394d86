// The shipped YAML files as text (Embed.cmake generates the definition).
#pragma once
#include "llvm/ADT/ArrayRef.h"

namespace raiitidy::catalogue {

struct EmbeddedFile {
  const char *Name; ///< "<built-in>/stdio.yaml"
  const char *Text;
};

llvm::ArrayRef<EmbeddedFile> embeddedFiles();

} // namespace raiitidy::catalogue
