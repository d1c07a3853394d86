#pragma once
#include "checks/report/RaiiCheck.h"

namespace raiitidy {

class UnrestoredStateCheck : public report::RaiiCheck {
public:
  UnrestoredStateCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context, report::Units &Shared);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void examine(clang::ASTContext &Ctx) override;
  const std::string IgnoredStates;
  const flow::NameGlobs States; ///< of IgnoredStates
};

} // namespace raiitidy
