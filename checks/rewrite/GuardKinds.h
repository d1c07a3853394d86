// The one table of guards that are made for one kind of handle.
#pragma once
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/Rewriter.h"
#include "clang/AST/ASTContext.h"

namespace raiitidy::rewrite {

/// A class whose objects own a handle of one kind: raii::unique_file and its like.
struct NamedKind {
  GuardStyle Style;
  llvm::StringLiteral Meaning; ///< as the catalogue names it
  llvm::StringLiteral Type;
  llvm::StringLiteral Header;
  llvm::StringLiteral Release; ///< the function that its deleter calls
  llvm::StringLiteral Handle;  ///< canonical type of the handle; "*": any pointer to non-const
  bool GivesHandle;            ///< release() returns exactly the handle's type
  bool KeepsErrno;             ///< its destructor preserves errno
};

/// The kind of \p Style for what the catalogue calls \p Meaning, if \p Handle is a handle of that kind; else null.
const NamedKind *findKind(GuardStyle Style, llvm::StringRef Meaning, clang::QualType Handle,
                          const clang::ASTContext &Ctx);

/// That kind for \p V, if it ends what \p V holds as all releases do, and takes for a failure what the acquisitions give where
/// they fail: null, a negative number. Else null.
/// \param Of the acquisitions into \p V
/// \param All its releases
const NamedKind *findKind(GuardStyle Style, const clang::VarDecl *V, llvm::ArrayRef<const lifetime::Lifetime *> Of,
                          llvm::ArrayRef<ReleaseStatement> All, const clang::ASTContext &Ctx);

} // namespace raiitidy::rewrite
