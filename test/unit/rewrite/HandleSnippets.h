// What the tests of handles share: the headers of their snippets, and two expectations.
#pragma once
#include "Harness.h"
#include <gtest/gtest.h>

namespace rewritetest {

/// Snippets that use C's and POSIX's resources.
inline Settings c() {
  Settings S;
  S.Prelude = std::string("#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include <fcntl.h>\n"
                          "#include <sys/mman.h>\n#include <dirent.h>\n#include <pthread.h>\n#include <regex.h>\n#include <errno.h>\n") +
              Declarations + "//---\n";
  return S;
}

inline void expectFix(const std::string &Before, const std::string &After, Settings S = c()) {
  const Result R = rewrite(Before, S);
  EXPECT_EQ(R.InputErrors, "");
  EXPECT_EQ(R.Code, After) << (R.Refusals.empty() ? "" : "refused: " + R.Refusals.front());
  EXPECT_EQ(R.CompileErrors, "");
}

inline void expectRefusal(const std::string &Before, const std::string &Reason, Settings S = c()) {
  const Result R = rewrite(Before, S);
  EXPECT_EQ(R.InputErrors, "");
  ASSERT_EQ(R.Refusals.size(), 1u) << R.Code;
  EXPECT_EQ(R.Refusals.front().substr(0, R.Refusals.front().find(':')), Reason) << R.Refusals.front();
}

} // namespace rewritetest
