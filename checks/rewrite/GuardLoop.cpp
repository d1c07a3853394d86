// Loops that release the elements of a container become the body of one guard, made with the container. Where a loop
// locks all elements, it stands behind that loop; and where they are unlocked backwards, each goes into a raii::exit_stack.
#include "checks/lifetime/CleanupLoops.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/Destruction.h"
#include "checks/rewrite/LoopText.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/Lockable.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::CleanupLoop;

namespace {

class LoopPlanner {
public:
  LoopPlanner(Context &C, const CleanupLoop &L)
      : C(C), L(L), D(C.Text, C.Text.file(L.Function->getBody()->getBeginLoc())), View(L.Function->getBody()),
        Quiet(View, C.Text) {}
  Outcome run();

private:
  bool check();
  std::string text(const Stmt *Loop) const;
  bool checkLoop(const Stmt *Loop);
  std::string callback();
  bool stack(const CompoundStmt *Scope, const Span &At);
  bool replace(const Stmt *Loop, const CompoundStmt *Scope, unsigned Since);

  Context &C;
  const CleanupLoop &L;
  Draft D;
  FunctionView View;
  Observable Quiet;
  Spoken Guard;
};

/// The call that is the whole of the body.
static const Expr *releaseIn(const Stmt *Loop) {
  const Stmt *Body = loopBody(Loop);
  if (const auto *Block = dyn_cast<CompoundStmt>(Body))
    Body = Block->body_front();
  return bare(cast<Expr>(Body));
}

/// What it does; equal for loops that call their variable differently.
std::string LoopPlanner::text(const Stmt *Loop) const {
  const auto At = C.Text.span(Loop);
  return At ? wordsWithout(C.Text, *At, cast<CXXForRangeStmt>(Loop)->getLoopVariable()->getName()) : std::string();
}

bool LoopPlanner::check() {
  if (!C.Safe.checkFunction(D, L.Function, View))
    return false;
  if (const CXXMethodDecl *M = methodOf(L.Acquisition); M && hasCapability(M->getParent()))
    return D.refuse(Reason::CapabilityMutex, "'" + M->getParent()->getNameAsString() + "'");
  if (View.inLambda(L.Acquisition))
    return D.refuse(Reason::UnfamiliarShape, "inside a lambda");
  if (!L.OtherUses.empty())
    return D.refuse(Reason::ConditionalOwnership, "'" + L.Container->getNameAsString() + "' is used in other ways, too");
  return llvm::all_of(L.Releases, [&](const Stmt *Loop) { return checkLoop(Loop); });
}

bool LoopPlanner::checkLoop(const Stmt *Loop) {
  if (Source::touchesMacro(Loop) || !C.Text.span(Loop))
    return D.refuse(Reason::InsideMacro);
  if (C.Text.hasComment(*C.Text.span(Loop)))
    return D.refuse(Reason::UnfamiliarShape, "a comment in the loop");
  if (L.Reversed && L.Kept)
    return true; // callback() looks at the release alone
  if (!L.NeverThrows && mayThrowWithin(loopBody(Loop), C.Text.Ctx))
    return D.refuse(Reason::CleanupMayThrow);
  if (L.Reversed && L.Locks)
    return true;
  const auto *Range = dyn_cast<CXXForRangeStmt>(Loop);
  if (!Range || Range->getInit())
    return D.refuse(Reason::UnfamiliarShape, "the loop counts");
  if (text(Loop) != text(L.Releases.front()))
    return D.refuse(Reason::ReleasesDiffer);
  // Whatever else the body names would have to be captured.
  for (const DeclRefExpr *Ref : View.references())
    if (View.isInside(Ref, Range->getBody()))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasLocalStorage() && V != Range->getLoopVariable())
        return D.refuse(Reason::UnfamiliarShape, "the release uses '" + V->getNameAsString() + "'");
  return true;
}

/// The release of one element, as a lambda that is made where the element is known by another name.
std::string LoopPlanner::callback() {
  if (L.Locks) { // [&m] { m.unlock(); }
    const auto *Taken = dyn_cast<CXXMemberCallExpr>(L.Acquisition);
    const auto *Member = Taken ? dyn_cast<MemberExpr>(Taken->getCallee()->IgnoreParens()) : nullptr;
    const CXXMethodDecl *Unlock = nullptr;
    for (const Stmt *Loop : L.Releases) {
      const auto *Given = dyn_cast<CXXMemberCallExpr>(releaseIn(Loop));
      if (!Given || !Member || Given->getNumArgs() || Taken->getNumArgs() || (Unlock && Unlock != Given->getMethodDecl()))
        return D.refuse(Reason::UnfamiliarShape, "the release is more than a method of the element"), std::string();
      Unlock = Given->getMethodDecl();
    }
    const VarDecl *Each = L.Locks->getLoopVariable();
    const std::string Name = Each->getNameAsString();
    return "[" + std::string(Each->getType()->isReferenceType() ? "&" : "") + Name + "] { " + Name + (Member->isArrow() ? "->" : ".") +
           Unlock->getNameAsString() + "(); }";
  }
  std::vector<const Expr *> Given;
  for (const Stmt *Loop : L.Releases)
    Given.push_back(releaseIn(Loop));
  return callbackForKept(D, C.Text, L.Kept, Given);
}

