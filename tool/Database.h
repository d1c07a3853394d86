// compile_commands.json: where it is, and what it says.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace raiitidy::tool {

struct Command {
  std::string File;      ///< absolute
  std::string Directory; ///< absolute
  std::vector<std::string> Args;
};

struct Database {
  std::string Path; ///< of the JSON file; empty: there is none
  std::vector<Command> Commands;
  std::vector<const Command *> find(llvm::StringRef File) const;
};

/// Reads \p Path. Errors are one sentence that names the file and, for an entry, its number.
llvm::Expected<Database> readDatabase(llvm::StringRef Path);

/// \returns the path of compile_commands.json in \p Directory, its build directories or above; empty if there is none.
std::string findDatabase(llvm::StringRef Directory);

/// What to do when there is none.
llvm::Error noDatabase(llvm::StringRef Where);

/// A command for \p File made from that of its nearest neighbour in \p D; null-like (no Args) if D is empty.
/// \p From receives the neighbour.
Command inferCommand(const Database &D, llvm::StringRef File, std::string &From);

} // namespace raiitidy::tool
