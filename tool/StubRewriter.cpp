// Stands in for checks/rewrite until that room has landed; CMake leaves it out as soon as it has.
#include "checks/rewrite/Rewriter.h"

namespace raiitidy::rewrite {

namespace {
class NoText : public UnitText {};
} // namespace

std::unique_ptr<UnitText> UnitText::attach(clang::Preprocessor &) { return std::make_unique<NoText>(); }

struct Rewriter::Impl {};
Rewriter::Rewriter(clang::ASTContext &, const UnitText &, RewriteOptions) {}
Rewriter::~Rewriter() = default;

Outcome Rewriter::guardAcquisition(const lifetime::Lifetime &) { return Refusal{}; }
Outcome Rewriter::guardTransaction(const lifetime::Lifetime &) { return Refusal{}; }
Outcome Rewriter::replaceTryCatch(const clang::CXXTryStmt *, const clang::CXXCatchStmt *,
                                  llvm::ArrayRef<const clang::Stmt *>, llvm::ArrayRef<const clang::Stmt *>,
                                  const clang::FunctionDecl *) {
  return Refusal{};
}

llvm::StringRef reasonText(Reason) { return "the rewriter is not built in"; }
llvm::StringRef reasonName(Reason) { return "none"; }

} // namespace raiitidy::rewrite
