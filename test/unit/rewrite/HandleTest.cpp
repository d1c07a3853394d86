// Handles in local variables.
#include "Harness.h"
#include <gtest/gtest.h>

using namespace rewritetest;

namespace {

Settings c() {
  Settings S;
  S.Prelude = std::string("#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include <fcntl.h>\n"
                          "#include <sys/mman.h>\n#include <dirent.h>\n#include <pthread.h>\n#include <regex.h>\n") +
              Declarations + "//---\n";
  return S;
}

void expectFix(const std::string &Before, const std::string &After, Settings S = c()) {
  const Result R = rewrite(Before, S);
  EXPECT_EQ(R.InputErrors, "");
  EXPECT_EQ(R.Code, After) << (R.Refusals.empty() ? "" : "refused: " + R.Refusals.front());
  EXPECT_EQ(R.CompileErrors, "");
}

void expectRefusal(const std::string &Before, const std::string &Reason, Settings S = c()) {
  const Result R = rewrite(Before, S);
  EXPECT_EQ(R.InputErrors, "");
  ASSERT_EQ(R.Refusals.size(), 1u) << R.Code;
  EXPECT_EQ(R.Refusals.front().substr(0, R.Refusals.front().find(':')), Reason) << R.Refusals.front();
}

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
  FILE *in = fopen(p, "r");
  if (!in)
    return false;
  raii::unique_file in_guard(in);
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
  FILE *in = fopen(p, "r");
  if (in == NULL) return NULL;
  raii::unique_file in_guard(in);
  if (work()) { in_guard.reset(); return NULL; }
  work();
  return in_guard.release();
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
  FILE *in = fopen(p, "r");
  if (!in)
    return -1;
  raii::unique_file in_guard(in);
  work();
  in_guard.reset();
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
  int fd;
  if ((fd = open(p, O_RDONLY)) < 0)
    return -1;
  raii::unique_fd fd_guard(fd);
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
  if (FILE *in = fopen(p, "r")) {
    raii::unique_file in_guard(in);
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
  FILE *in = fopen(p, "r");
  raii::unique_file in_guard(in);
  work();
  in_guard.reset();
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
  char *buf = (char *)malloc(10);
  if (!buf)
    return nullptr;
  raii::unique_malloc buf_guard(buf);
  if (work())
    return nullptr;
  buf_guard.release();
  return buf;
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

TEST(Handle, NullAfterReleaseIsKept) {
  expectFix(R"(void f() {
  char *buf = (char *)malloc(10);
  work();
  free(buf);
  buf = nullptr;
  work();
}
)",
            R"(void f() {
  char *buf = (char *)malloc(10);
  raii::unique_malloc buf_guard(buf);
  work();
  buf_guard.reset();
  buf = nullptr;
  work();
}
)");
}

TEST(Handle, NamesAreUnique) {
  expectFix(R"(void f() {
  int buf_guard = work();
  char *buf = (char *)malloc(10);
  work(buf_guard);
  free(buf);
}
)",
            R"(void f() {
  int buf_guard = work();
  char *buf = (char *)malloc(10);
  raii::unique_malloc buf_guard2(buf);
  work(buf_guard);
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
  char *buf = (char *)malloc(10); // for the name
  raii::unique_malloc buf_guard(buf);
  work();
  buf_guard.reset(); // not needed any more
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
  FILE *in = fopen(p, "r");
  if (!in)
    return false;
  raii::unique_file in_guard(in);
  work();
  return fclose(in_guard.release()) == 0;
}
)");
}

