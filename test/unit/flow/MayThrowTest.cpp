// What may throw, and how sure that is. Each line of a function called test… says its surest tier in a comment
// "// tier: …"; a line without one never throws.
#include "Marks.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/MayThrow.h"

namespace raiitidy::flow {
namespace {

using namespace clang;

void expectTiers(const std::string &Code, std::vector<std::string> Flags = {}) {
  auto AST = parse(Code, std::move(Flags));
  ASSERT_TRUE(AST);
  ThrowOracle Oracle(AST->getASTContext());
  std::map<unsigned, ThrowTier> Tiers;
  for (const FunctionDecl *F : tests(*AST))
    forEachEvaluated(analysableBody(F), [&](const Stmt *S) {
      const ThrowTier T = Oracle.tierOf(S);
      if (T == ThrowTier::Never)
        return;
      ThrowTier &Surest = Tiers[AST->getSourceManager().getExpansionLineNumber(S->getBeginLoc())];
      Surest = std::max(Surest, T);
    });
  Marks Got;
  for (const auto &[Line, T] : Tiers)
    Got[Line] = tierName(T).str();
  const Marks Expected = written(Code, "tier: ");
  EXPECT_EQ(Expected, Got) << "expected\n" << describe(Expected) << "got\n" << describe(Got) << Code;
}

TEST(MayThrow, ThrowExpressionIsVisible) {
  expectTiers(R"(
void test() {
  throw 1; // tier: visible
}
void testRethrow() {
  throw; // tier: visible
})");
}

TEST(MayThrow, NamesOfWhatDoesNotReturn) {
  expectTiers(R"(
void zmq_abort(const char *);
void kernel_panic();
void assertion_failed(const char *, int);
void abort_transaction(int);
bool try_abort();
struct Tx { void abort(); };
[[noreturn]] void ReportAndThrow(const char *);
void throw_ball();
void test(Tx &tx, int n) {
  zmq_abort("x");
  kernel_panic();
  assertion_failed("x", 1);
  abort_transaction(n); // tier: unknown
  try_abort(); // tier: unknown
  tx.abort(); // tier: unknown
  throw_ball(); // tier: unknown
  ReportAndThrow("x"); // tier: documented
})");
}

TEST(MayThrow, DeclarationsPromise) {
  expectTiers(R"(
void f();
void g() noexcept;
void h() noexcept(false);
void i() throw();
extern "C" void c();
__attribute__((nothrow)) void n();
__attribute__((pure)) int p();
struct S { ~S(); };
struct T { ~T() noexcept(false); };
void test(S *s, T *t) {
  f(); // tier: unknown
  g();
  h(); // tier: unknown
  i();
  c();
  n();
  p();
  s->~S();
  t->~T(); // tier: documented
  __builtin_strlen("x");
})");
}

TEST(MayThrow, VisibleBodies) {
  expectTiers(R"(
void unknown();
static void throws() { throw 1; }
static void throwsSometimes(bool b) { if (b) throw 1; }
static void calls() { throws(); }
static void asks() { unknown(); }
static void quiet() {}
static void caught() { try { throws(); } catch (...) {} }
static void caughtOne() { try { throws(); } catch (long) {} }
static void rethrows() { try { throws(); } catch (...) { throw; } }
static void throwsInHandler() { try { unknown(); } catch (...) { throw 1; } }
static void onlyLambda() { auto f = [] { throw 1; }; (void)f; }
static void lambdaCalled() { auto f = [] { throw 1; }; f(); }
static void recursive(int n) { if (n) recursive(n - 1); }
static void mutualA(int n);
static void mutualB(int n) { mutualA(n); }
static void mutualA(int n) { if (n) mutualB(n - 1); else throw 1; }
void test() {
  throws(); // tier: visible
  throwsSometimes(false); // tier: visible
  calls(); // tier: visible
  asks(); // tier: unknown
  quiet();
  caught();
  caughtOne(); // tier: visible
  rethrows(); // tier: visible
  throwsInHandler(); // tier: visible
  onlyLambda();
  lambdaCalled(); // tier: visible
  recursive(3);
  mutualA(3); // tier: visible
})");
}

TEST(MayThrow, CaughtAsException) {
  // Documented throws derive from std::exception; what a visible throw is, is not looked at.
  expectTiers(R"(
static void documented(std::vector<int> &v) { try { v.at(3); } catch (const std::exception &) {} }
static void visible() { try { throw 1; } catch (const std::exception &) {} }
void unknown();
static void asks() { try { unknown(); } catch (const std::exception &) {} }
void test(std::vector<int> &v) {
  documented(v);
  visible(); // tier: unknown
  asks(); // tier: unknown
})");
}

TEST(MayThrow, StandardLibrary) {
  expectTiers(R"(
void test(std::vector<int> &v, std::string &s, std::mutex &m, std::ostream &o, std::thread &t, std::optional<int> &p) {
  v.at(3); // tier: documented
  s.at(1); // tier: documented
  s.substr(3); // tier: documented
  s.substr(0, 3); // tier: allocation
  std::stoi(s); // tier: documented
  t.join(); // tier: documented
  p.value(); // tier: documented
  v.push_back(1); // tier: allocation
  v.size();
  m.lock();
  m.unlock();
  o << 3;
  o.flush();
  std::string copy("x"); // tier: allocation
})");
}

// What a coroutine throws goes into its promise, not out of the call that makes it.
TEST(MayThrow, CoroutinesKeepWhatTheyThrow) {
  expectTiers(R"(
#include <coroutine>
struct task {
  struct promise_type {
    task get_return_object() noexcept;
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void() noexcept;
    void unhandled_exception() noexcept;
  };
};
static task later(int n) {
  if (n)
    throw n;
  co_return;
}
static void now(int n) {
  if (n)
    throw n;
}
void test(int n) {
  later(n); // tier: allocation
  now(n); // tier: visible
})",
              {"-std=c++20"});
}

// A guard that ends runs the release that stood there by hand.
TEST(MayThrow, MethodsOfTheGuards) {
  expectTiers(R"(
# 1 "raii/scope_exit.hpp" 3
namespace raii { struct scope_exit { void reset(); }; }
namespace other { struct scope_exit { void reset(); }; }
# 1 "input.cc"
void test(raii::scope_exit &guard, other::scope_exit &stranger) {
  guard.reset();
  stranger.reset(); // tier: unknown
})");
}

TEST(MayThrow, AlgorithmsThrowWhatTheyAreGiven) {
  expectTiers(R"(
void unknown();
void test(int *b, int *e) {
  std::for_each(b, e, [](int) { throw 1; }); // tier: visible
  std::for_each(b, e, [](int) { unknown(); }); // tier: unknown
  std::for_each(b, e, [](int) {}); // tier: allocation
})");
}

TEST(MayThrow, LibrariesSpeakByTheirSignature) {
  expectTiers(R"(
void test() {
  library_function(); // tier: unknown
  strange(); // tier: unknown
})");
}

TEST(MayThrow, Virtual) {
  expectTiers(R"(
struct B { virtual ~B(); virtual void f() {} virtual void g() noexcept {} virtual void h() { throw 1; } };
struct F final : B { void f() override {} };
struct G : B { void f() final {} };
void test(B &b, F &f, G &g) {
  b.f(); // tier: unknown
  b.g();
  b.h(); // tier: visible
  f.f();
  g.f();
})");
}

TEST(MayThrow, ThroughPointers) {
  expectTiers(R"(
struct S { void f(); };
void test(void (*p)(), void (*q)() noexcept, void (&r)(), S &s, void (S::*m)()) {
  p(); // tier: unknown
  q();
  r(); // tier: unknown
  (s.*m)(); // tier: unknown
})");
}

TEST(MayThrow, NewAndConstructors) {
  expectTiers(R"(
struct Trivial { int n; };
struct Unknown { Unknown(); };
struct Silent { Silent() noexcept; };
struct Throws { Throws() { throw 1; } };
struct Defaulted { Unknown u; };
void *operator new(size_t, void *) noexcept;
void test(void *where) {
  new Trivial; // tier: allocation
  new Unknown; // tier: unknown
  new (where) Trivial;
  Unknown u; // tier: unknown
  Silent s;
  Throws t; // tier: visible
})");
}

TEST(MayThrow, DynamicCast) {
  expectTiers(R"(
struct B { virtual ~B(); };
struct D : B {};
void test(B &b, B *p) {
  (void)dynamic_cast<D *>(p);
  (void)dynamic_cast<D &>(b); // tier: documented
})");
}

TEST(MayThrow, UnevaluatedOperandsAndLambdaBodies) {
  expectTiers(R"(
int f();
void test() {
  (void)sizeof(f());
  (void)noexcept(f());
  auto l = [] { f(); };
  (void)l;
})");
}

TEST(MayThrow, NothingWithoutExceptions) {
  expectTiers(R"(
void f();
void test(std::vector<int> &v, void (*p)()) {
  f();
  p();
  v.at(3);
  new int;
})",
              {"-fno-exceptions"});
}

