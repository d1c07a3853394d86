#include "Harness.h"
#include "checks/catalogue/Reader.h"
#include "checks/lifetime/Analysis.h"
#include "checks/try-catch-cleanup/Pattern.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Tooling/Tooling.h"
#include <algorithm>
#include <functional>

using namespace clang;
using namespace raiitidy;

namespace rewritetest {

const char *const Declarations = R"cpp(
extern "C" {
struct sqlite3;
typedef unsigned long size_t_;
void *dlopen(const char *, int);
int dlclose(void *);
int sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
}
int work(int = 0);
bool check(int = 0) noexcept;
void use(const void *);
)cpp";

namespace {

struct Edit {
  unsigned Begin, End;
  std::string Text;
};

class Consumer : public ASTConsumer {
public:
  std::function<void(ASTContext &)> Do;
  void HandleTranslationUnit(ASTContext &Ctx) override { Do(Ctx); }
};

class Action : public ASTFrontendAction {
public:
  std::function<void(ASTContext &, const rewrite::UnitText &)> Do;
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    Text = rewrite::UnitText::attach(CI.getPreprocessor());
    auto C = std::make_unique<Consumer>();
    C->Do = [this](ASTContext &Ctx) {
      if (Do)
        Do(Ctx, *Text);
    };
    return C;
  }

private:
  std::unique_ptr<rewrite::UnitText> Text;
};

std::vector<std::string> arguments(const Settings &S, bool Strict) {
  std::vector<std::string> Args = {"-std=" + S.Standard, "-resource-dir=" RAII_RESOURCE_DIR, "-fexceptions",
                                   "-fcxx-exceptions"};
  if (S.IncludePath || Strict)
    Args.push_back("-I" RAII_INCLUDE_DIR);
  if (Strict)
    for (const char *Flag : {"-Wall", "-Wextra", "-Wshadow", "-Werror", "-Wno-unused-function", "-Wno-unused-parameter",
                             "-Wno-unused-but-set-variable", "-Wno-unused-variable"})
      Args.push_back(Flag);
  else
    Args.push_back("-w");
  Args.insert(Args.end(), S.More.begin(), S.More.end());
  return Args;
}

std::string compile(const std::string &Code, const Settings &S, bool Strict,
                    std::function<void(ASTContext &, const rewrite::UnitText &)> Do = nullptr) {
  std::string Messages;
  llvm::raw_string_ostream OS(Messages);
  IntrusiveRefCntPtr<DiagnosticOptions> Options = new DiagnosticOptions;
  TextDiagnosticPrinter Printer(OS, Options.get());
  auto A = std::make_unique<Action>();
  A->Do = std::move(Do);
  IntrusiveRefCntPtr<FileManager> Files(new FileManager(FileSystemOptions()));
  auto InMemory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  auto Overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(llvm::vfs::getRealFileSystem());
  Overlay->pushOverlay(InMemory);
  InMemory->addFile(S.FileName, 0, llvm::MemoryBuffer::getMemBufferCopy(Code));
  Files = new FileManager(FileSystemOptions(), Overlay);
  std::vector<std::string> Command = {"clang++", "-fsyntax-only"};
  for (std::string &Arg : arguments(S, Strict))
    Command.push_back(Arg);
  Command.push_back(S.FileName);
  tooling::ToolInvocation Run(Command, std::move(A), Files.get());
  Run.setDiagnosticConsumer(&Printer);
  Run.run();
  OS.flush();
  return Messages;
}

class Functions : public RecursiveASTVisitor<Functions> {
public:
  std::vector<const FunctionDecl *> All;
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool TraverseLambdaExpr(LambdaExpr *L) {
    if (CXXMethodDecl *Call = L->getCallOperator(); Call && Call->getBody() && !Call->isDependentContext())
      All.push_back(Call);
    return RecursiveASTVisitor::TraverseLambdaExpr(L);
  }
  bool VisitFunctionDecl(FunctionDecl *F) {
    if (F->doesThisDeclarationHaveABody() && F->getBody() && !F->isDefaulted() && !F->isDependentContext() &&
        F->getASTContext().getSourceManager().isWrittenInMainFile(F->getLocation()))
      All.push_back(F);
    return true;
  }
};

