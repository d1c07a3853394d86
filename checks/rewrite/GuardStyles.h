// The one table of guard styles: what each of them writes, and what it cannot
// say.
#pragma once
#include "checks/rewrite/Rewriter.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>

namespace raiitidy::rewrite {

/// The general guard of a style: a lambda that runs at the end of the scope. In
/// the texts `$g` is the guard's name and
/// `$l` the lambda.
struct StyleInfo {
  GuardStyle Style;
  llvm::StringLiteral Name;   ///< as --guards= takes it
  llvm::StringLiteral Guard;  ///< for titles and refusals; empty: the style has no general guard
  llvm::StringLiteral Header; ///< declares it
  unsigned Standard;          ///< the least C++ it needs
  llvm::StringLiteral Declaration;
  llvm::StringLiteral RunNow; ///< empty: it cannot; a release stays as it is
                              ///< written, behind Cancel
  llvm::StringLiteral Cancel; ///< empty: it cannot be cancelled, so that it
                              ///< cannot run earlier either
  bool Once;                  ///< RunNow and Cancel may be called once only, and not after each
                              ///< other
};

const StyleInfo &styleInfo(GuardStyle S);
std::optional<GuardStyle> parseStyle(llvm::StringRef Name);
llvm::ArrayRef<StyleInfo> allStyles();

/// How the code speaks to one guard.
struct Spoken {
  std::string Name;
  std::string RunNow; ///< "f_guard.reset()"; empty: see StyleInfo::RunNow
  std::string Cancel; ///< "f_guard.release()"; empty: it cannot be cancelled
  bool CancelGivesHandle = false;
  bool Once = false;
  std::string Cannot; ///< said where the guard cannot do what is wanted
  bool ByReference = false; ///< it looks at the handle when it runs
  bool IsHandle = false;    ///< the guard has taken the handle's place and name
};
/// The general guard of \p Style, called \p Name.
Spoken speak(const StyleInfo &Style, std::string Name);
/// Its declaration around \p Lambda. \p Qualifier: what stands in place of the
/// style's namespace.
std::string declareGuard(const StyleInfo &Style, llvm::StringRef Name, llvm::StringRef Lambda, bool GlobalQualifier);

} // namespace raiitidy::rewrite
