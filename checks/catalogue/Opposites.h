// Which awaited calls belong together, by their names.
#pragma once
#include "llvm/ADT/StringRef.h"

namespace raiitidy::catalogue {

/// `open` and `close`, `async_begin_work` and `async_end_work`.
bool areOpposites(llvm::StringRef Begin, llvm::StringRef End);

} // namespace raiitidy::catalogue
