// Reads catalogue entries from YAML; nothing is half-loaded.
#pragma once
#include "checks/catalogue/Catalogue.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace raiitidy::catalogue {

/// Adds the pairs of the YAML text \p Text to \p Into.
/// \param FileName named in errors and in Pair::File.
/// \returns an error of the form "FILE:LINE: what was expected, what was found" on the first broken entry;
///          \p Into is then unchanged.
llvm::Error readPairs(llvm::StringRef Text, llvm::StringRef FileName, Catalogue &Into);

/// The shipped entries, parsed once for a call. They are tested at build time; a broken one is a fatal error.
Catalogue builtInCatalogue();

/// Built-in entries, then the project's .raii-tidy.yaml (searched upward from \p StartDirectory; may be absent),
/// then \p PairFiles in order. Errors name file and line. Where there is nothing but the built-in entries it is always the same object.
llvm::Expected<std::shared_ptr<const Catalogue>>
loadCatalogue(llvm::StringRef StartDirectory, const std::vector<std::string> &PairFiles);

/// One line for people: "stdio-file: fopen, tmpfile -> fclose  (handle, <built-in>/stdio.yaml:3)".
std::string describePair(const Pair &P);

} // namespace raiitidy::catalogue
