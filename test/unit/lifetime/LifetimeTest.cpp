// The solver against annotated functions, without clang-tidy.
//
// Each function in Inputs/*.cpp whose name ends in _bad or _ok is a test, and main. Its lines say what the solver must find:
//
//   // acquire               an acquisition that is followed to its end
//   // release               a call that ends it
//   // escape: WORD          it leaves: returned, stored, callee, guard, captured, transferred
//   // leak: WORD            a way out on which it is still held: return, end (the closing brace), throw (written
//                            there), throws (the callee), overwritten
//   // double                a second release;  // use  a use after the release
//   // below                 a callee that throws only by a tier below the policy's (compared where a function says it)
//
// several on one line separated by commas. What is found and what is written must be the same set of lines.
// _bad has a leak, a double or a use, _ok has none. FN_…_bad and FP_…_ok are known faults: they assert what the
// solver says today, the other way round, and the comment before them says why.
//
// A file may begin with   // flags: …      compiler flags
//                         // may-throw: …  the policy, auto if left out
#include "checks/catalogue/Reader.h"
#include "checks/lifetime/Analysis.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <set>

namespace raiitidy::lifetime {
namespace {

using namespace clang;
using llvm::StringRef;
/// Line and word. A set: two resources lost at one return are one line.
using Marks = std::set<std::pair<unsigned, std::string>>;

std::string describe(const Marks &M) {
  std::string Text;
  for (const auto &[Line, Word] : M)
    Text += "  " + std::to_string(Line) + ": " + Word + "\n";
  return Text.empty() ? "  nothing\n" : Text;
}

const char *wordOf(Exit::Kind K) {
  switch (K) {
  case Exit::Kind::Return:
    return "return";
  case Exit::Kind::FallsOff:
    return "end";
  case Exit::Kind::ScopeEnd:
    return "scope";
  case Exit::Kind::Throw:
    return "throw";
  case Exit::Kind::CalleeThrow:
    return "throws";
  case Exit::Kind::Overwritten:
    return "overwritten";
  }
  return "?";
}

const char *wordOf(EscapeSite::Kind K) {
  switch (K) {
  case EscapeSite::Kind::Returned:
    return "returned";
  case EscapeSite::Kind::Stored:
    return "stored";
  case EscapeSite::Kind::TakenByCallee:
    return "callee";
  case EscapeSite::Kind::TakenByGuard:
    return "guard";
  case EscapeSite::Kind::Captured:
    return "captured";
  case EscapeSite::Kind::Transferred:
    return "transferred";
  }
  return "?";
}

/// The functions of a file, and whether its own code throws or catches.
class Functions : public RecursiveASTVisitor<Functions> {
public:
  std::vector<const FunctionDecl *> All;
  ExceptionUse Used;
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitFunctionDecl(FunctionDecl *F) {
    if (F->doesThisDeclarationHaveABody() && !F->isDependentContext() && !F->isImplicit())
      All.push_back(F);
    return true;
  }
  bool VisitStmt(Stmt *S) {
    Used.saw(S);
    return true;
  }
};

/// One annotated file: parsed when the tests are listed, analysed when the first of them runs.
class Snippets {
public:
  explicit Snippets(const std::string &Path) : Stem(llvm::sys::path::stem(Path)) {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    if (!Buffer) {
      Broken = "cannot be read";
      return;
    }
    Text = (*Buffer)->getBuffer().str();
    std::vector<std::string> Args{"-std=c++17", "-isystem", RAII_SNIPPETS, "-include", "mock.h"};
    StringRef(Text).split(Lines, '\n');
    for (StringRef Line : Lines) {
      if (Line.consume_front("// flags: ")) {
        llvm::SmallVector<StringRef, 4> Words;
        Line.split(Words, ' ', -1, false);
        for (StringRef W : Words)
          Args.push_back(W.str());
      } else if (Line.consume_front("// may-throw: ")) {
        Policy = flow::ThrowPolicy::parse(Line.trim());
      }
    }
    AST = tooling::buildASTFromCodeWithArgs(Text, Args, Stem + ".cpp");
    if (!AST || AST->getDiagnostics().hasErrorOccurred() || !Policy) {
      Broken = "does not compile";
      return;
    }
    for (Decl *D : AST->getASTContext().getTranslationUnitDecl()->decls())
      if (!AST->getSourceManager().isInSystemHeader(D->getLocation()))
        Found.TraverseDecl(D);
    for (const FunctionDecl *F : Found.All)
      if (const StringRef N = F->getDeclName().isIdentifier() ? F->getName() : "";
          N.ends_with("_bad") || N.ends_with("_ok") || F->isMain())
        Tests.push_back(F);
  }

