#include "tool/Fixer.h"
#include "checks/CheckInfo.h"
#include "tool/Contained.h"
#include "tool/Paths.h"
#include "tool/Wire.h"
#include "tool/Write.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Threading.h"
#include <set>

namespace raiitidy::tool {

namespace {

constexpr unsigned MaxRounds = 10;

/// Names a finding across rounds, where lines move.
std::string keyOf(const Finding &F) { return F.Check + '\n' + F.At.File + '\n' + F.Message + '\n' + F.At.Text; }

/// The plan of a finding; Edits are empty if there is none. The checks give one or the other.
Plan planOf(const Finding &F, size_t Index) {
  Plan P;
  P.Finding = Index;
  P.Edits = F.SafeFix;
  if (P.Edits.empty())
    if (const Note *N = F.unsafeFix()) {
      P.Unsafe = true;
      P.Edits = N->Edits;
    }
  return P;
}

/// Bugs, then what takes a structure of the code away and the releases in it, then the rest.
unsigned rank(const Finding &F) {
  const CheckInfo *Check = findCheck(F.Check);
  return isBug(F) ? 0 : Check && Check->Scope == FixScope::Structure ? 1 : 2;
}

} // namespace

unsigned jobs(const Options &O) {
  return O.Jobs ? O.Jobs : llvm::hardware_concurrency().compute_thread_count();
}

Fixer::Fixer(const Options &O, const std::vector<Unit> &Units, std::vector<UnitResult> &Results,
             const Analyser &Analyse, std::function<void(std::vector<MergedFinding> &)> Select)
    : O(O), Units(Units), Results(Results), Analyse(Analyse), Select(std::move(Select)), Jobs(jobs(O)) {
  for (const UnitResult &R : Results)
    for (const auto &[File, Text] : R.Sources) {
      auto [It, New] = Originals.try_emplace(File, Text);
      if (!New && It->second != Text)
        LockedFiles[File] = "changed while it was analysed";
    }
}

std::vector<MergedFinding> Fixer::merged() {
  std::vector<MergedFinding> Merged = mergeFindings(Results);
  Select(Merged);
  return Merged;
}

bool Fixer::mayFix(const Finding &F, bool Unsafe) const {
  if (Unsafe && O.Fix != FixMode::Unsafe)
    return false;
  return O.Group || O.Checks || isBug(F);
}

/// What stands in the way of \p P, before any proof.
FixState Fixer::stateOf(const MergedFinding &M, const Plan &P) {
  if (M.What.BrokenFix)
    return FixState::Broken;
  if (P.Edits.empty())
    return FixState::None;
  if (M.Disagreed)
    return FixState::Disagreed;
  for (size_t U : M.From)
    if (!Results[U].Errors.empty())
      return FixState::Unparsed;
  if (FailedBefore.count(keyOf(M.What)))
    return FixState::Failed;
  return FixState::Offered;
}

std::string Fixer::currentText(const std::string &File) const {
  auto It = Changed.find(File);
  if (It != Changed.end())
    return It->second;
  It = Originals.find(File);
  return It == Originals.end() ? std::string() : It->second;
}

bool Fixer::proveTogether(const std::vector<const Candidate *> &Set, bool AllReaders, std::vector<std::string> &Failed,
                          std::map<size_t, UnitResult> &After) {
  Failed.assign(Set.size(), {});
  if (!O.Verify)
    return true;
  Texts Sources;
  std::map<size_t, std::vector<size_t>> OfUnit; // unit: plans that touch it
  for (size_t I = 0; I < Set.size(); ++I) {
    std::set<size_t> Touched(Set[I]->Of->From.begin(), Set[I]->Of->From.end());
    for (const Edit &E : Set[I]->What.Edits) {
      Sources[E.File] = currentText(E.File);
      if (AllReaders)
        for (size_t U = 0; U < Results.size(); ++U)
          if (Results[U].Failure.empty() && std::binary_search(Results[U].Files.begin(), Results[U].Files.end(), E.File))
            Touched.insert(U);
    }
    for (size_t U : Touched)
      OfUnit[U].push_back(I);
  }
  auto Alive = [&](size_t U) {
    std::vector<size_t> Plans;
    for (size_t I : OfUnit[U])
      if (Failed[I].empty())
        Plans.push_back(I);
    return Plans;
  };
  std::map<size_t, std::vector<size_t>> Proven; // unit: plans it was last proven with
  while (true) {
    std::vector<size_t> Pending;
    for (const auto &[U, All] : OfUnit) {
      auto Done = Proven.find(U);
      if (Done == Proven.end() || Done->second != Alive(U))
        Pending.push_back(U);
    }
    if (Pending.empty())
      return true;
    std::map<size_t, std::vector<size_t>> Tried;
    for (size_t U : Pending)
      Tried[U] = Alive(U);
    auto Prove = [&](size_t N) {
      size_t U = Pending[N];
      ProofJob Job;
      Job.What = &Units[U];
      Job.Before = &Results[U];
      for (size_t I : Tried[U]) {
        Job.Plans.push_back(&Set[I]->What);
        Job.Findings.push_back(&Set[I]->Of->What);
        Job.Reported.push_back(llvm::is_contained(Set[I]->Of->From, U));
      }
      ProofOutcome Outcome = prove(Job, Sources, Changed, Analyse);
      return toBytes(Outcome);
    };
    auto Record = [&](size_t N, JobOutcome Bytes) {
      size_t U = Pending[N];
      ProofOutcome Outcome;
      const std::vector<size_t> &Plans = Tried[U];
      if (Bytes.How != JobOutcome::Kind::Done || !fromBytes(Bytes.Bytes, Outcome) ||
          Outcome.Failed.size() != Plans.size())
        Outcome.Failed.assign(Plans.size(), Bytes.Reason.empty() ? "the proof ended early" : Bytes.Reason);
      std::vector<size_t> Held;
      for (size_t I = 0; I < Plans.size(); ++I) {
        if (Outcome.Failed[I].empty())
          Held.push_back(Plans[I]);
        else if (std::string &Why = Failed[Plans[I]]; Why.empty() || Outcome.Failed[I] < Why)
          Why = Outcome.Failed[I]; // of several reasons always the same one, whichever unit ends first
      }
      Proven[U] = Held;
      After[U] = std::move(Outcome.After);
    };
    // No limit for a proof as a whole: each of its parses has one.
    if (!runContained(Pending.size(), Jobs, 0, Prove, Record))
      return false;
  }
}

void Fixer::forget(const MergedFinding &M, const std::string &Why) { FailedBefore[keyOf(M.What)] = Why; }

void Fixer::apply(const std::vector<const Candidate *> &Held) {
  std::vector<const Plan *> Plans;
  std::set<std::string> Files;
  for (const Candidate *C : Held) {
    Plans.push_back(&C->What);
    for (const Edit &E : C->What.Edits) {
      Files.insert(E.File);
      Together.try_emplace(E.File, E.File);
      Together.try_emplace(C->What.Edits.front().File, C->What.Edits.front().File);
      auto Root = [this](std::string F) {
        while (Together[F] != F)
          F = Together[F];
        return F;
      };
      Together[Root(E.File)] = Root(C->What.Edits.front().File);
    }
  }
  Texts Next;
  for (const std::string &F : Files)
    Next[F] = compose(currentText(F), F, Plans);
  for (auto &[F, Text] : Next)
    Changed[F] = std::move(Text);
}

std::vector<std::vector<std::string>> Fixer::groups() const {
  std::map<std::string, std::vector<std::string>> ByRoot;
  for (const auto &[File, Text] : Changed) {
    std::string Root = File;
    for (auto It = Together.find(Root); It != Together.end() && It->second != Root; It = Together.find(Root))
      Root = It->second;
    ByRoot[Root].push_back(File);
  }
  std::vector<std::vector<std::string>> Groups;
  for (auto &[Root, Files] : ByRoot)
    Groups.push_back(std::move(Files));
  return Groups;
}

bool Fixer::fix(Report &Out) {
  std::set<std::string> Said;
  for (unsigned Round = 0; Round < MaxRounds;) {
    std::vector<MergedFinding> Merged = merged();
    std::vector<Candidate> Candidates;
    for (size_t I = 0; I < Merged.size(); ++I) {
      Plan P = planOf(Merged[I].What, I);
      if (P.Edits.empty() || !mayFix(Merged[I].What, P.Unsafe) || stateOf(Merged[I], P) != FixState::Offered)
        continue;
      bool Locked = false;
      for (const Edit &E : P.Edits) {
        auto [It, New] = LockedFiles.try_emplace(E.File);
        if (New && !O.Diff)
          It->second = whyNotWritable(E.File);
        if (!It->second.empty()) {
          Locked = true;
          if (Said.insert(E.File).second)
            Out.Errors.push_back(displayPath(E.File) + ": not fixed: " + It->second);
        }
      }
      if (!Locked)
        Candidates.push_back({std::move(P), &Merged[I]});
    }
    // By position the first of two fixes that get in each other's way is made, the other waits. But a bug goes first: what keeps the
    // behaviour would keep it, too. And a guard inside of a ladder of labels would keep the ladder.
    llvm::stable_sort(Candidates, [](const Candidate &X, const Candidate &Y) { return rank(X.Of->What) < rank(Y.Of->What); });
    std::vector<const Candidate *> Set;
    for (const Candidate &C : Candidates)
      if (llvm::all_of(Set, [&](const Candidate *Other) { return compatible(Other->What, C.What); }))
        Set.push_back(&C);
    if (Set.empty())
      break;
    std::vector<std::string> Failed;
    std::map<size_t, UnitResult> After;
    if (!proveTogether(Set, /*AllReaders=*/true, Failed, After))
      return false;
    std::vector<const Candidate *> Held;
    for (size_t I = 0; I < Set.size(); ++I) {
      if (Failed[I].empty()) {
        Held.push_back(Set[I]);
        Out.WorstFixed = std::max(Out.WorstFixed, Set[I]->Of->What.How);
        ++(Set[I]->What.Unsafe ? Out.FixedUnsafe : Out.FixedSafe);
      } else {
        forget(*Set[I]->Of, Failed[I]);
        ++Out.ProofsFailed;
      }
    }
    if (Held.empty())
      continue; // the ones that waited for those that failed
    ++Round;
    apply(Held);
    for (auto &[U, R] : After) {
      std::vector<std::string> Files = std::move(Results[U].Files);
      Results[U] = std::move(R);
      if (Results[U].Files.empty())
        Results[U].Files = std::move(Files);
    }
    if (!O.Verify) {
      // Nothing was parsed again: what was fixed is taken out, what is left stays where it was found.
      for (const Candidate *C : Held)
        for (size_t U : C->Of->From)
          llvm::erase_if(Results[U].Findings, [&](const Finding &F) {
            return F.At.File == C->Of->What.At.File && F.At.Offset == C->Of->What.At.Offset &&
                   F.Check == C->Of->What.Check;
          });
      break;
    }
  }
  return true;
}

bool Fixer::report(Report &Out) {
  std::vector<MergedFinding> Merged = merged();
  std::vector<Candidate> Waiting;
  for (size_t I = 0; I < Merged.size(); ++I) {
    ReportedFinding R;
    Plan P = planOf(Merged[I].What, I);
    FixState State = stateOf(Merged[I], P);
    (P.Unsafe ? R.Unsafe : R.Safe) = State;
    if (State == FixState::Failed)
      R.ProofDetail = FailedBefore[keyOf(Merged[I].What)];
    R.What = Merged[I].What;
    R.Fingerprint = Merged[I].Fingerprint;
    for (const Edit &E : P.Edits)
      Out.Texts.try_emplace(E.File, currentText(E.File));
    Out.Findings.push_back(std::move(R));
    if (State == FixState::Offered && (O.Verify || !O.Diff))
      Waiting.push_back({std::move(P), &Merged[I]});
  }
  // What was not parsed again after a change cannot be proven.
  if (!O.Verify)
    return true;
  // Fixes that get in each other's way are proven one after the other; usually there is one such batch.
  while (!Waiting.empty()) {
    std::vector<const Candidate *> Set;
    std::vector<Candidate> Rest;
    std::vector<bool> Taken(Waiting.size());
    for (size_t I = 0; I < Waiting.size(); ++I)
      if (llvm::all_of(Set, [&](const Candidate *C) { return compatible(C->What, Waiting[I].What); })) {
        Set.push_back(&Waiting[I]);
        Taken[I] = true;
      }
    std::vector<std::string> Failed;
    std::map<size_t, UnitResult> After;
    if (!proveTogether(Set, /*AllReaders=*/false, Failed, After))
      return false;
    for (size_t I = 0; I < Set.size(); ++I) {
      if (Failed[I].empty())
        continue;
      ReportedFinding &R = Out.Findings[Set[I]->What.Finding];
      (Set[I]->What.Unsafe ? R.Unsafe : R.Safe) = FixState::Failed;
      R.ProofDetail = Failed[I];
      ++Out.ProofsFailed;
    }
    for (size_t I = 0; I < Waiting.size(); ++I)
      if (!Taken[I])
        Rest.push_back(std::move(Waiting[I]));
    Waiting = std::move(Rest);
  }
  for (const ReportedFinding &R : Out.Findings)
    if ((R.Safe == FixState::Offered || (O.Fix == FixMode::Unsafe && R.Unsafe == FixState::Offered)) && !isBug(R.What))
      ++Out.MoreWithAllGroups;
  return true;
}

} // namespace raiitidy::tool
