// Which functions are known again in another version of a file. The answers of the analysis themselves are compared in
// test/lsp/versions.py; here it is asked that a function that an edit cannot matter to is not analysed again.
#include "checks/report/Versions.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include <gtest/gtest.h>

namespace raiitidy::report {
namespace {

using namespace clang;

struct Collector : RecursiveASTVisitor<Collector> {
  std::vector<const FunctionDecl *> Functions;
  Mentions Seen;
  bool VisitFunctionDecl(FunctionDecl *F) {
    if (F->doesThisDeclarationHaveABody() && !F->isDefaulted())
      Functions.push_back(F);
    return true;
  }
  bool VisitStmt(Stmt *S) {
    Seen.saw(S);
    return true;
  }
};

std::map<std::string, std::optional<uint64_t>> keys(const std::string &Code, const std::string &Salt = "") {
  const auto AST = tooling::buildASTFromCodeWithArgs(Code, {"-std=c++17", "-fsyntax-only"}, "input.cpp");
  std::map<std::string, std::optional<uint64_t>> Found;
  EXPECT_TRUE(AST) << Code;
  Collector C;
  C.TraverseDecl(AST->getASTContext().getTranslationUnitDecl());
  const FunctionKeys Keys(AST->getASTContext(), AST->getPreprocessor(), C.Functions, C.Seen, Salt);
  for (const FunctionDecl *F : C.Functions)
    Found[F->getNameAsString()] = Keys.of(F);
  return Found;
}

// f calls g by a macro, k reads a variable that w writes, h has nothing to do with any of them.
const std::string Code = R"(
#define CALL(x) x()
struct T { ~T() { int d = 0; } };
static int flag = 0;
int g() { int a = 1; return a; }
int f() { return CALL(g) + 1; }
int h(int n) { return n; }
int k() { return flag; }
void w() { int b = 0; flag = b; }
int later(int n) { return f() + n; }
)";

std::string with(const std::string &What, const std::string &Instead) {
  std::string Text = Code;
  const size_t At = Text.find(What);
  EXPECT_NE(At, std::string::npos) << What;
  return Text.replace(At, What.size(), Instead);
}

/// The names of the functions whose keys are others than in Code.
std::string changed(const std::string &Text) {
  const auto Before = keys(Code), After = keys(Text);
  std::string Names;
  for (const auto &[Name, Key] : After)
    if (const auto It = Before.find(Name); It == Before.end() || It->second != Key || !Key)
      Names += (Names.empty() ? "" : " ") + Name;
  return Names;
}

const std::string All = "f g h k later w ~T";

TEST(Versions, NothingChanged) { EXPECT_EQ(changed(Code), ""); }
TEST(Versions, EachHasAKeyOfItsOwn) {
  std::set<uint64_t> Seen;
  for (const auto &[Name, Key] : keys(Code))
    EXPECT_TRUE(Key && Seen.insert(*Key).second) << Name;
}
TEST(Versions, CommentOutside) { EXPECT_EQ(changed(with("int h(", "// said\nint  h(")), ""); }
TEST(Versions, CommentInABody) { EXPECT_EQ(changed(with("a = 1; ", "/* one */ a =  1; // said\n")), ""); }
TEST(Versions, CommentThatTakesCode) { EXPECT_EQ(changed(with("int a = 1;", "static int a; /*a = 1;*/")), "f g later"); }
TEST(Versions, BodyAlone) { EXPECT_EQ(changed(with("return n; }", "return n + 1; }")), "h"); }
TEST(Versions, Callee) { EXPECT_EQ(changed(with("a = 1", "a = 2")), "f g later"); }
TEST(Versions, WriterOfAVariable) { EXPECT_EQ(changed(with("b = 0", "b = 1")), "k w"); }
TEST(Versions, Destructor) { EXPECT_EQ(changed(with("d = 0", "d = 1")), All); }
TEST(Versions, CalleeOfADestructor) {
  const std::string Text = "void end() { int n = 0; }\nstruct T { ~T() { end(); } };\nint f() { return 1; }\n";
  std::string Other = Text;
  EXPECT_NE(keys(Text).at("f"), keys(Other.replace(Other.find("n = 0"), 5, "n = 1")).at("f"));
}
TEST(Versions, Declaration) { EXPECT_EQ(changed(with("flag = 0;", "flag = 1;")), All); }
TEST(Versions, Macro) { EXPECT_EQ(changed(with("x()", "x() + 1")), All); }
TEST(Versions, Signature) { EXPECT_EQ(changed(with("h(int n)", "h(long n)")), All); }
TEST(Versions, DirectiveInABody) { EXPECT_EQ(changed(with("return n; }", "return n;\n#undef CALL\n#define CALL(x) x()\n}")), All); }
TEST(Versions, Constructor) {
  const std::string Classes = "struct A { A(int n) { int c = 0; } A() { int d = 0; } };\nstruct B : A { B(long) : A(1) {} int m() { return 1; } };\n"
                              "int p() { A a(1); return 1; }\nint q() { return 1; }\n";
  const auto With = [&](const std::string &What, const std::string &Instead) {
    std::string Text = Classes;
    return keys(Text.replace(Text.find(What), What.size(), Instead));
  };
  const auto Before = keys(Classes), Named = With("c = 0", "c = 1"), Implicit = With("d = 0", "d = 1");
  EXPECT_NE(Before.at("p"), Named.at("p"));
  EXPECT_EQ(Before.at("q"), Named.at("q"));
  EXPECT_EQ(Before.at("m"), Named.at("m"));
  EXPECT_NE(Before.at("B"), Named.at("B"));
  EXPECT_NE(Before.at("q"), Implicit.at("q"));
}
TEST(Versions, NamedOutside) {
  EXPECT_EQ(changed(Code + "int start = g();\n"), All);
  const auto Before = keys(Code + "int start = g();\n"), After = keys(with("a = 1", "a = 2") + "int start = g();\n");
  for (const auto &[Name, Key] : After)
    EXPECT_NE(Before.at(Name), Key) << Name;
}
TEST(Versions, Salt) {
  const auto Before = keys(Code), After = keys(Code, "option");
  for (const auto &[Name, Key] : After)
    EXPECT_NE(Before.at(Name), Key) << Name;
}
TEST(Versions, InstantiationsAreNotKnownAgain) {
  const auto Found = keys("template <class T> int t(T x) { return sizeof(x); }\nint u() { return t(1); }\n");
  EXPECT_FALSE(Found.at("t"));
  EXPECT_TRUE(Found.at("u"));
}
TEST(Versions, BodyWithoutItsEnd) {
  for (const std::string Text : {"int f() { return 1;", "int f() {", "int f() { return 1; }\nint g() {\n  if (f()) {\n"})
    EXPECT_TRUE(keys(Text).at("f")) << Text;
}
TEST(Versions, LambdasChangeWithWhatIsAround) {
  const std::string Text = "int f() { auto l = [] { return 1; }; int n = 0; return l() + n; }\n";
  std::string Other = Text;
  Other.replace(Other.find("n = 0"), 5, "n = 1");
  const auto Before = keys(Text), After = keys(Other);
  EXPECT_NE(Before.at("f"), After.at("f"));
}

} // namespace
} // namespace raiitidy::report
