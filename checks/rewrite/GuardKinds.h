// The one table of guards that are made for one kind of handle.
#pragma once
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

} // namespace raiitidy::rewrite