TEST(MayThrow, NamesTheCallee) {
  auto AST = parse("void f(); void test(void (*p)()) { f(); p(); throw 1; }", {});
  ThrowOracle Oracle(AST->getASTContext());
  std::vector<std::string> Names;
  forEachEvaluated(analysableBody(tests(*AST).front()), [&](const Stmt *S) {
    const FunctionDecl *Callee = nullptr;
    if (Oracle.tierOf(S, &Callee) != ThrowTier::Never)
      Names.push_back(Callee ? Callee->getNameAsString() : "-");
  });
  EXPECT_EQ(Names, (std::vector<std::string>{"f", "-", "-"}));
}

TEST(ThrowPolicy, Parses) {
  EXPECT_TRUE(ThrowPolicy::parse("auto") && !ThrowPolicy::parse("auto")->Fixed);
  for (ThrowTier T : {ThrowTier::Allocation, ThrowTier::Unknown, ThrowTier::Documented, ThrowTier::Visible}) {
    const auto P = ThrowPolicy::parse(tierName(T));
    ASSERT_TRUE(P);
    EXPECT_EQ(P->Fixed, T);
  }
  for (const char *Wrong : {"", "never", "Auto", "all"})
    EXPECT_FALSE(ThrowPolicy::parse(Wrong)) << Wrong;
}

} // namespace
} // namespace raiitidy::flow