Result apply(const std::string &Snippet, const Settings &S,
             std::function<void(ASTContext &, rewrite::Rewriter &, std::function<void(const rewrite::Outcome &)>)> Plan) {
  Result R;
  const std::string Whole = S.Prelude + Snippet;
  std::vector<Edit> Edits;
  R.InputErrors = compile(Whole, S, false, [&](ASTContext &Ctx, const rewrite::UnitText &Text) {
    rewrite::RewriteOptions Options;
    Options.Style = S.Style;
    Options.Format = false; // the repository's own .clang-format is none of the snippets'
    Options.Names = rewrite::NameStyle::parse(S.GuardNames).value();
    rewrite::Rewriter Writer(Ctx, Text, Options);
    const SourceManager &SM = Ctx.getSourceManager();
    Plan(Ctx, Writer, [&](const rewrite::Outcome &O) {
      if (const auto *No = std::get_if<rewrite::Refusal>(&O)) {
        R.Refusals.push_back(rewrite::reasonName(No->Why).str() + (No->Detail.empty() ? "" : ": " + No->Detail));
        return;
      }
      const auto &P = std::get<rewrite::Plan>(O);
      R.Titles.push_back(P.Title);
      if (P.How == rewrite::Applicability::Unsafe)
        R.Unsafe.push_back(P.UnsafeBecause);
      for (const FixItHint &H : P.Edits) {
        const bool Insertion = !H.RemoveRange.isValid() || H.RemoveRange.getBegin() == H.RemoveRange.getEnd();
        Edit E{SM.getFileOffset(H.RemoveRange.getBegin()), SM.getFileOffset(H.RemoveRange.getEnd()), H.CodeToInsert};
        (void)Insertion;
        // Two plans may add the same include, or be the same: one guard for all acquisitions of a variable.
        if (llvm::none_of(Edits, [&](const Edit &X) { return X.Begin == E.Begin && X.End == E.End && X.Text == E.Text; }))
          Edits.push_back(E);
      }
    });
  });
  std::stable_sort(Edits.begin(), Edits.end(), [](const Edit &A, const Edit &B) {
    return std::tie(A.Begin, A.End) < std::tie(B.Begin, B.End);
  });
  std::string Out;
  unsigned At = 0;
  for (const Edit &E : Edits) {
    if (E.Begin < At) {
      R.CompileErrors = "overlapping edits";
      return R;
    }
    Out += Whole.substr(At, E.Begin - At) + E.Text;
    At = E.End;
  }
  Out += Whole.substr(At);
  if (!Edits.empty())
    R.CompileErrors = compile(Out, S, true);
  // Edits to the prelude are includes only: everything before the snippet's first line goes.
  const size_t Tail = S.Prelude.empty() ? 0 : Out.find("//---\n");
  R.Code = S.Prelude.empty() ? Out : Out.substr(Tail == std::string::npos ? 0 : Tail + 6);
  return R;
}

} // namespace

Result rewrite(const std::string &Snippet, const Settings &S) {
  return apply(Snippet, S, [](ASTContext &Ctx, rewrite::Rewriter &Writer, auto Take) {
    static const auto Pairs = std::make_shared<const catalogue::Catalogue>(catalogue::builtInCatalogue());
    const catalogue::Matcher Vocabulary(Pairs);
    flow::ThrowPolicy Policy;
    Policy.Fixed = flow::ThrowTier::Unknown;
    lifetime::Analysis Solver(Ctx, Vocabulary, Policy, {});
    Functions F;
    F.TraverseDecl(Ctx.getTranslationUnitDecl());
    for (const FunctionDecl *Each : F.All) {
      const lifetime::FunctionFacts Facts = Solver.analyse(Each);
      for (const auto &L : Facts.Lifetimes)
        if (!L->Releases.empty() || !L->Uncovered.empty())
          Take(L->Resource->Class == catalogue::ResourceClass::Transaction ? Writer.guardTransaction(*L)
                                                                           : Writer.guardAcquisition(*L));
    }
  });
}

Result rewriteTries(const std::string &Snippet, const Settings &S) {
  return apply(Snippet, S, [](ASTContext &Ctx, rewrite::Rewriter &Writer, auto Take) {
    Functions F;
    F.TraverseDecl(Ctx.getTranslationUnitDecl());
    static const auto Pairs = std::make_shared<const catalogue::Catalogue>(catalogue::builtInCatalogue());
    const catalogue::Matcher Vocabulary(Pairs);
    for (const FunctionDecl *Each : F.All)
      for (const CleanupTry &T : findCleanupTries(Each, Ctx, &Vocabulary))
        Take(Writer.replaceTryCatch(T.Try, T.Handler, T.Cleanup, T.RepeatedAfter, Each));
  });
}

} // namespace rewritetest