  void run(const FunctionDecl *F) {
    analyse();
    const SourceManager &SM = AST->getSourceManager();
    const auto &Got = Results[F];
    const unsigned First = SM.getSpellingLineNumber(F->getBeginLoc()), Last = SM.getSpellingLineNumber(F->getEndLoc());
    Marks Expected = written(First, Last), Seen = Got.Seen;
    if (llvm::none_of(Expected, [](const auto &M) { return M.second == "below"; }))
      for (auto It = Seen.begin(); It != Seen.end();)
        It = It->second == "below" ? Seen.erase(It) : std::next(It);
    EXPECT_FALSE(Got.TooComplex);
    EXPECT_TRUE(Expected == Seen) << Stem << ".cpp: " << F->getName().str() << "\nexpected\n"
                                  << describe(Expected) << "got\n"
                                  << describe(Seen);
    if (F->isMain())
      return;
    // The name says what is right, the marks what is said.
    const bool Fault = llvm::any_of(Expected, [](const auto &M) {
      return StringRef(M.second).starts_with("leak") || M.second == "double" || M.second == "use";
    });
    const bool Limit = F->getName().starts_with("FN_") || F->getName().starts_with("FP_");
    EXPECT_EQ(Fault, F->getName().ends_with("_bad") != Limit) << "the marks contradict the name";
    if (Limit)
      EXPECT_EQ(F->getName().starts_with("FN_"), F->getName().ends_with("_bad"));
  }

  std::string Stem, Broken;
  std::vector<const FunctionDecl *> Tests;

private:
  struct Result {
    Marks Seen;
    bool TooComplex = false;
  };

  Marks written(unsigned First, unsigned Last) const {
    Marks M;
    for (unsigned Line = First; Line <= Last; ++Line) {
      StringRef Comment = Lines[Line - 1].split("// ").second;
      llvm::SmallVector<StringRef, 4> Words;
      Comment.split(Words, ',');
      for (StringRef W : Words)
        if (W = W.trim(); !W.empty())
          M.insert({Line, W.str()});
    }
    return M;
  }

  void analyse() {
    if (Solver)
      return;
    auto Loaded = catalogue::loadCatalogue(RAII_SNIPPETS, {});
    ASSERT_TRUE(bool(Loaded)) << llvm::toString(Loaded.takeError());
    Vocabulary = std::make_unique<catalogue::Matcher>(*Loaded);
    ASTContext &Ctx = AST->getASTContext();
    Solver = std::make_unique<Analysis>(Ctx, *Vocabulary, *Policy, Found.Used);
    for (const FunctionDecl *F : Found.All)
      Results[F] = marksOf(Solver->analyse(F));
  }

  Result marksOf(const FunctionFacts &Facts) const {
    Result R;
    R.TooComplex = Facts.TooComplex;
    const SourceManager &SM = AST->getSourceManager();
    auto Mark = [&](SourceLocation L, const std::string &Word) {
      R.Seen.insert({SM.getExpansionLineNumber(L), Word});
    };
    for (const auto &L : Facts.Lifetimes) {
      for (const Expr *E : L->Acquisitions)
        Mark(E->getBeginLoc(), "acquire");
      for (const ReleaseSite &S : L->Releases)
        Mark(S.Call->getBeginLoc(), "release");
      for (const EscapeSite &S : L->Escapes)
        Mark(isa<CompoundStmt>(S.At) ? S.At->getEndLoc() : S.At->getBeginLoc(),
             std::string("escape: ") + wordOf(S.K));
      for (const Exit &E : L->Uncovered)
        Mark(E.K == Exit::Kind::FallsOff ? E.At->getEndLoc() : E.At->getBeginLoc(),
             std::string("leak: ") + wordOf(E.K));
      for (const Exit &E : L->BelowPolicy)
        Mark(E.At->getBeginLoc(), "below");
    }
    for (const DoubleRelease &D : Facts.DoubleReleases)
      Mark(D.Second->getBeginLoc(), D.IsUse ? "use" : "double");
    return R;
  }

  std::string Text;
  llvm::SmallVector<StringRef, 0> Lines;
  std::optional<flow::ThrowPolicy> Policy = flow::ThrowPolicy{};
  std::unique_ptr<ASTUnit> AST;
  Functions Found;
  std::unique_ptr<catalogue::Matcher> Vocabulary;
  std::unique_ptr<Analysis> Solver;
  std::map<const FunctionDecl *, Result> Results;
};

class FunctionTest : public testing::Test {
public:
  FunctionTest(Snippets &Of, const FunctionDecl *F) : Of(Of), F(F) {}
  void TestBody() override {
    if (F)
      Of.run(F);
    else
      FAIL() << Of.Stem << ".cpp " << Of.Broken;
  }

private:
  Snippets &Of;
  const FunctionDecl *F;
};

void registerTest(Snippets &S, const FunctionDecl *F, const std::string &Name) {
  testing::RegisterTest(S.Stem.c_str(), Name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                        [&S, F]() -> testing::Test * { return new FunctionTest(S, F); });
}

} // namespace
} // namespace raiitidy::lifetime

int main(int argc, char **argv) {
  using namespace raiitidy::lifetime;
  testing::InitGoogleTest(&argc, argv);
  std::vector<std::string> Paths;
  std::error_code EC;
  for (llvm::sys::fs::directory_iterator It(RAII_SNIPPETS, EC), End; It != End && !EC; It.increment(EC))
    if (llvm::StringRef(It->path()).ends_with(".cpp"))
      Paths.push_back(It->path());
  llvm::sort(Paths);
  std::vector<std::unique_ptr<Snippets>> Files;
  for (const std::string &Path : Paths) {
    Files.push_back(std::make_unique<Snippets>(Path));
    Snippets &S = *Files.back();
    if (!S.Broken.empty() || S.Tests.empty())
      registerTest(S, nullptr, "parses");
    for (const clang::FunctionDecl *F : S.Tests)
      registerTest(S, F, F->getNameAsString());
  }
  return RUN_ALL_TESTS();
}
