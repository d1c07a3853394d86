// The one table by which the tool knows the guards.
#pragma once
#include "clang/AST/ASTContext.h"

namespace raiitidy::rewrite {

/// A named kind of raii::unique_resource.
struct NamedKind {
  llvm::StringLiteral Type;    ///< as the catalogue names it
  llvm::StringLiteral Release; ///< the function that its deleter calls
  llvm::StringLiteral Handle;  ///< canonical type of the handle; "*": any pointer to non-const
};

/// The kind that the catalogue names for a pair, if \p Handle is a handle of that kind; else null.
const NamedKind *findKind(llvm::StringRef Guard, clang::QualType Handle, const clang::ASTContext &Ctx);
/// release() returns exactly the handle's type.
bool returnsHandle(const NamedKind &K);

inline constexpr llvm::StringLiteral ScopeExitHeader = "raii/scope_exit.hpp";
inline constexpr llvm::StringLiteral UniqueResourceHeader = "raii/unique_resource.hpp";

} // namespace raiitidy::rewrite
