#include "tool/Analyse.h"
#include "tool/Collector.h"
#include "tool/Paths.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Stack.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

namespace raiitidy::tool {

namespace tidy = clang::tidy;
namespace tooling = clang::tooling;
using llvm::StringRef;

namespace {

/// The configuration was worked out before the worker started.
class FixedOptions : public tidy::ClangTidyOptionsProvider {
public:
  explicit FixedOptions(std::shared_ptr<const tidy::ClangTidyOptions> Tidy) : Tidy(std::move(Tidy)) {}
  const tidy::ClangTidyGlobalOptions &getGlobalOptions() override { return Global; }
  std::vector<OptionsSource> getRawOptions(StringRef) override { return {{*Tidy, "raii-tidy"}}; }

private:
  std::shared_ptr<const tidy::ClangTidyOptions> Tidy;
  tidy::ClangTidyGlobalOptions Global;
};

/// Runs the checks over what the project wrote; bodies in system headers are not even parsed.
class ChecksConsumer : public clang::MultiplexConsumer {
public:
  ChecksConsumer(std::vector<std::unique_ptr<clang::ASTConsumer>> Inner,
                 std::unique_ptr<clang::ast_matchers::MatchFinder> Finder,
                 std::vector<std::unique_ptr<tidy::ClangTidyCheck>> Checks, Collector &Messages)
      : MultiplexConsumer(std::move(Inner)), Finder(std::move(Finder)), Checks(std::move(Checks)), Messages(Messages) {}

  void Initialize(clang::ASTContext &Ctx) override {
    Sources = &Ctx.getSourceManager();
    MultiplexConsumer::Initialize(Ctx);
  }

  bool shouldSkipFunctionBody(clang::Decl *D) override { return isSystem(D); }

  void HandleTranslationUnit(clang::ASTContext &Ctx) override {
    std::vector<clang::Decl *> Ours;
    for (clang::Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (!D->isImplicit() && !isSystem(D))
        Ours.push_back(D);
    Ctx.setTraversalScope(Ours);
    // With a scope of its own a traversal no longer meets the unit itself, which the checks match.
    Finder->match(*Ctx.getTranslationUnitDecl(), Ctx);
    MultiplexConsumer::HandleTranslationUnit(Ctx);
    Messages.nameFunctions(Ctx);
  }

private:
  bool isSystem(const clang::Decl *D) const {
    clang::SourceLocation Loc = D->getLocation();
    return Loc.isValid() && Sources->isInSystemHeader(Sources->getExpansionLoc(Loc));
  }

  const clang::SourceManager *Sources = nullptr;
  std::unique_ptr<clang::ast_matchers::MatchFinder> Finder;
  std::vector<std::unique_ptr<tidy::ClangTidyCheck>> Checks;
  Collector &Messages;
};

class ChecksAction : public clang::ASTFrontendAction {
public:
  ChecksAction(tidy::ClangTidyContext &Context, Collector &Messages) : Context(Context), Messages(Messages) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &Compiler, StringRef File) override {
    clang::SourceManager &SM = Compiler.getSourceManager();
    Context.setSourceManager(&SM);
    Context.setCurrentFile(File);
    Context.setASTContext(&Compiler.getASTContext());
    if (auto Directory = Compiler.getVirtualFileSystem().getCurrentWorkingDirectory())
      Context.setCurrentBuildDirectory(*Directory);

    tidy::ClangTidyCheckFactories Factories;
    for (const auto &Entry : tidy::ClangTidyModuleRegistry::entries())
      Entry.instantiate()->addCheckFactories(Factories);
    auto Checks = Factories.createChecksForLanguage(&Context);
    auto Finder = std::make_unique<clang::ast_matchers::MatchFinder>();
    for (auto &C : Checks) {
      C->registerMatchers(Finder.get());
      C->registerPPCallbacks(SM, &Compiler.getPreprocessor(), &Compiler.getPreprocessor());
    }
    std::vector<std::unique_ptr<clang::ASTConsumer>> Inner;
    Inner.push_back(Finder->newASTConsumer());
    return std::make_unique<ChecksConsumer>(std::move(Inner), std::move(Finder), std::move(Checks), Messages);
  }

private:
  tidy::ClangTidyContext &Context;
  Collector &Messages;
};

/// A warning that clang does not have: GCC's.
bool isForeignWarning(StringRef Flag) {
  if (!Flag.consume_front("-W") || Flag.empty())
    return false;
  for (StringRef Passed : {"l,", "a,", "p,", "frame-larger-than", "stack-protector", "everything"})
    if (Flag.starts_with(Passed))
      return false;
  if (!Flag.consume_front("no-error="))
    if (!Flag.consume_front("error="))
      Flag.consume_front("no-");
  for (StringRef Known : {"error", "fatal-errors", "system-headers", "everything"})
    if (Flag == Known)
      return false;
  return !clang::DiagnosticIDs::getGroupForWarningOption(Flag);
}

/// The command without what only a build needs, with what .clang-tidy adds.
std::vector<std::string> adjust(const AnalyseJob &Job) {
  std::vector<std::string> Args = Job.What->How.Args;
  StringRef File = Job.What->How.File;
  for (auto Adjuster : {tooling::getClangStripOutputAdjuster(), tooling::getClangStripDependencyFileAdjuster(),
                        tooling::getStripPluginsAdjuster()})
    Args = Adjuster(Args, File);
  llvm::erase_if(Args, [](const std::string &A) { return A == "-Wfatal-errors" || A == "-c"; });
  tooling::addTargetAndModeForProgramName(Args, Args.front());
  const tidy::ClangTidyOptions &Tidy = *Job.What->Configuration;
  if (Tidy.ExtraArgsBefore)
    Args.insert(Args.begin() + 1, Tidy.ExtraArgsBefore->begin(), Tidy.ExtraArgsBefore->end());
  auto End = llvm::find(Args, "--");
  if (Tidy.ExtraArgs)
    End = Args.insert(End, Tidy.ExtraArgs->begin(), Tidy.ExtraArgs->end()) + Tidy.ExtraArgs->size();
  bool HasResourceDir = llvm::any_of(Args, [](StringRef A) { return A.starts_with("-resource-dir"); });
  if (!HasResourceDir)
    Args.insert(End, "-resource-dir=" + Job.ResourceDir);
  return Args;
}

bool isHeaderWanted(const AnalyseJob &Job, const std::string &MainFile, const std::string &File) {
  const Unit &U = *Job.What;
  if (!U.OnlyHeaders.empty())
    return U.OnlyHeaders.count(File) != 0;
  if (File == MainFile)
    return true;
  if (!U.HeaderFilter)
    return isInside(File, Job.ProjectRoot);
  if (U.HeaderFilter->empty())
    return false;
  const auto &Exclude = U.Configuration->ExcludeHeaderFilterRegex;
  return llvm::Regex(*U.HeaderFilter).match(File) &&
         !(Exclude && !Exclude->empty() && llvm::Regex(*Exclude).match(File));
}

class Run {
public:
  explicit Run(const AnalyseJob &Job)
      : Job(Job), MainFile(realPath(Job.What->How.File)),
        Messages(Result, Job.WantWarnings, [this](const std::string &File) { return isWanted(File); }) {}

