// Which function a place lies in.
#pragma once
#include "clang/AST/ASTContext.h"
#include <string>
#include <vector>

namespace raiitidy::tool {

/// The functions of the traversal scope that have a body. Bodies are not looked
/// into: what stands in a lambda or in a local class belongs to the function
/// around it.
class FunctionRanges {
public:
  explicit FunctionRanges(clang::ASTContext &Ctx);
  /// The qualified name of the function around \p Loc, or empty.
  std::string nameAt(clang::SourceLocation Loc) const;

private:
  struct Range {
    clang::FileID File;
    unsigned Begin, End;
    const clang::FunctionDecl *Function;
  };
  void add(const clang::Decl *D);

  const clang::SourceManager &SM;
  std::vector<Range> Ranges;
};

} // namespace raiitidy::tool