TEST(Handle, ResultOfReleaseUsedWithoutANamedKindIsRefused) {
  expectRefusal(R"(bool f(const char *p) {
  void *lib = dlopen(p, 1);
  if (!lib)
    return false;
  work();
  return dlclose(lib) == 0;
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

TEST(Handle, GotoOverTheGuardIsRefused) {
  expectRefusal(R"(int f(const char *p) {
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
                "jump-over-guard");
}

TEST(Handle, CaseLabelOverTheGuardIsRefused) {
  expectRefusal(R"(int f(const char *p, int n) {
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
                "jump-over-guard");
}

TEST(Handle, AcquiredInAnInnerBlock) {
  expectFix(R"(void f(const char *p) {
  FILE *in = nullptr;
  if (p) {
    in = fopen(p, "r");
  }
  work();
  if (in)
    fclose(in);
  work();
}
)",
            R"(void f(const char *p) {
  FILE *in = nullptr;
  if (p) {
    in = fopen(p, "r");
  }
  raii::unique_file in_guard(in);
  work();
  in_guard.reset();
  work();
}
)");
}

// Two acquisitions into one variable are two lifetimes, and each sees the other as a foreign assignment.
TEST(Handle, AcquiredOnBothBranchesIsRefused) {
  const Result R = rewrite(R"(bool f(const char *p) {
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
                           c());
  EXPECT_TRUE(R.Titles.empty()) << R.Code;
}

TEST(Handle, BorrowedOnOneBranchIsRefused) {
  const Result R = rewrite(R"(void f(const char *p) {
  FILE *in = nullptr;
  if (p)
    in = fopen(p, "r");
  else
    in = stdin;
  work();
  if (in != stdin)
    fclose(in);
}
)",
                           c());
  EXPECT_TRUE(R.Titles.empty()) << R.Code;
}

TEST(Handle, AcquiredInALoopAndKeptIsRefused) {
  const Result R = rewrite(R"(void f(const char **p) {
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
                           c());
  EXPECT_TRUE(R.Titles.empty()) << R.Code;
}

TEST(Handle, ReassignedIsRefused) {
  expectRefusal(R"(void f(const char *p) {
  FILE *in = fopen(p, "r");
  work();
  in = freopen(p, "w", in);
  work();
  fclose(in);
}
)",
                "reassigned-while-armed");
}

TEST(Handle, MacroIsRefused) {
  expectRefusal(R"(#define DROP(x) free(x)
void f() {
  char *buf = (char *)malloc(10);
  work();
  DROP(buf);
}
)",
                "inside-macro");
}

TEST(Handle, ConditionalTextIsRefused) {
  expectRefusal(R"(void f() {
  char *buf = (char *)malloc(10);
  work();
#ifdef NEVER
  use(buf);
#endif
  free(buf);
}
)",
                "inside-conditional-text");
}

TEST(Handle, ConditionalTextThatSaysNothingOfTheHandle) {
  expectFix(R"(void f() {
  char *buf = (char *)malloc(10);
  work();
#ifdef NEVER
  work();
#endif
  free(buf);
}
)",
            R"(void f() {
  char *buf = (char *)malloc(10);
  raii::unique_malloc buf_guard(buf);
  work();
#ifdef NEVER
  work();
#endif
}
)");
}

TEST(Handle, StdStyleCannotSay) {
  Settings S = c();
  S.Style = raiitidy::rewrite::GuardStyle::Std;
  expectRefusal("void f() {\n  char *buf = (char *)malloc(10);\n  work();\n  free(buf);\n}\n", "style-cannot-say", S);
}

TEST(Handle, OldStandard) {
  Settings S = c();
  S.Standard = "c++14";
  expectRefusal("void f() {\n  char *buf = (char *)malloc(10);\n  work();\n  free(buf);\n}\n", "standard-too-old", S);
}

TEST(Handle, HeadersMissing) {
  Settings S = c();
  S.IncludePath = false;
  expectRefusal("void f() {\n  char *buf = (char *)malloc(10);\n  work();\n  free(buf);\n}\n", "header-not-found", S);
}

TEST(Handle, GeneratedFile) {
  Settings S = c();
  S.Prelude = "// Code generated by a tool. DO NOT EDIT.\n" + S.Prelude;
  expectRefusal("void f() {\n  char *buf = (char *)malloc(10);\n  work();\n  free(buf);\n}\n", "generated-file", S);
}

