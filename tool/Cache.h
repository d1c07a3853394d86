// Results of units that nothing has touched since.
#pragma once
#include "tool/Analyse.h"
#include "llvm/Support/Error.h"

namespace raiitidy::tool {

/// A folder of results. Several programs may use one at a time; an entry that is not whole is none.
class Cache {
public:
  /// Uses or creates \p Directory.
  static llvm::Expected<Cache> open(llvm::StringRef Directory);

  /// As analyse(\p Job); what was known before is taken as long as every file that the unit read has the same content
  /// and every file that it looked for in vain is still not there.
  UnitResult analyse(const AnalyseJob &Job) const;

  /// Forgets entries that nobody asked for in 30 days.
  void tidyUp() const;

private:
  Cache(std::string Directory, std::string Program) : Directory(std::move(Directory)), Program(std::move(Program)) {}
  std::string entryOf(const AnalyseJob &Job) const;

  std::string Directory, Program; ///< Program: of its bytes
};

} // namespace raiitidy::tool
