// What one walk over a function finds: guards, handlers, suspensions.
#include "checks/lifetime/Sites.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

namespace raiitidy::lifetime {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

const char *const Library = R"(
namespace std {
inline namespace v {
template <class M> struct lock_guard { explicit lock_guard(M &); ~lock_guard(); };
template <class M> struct unique_lock { unique_lock(); explicit unique_lock(M &); ~unique_lock(); };
struct mutex { void lock(); void unlock(); };
}
namespace other { template <class M> struct lock_guard { explicit lock_guard(M &); ~lock_guard(); }; }
}
namespace gsl {
template <class F> struct final_action { explicit final_action(F) {} ~final_action() {} };
template <class F> final_action<F> finally(F f) { return final_action<F>(f); }
}
struct __attribute__((scoped_lockable)) Scoped { explicit Scoped(std::mutex &); ~Scoped(); };
namespace app { struct Finally { explicit Finally(int); ~Finally(); }; }
std::mutex m;
)";

/// What is found in the function `test`: "discarded std::lock_guard last", …
std::string sitesOf(const std::string &Body, std::vector<std::string> Added = {}) {
  auto AST = tooling::buildASTFromCodeWithArgs(Library + Body, {"-std=c++20", "-Wno-everything"});
  EXPECT_FALSE(AST->getDiagnostics().hasErrorOccurred()) << Body;
  const auto Found = match(functionDecl(hasName("test"), isDefinition()).bind("f"), AST->getASTContext());
  const guards::Table Table(Added);
  const FunctionSites Sites = findSites(Found.front().getNodeAs<FunctionDecl>("f"), Table);
  static const char *const Forms[] = {"discarded", "empty", "local", "deferred", "adopting", "returned", "registers"};
  std::string Text;
  for (const GuardSite &G : Sites.Guards)
    Text += std::string(Text.empty() ? "" : ", ") + Forms[static_cast<int>(G.F)] + " " + G.Type->Name +
            (G.Unbraced ? " unbraced" : "") + (G.Last ? " last" : "");
  if (!Sites.Tries.empty())
    Text += " tries " + std::to_string(Sites.Tries.size());
  return Text;
}

TEST(Sites, FormsOfGuards) {
  EXPECT_EQ(sitesOf("void test() { std::lock_guard<std::mutex>{m}; int n; }"), "discarded std::lock_guard");
  EXPECT_EQ(sitesOf("void test() { std::lock_guard<std::mutex>{m}; }"), "discarded std::lock_guard last");
  EXPECT_EQ(sitesOf("void test(bool b) { if (b) std::lock_guard<std::mutex>{m}; int n; }"),
            "discarded std::lock_guard unbraced last");
  EXPECT_EQ(sitesOf("void test() { std::lock_guard<std::mutex> l(m); }"), "local std::lock_guard last");
  EXPECT_EQ(sitesOf("void test() { std::unique_lock<std::mutex>(m); int n; }"), "empty std::unique_lock");
  EXPECT_EQ(sitesOf("void test() { std::unique_lock<std::mutex>(later); int n; }"), "");
  EXPECT_EQ(sitesOf("auto test() { return gsl::finally([] {}); }"), "returned gsl::final_action last");
  EXPECT_EQ(sitesOf("void test() { auto g = gsl::finally([] {}); }"), "local gsl::final_action last");
}

TEST(Sites, TheTableIsQualified) {
  EXPECT_EQ(sitesOf("void test() { std::other::lock_guard<std::mutex>{m}; int n; }"), "");
  EXPECT_EQ(sitesOf("void test() { Scoped{m}; int n; }"), "discarded scoped lock");
  EXPECT_EQ(sitesOf("void test() { app::Finally{1}; int n; }"), "");
  EXPECT_EQ(sitesOf("void test() { app::Finally{1}; int n; }", {"app::Finally"}), "discarded app::Finally");
}

TEST(Sites, OuterTriesFirstAndLambdasApart) {
  EXPECT_EQ(sitesOf("void test() { try { try { m.lock(); } catch (int) {} } catch (...) {} }"), " tries 2");
  EXPECT_EQ(sitesOf("void test() { auto f = [] { try { m.lock(); } catch (int) {} }; }"), "");
}

} // namespace
} // namespace raiitidy::lifetime
