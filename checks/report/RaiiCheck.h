// The base of every raii-* check, and the sole caller of diag().
#pragma once
#include "checks/CheckInfo.h"
#include "checks/report/Unit.h"
#include "clang-tidy/ClangTidyCheck.h"

namespace raiitidy::report {

struct Note {
  clang::SourceLocation At;
  std::string Text;
};

/// What a check has to say of one place.
struct Finding {
  clang::SourceLocation At;
  std::string Message;
  std::vector<Note> Notes;
  std::optional<rewrite::Outcome> Fix; ///< empty: the check offers none
};

class RaiiCheck : public clang::tidy::ClangTidyCheck {
public:
  RaiiCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context, Units &Shared);

  bool isLanguageVersionSupported(const clang::LangOptions &Lang) const override { return Lang.CPlusPlus || Lang.C99; }
  void registerPPCallbacks(const clang::SourceManager &SM, clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpander) override;
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Says what this check sees in the unit, by calling report().
  virtual void examine(clang::ASTContext &Ctx) = 0;
  void report(const Finding &F);
  Unit &unit() { return *Shared; }
  /// The globs of option \p Name; a broken one is said, and then there are none.
  flow::NameGlobs globs(llvm::StringRef Name, llvm::StringRef List);

private:
  SharedOptions readOptions();
  const CheckInfo *Info;
  std::string MayThrow, Guards, GuardNames, PairFiles, GuardTypes, NeverThrow, IgnoredFunctions;
  flow::NameGlobs Ignored; ///< of IgnoredFunctions
  bool UnsafeFixes, AssumeHeaders, Editor;
  std::shared_ptr<Unit> Shared;
};

} // namespace raiitidy::report
