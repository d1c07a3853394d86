#include "checks/Pch.h"
#include "checks/flow/NameGlobs.h"

namespace raiitidy::flow {

llvm::Expected<NameGlobs> NameGlobs::parse(llvm::StringRef List) {
  NameGlobs Result;
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  List.split(Parts, ';', -1, false);
  for (llvm::StringRef Part : Parts) {
    auto Glob = llvm::GlobPattern::create(Part.trim());
    if (!Glob)
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     "'" + Part.trim() + "' is no glob: " + llvm::toString(Glob.takeError()));
    Result.Globs.push_back(std::move(*Glob));
  }
  return Result;
}

bool NameGlobs::matches(const clang::NamedDecl *D) const {
  if (Globs.empty() || !D)
    return false;
  const std::string Name = D->getQualifiedNameAsString();
  return llvm::any_of(Globs, [&](const llvm::GlobPattern &G) { return G.match(Name); });
}

} // namespace raiitidy::flow
