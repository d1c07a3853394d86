#include "checks/Pch.h"
#include "checks/rewrite/Rewriter.h"
namespace raiitidy::rewrite {
struct Rewriter::Impl {};
struct T : UnitText {};
std::unique_ptr<UnitText> UnitText::attach(clang::Preprocessor &PP) { return std::make_unique<T>(); }
Rewriter::Rewriter(clang::ASTContext &Ctx, const UnitText &Text, RewriteOptions Options) {}
Rewriter::~Rewriter() = default;
Outcome Rewriter::guardAcquisition(const lifetime::Lifetime &L) { return Refusal{Reason::UnfamiliarShape, ""}; }
Outcome Rewriter::guardTransaction(const lifetime::Lifetime &L) { return Refusal{Reason::UnfamiliarShape, ""}; }
Outcome Rewriter::replaceTryCatch(const clang::CXXTryStmt *Try, const clang::CXXCatchStmt *Handler, llvm::ArrayRef<const clang::Stmt *> Cleanup, llvm::ArrayRef<const clang::Stmt *> RepeatedAfter, const clang::FunctionDecl *Function) { return Refusal{Reason::UnfamiliarShape, ""}; }
llvm::StringRef reasonName(Reason R) { return "stub"; }
llvm::StringRef reasonText(Reason R) { return "stub"; }
}
