// Which calls belong together, by their names.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <string>
#include <utility>
#include <vector>

namespace raiitidy::catalogue {

/// `open` and `close`, `async_begin_work` and `async_end_work`.
bool areOpposites(llvm::StringRef Begin, llvm::StringRef End);

/// Verbs of which the second takes back what the first did; more than those of Inverses.def.
using VerbPairs = std::vector<std::pair<std::string, std::string>>;

/// `push_back` and `pop_back`, `register_name` and `unregister_name`: End takes back what Begin did.
bool areInverses(llvm::StringRef Begin, llvm::StringRef End, const VerbPairs &More = {});

} // namespace raiitidy::catalogue
