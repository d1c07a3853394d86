#include "tool/Enclosing.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/raw_ostream.h"

namespace raiitidy::tool {

FunctionRanges::FunctionRanges(clang::ASTContext &Ctx) : SM(Ctx.getSourceManager()) {
  for (const clang::Decl *D : Ctx.getTraversalScope())
    add(D);
}

void FunctionRanges::add(const clang::Decl *D) {
  if (const auto *T = llvm::dyn_cast<clang::TemplateDecl>(D))
    D = T->getTemplatedDecl();
  else if (const auto *F = llvm::dyn_cast<clang::FriendDecl>(D))
    D = F->getFriendDecl();
  if (!D || D->isImplicit())
    return;
  if (const auto *F = llvm::dyn_cast<clang::FunctionDecl>(D)) {
    if (!F->doesThisDeclarationHaveABody())
      return;
    auto [File, Begin] = SM.getDecomposedLoc(SM.getFileLoc(F->getBeginLoc()));
    auto [EndFile, End] = SM.getDecomposedLoc(SM.getFileLoc(F->getEndLoc()));
    if (File == EndFile)
      Ranges.push_back({File, Begin, End, F});
  } else if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl, clang::CXXRecordDecl, clang::ExportDecl>(D)) {
    for (const clang::Decl *Inner : llvm::cast<clang::DeclContext>(D)->decls())
      add(Inner);
  }
}

std::string FunctionRanges::nameAt(clang::SourceLocation Loc) const {
  if (Loc.isInvalid())
    return {};
  auto [File, Offset] = SM.getDecomposedLoc(SM.getFileLoc(Loc));
  for (const Range &R : Ranges)
    if (R.File == File && R.Begin <= Offset && Offset <= R.End) {
      std::string Name;
      llvm::raw_string_ostream OS(Name);
      R.Function->printQualifiedName(OS);
      return OS.str();
    }
  return {};
}

} // namespace raiitidy::tool
