#include "tool/Merge.h"
#include <map>
#include <tuple>

namespace raiitidy::tool {

std::vector<MergedFinding> mergeFindings(const std::vector<UnitResult> &Results) {
  using Key = std::tuple<std::string, unsigned, unsigned, std::string, std::string>;
  std::map<Key, MergedFinding> ByKey;
  for (size_t Unit = 0; Unit < Results.size(); ++Unit)
    for (const Finding &F : Results[Unit].Findings) {
      auto [It, New] = ByKey.try_emplace(Key(F.At.File, F.At.Line, F.At.Column, F.Check, F.Message));
      MergedFinding &M = It->second;
      M.From.push_back(Unit);
      if (New) {
        M.What = F;
        continue;
      }
      const Note *Mine = M.What.unsafeFix(), *Theirs = F.unsafeFix();
      M.Disagreed |= M.What.SafeFix != F.SafeFix || !Mine != !Theirs || (Mine && Mine->Edits != Theirs->Edits);
    }
  std::vector<MergedFinding> Merged;
  for (auto &[K, M] : ByKey)
    Merged.push_back(std::move(M));
  return Merged;
}

} // namespace raiitidy::tool
