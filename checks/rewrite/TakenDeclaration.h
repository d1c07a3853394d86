// Taking a variable's declaration out of the code.
#pragma once
#include "checks/rewrite/Source.h"
#include "clang/AST/Stmt.h"

namespace raiitidy::rewrite {

/// The text that declares \p V and nothing else: all of \p Declaration, or where that declares several the declarator of \p V
/// with one comma. Nothing where that cannot be told, as of `int a(1), (b);`, or where a comment may speak of one of several.
std::optional<Span> declaringText(const Source &Text, const clang::DeclStmt *Declaration, const clang::VarDecl *V);

/// A declaration that goes from its place.
struct TakenDeclaration {
  Span At;
  std::string Comment; ///< what stood behind it and goes along
};

/// \returns nothing where declaringText() says nothing, or where a comment beside it would lose what it speaks of.
std::optional<TakenDeclaration> takeDeclaration(const Source &Text, const clang::DeclStmt *Declaration, const clang::VarDecl *V);

} // namespace raiitidy::rewrite
