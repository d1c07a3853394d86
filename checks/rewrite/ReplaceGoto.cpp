// Jumps to cleanup at the end of the function become a guard for each rung, and returns.
#include "checks/flow/Within.h"
#include "checks/rewrite/LadderGuards.h"
#include "checks/rewrite/LadderResult.h"
#include "checks/rewrite/Unnest.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

class GotoPlanner {
public:
  GotoPlanner(Context &C, const lifetime::Ladder &L) : Code(C, L), C(C), L(L), D(Code.D), View(Code.View), Guards(Code), Result(Code) {}
  Outcome run();

private:
  bool checkShape();
  bool checkLoop();
  bool checkNames();
  bool checkTail();
  bool replaceJumps();
  const ParmVarDecl *changedForCaller() const;
  bool removeTail();
  std::optional<unsigned> tailEnd() const;

  LadderCode Code;
  Context &C;
  const lifetime::Ladder &L;
  Draft &D;
  const FunctionView &View;
  LadderGuards Guards;
  LadderResult Result;
};

bool GotoPlanner::checkShape() {
  if (!C.Safe.checkFunction(D, L.Function, View))
    return false;
  if (L.OtherJumps)
    return D.refuse(Reason::JumpOverGuard, "another goto in the function");
  if (!L.OnlyCleanup)
    return D.refuse(Reason::UnfamiliarShape, "the cleanup is more than calls and assignments");
  if (View.hasStatementExpression())
    return D.refuse(Reason::UnfamiliarShape, "a statement expression");
  for (const auto &[G, Rung] : L.Jumps)
    if (Source::touchesMacro(G))
      return D.refuse(Reason::InsideMacro);
  if (L.Once && !checkLoop())
    return false;
  if (L.Last && Source::touchesMacro(L.Last) && !C.Text.span(L.Last))
    return D.refuse(Reason::InsideMacro);
  return true;
}

/// What is returned is the same before and after the cleanup.
bool GotoPlanner::checkTail() {
  const Expr *Value = L.Last ? L.Last->getRetValue() : nullptr;
  if (Value && !C.Text.span(Value))
    return D.refuse(Reason::InsideMacro);
  if (Value && !Code.Quiet.isQuiet(Value))
    return D.refuse(Reason::UnfamiliarShape, "the returned value is computed after the cleanup");
  if (Value && mayThrowWithin(Value, C.Text.Ctx))
    return D.refuse(Reason::UnfamiliarShape, "the returned value may throw");
  // The name must mean the same where the gotos stand.
  std::vector<const VarDecl *> InValue;
  flow::walkWithin(Value, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr)
      InValue.push_back(V);
    return true;
  });
  for (const VarDecl *V : InValue)
    for (const VarDecl *Other : View.locals())
      if (Other != V && Other->getDeclName() == V->getDeclName())
        return D.refuse(Reason::UnfamiliarShape, "'" + V->getNameAsString() + "' is declared twice");
  const auto End = tailEnd();
  if (!End)
    return D.refuse(Reason::InsideMacro);
  if (C.Text.hasComment({D.file(), Code.tailBegin(), *End}))
    return D.refuse(Reason::UnfamiliarShape, "a comment in the cleanup");
  return true;
}

