// Objects made with new.
#include "HandleSnippets.h"
#include <gtest/gtest.h>

using namespace rewritetest;

namespace {

TEST(New, HandleBecomesTheOwner) {
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
  auto p = std::make_unique<T>(1);
  p->go();
}
T *g() {
  auto p = std::make_unique<T>(1);
  p->go();
  return p.release();
}
void h(unsigned n) {
  std::unique_ptr<int[]> p(new int[n]);
  work();
}
)",
            S);
}

TEST(New, UseThatNeedsThePointer) {
  Settings S = c();
  S.Prelude = "#include <memory>\n" + S.Prelude;
  expectFix(R"(struct T { T(int); void go(); };
void look(const T *);
void f() {
  T *p = new T(1);
  look(p);
  delete p;
}
)",
            R"(struct T { T(int); void go(); };
void look(const T *);
void f() {
  auto p = std::make_unique<T>(1);
  look(p.get());
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
  std::unique_ptr<T> p;
  if (b)
    p = std::make_unique<T>(1);
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

TEST(New, DestructorThatThrowsIsUnsafe) {
  for (const char *Code : {"int f() {\n  Thrower *p = new Thrower(1);\n  if (check())\n    return 1;\n  delete p;\n  return 0;\n}\n",
                           "int f(bool b) {\n  Thrower *p = nullptr;\n  if (b)\n    p = new Thrower(1);\n  if (check())\n    return 1;\n"
                           "  delete p;\n  return 0;\n}\n"}) {
    Settings S = c();
    S.Prelude = "#include <memory>\n" + S.Prelude;
    const Result R = rewrite(std::string("struct Thrower { Thrower(int); ~Thrower() noexcept(false); };\n") + Code, S);
    ASSERT_EQ(R.Unsafe.size(), 1u) << R.Code;
    EXPECT_NE(R.Unsafe.front().find("'~Thrower' may throw"), std::string::npos) << R.Unsafe.front();
  }
}

} // namespace