TEST(Handle, LaterLocalsDieBeforeTheGuard) {
  expectFix(R"(struct Loud { ~Loud(); };
void f() {
  char *buf = (char *)malloc(10);
  Loud loud;
  work();
  free(buf);
}
)",
            R"(struct Loud { ~Loud(); };
void f() {
  char *buf = (char *)malloc(10);
  raii::unique_malloc buf_guard(buf);
  Loud loud;
  work();
  buf_guard.reset();
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
  FILE *in = fopen(p, "r");
  if (!in)
    return false;
  raii::unique_file in_guard(in);
  FILE *out = fopen(q, "w");
  if (!out) {
    return false;
  }
  raii::unique_file out_guard(out);
  work();
  out_guard.reset();
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
    char *buf = (char *)malloc(10);
    raii::unique_malloc buf_guard(buf);
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
    char *buf = (char *)malloc(10);
    raii::unique_malloc buf_guard(buf);
    if (n)
    {
        work();
    }
    if (!check())
    {
        buf_guard.release();
        return buf;
    }
    buf_guard.reset();
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
  char *buf = (char *)malloc(10);
  if (!buf)
    DIE();
  raii::unique_malloc buf_guard(buf);
  work();
}
)");
}

TEST(Handle, CRLF) {
  Settings S = c();
  const Result R = rewrite("void f() {\r\n\tchar *buf = (char *)malloc(10);\r\n\twork();\r\n\tfree(buf);\r\n}\r\n", S);
  EXPECT_NE(R.Code.find("malloc(10);\r\n\traii::unique_malloc buf_guard(buf);\r\n\twork();\r\n}"), std::string::npos) << R.Code;
}

TEST(New, GuardIsAUniquePtr) {
  Settings S = c();
  S.Prelude = "#include <memory>\n" + S.Prelude;
  expectFix(R"(struct T { T(int); void go(); };
void f() {
  T *p = new T(1);
  p->go();
  delete p;
}
T *g() {
  T *p = new T(1);
  p->go();
  return p;
}
void h(unsigned n) {
  int *p = new int[n];
  work();
  delete[] p;
}
)",
            R"(struct T { T(int); void go(); };
void f() {
  T *p = new T(1);
  std::unique_ptr<T> p_guard(p);
  p->go();
}
T *g() {
  T *p = new T(1);
  std::unique_ptr<T> p_guard(p);
  p->go();
  return p_guard.release();
}
void h(unsigned n) {
  int *p = new int[n];
  std::unique_ptr<int[]> p_guard(p);
  work();
}
)",
            S);
}

TEST(New, HandOffOnOneBranch) {
  Settings S = c();
  S.Prelude = "#include <memory>\n" + S.Prelude;
  expectFix(R"(struct T { T(int); void go(); };
struct Sink { T *kept; };
void f(Sink &s) {
  T *p = new T(1);
  p->go();
  if (check())
    s.kept = p;
  else
    delete p;
  p = nullptr;
  work();
}
)",
            R"(struct T { T(int); void go(); };
struct Sink { T *kept; };
void f(Sink &s) {
  T *p = new T(1);
  std::unique_ptr<T> p_guard(p);
  p->go();
  if (check()) {
    p_guard.release();
    s.kept = p;
  } else
    p_guard.reset();
  p = nullptr;
  work();
}
)",
            S);
}

TEST(New, InAnInnerBlock) {
  Settings S = c();
  S.Prelude = "#include <memory>\n" + S.Prelude;
  expectFix(R"(struct T { T(int); void go(); };
void f(bool b) {
  T *p = NULL;
  if (b)
    p = new T(1);
  work();
  delete p;
}
)",
            R"(struct T { T(int); void go(); };
void f(bool b) {
  T *p = NULL;
  if (b)
    p = new T(1);
  std::unique_ptr<T> p_guard(p);
  work();
}
)",
            S);
}

TEST(New, DeleteAfterHandOffIsRefused) {
  Settings S = c();
  expectRefusal(R"(struct T { T(int); void go(); };
struct Sink { T *kept; };
void f(Sink &s) {
  T *p = new T(1);
  if (check())
    s.kept = p;
  p->go();
  if (!check())
    delete p;
}
)",
                "conditional-ownership", S);
}

} // namespace
