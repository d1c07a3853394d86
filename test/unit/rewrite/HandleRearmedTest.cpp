// Guards beside the declaration of the handle, armed at each acquisition.
#include "HandleSnippets.h"
#include <gtest/gtest.h>

using namespace rewritetest;

namespace {

TEST(HandleRearmed, GotoOverTheAcquisition) {
  expectFix(R"(int f(const char *p) {
  FILE *in;
  if (work())
    goto out;
  in = fopen(p, "r");
  if (!in)
    return 1;
  work();
  fclose(in);
out:
  return 0;
}
)",
            R"(int f(const char *p) {
  raii::unique_file in;
  if (work())
    goto out;
  in.reset(fopen(p, "r"));
  if (!in)
    return 1;
  work();
  in.reset();
out:
  return 0;
}
)");
}

TEST(HandleRearmed, AcquiredInACase) {
  expectFix(R"(int f(const char *p, int n) {
  FILE *in;
  switch (n) {
  case 1:
    in = fopen(p, "r");
    if (!in)
      return 1;
    work();
    fclose(in);
    break;
  case 2:
    work();
  }
  return 0;
}
)",
            R"(int f(const char *p, int n) {
  raii::unique_file in;
  switch (n) {
  case 1:
    in.reset(fopen(p, "r"));
    if (!in)
      return 1;
    work();
    in.reset();
    break;
  case 2:
    work();
  }
  return 0;
}
)");
}

TEST(HandleRearmed, IndentedLikeTheStatementBehindALabel) {
  expectFix(R"(int f(const char *p, int n) {
  FILE *in = nullptr;
  switch (n) {
    case 1:
      in = fopen(p, "r");
      work();
      break;
  }
  if (in)
    fclose(in);
  return 0;
}
)",
            R"(int f(const char *p, int n) {
  raii::unique_file in;
  switch (n) {
    case 1:
      in.reset(fopen(p, "r"));
      work();
      break;
  }
  return 0;
}
)");
}

TEST(HandleRearmed, AcquiredInALoopAndKept) {
  expectFix(R"(void f(const char **p) {
  FILE *in = nullptr;
  for (; *p; ++p) {
    in = fopen(*p, "r");
    if (in)
      break;
  }
  work();
  if (in)
    fclose(in);
}
)",
            R"(void f(const char **p) {
  raii::unique_file in;
  for (; *p; ++p) {
    in.reset(fopen(*p, "r"));
    if (in)
      break;
  }
  work();
}
)");
}

TEST(HandleRearmed, AcquiredAgainAfterARelease) {
  expectFix(R"(int f(const char *p, int n) {
  int fd = open(p, O_RDONLY);
  if (fd < 0)
    goto out;
  work();
  close(fd);
  fd = open(p, O_WRONLY);
  if (fd < 0)
    goto out;
  if (n)
    return n;
  close(fd);
out:
  return 0;
}
)",
            R"(int f(const char *p, int n) {
  int fd = open(p, O_RDONLY);
  raii::unique_fd fd_guard(fd);
  if (fd < 0)
    goto out;
  work();
  fd_guard.reset();
  fd = open(p, O_WRONLY);
  if (fd < 0)
    goto out;
  fd_guard.reset(fd);
  if (n)
    return n;
  fd_guard.reset();
out:
  return 0;
}
)");
}

TEST(HandleRearmed, KindWithTheTypeOfTheHandle) {
  expectFix(R"(int f(const char *s, int n) {
  char *p = nullptr;
  if (n)
    goto out;
  p = (char *)malloc(8);
  if (!p)
    return -2;
  work();
out:
  free(p);
  return 0;
}
)",
            R"(int f(const char *s, int n) {
  raii::unique_malloc<char> p;
  if (n)
    goto out;
  p.reset((char *)malloc(8));
  if (!p)
    return -2;
  work();
out:
  p.reset();
  return 0;
}
)");
}

TEST(HandleRearmed, NewBehindAJump) {
  expectFix(R"(int f(const char *s, int n) {
  int *p = nullptr;
  if (n)
    goto out;
  p = new int(n);
  work();
out:
  delete p;
  return 0;
}
)",
            R"(int f(const char *s, int n) {
  std::unique_ptr<int> p;
  if (n)
    goto out;
  p = std::make_unique<int>(n);
  work();
out:
  p.reset();
  return 0;
}
)");
}