/// Only breaks go to the end of a loop that runs once, and its statements may move out of it.
bool GotoPlanner::checkLoop() {
  bool Continues = false;
  flow::walkWithin(L.body(), [&](const Stmt *S) {
    Continues |= isa<ContinueStmt>(S);
    return !isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr>(S);
  });
  if (Continues)
    return D.refuse(Reason::UnfamiliarShape, "a continue in the loop");
  if (L.body()->getLBracLoc().isMacroID() || L.body()->getRBracLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  const unsigned Open = C.Text.offset(L.body()->getLBracLoc());
  const unsigned Begin = C.Text.offset(L.Once->getDoLoc());
  if (C.Text.hasComment({D.file(), Begin, C.Text.lineEnd(D.file(), Open)}))
    return D.refuse(Reason::UnfamiliarShape, "a comment beside the loop");
  return checkNames();
}

/// What the loop declares will live as long as the function: no other name may be meant by it, and none be declared twice.
bool GotoPlanner::checkNames() {
  const auto End = tailEnd();
  if (!End)
    return D.refuse(Reason::InsideMacro);
  std::vector<std::string> Taken = C.Text.identifiers({D.file(), Code.tailBegin(), *End});
  const auto Declares = [](const Stmt *S, llvm::function_ref<void(const NamedDecl *)> Do) {
    if (const auto *DS = dyn_cast<DeclStmt>(S))
      for (const Decl *Each : DS->decls())
        if (const auto *N = dyn_cast<NamedDecl>(Each))
          Do(N);
  };
  for (const ParmVarDecl *P : L.Function->parameters())
    Taken.push_back(P->getNameAsString());
  for (const Stmt *S : L.Block->body())
    Declares(S, [&](const NamedDecl *N) { Taken.push_back(N->getNameAsString()); });
  const NamedDecl *Clash = nullptr;
  for (const Stmt *S : L.body()->body())
    Declares(S, [&](const NamedDecl *N) {
      if (llvm::is_contained(Taken, N->getNameAsString()))
        Clash = N;
    });
  return !Clash || D.refuse(Reason::UnfamiliarShape, "'" + Clash->getNameAsString() + "' is declared in the loop and outside of it");
}

/// Where the last statement ends, with its semicolon.
std::optional<unsigned> GotoPlanner::tailEnd() const {
  // A label may end the last statement's chain: its own statement ends it.
  const Stmt *Last = Code.Children.back();
  while (const auto *Label = dyn_cast<LabelStmt>(Last))
    Last = Label->getSubStmt();
  const auto At = C.Text.statement(Last);
  return At ? std::optional<unsigned>(At->End) : std::nullopt;
}

bool GotoPlanner::replaceJumps() {
  for (const auto &[Jump, Rung] : L.Jumps) {
    const auto At = C.Text.span(Jump);
    if (!At)
      return D.refuse(Reason::InsideMacro);
    const auto New = Result.at(Jump, *At);
    if (!New.Of)
      return D.refuse(Reason::InsideMacro);
    D.replace(*New.Of, New.Text);
  }
  return true;
}

bool GotoPlanner::removeTail() {
  const FileID File = D.file();
  const unsigned Begin = Code.tailBegin(), End = *tailEnd();
  const Nest Loop = {L.Once ? C.Text.offset(L.Once->getDoLoc()) : 0, L.Once ? C.Text.offset(L.body()->getLBracLoc()) : 0, Begin, End};
  const Span Tail{File, Begin, End};
  if (!C.Text.before(Tail).empty() || !C.Text.behind(Tail).empty())
    return D.refuse(Reason::UnfamiliarShape, L.Once ? "code or a comment beside the cleanup" : "code beside the label");
  if (!L.FallsInto || !L.Last || !L.Last->getRetValue()) {
    D.remove(Tail);
  } else {
    const auto New = Result.at(nullptr, Tail);
    if (!New.Of)
      return D.refuse(Reason::InsideMacro);
    if (New.Of->Begin == Begin)
      D.replace({File, C.Text.lineBegin(File, Begin), End}, C.Text.indentation(File, C.Text.offset(L.Last)) + New.Text + ";");
    else
      D.replace(*New.Of, New.Text + ";");
  }
  if (L.Once) {
    if (!mayUnnest(C.Text, File, Loop))
      return D.refuse(Reason::UnfamiliarShape, "the lines of the loop cannot move");
    unnest(D, C.Text, Loop);
  }
  return true;
}

/// What the caller gave by reference: an exception leaves it alone today, and the guard would not.
const ParmVarDecl *GotoPlanner::changedForCaller() const {
  const ParmVarDecl *Found = nullptr;
  if (C.Text.Ctx.getLangOpts().CXXExceptions)
    for (const Stmt *Each : Code.Children)
      flow::walkWithin(Each, [&](const Stmt *S) {
        const auto *Ref = dyn_cast<DeclRefExpr>(S);
        const auto *P = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
        if (P && P->getType()->isLValueReferenceType() && !P->getType().getNonReferenceType().isConstQualified())
          Found = P;
        return true;
      });
  return Found;
}

Outcome GotoPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  if (!checkShape() || !checkTail())
    return Done();
  Result.find();
  if (!Guards.place() || !Guards.cancelReturns() || !Guards.check() || !replaceJumps() || !removeTail())
    return Done();
  const auto Region = C.Text.span(SourceRange(L.Block->body_front()->getBeginLoc(), L.Block->getRBracLoc()));
  const std::vector<std::string> Jumps = L.Once ? std::vector<std::string>{"break", "continue"} : std::vector<std::string>{};
  if (!Region || !C.Safe.checkConditionalText(D, *Region, Jumps))
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc())))
    return Done();
  if (const ParmVarDecl *P = changedForCaller())
    D.unsafe("'" + P->getNameAsString() + "' is the caller's, and an exception would change it, too");
  return D.finish(L.Once ? "replace the breaks with guards and returns" : "replace the gotos with guards and returns");
}

} // namespace

Outcome replaceGoto(Context &C, const lifetime::Ladder &L) { return GotoPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
