// A handle that itself becomes the guard, where its uses allow it:
//
//   T *p = new T(x);             auto p = std::make_unique<T>(x);
//   FILE *f = fopen(path, "r");  raii::unique_file f(fopen(path, "r"));
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/Source.h"
#include <optional>
#include <string>

namespace raiitidy::rewrite {

/// What replaces the declaration of a handle that can itself own what it points to.
struct OwningDeclaration {
  Span Replaced; ///< the declaration with its semicolon
  std::string Code;
  std::vector<Span> Uses; ///< where the handle is read: `.get()` follows
};

/// \param L a lifetime that begins with `new` and whose handle is a plain local
/// \param Type the pointee as the code spells it
/// \param All its releases
/// \returns nothing where the handle is declared apart from its acquisition, is written again, or is used in a way that
///   a unique_ptr does not have; std::make_unique only where it initialises exactly as the new-expression does.
std::optional<OwningDeclaration> owningDeclaration(const Source &Text, const FunctionView &View,
                                                   const lifetime::Lifetime &L, llvm::StringRef Type,
                                                   llvm::ArrayRef<ReleaseStatement> All);

/// As owningDeclaration, for a handle of a C interface.
/// \param Type the guard's, which has get(), release() and reset()
/// \returns nothing where more than three uses would need get(), too.
std::optional<OwningDeclaration> owningHandle(const Source &Text, const FunctionView &View, const lifetime::Lifetime &L,
                                              llvm::StringRef Type, llvm::ArrayRef<ReleaseStatement> All);

} // namespace raiitidy::rewrite
