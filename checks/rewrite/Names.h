// Names of guards: readable, and unique against everything that the name could hide or be hidden by.
#pragma once
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/NameStyle.h"
#include "checks/rewrite/Source.h"
#include "checks/rewrite/UnitTextData.h"

namespace raiitidy::rewrite {

class Names {
public:
  Names(const Source &Text, const UnitTextData &Unit, const NameStyle &Style) : Text(Text), Unit(Unit), Style(Style) {}

  /// A name for a \p Kind ("guard", "lock", "rollback") of \p Stem in the style wanted, with a number if that is taken
  /// in \p Scope of \p F. The same \p Key (where an acquisition begins, in whatever instantiation) is given the same name again.
  std::string unique(llvm::StringRef Stem, llvm::StringRef Kind, const clang::FunctionDecl *F,
                     const FunctionView &View, const clang::Stmt *Scope, clang::SourceLocation Key);
  size_t count() const { return All.size(); }
  /// The names given since there were \p Count were not used after all.
  void forgetSince(size_t Count) { All.resize(std::min(All.size(), Count)); }
  /// "m_file" and "file_" → "file"; "this->lock" → "lock"; "a[i].m" → "m".
  static std::string stem(llvm::StringRef Written);

private:
  NameStyle styleFor(llvm::StringRef Stem, const clang::FunctionDecl *F, const FunctionView &View) const;
  bool taken(const std::string &Name, const clang::FunctionDecl *F, const FunctionView &View, const clang::Stmt *Scope,
             const Span &ScopeText) const;
  struct Given {
    std::string Name;
    Span In;
    std::string Asked; ///< stem and kind
    clang::SourceLocation Key;
  };
  const Source &Text;
  const UnitTextData &Unit;
  const NameStyle &Style;
  std::vector<Given> All;
};

} // namespace raiitidy::rewrite