TEST(HandleRearmed, AnyOtherHandleTakesALambda) {
  expectFix(R"(int f(const char *s, int n) {
  void *p = nullptr;
  if (n)
    goto out;
  p = dlopen(s, 1);
  if (!p)
    return -2;
  work();
out:
  if (p)
    dlclose(p);
  return 0;
}
)",
            R"(int f(const char *s, int n) {
  void *p = nullptr;
  auto p_guard = raii::make_unique_resource_checked(p, nullptr, [](void *held) { const int kept = errno; dlclose(held); errno = kept; });
  if (n)
    goto out;
  p = dlopen(s, 1);
  if (!p)
    return -2;
  p_guard.reset(p);
  work();
out:
  p_guard.reset();
  return 0;
}
)");
}

// Without a value that says "nothing", such a guard could not begin empty.
TEST(HandleRearmed, LambdaNeedsAnEmptyHandle) {
  expectRefusal(R"(int f(const char *s, int n) {
  void *p;
  if (n)
    goto out;
  p = dlopen(s, 1);
  if (!p)
    return -2;
  work();
  dlclose(p);
out:
  return 0;
}
)",
                "jump-over-guard");
}

// What else is stored there would be released, or not, by a guard that does not know it.
TEST(HandleRearmed, OtherValuesAreRefused) {
  expectRefusal(R"(void f(const char *p, int n) {
  FILE *in = nullptr;
  while (n--) {
    in = n > 3 ? stdin : nullptr;
    if (!in)
      in = fopen(p, "r");
    work();
    if (in && in != stdin)
      fclose(in);
  }
}
)",
                "acquired-in-inner-scope");
}

TEST(HandleRearmed, ReleaseOnAFlagIsRefused) {
  const Result R = rewrite(R"(extern bool owns;
void f(const char *p, int n) {
  FILE *in = nullptr;
  if (n) {
    in = fopen(p, "r");
    if (!in)
      return;
  }
  work();
  if (owns)
    fclose(in);
}
)",
                           c());
  EXPECT_TRUE(R.Titles.empty()) << R.Code;
}

// Held whatever the call says: the guard is there before it.
TEST(HandleRearmed, HeldOnFailureInACondition) {
  Settings S = c();
  S.Prelude = std::string("#include <stdio.h>\n") + Declarations +
              "extern \"C\" { int sqlite3_open(const char *, sqlite3 **); int sqlite3_close(sqlite3 *); }\n//---\n";
  expectFix(R"(int f(const char *p, int n) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(p, &db) != 0) {
    sqlite3_close(db);
    return 1;
  }
  if (n)
    return 2;
  sqlite3_close(db);
  return 0;
}
)",
            R"(int f(const char *p, int n) {
  sqlite3 *db = nullptr;
  raii::scope_exit db_guard([&db] { sqlite3_close(db); });
  if (sqlite3_open(p, &db) != 0) {
    return 1;
  }
  if (n)
    return 2;
  return 0;
}
)",
            S);
}

TEST(HandleRearmed, HeldOnFailureWithANamedKind) {
  expectFix(R"(int f(FILE *in) {
  char *line = nullptr;
  size_t size = 0;
  if (getline(&line, &size, in) < 0)
    return -1;
  free(line);
  return 0;
}
)",
            R"(int f(FILE *in) {
  char *line = nullptr;
  raii::scope_exit line_guard([&line] { free(line); });
  size_t size = 0;
  if (getline(&line, &size, in) < 0)
    return -1;
  return 0;
}
)");
}

// Where opening failed the connection is closed behind the label: a guard after the test would not know of it.
TEST(HandleRearmed, HeldOnFailureBehindALabelIsRefused) {
  Settings S = c();
  S.Prelude = std::string("#include <stdio.h>\n") + Declarations +
              "extern \"C\" { int sqlite3_open(const char *, sqlite3 **); int sqlite3_close(sqlite3 *); }\n//---\n";
  const Result R = rewrite(R"(int f(const char *p, int n) {
  sqlite3 *db = nullptr;
  if (n) {
    if (sqlite3_open(p, &db) != 0)
      goto out;
    if (n > 3)
      return 1;
  }
out:
  if (db)
    sqlite3_close(db);
  return 0;
}
)",
                           S);
  EXPECT_TRUE(R.Titles.empty()) << R.Code;
}

TEST(HandleRearmed, AcquiredOnBothBranches) {
  expectFix(R"(bool f(const char *p) {
  int fd = -1;
  if (p)
    fd = open(p, O_RDONLY);
  else
    fd = open("default", O_RDONLY);
  if (fd == -1)
    return false;
  work();
  close(fd);
  return true;
}
)",
            R"(bool f(const char *p) {
  raii::unique_fd fd;
  if (p)
    fd.reset(open(p, O_RDONLY));
  else
    fd.reset(open("default", O_RDONLY));
  if (!fd)
    return false;
  work();
  return true;
}
)");
}

} // namespace
