// The diagnostics consumer of a unit: findings of the checks, and what the compiler says.
#pragma once
#include "tool/Finding.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/LangOptions.h"
#include "llvm/ADT/StringMap.h"
#include <functional>
#include <set>

namespace clang {
class ASTContext;
}

namespace raiitidy::tool {

class Collector : public clang::DiagnosticConsumer {
public:
  /// \p Reported: whether findings in this file (real path) are wanted.
  Collector(UnitResult &Into, bool WantWarnings, std::function<bool(const std::string &)> Reported);

  /// Diagnostics of \p Engine are findings; \p Context knows their checks and NOLINT.
  void setChecks(clang::tidy::ClangTidyContext *Context, const clang::DiagnosticsEngine *Engine);
  void BeginSourceFile(const clang::LangOptions &L, const clang::Preprocessor *PP) override;
  void HandleDiagnostic(clang::DiagnosticsEngine::Level L, const clang::Diagnostic &Info) override;
  /// Gives each finding the name of its function; while the tree of the unit is there.
  void nameFunctions(clang::ASTContext &Ctx);

  /// Flags to leave out when the unit is tried again: the driver or the target refused them.
  const std::set<std::string> &refusedFlags() const { return Refused; }
  void forgetErrors();
  /// Sorts the findings; removes repeats.
  void sortFindings();

private:
  void finding(clang::DiagnosticsEngine::Level L, const clang::Diagnostic &Info);
  void note(const clang::Diagnostic &Info, clang::SourceLocation Loc);
  void compiler(clang::DiagnosticsEngine::Level L, const clang::Diagnostic &Info);
  Place place(clang::SourceLocation Loc, const clang::SourceManager &SM,
              llvm::ArrayRef<clang::CharSourceRange> Ranges) const;
  bool edits(const clang::Diagnostic &Info, std::vector<Edit> &Into);
  const std::string &realName(clang::FileID File, const clang::SourceManager &SM) const;

  UnitResult &Result;
  bool WantWarnings;
  std::function<bool(const std::string &)> Reported;
  clang::tidy::ClangTidyContext *Context = nullptr;
  const clang::DiagnosticsEngine *Checks = nullptr;
  clang::LangOptions Lang;
  std::set<std::string> Refused;
  bool SkipNotes = false;
  std::vector<clang::SourceLocation> Locations; ///< of the findings of this run
  mutable llvm::StringMap<std::string> RealNames;
};

} // namespace raiitidy::tool