/// `for (auto &m : all) { m.lock(); stack.callback([&m] { m.unlock(); }); }`
bool LoopPlanner::stack(const CompoundStmt *Scope, const Span &At) {
  const std::string Lambda = callback();
  if (Lambda.empty())
    return false;
  // By reference another value could be put into the container.
  if (!L.Locks && mayChangeElements(View, L.Container))
    return D.refuse(Reason::UnfamiliarShape, "a loop may change the elements");
  const Stmt *Whole = View.statementOf(L.Locks ? L.Acquisition : L.Kept);
  const auto Held = C.Text.statement(Whole);
  if (!Held || Source::touchesMacro(Whole))
    return D.refuse(Reason::InsideMacro);
  const std::string Name = C.GuardNames.unique(Names::stem(L.Container->getName()), "stack", L.Function, View, Scope, L.Acquisition->getBeginLoc());
  const auto Declaration = C.declareStack(D, Name, L.Function);
  if (!Declaration)
    return false;
  if (L.Locks)
    D.insertLineBefore(At, *Declaration);
  else
    D.insertLineAfter(At, *Declaration);
  const std::string Code = Name + ".callback(" + Lambda + ");";
  if (View.isUnbraced(Whole))
    D.braceAndInsertAfter(*Held, Code);
  else
    D.insertLineAfter(*Held, Code);
  Guard.Name = Name;
  Guard.RunNow = Name + ".close()";
  return llvm::all_of(L.Releases, [&](const Stmt *Loop) { return replace(Loop, Scope, L.Locks ? At.Begin : At.End); });
}

bool LoopPlanner::replace(const Stmt *Loop, const CompoundStmt *Scope, unsigned Since) {
  const auto At = loopStatement(C.Text, Loop);
  if (!At)
    return D.refuse(Reason::InsideMacro);
  doubtDeletes(D, C.Text, Loop);
  return endGuard(C, D, *At, Guard, !View.isUnbraced(Loop) && Quiet.mayWait(Loop, Scope, Since, {Loop}));
}

Outcome LoopPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!check())
    return Done();
  const Stmt *Behind = L.Locks ? static_cast<const Stmt *>(L.Locks) : View.declarationOf(L.Container);
  const auto *Scope = dyn_cast_or_null<CompoundStmt>(Behind ? View.parent(Behind) : nullptr);
  const auto At = Scope && !Source::touchesMacro(Behind) ? loopStatement(C.Text, Behind) : std::nullopt;
  if (!At)
    return D.refuse(Reason::UnfamiliarShape), Done();
  for (const Stmt *Loop : L.Releases)
    if (!View.isInside(Loop, Scope))
      return D.refuse(Reason::OutlivesScope), Done();
  const bool Stacked = L.Reversed && (L.Locks || L.Kept);
  const unsigned Since = Stacked && L.Locks ? At->Begin : At->End;
  if (!C.Safe.checkJumps(D, View, Scope, Since) || !releasesOnEachWayOut(D, C.Text, View, L.Releases, Scope, std::max(Since, C.Text.offset(L.Acquisition))))
    return Done();
  const auto Region = C.Text.span(SourceRange(Behind->getBeginLoc(), Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro), Done();
  if (Stacked) {
    if (!stack(Scope, *At) || !C.Safe.checkConditionalText(D, *Region, {}))
      return Done();
    return D.finish((L.Locks ? "unlock" : "release") + std::string(" all elements by one raii::exit_stack"));
  }
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  Guard = speak(C.style(), C.GuardNames.unique(Names::stem(L.Container->getName()), "guard", L.Function, View, Scope,
                                               L.Acquisition->getBeginLoc()));
  if (Guard.Once && L.Releases.size() > 1)
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot), Done();
  const auto Shown = loopStatement(C.Text, L.Releases.front());
  if (!Shown)
    return D.refuse(Reason::InsideMacro), Done();
  const std::string Loop = C.Text.oneLine(*Shown);
  const std::string NL = C.Text.newline(D.file(), Since).str(), Indent = C.Text.indentation(D.file(), At->Begin);
  D.insertLineAfter(*At, C.declare(Guard.Name, "[&" + L.Container->getNameAsString() + "] {" + NL + Indent +
                                                   C.Text.indentUnit(D.file()) + Loop + NL + Indent + "}", L.Function));
  for (const Stmt *Each : L.Releases)
    if (!replace(Each, Scope, Since))
      return Done();
  if (!C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc())))
    return Done();
  return D.finish("release all elements with one guard");
}

} // namespace

Outcome guardLoop(Context &C, const CleanupLoop &L) { return L.Stored ? guardArray(C, L) : LoopPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
