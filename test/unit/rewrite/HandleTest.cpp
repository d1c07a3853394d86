// Handles in local variables.
#include "HandleSnippets.h"
#include <gtest/gtest.h>

using namespace rewritetest;

namespace {

TEST(Handle, FileTestedAndClosedTwice) {
  expectFix(R"(bool f(const char *p) {
  FILE *in = fopen(p, "r");
  if (!in)
    return false;
  if (work() < 0) {
    fclose(in);
    return false;
  }
  work();
  fclose(in);
  return true;
}
)",
            R"(bool f(const char *p) {
  raii::unique_file in(fopen(p, "r"));
  if (!in)
    return false;
  if (work() < 0) {
    return false;
  }
  work();
  return true;
}
)");
}

TEST(Handle, NullMacroInTheTest) {
  expectFix(R"(FILE *f(const char *p) {
  FILE *in = fopen(p, "r");
  if (in == NULL) return NULL;
  if (work()) { fclose(in); return NULL; }
  work();
  return in;
}
)",
            R"(FILE *f(const char *p) {
  raii::unique_file in(fopen(p, "r"));
  if (!in) return NULL;
  if (work()) { return NULL; }
  work();
  return in.release();
}
)");
}

TEST(Handle, ReleaseBeforeACallStays) {
  expectFix(R"(int f(const char *p) {
  FILE *in = fopen(p, "r");
  if (!in)
    return -1;
  work();
  fclose(in);
  return work();
}
)",
            R"(int f(const char *p) {
  raii::unique_file in(fopen(p, "r"));
  if (!in)
    return -1;
  work();
  in.reset();
  return work();
}
)");
}

TEST(Handle, AssignmentInTheCondition) {
  expectFix(R"(int f(const char *p) {
  int fd;
  if ((fd = open(p, O_RDONLY)) < 0)
    return -1;
  work();
  close(fd);
  return 0;
}
)",
            R"(int f(const char *p) {
  raii::unique_fd fd(open(p, O_RDONLY));
  if (!fd)
    return -1;
  work();
  return 0;
}
)");
}

TEST(Handle, PositiveTestInTheCondition) {
  expectFix(R"(void f(const char *p) {
  if (FILE *in = fopen(p, "r")) {
    work();
    fclose(in);
  }
}
)",
            R"(void f(const char *p) {
  if (raii::unique_file in{fopen(p, "r")}) {
    work();
  }
}
)");
}

TEST(Handle, GuardedReleaseCollapses) {
  expectFix(R"(void f(const char *p) {
  FILE *in = fopen(p, "r");
  work();
  if (in != NULL)
    fclose(in);
  work();
}
)",
            R"(void f(const char *p) {
  raii::unique_file in(fopen(p, "r"));
  work();
  in.reset();
  work();
}
)");
}

TEST(Handle, MallocReturnsThroughAStatement) {
  expectFix(R"(char *f() {
  char *buf = (char *)malloc(10);
  if (!buf)
    return nullptr;
  if (work())
    return nullptr;
  return buf;
}
)",
            R"(char *f() {
  raii::unique_malloc buf((char *)malloc(10));
  if (!buf)
    return nullptr;
  if (work())
    return nullptr;
  return buf.release();
}
)");
}

TEST(Handle, LambdaTestsWhatNobodyTested) {
  expectFix(R"(void f(const char *p) {
  void *lib = dlopen(p, 1);
  work();
  dlclose(lib);
}
)",
            R"(void f(const char *p) {
  void *lib = dlopen(p, 1);
  raii::scope_exit lib_guard([lib] { if (lib) dlclose(lib); });
  work();
}
)");
}

TEST(Handle, LambdaCapturesTheLength) {
  expectFix(R"(bool f(int fd, size_t n) {
  void *at = mmap(nullptr, n, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED)
    return false;
  work();
  munmap(at, n);
  return true;
}
)",
            R"(bool f(int fd, size_t n) {
  void *at = mmap(nullptr, n, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED)
    return false;
  raii::scope_exit at_guard([at, n] { munmap(at, n); });
  work();
  return true;
}
)");
}