  UnitResult run() {
    Args = adjust(Job);
    auto Foreign = std::stable_partition(Args.begin(), llvm::find(Args, "--"),
                                         [](const std::string &A) { return !isForeignWarning(A); });
    auto End = llvm::find(Args, "--");
    Result.DroppedFlags.assign(Foreign, End);
    Args.erase(Foreign, End);
    // A flag of GCC's that the driver or the target does not know is left out and the unit tried again.
    for (unsigned Try = 0; Try < 8; ++Try) {
      Messages.forgetErrors();
      Result.Findings.clear();
      Result.Warnings.clear();
      compile();
      if (!dropRefused())
        break;
    }
    Messages.sortFindings();
    return std::move(Result);
  }

private:
  bool isWanted(const std::string &File) {
    auto [It, New] = Wanted.try_emplace(File, false);
    if (New)
      It->second = isHeaderWanted(Job, MainFile, File);
    return It->second;
  }

  bool dropRefused() {
    bool Dropped = false;
    for (const std::string &Flag : Messages.refusedFlags()) {
      auto At = std::find(Args.begin() + 1, llvm::find(Args, "--"), Flag);
      if (At == Args.end() || *At != Flag)
        continue;
      Args.erase(At);
      Result.DroppedFlags.push_back(Flag);
      Dropped = true;
    }
    return Dropped;
  }

  void compile();
  void noteRead(clang::CompilerInstance &Compiler);

  const AnalyseJob &Job;
  std::string MainFile;
  UnitResult Result;
  Collector Messages;
  std::vector<std::string> Args;
  std::map<std::string, bool> Wanted;
};

/// The header that was asked for must have been read.
void Run::noteRead(clang::CompilerInstance &Compiler) {
  if (Job.WantFiles) {
    clang::SourceManager &SM = Compiler.getSourceManager();
    std::set<std::string> Names;
    for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It) {
      clang::FileID ID = SM.translateFile(It->first);
      if (ID.isValid() && !SM.isInSystemHeader(SM.getLocForStartOfFile(ID)))
        Names.insert(realPath(absolutePath(It->first.getName(), Job.What->How.Directory)));
    }
    Result.Files.assign(Names.begin(), Names.end());
  }
  for (const std::string &Header : Job.What->OnlyHeaders) {
    auto Entry = Compiler.getFileManager().getOptionalFileRef(Header);
    if (!Entry || Compiler.getSourceManager().translateFile(*Entry).isInvalid())
      Result.ReadRequested = false;
  }
}

/// Notes what is read and what is not found.
class TrackingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  TrackingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS, Reads &Seen)
      : ProxyFileSystem(std::move(FS)), Seen(Seen) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override {
    auto Result = ProxyFileSystem::status(Path);
    if (!Result)
      Seen.Missing.insert(absolute(Path));
    return Result;
  }
  bool exists(const llvm::Twine &Path) override {
    const bool There = ProxyFileSystem::exists(Path);
    if (!There)
      Seen.Missing.insert(absolute(Path));
    return There;
  }
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &Path) override {
    auto Result = ProxyFileSystem::openFileForRead(Path);
    (Result ? Seen.Files : Seen.Missing).insert(absolute(Path));
    return Result;
  }

