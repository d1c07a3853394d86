// Which calls belong together, by their names.
#pragma once
#include "llvm/ADT/StringRef.h"

namespace raiitidy::catalogue {

/// `open` and `close`, `async_begin_work` and `async_end_work`.
bool areOpposites(llvm::StringRef Begin, llvm::StringRef End);

/// `push_back` and `pop_back`, `register_name` and `unregister_name`: End takes back what Begin did.
bool areInverses(llvm::StringRef Begin, llvm::StringRef End);

} // namespace raiitidy::catalogue
