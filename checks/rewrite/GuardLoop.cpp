// Loops that release the elements of a container become the body of one guard, made with the container.
#include "checks/lifetime/CleanupLoops.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/GuardKinds.h"
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
  bool checkExits(const CompoundStmt *Scope, unsigned Since);
  bool replace(const Stmt *Loop, const CompoundStmt *Scope, unsigned Since);

  Context &C;
  const CleanupLoop &L;
  Draft D;
  FunctionView View;
  Observable Quiet;
  Spoken Guard;
};

/// Its tokens, with the name of the loop's variable left out: the loops may call it differently.
std::string LoopPlanner::text(const Stmt *Loop) const {
  const auto *Range = cast<CXXForRangeStmt>(Loop);
  const auto At = C.Text.span(Loop);
  if (!At)
    return {};
  std::string Words = " " + C.Text.normalised(*At) + " ";
  const std::string Name = " " + Range->getLoopVariable()->getNameAsString() + " ";
  for (size_t I = 0; (I = Words.find(Name, I)) != std::string::npos; ++I)
    Words.replace(I, Name.size(), " _ ");
  return Words;
}

bool LoopPlanner::check() {
  if (!C.Safe.checkFunction(D, L.Function, View))
    return false;
  if (View.inLambda(L.Acquisition))
    return D.refuse(Reason::UnfamiliarShape, "inside a lambda");
  if (!L.OtherUses.empty())
    return D.refuse(Reason::ConditionalOwnership, "'" + L.Container->getNameAsString() + "' is used in other ways, too");
  for (const Stmt *Loop : L.Releases) {
    if (Source::touchesMacro(Loop) || !C.Text.span(Loop))
      return D.refuse(Reason::InsideMacro);
    const auto *Range = dyn_cast<CXXForRangeStmt>(Loop);
    if (!Range || Range->getInit())
      return D.refuse(Reason::UnfamiliarShape, "the loop counts");
    if (C.Text.hasComment(*C.Text.span(Loop)))
      return D.refuse(Reason::UnfamiliarShape, "a comment in the loop");
    if (mayThrowWithin(Range->getBody(), C.Text.Ctx))
      return D.refuse(Reason::CleanupMayThrow);
    if (text(Loop) != text(L.Releases.front()))
      return D.refuse(Reason::ReleasesDiffer);
    // Whatever else the body names would have to be captured.
    for (const DeclRefExpr *Ref : View.references())
      if (View.isInside(Ref, Range->getBody()))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasLocalStorage() && V != Range->getLoopVariable())
          return D.refuse(Reason::UnfamiliarShape, "the release uses '" + V->getNameAsString() + "'");
  }
  return true;
}

/// Every way out of the guard's scope after the acquisition releases all first.
bool LoopPlanner::checkExits(const CompoundStmt *Scope, unsigned Since) {
  struct Finder {
    std::vector<const Stmt *> Found;
    void walk(const Stmt *S) {
      if (isa<LambdaExpr>(S))
        return;
      if (isa<ReturnStmt, GotoStmt>(S))
        Found.push_back(S);
      for (const Stmt *Child : S->children())
        if (Child)
          walk(Child);
    }
  } Find;
  Find.walk(Scope);
  const unsigned First = C.Text.offset(L.Acquisition);
  auto ReleasedBefore = [&](const Stmt *S) { // in its block or one around, within the scope
    for (const Stmt *Up = S; Up && Up != Scope; Up = View.parent(Up))
      if (const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Up)))
        for (const Stmt *Each : Block->body()) {
          if (Each == Up)
            break;
          if (llvm::is_contained(L.Releases, Each))
            return true;
        }
    return false;
  };
  for (const Stmt *S : Find.Found)
    if (C.Text.offset(S) > First && C.Text.offset(S) > Since && !ReleasedBefore(S))
      return D.refuse(Reason::ConditionalOwnership, "a way out does not release them");
  // … and the end of the scope.
  for (const Stmt *Loop : L.Releases)
    if (View.parent(Loop) == Scope)
      return true;
  return leavesFunction(Scope) || D.refuse(Reason::ConditionalOwnership, "the end of the scope does not release them");
}

bool LoopPlanner::replace(const Stmt *Loop, const CompoundStmt *Scope, unsigned Since) {
  const auto *Range = cast<CXXForRangeStmt>(Loop);
  const auto Body = C.Text.statement(Range->getBody());
  const auto Whole = C.Text.span(Loop);
  if (!Body || !Whole)
    return D.refuse(Reason::InsideMacro);
  const Span At{D.file(), Whole->Begin, Body->End};
  return endGuard(C, D, At, Guard, !View.isUnbraced(Loop) && Quiet.mayWait(Loop, Scope, Since, {Loop}));
}

Outcome LoopPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!check())
    return Done();
  const auto *Scope = dyn_cast_or_null<CompoundStmt>([&]() -> const Stmt * {
    const Stmt *In = View.scopeOf(L.Container);
    return In;
  }());
  const DeclStmt *Declaration = nullptr;
  if (Scope)
    for (const Stmt *Child : Scope->body())
      if (const auto *DS = dyn_cast<DeclStmt>(Child); DS && llvm::is_contained(DS->decls(), L.Container))
        Declaration = DS;
  const auto At = Declaration ? C.Text.statement(Declaration) : std::nullopt;
  if (!At || Source::touchesMacro(Declaration))
    return D.refuse(Reason::UnfamiliarShape), Done();
  const unsigned Since = At->End;
  if (!C.Safe.checkJumps(D, View, Scope, Since) || !checkExits(Scope, Since))
    return Done();
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  Guard = speak(C.style(), C.GuardNames.unique(Names::stem(L.Container->getName()), "guard", L.Function, View, Scope,
                                               L.Acquisition->getBeginLoc()));
  if (Guard.Once && L.Releases.size() > 1)
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot), Done();
  const auto *Range = cast<CXXForRangeStmt>(L.Releases.front());
  const auto Body = C.Text.statement(Range->getBody());
  const auto Whole = C.Text.span(Range);
  if (!Body || !Whole)
    return D.refuse(Reason::InsideMacro), Done();
  const std::string Loop = C.Text.oneLine({D.file(), Whole->Begin, Body->End});
  const std::string NL = C.Text.newline(D.file(), Since).str(), Indent = C.Text.indentation(D.file(), At->Begin);
  D.insertLineAfter(*At, C.declare(Guard.Name, "[&" + L.Container->getNameAsString() + "] {" + NL + Indent +
                                                   C.Text.indentUnit(D.file()) + Loop + NL + Indent + "}", L.Function));
  for (const Stmt *Each : L.Releases)
    if (!replace(Each, Scope, Since))
      return Done();
  const auto Region = C.Text.span(SourceRange(Declaration->getBeginLoc(), Scope->getRBracLoc()));
  if (!Region || !C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc())))
    return Done();
  return D.finish("release all elements with one guard");
}

} // namespace

Outcome guardLoop(Context &C, const CleanupLoop &L) { return LoopPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
