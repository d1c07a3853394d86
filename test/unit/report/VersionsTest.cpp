// Which functions are known again in another version of a file. The answers of the analysis themselves are compared in
// test/lsp/versions.py; here it is asked that a function that an edit cannot matter to is not analysed again.
#include "checks/catalogue/Reader.h"
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
  const FunctionKeys Keys(AST->getASTContext(), AST->getPreprocessor(), C.Functions, C.Seen, Salt, TokenHashes());
  for (const FunctionDecl *F : C.Functions)
    Found[F->getNameAsString()] = Keys.of(F, flow::BodyRead::Kind::Findings);
  return Found;
}

/// One file in an editor.
class Session {
public:
  /// The functions that are analysed in this version of the file, by their names. Nothing is ever said of any.
  std::string analysed(const std::string &Code) {
    const auto AST = tooling::buildASTFromCodeWithArgs(Code, {"-std=c++17", "-fsyntax-only"}, "input.cpp");
    EXPECT_TRUE(AST) << Code;
    Collector C;
    C.TraverseDecl(AST->getASTContext().getTranslationUnitDecl());
    lifetime::Analysis Solver(AST->getASTContext(), Vocabulary, {}, {});
    Version V(All);
    V.Named = C.Seen;
    V.begin(AST->getPreprocessor(), C.Functions, "", Solver);
    std::set<std::string> Names;
    for (const FunctionDecl *F : C.Functions) {
      if (V.lastTime(F, [&](const flow::BodyRead &R) { return Solver.answerTo(R); }) != Version::LastTime::Unknown)
        continue;
      V.analysed(F, Solver.analyse(F).concernFields());
      Names.insert(F->getNameAsString());
    }
    return llvm::join(Names, " ");
  }

private:
  const catalogue::Matcher Vocabulary{std::make_shared<catalogue::Catalogue>(catalogue::builtInCatalogue())};
  const std::shared_ptr<Memory> All = std::make_shared<Memory>();
};

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

/// The names of the functions that are analysed again when Code has become \p Text.
std::string changed(const std::string &Text) {
  Session S;
  S.analysed(Code);
  return S.analysed(Text);
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
TEST(Versions, CommentThatTakesCode) { EXPECT_EQ(changed(with("int a = 1;", "static int a; /*a = 1;*/")), "g"); }
TEST(Versions, BodyAlone) { EXPECT_EQ(changed(with("return n; }", "return n + 1; }")), "h"); }
TEST(Versions, CalleeWithTheSameAnswers) { EXPECT_EQ(changed(with("a = 1", "a = 2")), "g"); }
// What g gives is another value; what f gives is none that is known, as before.
TEST(Versions, CalleeWithAnotherAnswer) { EXPECT_EQ(changed(with("int a = 1; return a;", "return 2;")), "f g"); }
TEST(Versions, WriterOfAVariableThatNobodyAskedFor) { EXPECT_EQ(changed(with("b = 0", "b = 1")), "w"); }
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
  const auto Changed = [&](const std::string &What, const std::string &Instead) {
    Session S;
    S.analysed(Classes);
    std::string Text = Classes;
    return S.analysed(Text.replace(Text.find(What), What.size(), Instead));
  };
  EXPECT_EQ(Changed("c = 0", "c = 1"), "A");
  EXPECT_EQ(Changed("d = 0", "d = 1"), "A B m p q"); // nothing may name it where it is called
}

// What is held while helpers are called: the questions go through two of them.
const std::string Held = R"(
static int mode = 0;
static int *kept;
int one() { return 1; }
int two() { return one() + 1; }
int keeps(int n, int *p) { return n > 3 ? keeps(n - 1, p) : one() + *p; }
int even(int n, int *p);
int odd(int n, int *p) { return n ? even(n - 1, p) : one(); }
int even(int n, int *p) { return n ? odd(n - 1, p) : *p; }
void sets(int n) { int k = n; }
int by_throw(int n) { int *p = new int(n); int r = two(); delete p; return r; }
int by_effect(int n) { int *p = new int(n); int r = keeps(n, p); delete p; return r; }
int by_both(int n) { int *p = new int(n); int r = odd(n, p); delete p; return r; }
int by_mode(int n) { int *p = new int(n); if (mode == 0) delete p; return n; }
int apart(int n) { return n; }
)";

std::string changedHeld(std::vector<std::pair<std::string, std::string>> Edits) {
  Session S;
  std::string Text = Held, Names = S.analysed(Text);
  for (const auto &[What, Instead] : Edits) {
    EXPECT_NE(Text.find(What), std::string::npos) << What;
    Names = S.analysed(Text.replace(Text.find(What), What.size(), Instead));
  }
  return Names;
}

TEST(Versions, HelperWithTheSameAnswers) { EXPECT_EQ(changedHeld({{"return 1; }", "sets(2); return 1; }"}}), "one"); }
TEST(Versions, HelperOfAHelperThatThrows) {
  EXPECT_EQ(changedHeld({{"return 1; }", "throw 1; }"}}), "by_both by_effect by_throw keeps odd one two");
}
TEST(Versions, HelperThatKeeps) { EXPECT_EQ(changedHeld({{"one() + *p", "(kept = p, 1)"}}), "by_effect keeps"); }
TEST(Versions, VariableThatIsWritten) { EXPECT_EQ(changedHeld({{"int k = n;", "mode = n;"}}), "by_mode sets"); }
TEST(Versions, AnswersOutliveVersionsThatDoNotAsk) {
  EXPECT_EQ(changedHeld({{"return n; }\n", "return n + 1; }\n"}, {"n + 1; }", "n + 2; }"}, {"n + 2; }", "n + 3; }"}, {"return 1; }", "sets(2); return 1; }"}}),
            "one");
}
TEST(Versions, EachVersionIsComparedWithTheLast) {
  EXPECT_EQ(changedHeld({{"return 1; }", "throw 1; }"}, {"throw 1; }", "throw 2; }"}}), "one");
  EXPECT_EQ(changedHeld({{"return 1; }", "throw 1; }"}, {"throw 1; }", "return 1; }"}}), "by_both by_effect by_throw keeps odd one two");
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
