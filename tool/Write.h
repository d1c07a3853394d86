// Replacing a file so that nobody ever sees half of it.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace raiitidy::tool {

/// Why \p File (a real path) cannot be replaced, or empty.
std::string whyNotWritable(const std::string &File);

/// Replaces the content of \p File, a real path, by \p Text if it still is \p Expected. The new file has the old one's
/// permissions; a process that dies on the way leaves the old file.
llvm::Error replaceFile(const std::string &File, llvm::StringRef Expected, llvm::StringRef Text);

/// Writes all of \p Bytes to a descriptor. \returns false with errno set if that fails.
bool writeAll(int FD, llvm::StringRef Bytes);

/// Creates \p File with \p Text, or replaces it; a device or a pipe is written into.
llvm::Error writeFile(const std::string &File, llvm::StringRef Text);

} // namespace raiitidy::tool