TEST(Handle, LengthThatChangesIsRefused) {
  expectRefusal(R"(bool f(int fd, size_t n) {
  void *at = mmap(nullptr, n, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED)
    return false;
  n += work();
  munmap(at, n);
  return true;
}
)",
                "changed-before-release");
}

TEST(Handle, NullAfterReleaseGoesWithIt) {
  expectFix(R"(void f() {
  char *buf = (char *)malloc(10);
  work();
  free(buf);
  buf = nullptr;
  work();
}
)",
            R"(void f() {
  raii::unique_malloc buf((char *)malloc(10));
  work();
  buf.reset();
  work();
}
)");
}

TEST(Handle, NamesAreUnique) {
  expectFix(R"(void f() {
  int buf_guard = work();
  char *buf = (char *)malloc(10);
  auto look = [buf] { return buf[0]; };
  work(buf_guard + look());
  free(buf);
}
)",
            R"(void f() {
  int buf_guard = work();
  char *buf = (char *)malloc(10);
  raii::unique_malloc buf_guard2(buf);
  auto look = [buf] { return buf[0]; };
  work(buf_guard + look());
}
)");
}

TEST(Handle, CommentsStay) {
  expectFix(R"(void f() {
  char *buf = (char *)malloc(10); // for the name
  work();
  free(buf); // not needed any more
}
)",
            R"(void f() {
  raii::unique_malloc buf((char *)malloc(10)); // for the name
  work();
  buf.reset(); // not needed any more
}
)");
}

TEST(Handle, ResultOfReleaseUsed) {
  expectFix(R"(bool f(const char *p) {
  FILE *in = fopen(p, "r");
  if (!in)
    return false;
  work();
  return fclose(in) == 0;
}
)",
            R"(bool f(const char *p) {
  raii::unique_file in(fopen(p, "r"));
  if (!in)
    return false;
  work();
  return fclose(in.release()) == 0;
}
)");
}

TEST(Handle, ResultOfReleaseUsedByALambdaGuard) {
  expectFix(R"(bool f(const char *p) {
  void *lib = dlopen(p, 1);
  if (!lib)
    return false;
  if (work() < 0)
    return dlclose(lib) == 0;
  if (dlclose(lib) != 0)
    return false;
  return true;
}
)",
            R"(bool f(const char *p) {
  void *lib = dlopen(p, 1);
  if (!lib)
    return false;
  raii::scope_exit lib_guard([lib] { dlclose(lib); });
  if (work() < 0) {
    lib_guard.release();
    return dlclose(lib) == 0;
  }
  lib_guard.release();
  if (dlclose(lib) != 0)
    return false;
  return true;
}
)");
}

TEST(Handle, ResultOfReleaseUsedInALoopIsRefused) {
  expectRefusal(R"(void f(const char *p) {
  void *lib = dlopen(p, 1);
  if (!lib)
    return;
  work();
  while (dlclose(lib) != 0) {
  }
}
)",
                "release-result-used");
}

TEST(Handle, ReleaseThatMayNotBeEvaluatedIsRefused) {
  expectRefusal(R"(bool f(const char *p) {
  void *lib = dlopen(p, 1);
  if (!lib)
    return false;
  return work() == 0 && dlclose(lib) == 0;
}
)",
                "release-result-used");
}

TEST(Handle, StatusVariableTestedAtOnce) {
  expectFix(R"(bool f(const char *p) {
  regex_t re;
  int rc;
  rc = regcomp(&re, p, 0);
  if (rc != 0)
    return false;
  rc = work();
  regfree(&re);
  return true;
}
)",
            R"(bool f(const char *p) {
  regex_t re;
  int rc;
  rc = regcomp(&re, p, 0);
  if (rc != 0)
    return false;
  raii::scope_exit re_guard([&re] { regfree(&re); });
  rc = work();
  return true;
}
)");
}

TEST(Handle, StatusUntestedIsRefused) {
  expectRefusal(R"(bool f(const char *p) {
  regex_t re;
  regcomp(&re, p, 0);
  work();
  regfree(&re);
  return true;
}
)",
                "failure-untested");
}

