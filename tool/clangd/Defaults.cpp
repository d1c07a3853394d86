// clangd runs only checks that it has measured to be fast, and only those that
// a configuration names. Ours have been measured as well (docs/integrations),
// and their bug group is on unless a configuration says otherwise.
//
// Both functions of clangd's are called from other objects than the one that
// defines them: linked with --wrap, the calls come here, and __real_ is
// clangd's own.
#include "checks/CheckInfo.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <optional>

using Provider = llvm::function_ref<void(clang::tidy::ClangTidyOptions &, llvm::StringRef)>;

// Declared with their mangled names, which the linker flags in CMakeLists.txt
// repeat.
std::optional<bool>
realIsFastTidyCheck(llvm::StringRef Check) asm("__real__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE");
std::optional<bool>
isFastTidyCheck(llvm::StringRef Check) asm("__wrap__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE");
Provider realProvideDefaultChecks() asm("__real__ZN5clang6clangd20provideDefaultChecksEv");
Provider provideDefaultChecks() asm("__wrap__ZN5clang6clangd20provideDefaultChecksEv");

std::optional<bool> isFastTidyCheck(llvm::StringRef Check) {
  if (Check.starts_with("raii-"))
    return true;
  return realIsFastTidyCheck(Check);
}

namespace {

/// clangd's own defaults stand only if nothing else names checks. Our bug
/// checks are added to whatever stands: as in the program, a leading "-*" is
/// meant for clang-tidy's. Globs that begin with raii- come after them, and a
/// list of those that begins with a positive one says which of ours run.
void addOurs(clang::tidy::ClangTidyOptions &Options, llvm::StringRef File) {
  realProvideDefaultChecks()(Options, File);
  Options.CheckOptions.try_emplace("RaiiEditor", "true");
  const std::string Stands = Options.Checks.value_or("");
  std::string Ours = ",raii-*", TheirsOfOurs;
  for (llvm::StringRef Glob : llvm::split(Stands, ',')) {
    llvm::StringRef Literal = Glob = Glob.trim();
    const bool Negative = Literal.consume_front("-");
    if (!Literal.ltrim().starts_with("raii-"))
      continue;
    if (TheirsOfOurs.empty() && !Negative)
      return;
    TheirsOfOurs += "," + Glob.str();
  }
  // The shorter way to say it: clangd asks each glob about each check, at each edit.
  for (const raiitidy::CheckInfo &C : raiitidy::allChecks())
    if (C.InGroup != raiitidy::Group::Bug)
      Ours += ",-" + C.Name.str();
  Options.Checks = (Stands.empty() ? "-*" : Stands) + Ours + TheirsOfOurs;
}

} // namespace

Provider provideDefaultChecks() { return addOurs; }
