// The command line: what may be written, and what was.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace raiitidy::tool {

enum class FixMode { None, Safe, Unsafe };
enum class When { Auto, Always, Never };
enum class FailOn { Error, Warning, Remark, Never };
enum class Format { Text, Json, Sarif, Github, Gitlab, Junit };

struct Options {
  std::string Command; ///< "explain", "checks", …; empty: analyse
  std::vector<std::string> Arguments;
  std::optional<std::vector<std::string>> Flags; ///< after `--`

  std::string DatabaseDir;
  std::optional<std::string> Checks, Group, HeaderFilter, Guards, GuardNames, MayThrow;
  std::vector<std::string> PairFiles;
  Format As = Format::Text;
  std::string Output;
  FixMode Fix = FixMode::None;
  bool Diff = false, Verify = true, Globs = false;
  std::string CacheDir;
  std::string Baseline, WriteBaseline, ChangedSince;
  bool Staged = false;
  unsigned ShardIndex = 0, ShardCount = 0; ///< part 1 … ShardCount; 0: the whole
  unsigned Jobs = 0, TimeoutSeconds = 300;
  FailOn Threshold = FailOn::Warning;
  When Color = When::Auto, Progress = When::Auto;
  bool Help = false, Version = false;
};

/// \returns the options, or one sentence that says what is wrong and the nearest right thing.
llvm::Expected<Options> parseOptions(llvm::ArrayRef<const char *> Args);

llvm::StringRef helpText();

/// The element of \p Known nearest to \p Word, or empty if none is near.
llvm::StringRef nearest(llvm::StringRef Word, llvm::ArrayRef<llvm::StringRef> Known);

/// An Error of one sentence.
llvm::Error sentence(const llvm::Twine &Text);

} // namespace raiitidy::tool