TEST(Handle, LaterLocalsDieBeforeTheGuard) {
  expectFix(R"(struct Loud { ~Loud(); };
void f() {
  FILE *in = fopen("p", "r");
  Loud loud;
  work();
  fclose(in);
}
)",
            R"(struct Loud { ~Loud(); };
void f() {
  raii::unique_file in(fopen("p", "r"));
  Loud loud;
  work();
  in.reset();
}
)");
}

TEST(Handle, TwoInOneFunctionCompose) {
  expectFix(R"(bool f(const char *p, const char *q) {
  FILE *in = fopen(p, "r");
  if (!in)
    return false;
  FILE *out = fopen(q, "w");
  if (!out) {
    fclose(in);
    return false;
  }
  work();
  fclose(out);
  fclose(in);
  return true;
}
)",
            R"(bool f(const char *p, const char *q) {
  raii::unique_file in(fopen(p, "r"));
  if (!in)
    return false;
  raii::unique_file out(fopen(q, "w"));
  if (!out) {
    return false;
  }
  work();
  out.reset();
  return true;
}
)");
}

TEST(Handle, HeldOnFailure) {
  expectFix(R"(extern "C" {
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
}
bool f(const char *p) {
  sqlite3 *db;
  int rc = sqlite3_open(p, &db);
  if (rc != 0) {
    sqlite3_close(db);
    return false;
  }
  work();
  sqlite3_close(db);
  return true;
}
)",
            R"(extern "C" {
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
}
bool f(const char *p) {
  sqlite3 *db;
  int rc = sqlite3_open(p, &db);
  raii::scope_exit db_guard([db] { sqlite3_close(db); });
  if (rc != 0) {
    return false;
  }
  work();
  return true;
}
)");
}

TEST(Handle, BlankLinesDoNotPileUp) {
  expectFix(R"(int f(int n) {
  if (n) {
    char *buf = (char *)malloc(10);
    work();

    free(buf);
  }
  return 0;
}
)",
            R"(int f(int n) {
  if (n) {
    raii::unique_malloc buf((char *)malloc(10));
    work();
  }
  return 0;
}
)");
}

TEST(Handle, BracesAsTheFileWritesThem) {
  expectFix(R"(char *f(int n)
{
    char *buf = (char *)malloc(10);
    if (n)
    {
        work();
    }
    if (!check())
        return buf;
    free(buf);
    work();
    return 0;
}
)",
            R"(char *f(int n)
{
    raii::unique_malloc buf((char *)malloc(10));
    if (n)
    {
        work();
    }
    if (!check())
        return buf.release();
    buf.reset();
    work();
    return 0;
}
)");
}

TEST(Handle, MacroThatEndsInABlock) {
  expectFix(R"(void stop() __attribute__((noreturn));
#define DIE() { stop(); }
void f() {
  char *buf = (char *)malloc(10);
  if (!buf)
    DIE();
  work();
  free(buf);
}
)",
            R"(void stop() __attribute__((noreturn));
#define DIE() { stop(); }
void f() {
  raii::unique_malloc buf((char *)malloc(10));
  if (!buf)
    DIE();
  work();
}
)");
}

TEST(Handle, CRLF) {
  Settings S = c();
  const Result R = rewrite("void f() {\r\n\tchar *buf = (char *)malloc(10);\r\n\tauto n = [buf] { return buf[0]; };\r\n\twork(n());"
                           "\r\n\tfree(buf);\r\n}\r\n",
                           S);
  EXPECT_NE(R.Code.find("malloc(10);\r\n\traii::unique_malloc buf_guard(buf);\r\n\tauto n"), std::string::npos) << R.Code;
  EXPECT_NE(R.Code.find("\r\n\twork(n());\r\n}"), std::string::npos) << R.Code;
  const Result Owner = rewrite("void f() {\r\n\tint *p;\r\n\tp = new int(1);\r\n\twork(*p);\r\n\tdelete p;\r\n}\r\n", S);
  EXPECT_NE(Owner.Code.find("{\r\n\tauto p = std::make_unique<int>(1);\r\n\twork(*p);\r\n}"), std::string::npos) << Owner.Code;
}


} // namespace
