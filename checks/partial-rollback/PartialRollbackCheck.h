#pragma once
#include "checks/catalogue/Opposites.h"
#include "checks/report/RaiiCheck.h"

namespace raiitidy {

class PartialRollbackCheck : public report::RaiiCheck {
public:
  PartialRollbackCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context, report::Units &Shared);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void examine(clang::ASTContext &Ctx) override;
  const std::string Inverses, Evidence;
  catalogue::VerbPairs Verbs; ///< of Inverses
};

} // namespace raiitidy
