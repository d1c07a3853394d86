// What git knows of the project.
#pragma once
#include "tool/Compose.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <set>

namespace raiitidy::tool {

/// A work tree.
class Git {
public:
  /// The one that holds \p Directory; or one sentence, which begins with the
  /// option that needs it.
  static llvm::Expected<Git> open(llvm::StringRef Directory, llvm::StringRef Option);

  /// The standard output of a command; its first line of complaint if it fails.
  llvm::Expected<std::string> run(std::vector<std::string> Args) const;
  /// As run(), for output of names that end with a zero byte; as real paths.
  llvm::Expected<std::vector<std::string>> names(std::vector<std::string> Args) const;
  /// The text of \p File (a real path) in \p Tree; "" is the index. Nothing if
  /// it is not there.
  std::optional<std::string> textOf(llvm::StringRef Tree, llvm::StringRef File) const;

private:
  explicit Git(std::string Top) : Top(std::move(Top)) {}
  std::string Top; ///< real path
};

/// What changed since a commit.
struct Change {
  std::map<std::string, std::set<unsigned>> Lines; ///< of each file that changed, in its new text
  Texts Before;                                    ///< of those that existed
};

/// The changes since \p Revision and HEAD parted, in the index alone if \p
/// Staged.
llvm::Expected<Change> changedSince(const Git &G, const std::string &Revision, bool Staged);

/// The text in the index of each file whose text in the work tree is another.
llvm::Expected<Texts> indexedTexts(const Git &G);

} // namespace raiitidy::tool
