// Analyses a snippet, applies the plans of the rewriter, compiles what comes out.
#pragma once
#include "checks/rewrite/Rewriter.h"
#include <string>
#include <vector>

namespace rewritetest {

struct Settings {
  std::string Standard = "c++17";
  raiitidy::rewrite::GuardStyle Style = raiitidy::rewrite::GuardStyle::Raii;
  std::string GuardNames = "auto";
  std::string FileName = "input.cpp";
  bool IncludePath = true;        ///< whether the raii headers can be found
  std::vector<std::string> More;  ///< compiler arguments
  /// Before the snippet; it is taken off again from the result.
  std::string Prelude;
};

struct Result {
  std::string Code;                     ///< after all plans, without the prelude
  std::vector<std::string> Titles;      ///< of the plans
  std::vector<std::string> Unsafe;      ///< reasons of unsafe plans
  std::vector<std::string> Refusals;    ///< "reason-name: detail"
  std::string CompileErrors;            ///< of the fixed code under -Wall -Wextra -Wshadow -Werror; empty if none
  std::string InputErrors;              ///< of the snippet itself
};

/// All functions of the snippet; every lifetime (or try) is planned and applied.
Result rewrite(const std::string &Snippet, const Settings &S = {});
Result rewriteTries(const std::string &Snippet, const Settings &S = {});

/// Declarations that most snippets need; standard headers are too slow to parse again and again.
extern const char *const Declarations;

} // namespace rewritetest
