// Which files a unit includes, as its text says: enough to find the units that
// a header concerns, without a parse.
#pragma once
#include "tool/Compose.h"
#include "tool/Database.h"
#include <set>

namespace raiitidy::tool {

class Includes {
public:
  /// \p Overlay: texts that stand for files, by real path.
  explicit Includes(const Texts &Overlay) : Overlay(Overlay) {}

  /// The real paths of the files that a unit reaches through #include, itself
  /// among them. A directive counts whatever #if it stands in; one that a macro
  /// spells does not. System directories are not searched.
  std::set<std::string> reachedBy(const Command &C);

private:
  struct Directive {
    std::string Name;
    bool Quoted;
  };
  const std::vector<Directive> &directivesOf(const std::string &File);
  const std::string &real(const std::string &Path);

  const Texts &Overlay;
  std::map<std::string, std::vector<Directive>> Directives;
  std::map<std::string, std::string> Real; ///< path: real path, or empty if there is no such file
};

} // namespace raiitidy::tool
