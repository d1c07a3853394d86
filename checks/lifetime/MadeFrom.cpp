// A descriptor and the stream that was made from it: to close the stream closes both.
#include "checks/Pch.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

std::optional<Term> Solver::madeFrom() const {
  const auto *Call = dyn_cast_or_null<CallExpr>(T.Acquisition);
  const CallPattern *By = T.Meaning.By;
  if (T.K != Track::Kind::Handle || T.Helper || !Call || !By || !By->Transfers || By->Where != Carrier::Result ||
      T.Of->Class != ResourceClass::Handle || *By->Transfers >= Call->getNumArgs())
    return std::nullopt;
  const auto Given = A.Names.of(Call->getArg(*By->Transfers));
  const VarDecl *V = Given ? A.Names.variableOf(*Given) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType() ? Given : std::nullopt;
}

void Solver::endUnder(const Expr *E, State &St, int Index) {
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || (St.TS != Typestate::Held && St.TS != Typestate::Released) || !Under || !St.F.find(unchanged(*Under)))
    return;
  const auto IsUnder = [&](const Expr *Arg) { return A.Names.of(Arg) == Under; };
  const bool Ends = llvm::any_of(A.meaningsOf(E), [&](const Match &M) {
    const Expr *Carrier = ends(M.As) && M.Of != T.Of && M.Of->Class == ResourceClass::Handle ? Matcher::carrier(M, E) : nullptr;
    return Carrier && IsUnder(Carrier);
  });
  if (!Ends) {
    if (llvm::any_of(Call->arguments(), IsUnder))
      St.EndedUnder = nullptr; // dup2(log, fd): open again
    return;
  }
  if (St.TS == Typestate::Held)
    St.EndedUnder = E;
  else if (const auto *First = dyn_cast_or_null<Expr>(St.Since))
    Result.Doubles.push_back({nullptr, First, E, false, A.Names.variableOf(*Under), witness(Index)});
}

} // namespace raiitidy::lifetime
