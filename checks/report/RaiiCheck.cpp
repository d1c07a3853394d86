#include "checks/Pch.h"
#include "checks/report/RaiiCheck.h"
#include "checks/rewrite/GuardStyles.h"

using namespace clang;
using namespace clang::ast_matchers;

namespace raiitidy::report {

RaiiCheck::RaiiCheck(llvm::StringRef Name, tidy::ClangTidyContext *Context, Units &All)
    : ClangTidyCheck(Name, Context), Info(findCheck(Name)),
      MayThrow(Options.getLocalOrGlobal("RaiiMayThrow", "auto")),
      Guards(Options.getLocalOrGlobal("RaiiGuards", "raii")),
      GuardNames(Options.getLocalOrGlobal("RaiiGuardNames", "auto")),
      PairFiles(Options.getLocalOrGlobal("RaiiPairs", "")),
      GuardTypes(Options.getLocalOrGlobal("RaiiGuardTypes", "")),
      NeverThrow(Options.getLocalOrGlobal("RaiiNeverThrow", "")),
      IgnoredFunctions(Options.getLocalOrGlobal("RaiiIgnoredFunctions", "")),
      UnsafeFixes(Options.getLocalOrGlobal("RaiiUnsafeFixes", false)),
      AssumeHeaders(Options.getLocalOrGlobal("RaiiAssumeHeaders", false)),
      Editor(Options.getLocalOrGlobal("RaiiEditor", false)) {
  if (!flow::ThrowPolicy::parse(MayThrow))
    configurationDiag("option RaiiMayThrow is '%0'; expected auto, visible, documented, unknown or allocation")
        << MayThrow;
  if (!rewrite::parseStyle(Guards))
    configurationDiag("option RaiiGuards is '%0'; expected raii, std, boost, absl, gsl or folly") << Guards;
  if (!rewrite::NameStyle::parse(GuardNames))
    configurationDiag("option RaiiGuardNames is '%0'; expected auto, snake_case, camelBack, CamelCase or a pattern like "
                      "'{}_{kind}'")
        << GuardNames;
  Ignored = globs("RaiiIgnoredFunctions", IgnoredFunctions);
  const SharedOptions Own = readOptions();
  Shared = All.of(Context, Own);
  if (Shared->Options.Written != Own.Written && !Shared->ErrorReported) {
    configurationDiag("an option is set for %0 alone, and all raii checks share one analysis; write it without the name of the check")
        << Name;
    Shared->ErrorReported = true;
  }
}

flow::NameGlobs RaiiCheck::globs(llvm::StringRef Name, llvm::StringRef List) {
  auto Globs = flow::NameGlobs::parse(List);
  if (Globs)
    return std::move(*Globs);
  configurationDiag("option %0: %1") << Name << llvm::toString(Globs.takeError());
  return {};
}

SharedOptions RaiiCheck::readOptions() {
  SharedOptions O;
  O.MayThrow = flow::ThrowPolicy::parse(MayThrow).value_or(flow::ThrowPolicy{});
  O.UnsafeFixes = UnsafeFixes;
  O.Editor = Editor;
  O.Rewrite.Style = rewrite::parseStyle(Guards).value_or(rewrite::GuardStyle::Raii);
  O.Rewrite.Names = rewrite::NameStyle::parse(GuardNames).value_or(rewrite::NameStyle{});
  O.Rewrite.AssumeHeaders = AssumeHeaders;
  auto Split = [](llvm::StringRef List, std::vector<std::string> &Out) {
    llvm::SmallVector<llvm::StringRef, 4> Parts;
    List.split(Parts, ';', -1, false);
    for (llvm::StringRef P : Parts)
      Out.push_back(P.trim().str());
  };
  Split(PairFiles, O.PairFiles);
  Split(GuardTypes, O.GuardTypes);
  O.NeverThrow = globs("RaiiNeverThrow", NeverThrow);
  for (const std::string *Each : {&MayThrow, &Guards, &GuardNames, &PairFiles, &GuardTypes, &NeverThrow})
    O.Written += *Each + "\n";
  O.Written += std::to_string(UnsafeFixes) + std::to_string(AssumeHeaders);
  return O;
}

void RaiiCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "RaiiMayThrow", MayThrow);
  Options.store(Opts, "RaiiGuards", Guards);
  Options.store(Opts, "RaiiGuardNames", GuardNames);
  Options.store(Opts, "RaiiPairs", PairFiles);
  Options.store(Opts, "RaiiGuardTypes", GuardTypes);
  Options.store(Opts, "RaiiNeverThrow", NeverThrow);
  Options.store(Opts, "RaiiIgnoredFunctions", IgnoredFunctions);
  Options.store(Opts, "RaiiUnsafeFixes", UnsafeFixes);
  Options.store(Opts, "RaiiAssumeHeaders", AssumeHeaders);
  Options.store(Opts, "RaiiEditor", Editor);
}

