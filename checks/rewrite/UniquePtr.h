// What std::unique_ptr asks of a pointer that it shall own, and how it is written.
#pragma once
#include "checks/rewrite/Draft.h"
#include "checks/rewrite/OwnerType.h"
#include "checks/rewrite/Releases.h"
#include <optional>
#include <string>

namespace raiitidy::rewrite {

/// `std::unique_ptr<T>` or `std::unique_ptr<T[]>`, whichever ends what \p V points to as the code does, with T spelled as around;
/// nothing where neither does, or where T has no name.
/// \param Of the acquisitions into \p V
/// \param All its releases
std::optional<OwnerType> uniquePtrOf(const Source &Text, const clang::VarDecl *V, llvm::ArrayRef<const lifetime::Lifetime *> Of,
                                     llvm::ArrayRef<ReleaseStatement> All);

/// Makes \p D unsafe where the destruction of what \p V points to may throw, or meets a mutex of its own that is locked by hand.
void doubtDestruction(Draft &D, const FunctionView &View, const clang::VarDecl *V, const clang::ASTContext &Ctx);

/// The full name of a type; empty for one that has none.
std::string fullName(clang::QualType T, const clang::ASTContext &Ctx);

/// A new-expression as std::make_unique: Head, the text of Arguments as it stands there, Tail.
struct MadeUnique {
  std::string Head; ///< "std::make_unique<T>"
  Span Arguments;
  std::string Tail;
};

/// \returns nothing where \p Value, with its casts, is no `new`, or where std::make_unique would initialise or convert
///   otherwise.
std::optional<MadeUnique> makeUnique(const Source &Text, const clang::Expr *Value);

} // namespace raiitidy::rewrite
