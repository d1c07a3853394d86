// What UnitText records. Only this room looks inside.
#pragma once
#include "checks/rewrite/Rewriter.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace raiitidy::rewrite {

/// One #include, as written.
struct IncludeLine {
  unsigned Hash;       ///< offset of the '#'
  std::string Name;    ///< without quotes or brackets
  bool Angled;
};

/// One #if … #endif, from the word `if` to the word `endif`.
struct ConditionalGroup {
  unsigned Begin = 0, End = 0;
};

class UnitTextData final : public UnitText {
public:
  explicit UnitTextData(clang::Preprocessor &PP) : PP(&PP) {}

  struct File {
    std::vector<IncludeLine> Includes;
    std::vector<ConditionalGroup> Groups;                ///< inner before outer
    std::vector<std::pair<unsigned, unsigned>> Skipped;  ///< text that was not parsed
  };
  const File &file(clang::FileID F) const {
    auto It = Files.find(F);
    return It == Files.end() ? Nothing : It->second;
  }
  /// Whether `#include <Name>` would find a file.
  bool canFind(llvm::StringRef Name) const;
  bool isMacro(llvm::StringRef Name) const;

  llvm::DenseMap<clang::FileID, File> Files;
  bool Unread = false; ///< nothing was recorded

private:
  clang::Preprocessor *PP;
  File Nothing;
  mutable llvm::StringMap<bool> Found;
};

} // namespace raiitidy::rewrite
