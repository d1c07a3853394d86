#include "tool/Filter.h"
#include "tool/Fingerprint.h"
#include "tool/Paths.h"
#include "llvm/ADT/STLExtras.h"

namespace raiitidy::tool {

namespace {

bool isChanged(const Change &C, const Place &P) {
  auto It = C.Lines.find(P.File);
  return It != C.Lines.end() && It->second.count(P.Line);
}

bool onChangedLine(const Change &C, const Finding &F) {
  return isChanged(C, F.At) || llvm::any_of(F.Notes, [&](const Note &N) { return isChanged(C, N.At); });
}

} // namespace

std::set<size_t> Filter::undecided(const Change &C, const std::vector<UnitResult> &Now) const {
  std::set<size_t> Units;
  for (size_t U = 0; U < Now.size(); ++U) {
    const bool Touched = llvm::any_of(Now[U].Files, [&](const std::string &F) { return C.Lines.count(F); });
    if (Touched && llvm::any_of(Now[U].Findings, [&](const Finding &F) { return !onChangedLine(C, F); }))
      Units.insert(U);
  }
  return Units;
}

void Filter::onlyOf(const Change &C, const std::vector<UnitResult> &Now, const std::vector<UnitResult> &Before) {
  std::set<std::string> Old;
  std::vector<MergedFinding> OldFindings = mergeFindings(Before), Findings = mergeFindings(Now);
  fingerprint(OldFindings, Root);
  fingerprint(Findings, Root);
  for (const MergedFinding &M : OldFindings)
    Old.insert(M.Fingerprint);
  const std::set<size_t> Undecided = undecided(C, Now);
  Chosen.emplace();
  for (const MergedFinding &M : Findings) {
    // A unit that reads nothing that changed says what it said before.
    const bool Compared = llvm::any_of(M.From, [&](size_t U) { return Undecided.count(U); });
    if (onChangedLine(C, M.What) || (Compared && !Old.count(M.Fingerprint)))
      Chosen->insert(M.Fingerprint);
  }
}

void Filter::apply(std::vector<MergedFinding> &Findings) {
  fingerprint(Findings, Root);
  Left = {};
  Present.clear();
  llvm::erase_if(Findings, [this](const MergedFinding &M) {
    if (Known.count(M.Fingerprint)) {
      std::string Path = M.What.At.File;
      if (isInside(Path, Root) && Path.size() > Root.size())
        Path = Path.substr(Root.size() + 1);
      Present.push_back(knownFinding(M.What, M.Fingerprint, Path));
      ++Left.ByBaseline;
      return true;
    }
    const bool Unchanged =
        (Chosen && !Chosen->count(M.Fingerprint)) || (OnlyFiles && !OnlyFiles->count(M.What.At.File));
    Left.Unchanged += Unchanged;
    return Unchanged;
  });
}

KnownFinding knownFinding(const Finding &F, std::string Fingerprint, std::string Path) {
  return {std::move(Fingerprint), F.Check, std::move(Path), F.Function, F.Message};
}

} // namespace raiitidy::tool
