#include "checks/rewrite/GuardStyles.h"
#include "llvm/ADT/StringExtras.h"

namespace raiitidy::rewrite {

using llvm::StringRef;

static constexpr StyleInfo Styles[] = {
    {GuardStyle::Raii, "raii", "raii::scope_exit", "raii/scope_exit.hpp", 17, "raii::scope_exit $g($l);", "$g.reset()",
     "$g.release()", false},
    {GuardStyle::Std, "std", "", "", 11, "", "", "", false},
    // Boost.Scope guards are switched off, but cannot be told to run.
    {GuardStyle::Boost, "boost", "boost::scope::scope_exit", "boost/scope/scope_exit.hpp", 17,
     "boost::scope::scope_exit $g($l);", "", "$g.set_active(false)", false},
    // Cancel() and Invoke() destroy the callback, and assert that it was there.
    {GuardStyle::Absl, "absl", "absl::Cleanup", "absl/cleanup/cleanup.h", 17, "absl::Cleanup $g = $l;",
     "std::move($g).Invoke()", "std::move($g).Cancel()", true},
    {GuardStyle::Gsl, "gsl", "gsl::finally", "gsl/util", 14, "auto $g = gsl::finally($l);", "", "", false},
    {GuardStyle::Folly, "folly", "folly::makeGuard", "folly/ScopeGuard.h", 17, "auto $g = folly::makeGuard($l);", "",
     "$g.dismiss()", false},
};

llvm::ArrayRef<StyleInfo> allStyles() { return Styles; }

const StyleInfo &styleInfo(GuardStyle S) {
  for (const StyleInfo &I : Styles)
    if (I.Style == S)
      return I;
  return Styles[0];
}

std::optional<GuardStyle> parseStyle(StringRef Name) {
  for (const StyleInfo &I : Styles)
    if (I.Name == Name)
      return I.Style;
  return std::nullopt;
}

static std::string fill(StringRef Text, StringRef Name, StringRef Lambda = {}) {
  std::string Out;
  for (; !Text.empty(); Text = Text.drop_front()) {
    if (Text.consume_front("$g"))
      Out += Name;
    else if (Text.consume_front("$l"))
      Out += Lambda;
    if (Text.empty())
      break;
    Out += Text.front();
  }
  return Out;
}

Spoken speak(const StyleInfo &Style, std::string Name) {
  Spoken S;
  S.RunNow = fill(Style.RunNow, Name);
  S.Cancel = fill(Style.Cancel, Name);
  S.Once = Style.Once;
  if (Style.Cancel.empty())
    S.Cannot = (Style.Guard + " can neither run early nor be cancelled").str();
  else if (Style.Once)
    S.Cannot = (Style.Guard + " can be ended once only").str();
  S.Name = std::move(Name);
  return S;
}

std::string declareGuard(const StyleInfo &Style, StringRef Name, StringRef Lambda, bool GlobalQualifier) {
  std::string Text = Style.Declaration.str();
  if (GlobalQualifier)
    Text.insert(Text.find(StringRef(Style.Guard).split("::").first.str() + "::"), "::");
  return fill(Text, Name, Lambda);
}

} // namespace raiitidy::rewrite
