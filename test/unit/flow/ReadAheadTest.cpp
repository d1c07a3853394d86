// What may still be asked of a variable. A line that calls here() says in "// read: …" of which locals, as known where its block begins,
// and the
// line below in "// pairs: …" of which two together, as in a[i]: a fact of both is void once one is written.
#include "Marks.h"
#include "checks/flow/FunctionFlow.h"

namespace raiitidy::flow {
namespace {

using namespace clang;

void expectRead(const std::string &Body, const std::string &Parameters = "int a, int b, int c, bool ok") {
  const std::string Code = "void here(); void use(int); bool ask(int); void throwing(); void check(bool);\nint test(" + Parameters + ") {\n" +
                           Body + "\n}";
  auto AST = parse(Code, {});
  ASSERT_TRUE(AST);
  const SourceManager &SM = AST->getSourceManager();
  Marks Read, Pairs;
  for (const FunctionDecl *F : tests(*AST)) {
    const auto Flow = FunctionFlow::build(F, AST->getASTContext());
    ASSERT_TRUE(Flow);
    std::vector<const ValueDecl *> Locals(F->param_begin(), F->param_end());
    forEachEvaluated(Flow->body(), [&](const Stmt *S) {
      if (const auto *D = dyn_cast<DeclStmt>(S))
        for (const Decl *One : D->decls())
          Locals.push_back(cast<ValueDecl>(One));
    });
    for (const CFGBlock *B : Flow->cfg())
      for (const CFGElement &El : *B) {
        const auto Of = El.getAs<CFGStmt>();
        const auto *Call = Of ? dyn_cast<CallExpr>(Of->getStmt()) : nullptr;
        if (!Call || !Call->getDirectCallee() || Call->getDirectCallee()->getName() != "here")
          continue;
        const unsigned Line = SM.getExpansionLineNumber(Call->getBeginLoc());
        std::string Names, Two;
        for (unsigned I = 0; I != Locals.size(); ++I) {
          if (Flow->readAhead().mayBeAsked(*B, I, {Locals[I]}, true))
            Names += Locals[I]->getName().str() + " ";
          for (unsigned J = I + 1; J != Locals.size(); ++J)
            if (Flow->readAhead().mayBeAsked(*B, 100 * (I + 1) + J, {Locals[I], Locals[J]}, false))
              Two += Locals[I]->getName().str() + "+" + Locals[J]->getName().str() + " ";
        }
        Read[Line] = StringRef(Names).trim().str();
        if (!Two.empty())
          Pairs[Line] = StringRef(Two).trim().str();
      }
  }
  const Marks Expected = written(Code, "read:"), Together = written(Code, "pairs:");
  EXPECT_EQ(Expected, Read) << "expected\n" << describe(Expected) << "got\n" << describe(Read) << Code;
  for (const auto &[Line, Word] : Together)
    EXPECT_EQ(Word, Pairs[Line - 1]) << Code;
}

TEST(ReadAhead, Conditions) {
  expectRead(R"(
  here(); // read: a b
  if (a)
    here(); // read:
  else if (b)
    here(); // read:
  use(c);
  return 0;
)");
}

TEST(ReadAhead, ResultsAndWhatACallAsserts) {
  expectRead(R"(
  here(); // read: a b c
  if (b)
    return a;
  check(c > 3);
  use(a);
  return 0;
)");
}

TEST(ReadAhead, AssignedValuesOfWhatIsRead) {
  expectRead(R"(
  here(); // read: a
  c = b;
  ok = a != 0;
  if (ask(0))
    here(); // read: a ok
  if (ok)
    use(1);
  return 0;
)");
}

TEST(ReadAhead, AWriteEndsIt) {
  expectRead(R"(
  if (ask(0))
    here(); // read:
  a = 0;
  if (a)
    use(a);
  return 0;
)");
  expectRead(R"(
  if (ask(0))
    here(); // read: a
  a = a + 1;
  if (a)
    use(a);
  return 0;
)");
}

TEST(ReadAhead, AStepKeepsWhatIsKnownOfOneButNotOfTwo) {
  expectRead(R"(
  for (; a < c; ++a) {
    if (a == b)
      use(1);
    here(); // read: a b c
    // pairs:
  }
  return 0;
)");
  expectRead(R"(
  for (; a < c; use(a)) {
    if (a == b)
      use(1);
    here(); // read: a b c
    // pairs: a+b a+c
  }
  return 0;
)");
}

TEST(ReadAhead, HandlersAreAheadOfEverything) {
  expectRead(R"(
  try {
    here(); // read: a
    throwing();
  } catch (int) {
    if (a)
      return 1;
  }
  return 0;
)");
}

TEST(ReadAhead, AReferenceStandsForItsVariable) {
  expectRead(R"(
  int &r = a;
  if (ask(0))
    here(); // read: a r
  if (r)
    use(1);
  return 0;
)");
}

} // namespace
} // namespace raiitidy::flow
