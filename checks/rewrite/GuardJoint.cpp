// What one loop keeps side by side in several containers, and loops release together from the last to the first, goes into one
// raii::exit_stack:
//
//                                                  raii::exit_stack cleanup_stack;
//   for (…) {                                      for (…) {
//     …                                              …
//     files.push_back(f);                            files.push_back(f);
//     lines.push_back(p);                            cleanup_stack.callback([f] { fclose(f); });
//   }                                                lines.push_back(p);
//   …                                                cleanup_stack.callback([p] { free(p); });
//   for (auto i = files.size(); i-- > 0;) {        }
//     free(lines[i]);
//     fclose(files[i]);
//   }
#include "checks/lifetime/CleanupLoops.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Destruction.h"
#include "checks/rewrite/LoopText.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::JointLoop;

namespace {

class JointPlanner {
public:
  JointPlanner(Context &C, const JointLoop &L)
      : C(C), L(L), D(C.Text, C.Text.file(L.Function->getBody()->getBeginLoc())), View(L.Function->getBody()), Quiet(View, C.Text) {}
  Outcome run() {
    plan();
    return D.finish("release all elements by one raii::exit_stack");
  }

private:
  bool check();
  bool keptSideBySide();
  bool plan();

  Context &C;
  const JointLoop &L;
  Draft D;
  FunctionView View;
  Observable Quiet;
};

bool JointPlanner::check() {
  if (!C.Safe.checkFunction(D, L.Function, View))
    return false;
  if (!L.OtherUses.empty())
    return D.refuse(Reason::ConditionalOwnership, "'" + L.OtherUses.front()->getNameInfo().getAsString() + "' is used in other ways, too");
  for (const JointLoop::Part &P : L.Parts)
    if (View.inLambda(P.Acquisition) || mayChangeElements(View, P.Container))
      return D.refuse(Reason::UnfamiliarShape, "a loop may change the elements");
  for (const Stmt *Loop : L.Releases) {
    const auto At = C.Text.span(Loop);
    if (Source::touchesMacro(Loop) || !At)
      return D.refuse(Reason::InsideMacro);
    if (C.Text.hasComment(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment in the loop");
  }
  return keptSideBySide();
}

/// In the order that is the reverse of the releases, and never one without the others.
bool JointPlanner::keptSideBySide() {
  const CompoundStmt *Block = nullptr;
  const Stmt *Last = nullptr;
  for (const JointLoop::Part &P : L.Parts) {
    const auto [In, Child] = View.blockOf(P.Kept);
    if (!In || View.statementOf(P.Kept) != Child || !View.loopAround(P.Kept) || (Last && (In != Block || View.nextIn(In, Last) != Child)))
      return D.refuse(Reason::UnfamiliarShape, "they are not kept side by side in the order of the acquisitions");
    Block = In;
    Last = Child;
  }
  return true;
}

bool JointPlanner::plan() {
  if (!check())
    return false;
  const DeclStmt *Behind = nullptr; // the last of the containers
  for (const JointLoop::Part &P : L.Parts) {
    const DeclStmt *Declared = View.declarationOf(P.Container);
    if (!Declared || (Behind && View.parent(Declared) != View.parent(Behind)))
      return D.refuse(Reason::UnfamiliarShape, "the containers are declared in different blocks");
    if (!Behind || C.Text.offset(Behind) < C.Text.offset(Declared))
      Behind = Declared;
  }
  const auto *Scope = dyn_cast_or_null<CompoundStmt>(View.parent(Behind));
  const auto At = C.Text.statement(Behind);
  const JointLoop::Part &First = L.Parts.front();
  if (!Scope || !At || Source::touchesMacro(Behind))
    return D.refuse(Reason::InsideMacro);
  if (View.loopAround(View.loopAround(First.Kept)) != View.loopAround(Scope))
    return D.refuse(Reason::UnfamiliarShape, "they are acquired again and again");
  if (!llvm::all_of(L.Releases, [&](const Stmt *Loop) { return View.isInside(Loop, Scope); }))
    return D.refuse(Reason::OutlivesScope);
  if (!C.Safe.checkJumps(D, View, Scope, At->End) ||
      !releasesOnEachWayOut(D, C.Text, View, L.Releases, Scope, std::max(At->End, C.Text.offset(View.loopAround(First.Kept)))))
    return false;
  const std::string Name = C.GuardNames.unique("cleanup", "stack", L.Function, View, Scope, First.Acquisition->getBeginLoc());
  const auto Declaration = C.declareStack(D, Name, L.Function);
  if (!Declaration)
    return false;
  D.insertLineAfter(*At, *Declaration);
  for (const JointLoop::Part &P : L.Parts) {
    const std::string Lambda = callbackForKept(D, C.Text, P.Kept, P.Releases);
    const Stmt *Whole = View.statementOf(P.Kept);
    const auto Kept = C.Text.statement(Whole);
    if (Lambda.empty() || !Kept || Source::touchesMacro(Whole))
      return D.refuse(Reason::InsideMacro);
    D.insertLineAfter(*Kept, Name + ".callback(" + Lambda + ");");
  }
  Spoken Guard;
  Guard.Name = Name;
  Guard.RunNow = Name + ".close()";
  for (const Stmt *Loop : L.Releases) {
    const auto Whole = loopStatement(C.Text, Loop);
    if (!Whole)
      return D.refuse(Reason::InsideMacro);
    doubtDeletes(D, C.Text, Loop);
    if (!endGuard(C, D, *Whole, Guard, !View.isUnbraced(Loop) && Quiet.mayWait(Loop, Scope, At->End, {Loop})))
      return false;
  }
  const auto Region = C.Text.span(SourceRange(Behind->getBeginLoc(), Scope->getRBracLoc()));
  return Region ? C.Safe.checkConditionalText(D, *Region, {}) : D.refuse(Reason::InsideMacro);
}

} // namespace

Outcome guardJoint(Context &C, const JointLoop &L) { return JointPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
