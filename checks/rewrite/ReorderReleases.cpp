// Two releases that stand side by side change their places.
#include "checks/lifetime/ReleaseOrder.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Releases.h"

using namespace clang;

namespace raiitidy::rewrite {

Outcome reorderReleases(Context &C, const lifetime::ReleaseOrder &R) {
  Draft D(C.Text, C.Text.file(R.Function->getBody()->getBeginLoc()));
  auto Done = [&] { return D.finish(""); };
  const FunctionView View(R.Function->getBody());
  if (!C.Safe.checkFunction(D, R.Function, View))
    return Done();
  const Expr *First = asStatement(R.ReleasesFirst->Call, View), *Second = asStatement(R.ReleasesSecond->Call, View);
  if (!First || !Second)
    return D.refuse(Reason::ReleaseResultUsed), Done();
  const auto A = C.Text.span(First), B = C.Text.span(Second);
  if (!A || !B || Source::touchesMacro(First) || Source::touchesMacro(Second))
    return D.refuse(Reason::InsideMacro), Done();
  // A comment would stay behind with the wrong one of them.
  const unsigned End = C.Text.lineEnd(D.file(), B->End);
  if (C.Text.hasComment({D.file(), A->Begin, End}))
    return D.refuse(Reason::UnfamiliarShape, "a comment beside the releases"), Done();
  D.replace(*A, C.Text.text(*B).str());
  D.replace(*B, C.Text.text(*A).str());
  if (!C.Safe.checkConditionalText(D, {D.file(), A->Begin, B->End}, {}))
    return Done();
  D.unsafe(R.Locks ? "the locks are released in the other order" : "the releases run in the other order");
  return D.finish("release in reverse order");
}

} // namespace raiitidy::rewrite
