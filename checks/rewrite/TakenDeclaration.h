// Taking a variable's declaration out of the code.
#pragma once
#include "checks/rewrite/Source.h"
#include "clang/AST/Stmt.h"

namespace raiitidy::rewrite {

/// A declaration that goes from its place.
struct TakenDeclaration {
  Span At;
  std::string Left;    ///< what is left there: `*b` of `*a, *b` without a, which holds all of a fix that takes b. Of such two
                       ///< clang-tidy makes the outer one, of two that cut each other neither.
  std::string Comment; ///< what stood behind it and goes along
};

/// The text that declares \p V and nothing else: all of \p Declaration, or where that declares several the declarator of \p V
/// with one comma. Nothing where that cannot be told, as of `int a(1), (b);`, or where a comment may speak of one of several.
std::optional<TakenDeclaration> declaringText(const Source &Text, const clang::DeclStmt *Declaration, const clang::VarDecl *V);

/// \returns nothing where declaringText() says nothing, or where a comment beside it would lose what it speaks of.
std::optional<TakenDeclaration> takeDeclaration(const Source &Text, const clang::DeclStmt *Declaration, const clang::VarDecl *V);

} // namespace raiitidy::rewrite