private:
  /// Without touching "..", which may follow a symbolic link.
  std::string absolute(const llvm::Twine &Path) const {
    llvm::SmallString<256> Absolute;
    Path.toVector(Absolute);
    makeAbsolute(Absolute);
    return Absolute.str().str();
  }

  Reads &Seen;
};

/// A text whose file is not there (it was staged and then deleted) must look like a file to the driver; the others are
/// remapped, so that every name of the file leads to them.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> withMissing(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Disk,
                                                            const std::map<std::string, std::string> &Texts) {
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  bool Any = false;
  for (const auto &[File, Text] : Texts)
    if (!Disk->exists(File))
      Any |= Memory->addFile(File, 0, llvm::MemoryBuffer::getMemBufferCopy(Text, File));
  if (!Any)
    return Disk;
  auto Both = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(Disk);
  Both->pushOverlay(Memory);
  return Both;
}

void Run::compile() {
  auto FS = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code EC = FS->setCurrentWorkingDirectory(Job.What->How.Directory)) {
    Result.Failure = "its directory '" + Job.What->How.Directory + "' cannot be entered: " + EC.message();
    return;
  }
  std::vector<const char *> Argv;
  for (const std::string &A : Args)
    Argv.push_back(A.c_str());

  auto DriverOptions = llvm::makeIntrusiveRefCnt<clang::DiagnosticOptions>();
  clang::CreateInvocationOptions CIO;
  CIO.Diags = llvm::makeIntrusiveRefCnt<clang::DiagnosticsEngine>(new clang::DiagnosticIDs, DriverOptions, &Messages,
                                                                  /*ShouldOwnClient=*/false);
  CIO.VFS = withMissing(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>(FS.release()), Job.Overlay);
  if (Job.Track)
    CIO.VFS = llvm::makeIntrusiveRefCnt<TrackingFileSystem>(std::move(CIO.VFS), *Job.Track);
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> VFS = CIO.VFS;
  if (!VFS->exists(Job.What->How.File)) {
    Result.Failure = "there is no such file; if the database is older than the sources, configure the build again";
    return;
  }
  CIO.ProbePrecompiled = true;
  std::shared_ptr<clang::CompilerInvocation> Invocation = clang::createInvocation(Argv, CIO);
  if (!Invocation) {
    if (Result.Errors.empty())
      Result.Errors.push_back({{}, "clang cannot make sense of its compile command", {}});
    return;
  }

  clang::FrontendOptions &Frontend = Invocation->getFrontendOpts();
  Frontend.SkipFunctionBodies = !Job.WholeHeaders;
  Frontend.DisableFree = true; // the process ends with the unit
  Invocation->getCodeGenOpts().ClearASTBeforeBackend = false;
  Invocation->getDependencyOutputOpts() = clang::DependencyOutputOptions();
  clang::PreprocessorOptions &PP = Invocation->getPreprocessorOpts();
  PP.SetUpStaticAnalyzer = true; // as clang-tidy does: the same code is seen in both
  for (const auto &[File, Text] : Job.Overlay)
    PP.addRemappedFile(File, llvm::MemoryBuffer::getMemBufferCopy(Text, File).release());
  clang::DiagnosticOptions &DO = Invocation->getDiagnosticOpts();
  DO.ErrorLimit = 0;
  DO.ShowCarets = false; // no "1 warning generated."
  DO.IgnoreWarnings |= !Job.WantWarnings;

  clang::CompilerInstance Compiler;
  Compiler.setInvocation(Invocation);
  Compiler.createDiagnostics(&Messages, /*ShouldOwnClient=*/false);
  Compiler.createFileManager(VFS);
  Compiler.createSourceManager(Compiler.getFileManager());

  // Findings have an engine of their own, as in clang-tidy: -w, #pragma and errors of the unit do not touch it.
  auto CheckOptions = llvm::makeIntrusiveRefCnt<clang::DiagnosticOptions>();
  clang::DiagnosticsEngine CheckEngine(new clang::DiagnosticIDs, CheckOptions, &Messages, /*ShouldOwnClient=*/false);
  tidy::ClangTidyContext Context(std::make_unique<FixedOptions>(Job.What->Configuration));
  Context.setDiagnosticsEngine(&CheckEngine);
  // Each finding carries all of its edits, its include too.
  Context.setSelfContainedDiags(true);
  Messages.setChecks(&Context, &CheckEngine);

  ChecksAction Action(Context, Messages);
  Compiler.ExecuteAction(Action);
  noteRead(Compiler);
  Messages.setChecks(nullptr, nullptr);
}

} // namespace

UnitResult analyse(const AnalyseJob &Job) {
  clang::noteBottomOfStack(); // lets clang continue deep recursion on a stack of its own
  return Run(Job).run();
}

} // namespace raiitidy::tool
