#include "tool/Proof.h"
#include "checks/CheckInfo.h"
#include "tool/Paths.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace raiitidy::tool {

namespace {

using Counts = std::map<std::pair<std::string, std::string>, int>;

bool isBugCheck(const std::string &Name) {
  const CheckInfo *C = findCheck(Name);
  return !C || C->InGroup == Group::Bug;
}

std::string at(const Place &P) {
  return P.File.empty() ? "" : displayPath(P.File) + ":" + std::to_string(P.Line) + ": ";
}

/// The first message of \p After that \p Before has fewer of; positions move, texts do not.
const CompilerMessage *firstNew(const std::vector<CompilerMessage> &Before, const std::vector<CompilerMessage> &After) {
  std::map<std::pair<std::string, std::string>, int> Known;
  for (const CompilerMessage &M : Before)
    ++Known[{M.Flag, M.Message}];
  for (const CompilerMessage &M : After)
    if (--Known[{M.Flag, M.Message}] < 0)
      return &M;
  return nullptr;
}

class Prover {
public:
  Prover(const ProofJob &Job, const Texts &Sources, const Texts &Changed, const Analyser &Analyse)
      : Job(Job), Sources(Sources), Changed(Changed), Analyse(Analyse) {
    Outcome.Failed.resize(Job.Plans.size());
  }

  ProofOutcome run() {
    std::vector<size_t> All(Job.Plans.size());
    for (size_t I = 0; I < All.size(); ++I)
      All[I] = I;
    settle(All);
    // Nothing holds: the unit is as it was, but files outside of the plans may have changed.
    if (!HaveResult)
      Outcome.After = *Job.Before;
    return std::move(Outcome);
  }

private:
  /// Adds as much of \p Set to what holds as can be added.
  void settle(llvm::ArrayRef<size_t> Set) {
    std::string Why = test(Set);
    if (Why.empty()) {
      Good.insert(Good.end(), Set.begin(), Set.end());
      return;
    }
    if (Set.size() == 1) {
      Outcome.Failed[Set[0]] = Why;
      return;
    }
    settle(Set.take_front(Set.size() / 2));
    settle(Set.drop_front(Set.size() / 2));
  }

  /// \returns why the unit with \p Set and everything in Good does not hold, or empty.
  std::string test(llvm::ArrayRef<size_t> Set) {
    std::vector<size_t> Tried = Good;
    Tried.insert(Tried.end(), Set.begin(), Set.end());
    std::sort(Tried.begin(), Tried.end());
    std::vector<const Plan *> Plans;
    std::set<std::string> Files;
    for (size_t I : Tried) {
      Plans.push_back(Job.Plans[I]);
      for (const Edit &E : Job.Plans[I]->Edits)
        Files.insert(E.File);
    }
    Texts Overlay = Changed;
    for (const std::string &F : Files) {
      auto Text = Sources.find(F);
      if (Text == Sources.end())
        return "its text is not known";
      Overlay[F] = compose(Text->second, F, Plans);
    }
    UnitResult After = Analyse(*Job.What, Overlay, /*WantWarnings=*/true);
    std::string Why = judge(After, Tried);
    if (Why.empty()) {
      Outcome.After = std::move(After);
      HaveResult = true;
    }
    return Why;
  }

  std::string judge(const UnitResult &After, llvm::ArrayRef<size_t> Tried) {
    if (!After.Failure.empty())
      return After.Failure;
    if (const CompilerMessage *E = firstNew(Job.Before->Errors, After.Errors))
      return at(E->At) + "error: " + E->Message;
    if (!After.Warnings.empty()) {
      // Most units have no warnings: what the unit said before the fix is asked for only now.
      if (!WarningsBefore)
        WarningsBefore = Analyse(*Job.What, Changed, /*WantWarnings=*/true).Warnings;
      if (const CompilerMessage *W = firstNew(*WarningsBefore, After.Warnings))
        return at(W->At) + "warning: " + W->Message + " [" + W->Flag + "]";
    }
    return notQuiet(After, Tried);
  }

  /// The fixed findings must be gone, and no bug finding may have come: by check and file, since lines move.
  std::string notQuiet(const UnitResult &After, llvm::ArrayRef<size_t> Tried) {
    Counts Allowed, AllowedExactly;
    for (const Finding &F : Job.Before->Findings) {
      ++Allowed[{F.Check, F.At.File}];
      ++AllowedExactly[{F.Check + '\n' + F.Message, F.At.File}];
    }
    std::set<std::pair<std::string, std::string>> Fixed;
    for (size_t I : Tried) {
      if (!Job.Reported[I])
        continue;
      const Finding &F = *Job.Findings[I];
      --Allowed[{F.Check, F.At.File}];
      --AllowedExactly[{F.Check + '\n' + F.Message, F.At.File}];
      Fixed.insert({F.Check, F.At.File});
    }
    // Of the findings of a check that has too many, the one to name has a message that was not there before.
    const Finding *TooMany = nullptr, *New = nullptr;
    for (const Finding &F : After.Findings) {
      bool Exact = --AllowedExactly[{F.Check + '\n' + F.Message, F.At.File}] < 0;
      bool Kind = --Allowed[{F.Check, F.At.File}] < 0;
      if (Exact && !New && (isBugCheck(F.Check) || Fixed.count({F.Check, F.At.File})))
        New = &F;
      if (Kind && !TooMany && (isBugCheck(F.Check) || Fixed.count({F.Check, F.At.File})))
        TooMany = &F;
      if (Exact && !Kind && Fixed.count({F.Check, F.At.File}) && wasFixed(F, Tried))
        return at(F.At) + F.Message + " [" + F.Check + "] is still found";
    }
    if (TooMany) {
      const Finding &F = New && New->Check == TooMany->Check && New->At.File == TooMany->At.File ? *New : *TooMany;
      return at(F.At) + F.Message + " [" + F.Check + "]";
    }
    return {};
  }

  bool wasFixed(const Finding &F, llvm::ArrayRef<size_t> Tried) const {
    return llvm::any_of(Tried, [&](size_t I) {
      return Job.Findings[I]->Check == F.Check && Job.Findings[I]->Message == F.Message &&
             Job.Findings[I]->At.File == F.At.File;
    });
  }

  const ProofJob &Job;
  const Texts &Sources, &Changed;
  const Analyser &Analyse;
  std::vector<size_t> Good;
  std::optional<std::vector<CompilerMessage>> WarningsBefore;
  ProofOutcome Outcome;
  bool HaveResult = false;
};

} // namespace

ProofOutcome prove(const ProofJob &Job, const Texts &Sources, const Texts &Changed, const Analyser &Analyse) {
  return Prover(Job, Sources, Changed, Analyse).run();
}

} // namespace raiitidy::tool