void RaiiCheck::registerPPCallbacks(const SourceManager &, Preprocessor *PP, Preprocessor *) {
  Shared->attach(*PP);
}

void RaiiCheck::registerMatchers(MatchFinder *Finder) { Finder->addMatcher(translationUnitDecl().bind("unit"), this); }

void RaiiCheck::check(const MatchFinder::MatchResult &Result) {
  const auto &Facts = Shared->facts(*Result.Context);
  if (!Shared->ConfigurationError.empty()) {
    if (!Shared->ErrorReported)
      configurationDiag("%0") << Shared->ConfigurationError;
    Shared->ErrorReported = true;
    return;
  }
  for (const lifetime::FunctionFacts &F : Facts)
    if (F.TooComplex && !Editor && !llvm::is_contained(Shared->Reported, F.Function)) {
      Shared->Reported.push_back(F.Function);
      diag(F.Function->getLocation(), "function %0 is too complex for this check and was not analysed",
           DiagnosticIDs::Remark)
          << F.Function;
    }
  examine(*Result.Context);
}

void RaiiCheck::report(const Finding &Said) {
  Shared->spokenOf(Said.At);
  if (!Ignored.empty() && Ignored.matches(Shared->functionAround(Said.At)))
    return;
  Finding F = Said;
  // What only one instantiation was asked for is good for all only if there are no others.
  if (const auto *P = F.Fix ? std::get_if<rewrite::Plan>(&*F.Fix) : nullptr;
      P && P->OnlyFor && Shared->instantiationsLike(P->OnlyFor).size() > 1)
    F.Fix = rewrite::Refusal{rewrite::Reason::TemplateInstantiationsDiffer, ""};
  const bool Bug = Info->InGroup == Group::Bug;
  const auto *Plan = F.Fix ? std::get_if<rewrite::Plan>(&*F.Fix) : nullptr;
  const auto *Refused = F.Fix ? std::get_if<rewrite::Refusal>(&*F.Fix) : nullptr;
  const bool Safe = Plan && Plan->How == rewrite::Applicability::Safe;
  {
    // clangd takes a remark for a note of what came before.
    auto D = diag(F.At, F.Message, Bug || Editor ? DiagnosticIDs::Warning : DiagnosticIDs::Remark);
    if (Safe && !Editor)
      for (const FixItHint &H : Plan->Edits)
        D << H;
  }
  // clangd shows the text that carries the edits as what they do.
  if (Safe && Editor) {
    auto D = diag(F.At, Plan->Title, DiagnosticIDs::Note);
    for (const FixItHint &H : Plan->Edits)
      D << H;
  }
  for (const Note &N : F.Notes)
    diag(N.At, N.Text, DiagnosticIDs::Note);
  if (Plan && Plan->How == rewrite::Applicability::Unsafe) {
    if (Shared->Options.UnsafeFixes) {
      auto D = diag(F.At, "fix (unsafe): " + Plan->Title + "; " + Plan->UnsafeBecause, DiagnosticIDs::Note);
      for (const FixItHint &H : Plan->Edits)
        D << H;
    } else {
      diag(F.At, "an unsafe fix is available with `raii-tidy --fix=unsafe`: " + Plan->UnsafeBecause,
           DiagnosticIDs::Note);
    }
  } else if (Refused) {
    std::string Text = "no fix: " + rewrite::reasonText(Refused->Why).str();
    if (!Refused->Detail.empty())
      Text += " (" + Refused->Detail + ")";
    diag(F.At, Text, DiagnosticIDs::Note);
  }
}

} // namespace raiitidy::report
