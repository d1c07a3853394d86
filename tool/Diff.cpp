// Myers' greedy algorithm over lines: fixes are small, so the number of differing lines is too.
#include "tool/Diff.h"
#include <algorithm>
#include <vector>

namespace raiitidy::tool {

using llvm::StringRef;

namespace {

constexpr size_t Context = 3;
constexpr int MaxDifference = 4000; ///< beyond it the middle is replaced as a whole

std::vector<StringRef> lines(StringRef Text) {
  std::vector<StringRef> Lines;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    End = End == StringRef::npos ? Text.size() : End + 1;
    Lines.push_back(Text.take_front(End));
    Text = Text.drop_front(End);
  }
  return Lines;
}

/// Lines [A, A + Deleted) of the old text become [B, B + Added) of the new.
struct Change {
  size_t A, B, Deleted, Added;
};

/// The single steps from (0,0) to (N,M), as changes in order; equal runs are left out.
std::vector<Change> shortestEdit(const std::vector<StringRef> &Old, const std::vector<StringRef> &New) {
  const int N = Old.size(), M = New.size();
  std::vector<std::vector<int>> Trace;
  std::vector<int> Reach(2 * std::min(N + M, MaxDifference) + 3, 0);
  const int Mid = Reach.size() / 2;
  int Steps = -1;
  for (int D = 0; D <= std::min(N + M, MaxDifference) && Steps < 0; ++D) {
    Trace.emplace_back(Reach.begin() + (Mid - D), Reach.begin() + (Mid + D + 1));
    for (int K = -D; K <= D; K += 2) {
      int X = K == -D || (K != D && Reach[Mid + K - 1] < Reach[Mid + K + 1]) ? Reach[Mid + K + 1] : Reach[Mid + K - 1] + 1;
      int Y = X - K;
      while (X < N && Y < M && Old[X] == New[Y])
        ++X, ++Y;
      Reach[Mid + K] = X;
      if (X >= N && Y >= M) {
        Steps = D;
        break;
      }
    }
  }
  if (Steps < 0)
    return {{0, 0, Old.size(), New.size()}};
  std::vector<Change> Changes;
  int X = N, Y = M;
  for (int D = Steps; D > 0; --D) {
    // Trace[D] is what was reached before step D, for diagonals -D … D.
    const std::vector<int> &Was = Trace[D];
    auto At = [&](int K) { return Was[K + D]; };
    int K = X - Y;
    bool Down = K == -D || (K != D && At(K - 1) < At(K + 1));
    int FromK = Down ? K + 1 : K - 1, FromX = At(FromK), FromY = FromX - FromK;
    Changes.push_back({static_cast<size_t>(FromX), static_cast<size_t>(FromY), Down ? 0u : 1u, Down ? 1u : 0u});
    X = FromX;
    Y = FromY;
  }
  std::reverse(Changes.begin(), Changes.end());
  std::vector<Change> Joined;
  for (const Change &C : Changes) {
    if (!Joined.empty() && Joined.back().A + Joined.back().Deleted == C.A && Joined.back().B + Joined.back().Added == C.B) {
      Joined.back().Deleted += C.Deleted;
      Joined.back().Added += C.Added;
    } else {
      Joined.push_back(C);
    }
  }
  return Joined;
}

void append(std::string &Out, char Mark, StringRef Line) {
  Out += Mark;
  Out += Line;
  if (!Line.ends_with("\n"))
    Out += "\n\\ No newline at end of file\n";
}

std::string range(size_t First, size_t Count) {
  // An empty range is named by the line before it.
  std::string Text = std::to_string(Count ? First + 1 : First);
  if (Count != 1)
    Text += "," + std::to_string(Count);
  return Text;
}

} // namespace

std::string unifiedDiff(StringRef Before, StringRef After, StringRef Name) {
  if (Before == After)
    return {};
  std::vector<StringRef> Old = lines(Before), New = lines(After);
  size_t Same = 0;
  while (Same < Old.size() && Same < New.size() && Old[Same] == New[Same])
    ++Same;
  size_t SameEnd = 0;
  while (SameEnd < Old.size() - Same && SameEnd < New.size() - Same &&
         Old[Old.size() - 1 - SameEnd] == New[New.size() - 1 - SameEnd])
    ++SameEnd;
  std::vector<Change> Changes = shortestEdit({Old.begin() + Same, Old.end() - SameEnd},
                                             {New.begin() + Same, New.end() - SameEnd});
  for (Change &C : Changes) {
    C.A += Same;
    C.B += Same;
  }

  Name = Name.ltrim('/');
  // A tab ends a name with blanks in it, for git and patch alike.
  std::string End = Name.contains(' ') ? "\t\n" : "\n";
  std::string Out = "--- a/" + Name.str() + End + "+++ b/" + Name.str() + End;
  for (size_t I = 0; I < Changes.size();) {
    size_t End = I + 1;
    while (End < Changes.size() && Changes[End].A <= Changes[End - 1].A + Changes[End - 1].Deleted + 2 * Context)
      ++End;
    size_t Lead = std::min(Context, Changes[I].A);
    const Change &Last = Changes[End - 1];
    size_t Trail = std::min(Context, Old.size() - (Last.A + Last.Deleted));
    size_t FromOld = Changes[I].A - Lead, ToOld = Last.A + Last.Deleted + Trail;
    size_t FromNew = Changes[I].B - Lead, ToNew = Last.B + Last.Added + Trail;
    Out += "@@ -" + range(FromOld, ToOld - FromOld) + " +" + range(FromNew, ToNew - FromNew) + " @@\n";
    size_t At = FromOld;
    for (size_t C = I; C < End; ++C) {
      for (; At < Changes[C].A; ++At)
        append(Out, ' ', Old[At]);
      for (size_t L = 0; L < Changes[C].Deleted; ++L)
        append(Out, '-', Old[At++]);
      for (size_t L = 0; L < Changes[C].Added; ++L)
        append(Out, '+', New[Changes[C].B + L]);
    }
    for (; At < ToOld; ++At)
      append(Out, ' ', Old[At]);
    I = End;
  }
  return Out;
}

} // namespace raiitidy::tool
