// What `raii-tidy` can be asked to do. Each returns the exit status.
#pragma once
#include "tool/Options.h"

namespace raiitidy::tool {

int runAnalysis(const Options &O);
int runExplain(const Options &O);
int runChecks(const Options &O);
int runPairs(const Options &O);
int runVendor(const Options &O);
int runDoctor(const Options &O);

/// The page of a check, or one line if it has none.
std::string checkPage(llvm::StringRef Check);
/// The first paragraph below a heading of a page, as one line; \p Otherwise if there is none.
std::string pageSection(llvm::StringRef Page, llvm::StringRef Heading, std::string Otherwise);

/// Prints "raii-tidy: error: …" and returns 2.
int wrongUse(llvm::Error E);

/// The resource directory of clang 19 (its own headers), or one sentence.
llvm::Expected<std::string> findResourceDir();

} // namespace raiitidy::tool
