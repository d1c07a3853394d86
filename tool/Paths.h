// Small questions about files and paths.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace raiitidy::tool {

/// Absolute, without "." and ".."; symbolic links stay.
std::string absolutePath(llvm::StringRef Path);
/// As absolutePath, relative to \p Directory.
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Directory);
/// Symbolic links resolved; \p Path made absolute if it does not exist.
std::string realPath(llvm::StringRef Path);
/// \p Path is \p Directory or lies below it. Both absolute.
bool isInside(llvm::StringRef Path, llvm::StringRef Directory);
/// Relative to the current directory if it lies below it: what people see.
std::string displayPath(llvm::StringRef Path);
/// The nearest directory from \p Start upward that holds \p Name, or empty.
std::string searchUpward(llvm::StringRef Start, llvm::StringRef Name);
/// The bytes of a file, or one sentence.
llvm::Expected<std::string> readFile(llvm::StringRef Path);

enum class FileKind { C, Cxx, Header, Assembler, Other };
FileKind kindOf(llvm::StringRef Path);
/// C or C++, a header included.
bool isCode(llvm::StringRef Path);

} // namespace raiitidy::tool
