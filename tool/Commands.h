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

/// Prints "raii-tidy: error: …" and returns 2.
int wrongUse(llvm::Error E);

/// The resource directory of clang 19 (its own headers), or one sentence.
llvm::Expected<std::string> findResourceDir();

} // namespace raiitidy::tool
