// What the checks of one unit share: each function is analysed once, however many checks are enabled.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "checks/guards/Guards.h"
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Sites.h"
#include "checks/report/Versions.h"
#include "checks/rewrite/Rewriter.h"
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace clang::tidy {
class ClangTidyContext;
}

namespace raiitidy::report {

/// The instantiations of each template, in the order of the AST; looked up only.
using InstantiationMap = llvm::DenseMap<const clang::FunctionDecl *, std::vector<const clang::FunctionDecl *>>;

/// Options that all checks share, read by each check's constructor.
struct SharedOptions {
  flow::ThrowPolicy MayThrow;
  bool UnsafeFixes = false;
  bool Editor = false;                 ///< the same files come again and again: remember the last version
  rewrite::RewriteOptions Rewrite;
  std::vector<std::string> PairFiles;
  flow::NameGlobs NeverThrow;
  std::vector<std::string> GuardTypes; ///< of the project, as guards::Table takes them
  std::string Written;                 ///< all of them as the user wrote them, to compare
};

/// The matcher of the last catalogue: it takes time to make, and is mostly the same. Several threads may ask.
class Vocabularies {
public:
  std::shared_ptr<const catalogue::Matcher> of(std::shared_ptr<const catalogue::Catalogue> C);

private:
  std::mutex Lock;
  std::shared_ptr<const catalogue::Matcher> Last;
};

/// One a unit and a ClangTidyContext, owned together by the checks of that unit.
class Unit {
public:
  /// \p Configured: all of the configuration that the unit has, to compare; read where the options are an editor's.
  Unit(SharedOptions Options, std::shared_ptr<Memory> Before, std::shared_ptr<Vocabularies> Matchers, std::string Configured)
      : Options(std::move(Options)), Matchers(std::move(Matchers)), Configured(std::move(Configured)), Guards(this->Options.GuardTypes),
        Edited(this->Options.Editor ? std::make_unique<Version>(std::move(Before)) : nullptr) {}

  const SharedOptions Options;
  /// What a broken pairs file or configuration said; empty if all is well. Reported once.
  std::string ConfigurationError;

  void attach(clang::Preprocessor &PP);
  /// Analyses the unit on the first call. The functions in source order.
  const std::vector<lifetime::FunctionFacts> &facts(clang::ASTContext &Ctx);
  /// The user functions of the unit in source order; filled by facts().
  const std::vector<const clang::FunctionDecl *> &functions(clang::ASTContext &Ctx);
  /// The function of functions() in which \p Place stands; null outside of them all.
  const clang::FunctionDecl *functionAround(clang::SourceLocation Place) const;
  /// Guards, handlers and suspensions of the functions that have any and are not known to be quiet, in source order; one walk for all checks.
  const std::vector<lifetime::FunctionSites> &sites(clang::ASTContext &Ctx);
  /// What the body of \p F contains; one walk, however many checks ask.
  const flow::Inventory &inventory(const clang::FunctionDecl *F);
  /// The solver of this unit; null where the configuration is broken.
  lifetime::Analysis *solver(clang::ASTContext &Ctx);
  rewrite::Rewriter &rewriter(clang::ASTContext &Ctx);
  /// A guard for \p L, for which each instantiation of a template asks alike.
  rewrite::Outcome guard(clang::ASTContext &Ctx, const lifetime::Lifetime &L);
  /// All instantiations in this unit of the template that \p F is one of, \p F included.
  llvm::ArrayRef<const clang::FunctionDecl *> instantiationsLike(const clang::FunctionDecl *F) const;
  const catalogue::Matcher *vocabulary() const { return Vocabulary.get(); }

  /// A check has something to say at \p Place.
  void spokenOf(clang::SourceLocation Place) {
    if (Edited)
      Edited->spokenOf(Place);
  }

  /// The function is as it was when nothing was said of it; what others do with the same is not asked here.
  bool isKnownQuiet(const clang::FunctionDecl *F) const { return Edited && Edited->isQuiet(F); }
  /// As isKnownQuiet(), and it said nothing that other functions are judged by.
  bool isKnownToAddNothing(const clang::FunctionDecl *F) const { return Edited && Edited->addsNothing(F); }
  /// What \p F does is weighed where others are judged.
  void addsToOthers(const clang::FunctionDecl *F) {
    if (Edited)
      Edited->addsToOthers(F);
  }
  /// Another function may change what is said of \p F.
  void hangsOnOthers(const clang::FunctionDecl *F) {
    if (Edited)
      Edited->hangsOnOthers(F);
  }

  bool ErrorReported = false; ///< by one of the checks
  std::vector<const clang::FunctionDecl *> Reported; ///< too complex ones, said by one of the checks

private:
  void load(clang::ASTContext &Ctx);
  /// Of all that an answer depends on but the code.
  std::string salt() const;
  void analyse();

  const std::shared_ptr<Vocabularies> Matchers;
  const std::string Configured;
  std::unique_ptr<rewrite::UnitText> Text;
  std::shared_ptr<const catalogue::Matcher> Vocabulary;
  std::unique_ptr<lifetime::Analysis> Solver;
  std::unique_ptr<rewrite::Rewriter> Writer;
  std::vector<const clang::FunctionDecl *> Functions;
  InstantiationMap Instantiations;
  std::vector<lifetime::FunctionFacts> Facts;
  std::vector<lifetime::FunctionSites> Sites;
  guards::Table Guards;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<flow::Inventory>> Inventories; ///< looked up only
  bool Collected = false, Analysed = false, Walked = false;
  lifetime::ExceptionUse Used;

  std::string UsersPairs;
  clang::Preprocessor *PP = nullptr;
  const std::unique_ptr<Version> Edited; ///< for an editor
};

/// Hands out the Unit of a ClangTidyContext. Owned by the factories of one module instance: not static, and keyed by
/// the context, since a language server runs several contexts at once over one table of factories.
class Units {
public:
  std::shared_ptr<Unit> of(clang::tidy::ClangTidyContext *Context, const SharedOptions &Options);

private:
  std::mutex Lock;
  std::map<clang::tidy::ClangTidyContext *, std::weak_ptr<Unit>> Known; ///< looked up only
  const std::shared_ptr<Memory> Versions = std::make_shared<Memory>();
  const std::shared_ptr<Vocabularies> Matchers = std::make_shared<Vocabularies>();
};

} // namespace raiitidy::report
