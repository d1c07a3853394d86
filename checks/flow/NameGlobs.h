// A user's list of functions or variables, by globs over their qualified names.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
#include <vector>

namespace clang {
class NamedDecl;
}

namespace raiitidy::flow {

class NameGlobs {
public:
  NameGlobs() = default;
  /// `log::*;assert_*`, separated by `;`. An error names the glob that is none.
  static llvm::Expected<NameGlobs> parse(llvm::StringRef List);
  bool empty() const { return Globs.empty(); }
  /// Of `app::Log::write`, as it is declared: parameters and template arguments are no part of the name.
  bool matches(const clang::NamedDecl *D) const;

private:
  std::vector<llvm::GlobPattern> Globs;
};

} // namespace raiitidy::flow
