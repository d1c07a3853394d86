// Where a throw goes. A handler's line carries "// @a", "// @b", …; a throw-expression or a call that may throw
// says in "// to: …" which of them it may reach, in that order, and last "out" if it leaves the function or "ends" if
// the process would end.
#include "Marks.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/MayThrow.h"

namespace raiitidy::flow {
namespace {

using namespace clang;

void expectWays(const std::string &Code, std::vector<std::string> Flags = {}) {
  auto AST = parse(Code, std::move(Flags));
  ASSERT_TRUE(AST);
  const SourceManager &SM = AST->getSourceManager();
  ThrowOracle Oracle(AST->getASTContext());
  Marks Handlers = written(Code, "@"), Got;
  for (const FunctionDecl *F : tests(*AST)) {
    const auto Flow = FunctionFlow::build(F, AST->getASTContext());
    ASSERT_TRUE(Flow) << F->getNameAsString();
    forEachEvaluated(Flow->body(), [&](const Stmt *S) {
      if (Oracle.tierOf(S) == ThrowTier::Never)
        return;
      const auto *Throw = dyn_cast<CXXThrowExpr>(S);
      if (Throw && !Throw->getSubExpr())
        Throw = nullptr;
      std::string Way;
      bool Surely = false;
      for (const CXXTryStmt *Try : Flow->enclosingTries(S))
        for (unsigned I = 0; I != Try->getNumHandlers() && !Surely; ++I)
          if (FunctionFlow::mayCatch(Try->getHandler(I), Throw, Surely)) {
            Way += Handlers[SM.getExpansionLineNumber(Try->getHandler(I)->getBeginLoc())] + " ";
            EXPECT_TRUE(Flow->handlerBlock(Try->getHandler(I)));
          }
      if (!Surely)
        Way += Flow->exceptionsLeave() ? "out" : "ends";
      Got[SM.getExpansionLineNumber(S->getBeginLoc())] = StringRef(Way).trim().str();
    });
  }
  const Marks Expected = written(Code, "to: ");
  EXPECT_EQ(Expected, Got) << "expected\n" << describe(Expected) << "got\n" << describe(Got) << Code;
}

const char *const Types = "struct A {}; struct B : A {}; struct C : private A {}; struct D {}; void f();\n";

TEST(FunctionFlow, NoHandlers) {
  expectWays(R"(
void f();
void test() {
  f(); // to: out
  throw 1; // to: out
})");
}

TEST(FunctionFlow, ByTypeAndBase) {
  expectWays(Types + std::string(R"(
void testSame() {
  try {
    throw A(); // to: a
  } catch (const A &) { // @a
  } catch (...) { // @b
  }
}
void testBase() {
  try {
    throw B(); // to: a
  } catch (A &) { // @a
  }
}
void testDerived() {
  try {
    throw A(); // to: out
  } catch (B &) { // @a
  }
}
void testOther() {
  try {
    throw D(); // to: b
  } catch (const A &) { // @a
  } catch (const D) { // @b
  }
}
void testBuiltin(int n) {
  try {
    if (n)
      throw n; // to: b
    throw 1L; // to: out
  } catch (char) { // @a
  } catch (int &) { // @b
  }
}
void testPointers(B *b) {
  try {
    throw b; // to: a out
  } catch (A *) { // @a
  }
}
void testValue() {
  A a;
  try {
    throw a; // to: a
  } catch (A) { // @a
  }
})"));
}

TEST(FunctionFlow, UnknownExceptionMayReachEveryHandler) {
  expectWays(Types + std::string(R"(
void test() {
  try {
    f(); // to: a b out
  } catch (const A &) { // @a
  } catch (int) { // @b
  }
}
void testAll() {
  try {
    f(); // to: a b
  } catch (const A &) { // @a
  } catch (...) { // @b
  }
})"));
}

TEST(FunctionFlow, NestedTriesInnermostFirst) {
  expectWays(Types + std::string(R"(
void test() {
  try {
    try {
      f(); // to: a b c
      throw D(); // to: c
    } catch (const A &) { // @a
    }
    throw 1; // to: c
  } catch (const B &) { // @b
  } catch (...) { // @c
  }
})"));
}

TEST(FunctionFlow, ThrowInHandlerLooksOutside) {
  expectWays(Types + std::string(R"(
void test() {
  try {
    try {
      f(); // to: a b
    } catch (const A &) { // @a
      throw A(); // to: b
    }
  } catch (...) { // @b
    throw; // to: out
  }
}
void testTryInHandler() {
  try {
    f(); // to: a
  } catch (...) { // @a
    try {
      f(); // to: b
    } catch (...) { // @b
    }
  }
})"));
}

TEST(FunctionFlow, WhatCannotLeave) {
  expectWays(Types + std::string(R"(
void testNoexcept() noexcept {
  f(); // to: ends
}
void testNothrow() throw() {
  f(); // to: ends
}
void testMay() noexcept(false) {
  f(); // to: out
}
struct S {
  ~S() {
    f(); // to: ends
  }
};
struct T {
  ~T() noexcept(false) {
    f(); // to: out
  }
};
int main() {
  try {
    f(); // to: a ends
  } catch (int) { // @a
  }
  throw 1; // to: ends
})"));
}

TEST(FunctionFlow, NoexceptWithHandlers) {
  expectWays(Types + std::string(R"(
void test() noexcept {
  try {
    throw A(); // to: a
  } catch (A &) { // @a
  }
})"));
}

TEST(FunctionFlow, NullWhereThereIsNothingToAnalyse) {
  auto AST = parse("void declared(); void test() {}", {});
  for (const Decl *D : AST->getASTContext().getTranslationUnitDecl()->decls())
    if (const auto *F = dyn_cast<FunctionDecl>(D); F && F->getDeclName().isIdentifier())
      EXPECT_EQ(FunctionFlow::build(F, AST->getASTContext()) != nullptr, F->getName() == "test")
          << F->getNameAsString();
}

TEST(FunctionFlow, BodiesWithErrorsAreNotAnalysed) {
  auto AST = tooling::buildASTFromCodeWithArgs("void test() { int n = unknown_name; }", {"-std=c++17", "-w"});
  ASSERT_TRUE(AST);
  for (const FunctionDecl *F : tests(*AST))
    EXPECT_FALSE(FunctionFlow::build(F, AST->getASTContext()));
}

TEST(FunctionFlow, ParentsWithinTheBody) {
  auto AST = parse("void f(); void test() { if (true) f(); }", {});
  const auto Flow = FunctionFlow::build(tests(*AST).front(), AST->getASTContext());
  ASSERT_TRUE(Flow);
  unsigned Calls = 0;
  forEachEvaluated(Flow->body(), [&](const Stmt *S) {
    if (!isa<CallExpr>(S))
      return;
    ++Calls;
    EXPECT_TRUE(isa<IfStmt>(Flow->parent(S)));
  });
  EXPECT_EQ(Calls, 1u);
}

} // namespace
} // namespace raiitidy::flow
