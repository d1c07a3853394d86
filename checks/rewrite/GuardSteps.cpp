// Steps that failing paths undo one by one get a guard each, let go where the last of them has succeeded.
//
//   names_.insert(n);              names_.insert(n);
//                                  raii::scope_exit n_guard([this, n] { names_.erase(n); });
//   if (!store(n)) {               if (!store(n)) {
//     names_.erase(n);
//     return false;                  return false;
//   }                              }
//   if (!notify())                 if (!notify())
//     return false;                  return false;
//                                  n_guard.release();
//   return true;                   return true;
#include "checks/lifetime/Steps.h"
#include "checks/rewrite/CleanupText.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::UndoChain;

namespace {

class StepsPlanner {
public:
  StepsPlanner(Context &C, const UndoChain &Chain)
      : C(C), Chain(Chain), D(C.Text, C.Text.file(Chain.Block->getBeginLoc())), View(Chain.Function->getBody()), Quiet(View, C.Text) {}
  Outcome run();

private:
  bool check();
  bool leavesOnlyByFailure() const;
  bool guard(const UndoChain::Step &Step);
  const UndoChain::Step *stepOf(const Stmt *Undo) const;
  bool mayWait(const Stmt *Undo, const UndoChain::Step &Step, unsigned Since) const;
  bool endPath(const CompoundStmt *Block);
  bool endUndos();
  struct StepGuard {
    Spoken Words;
    unsigned Since;
  };
  const StepGuard &guardOf(const Stmt *Undo) const { return Guards[stepOf(Undo) - Chain.Steps.data()]; }

  Context &C;
  const UndoChain &Chain;
  Draft D;
  FunctionView View;
  Observable Quiet;
  std::vector<const Stmt *> Undos; ///< of all steps
  std::vector<StepGuard> Guards;   ///< one for each step
};

} // namespace

// Between the first step and the last: whoever leaves in another way than by failure takes with him what was done.
bool StepsPlanner::leavesOnlyByFailure() const {
  bool Since = false, Others = false;
  for (const Stmt *Child : Chain.Block->body()) {
    if (Since)
      flow::forEachEvaluated(Child, [&](const Stmt *S) {
        Others |= isa<ReturnStmt, CoreturnStmt, GotoStmt, LabelStmt>(S) && !llvm::is_contained(Chain.Ways, S);
        if (isa<BreakStmt, ContinueStmt>(S)) {
          const Stmt *Loop = View.loopAround(S);
          Others |= !Loop || !View.isInside(Loop, Chain.Block);
        }
      });
    Since |= Child == Chain.Steps.front().Statement;
    if (Child == Chain.Last)
      return !Others;
  }
  return false;
}

bool StepsPlanner::check() {
  if (!C.Safe.checkFunction(D, Chain.Function, View))
    return false;
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  if (View.inLambda(Chain.Last))
    return D.refuse(Reason::UnfamiliarShape, "inside a lambda");
  if (!leavesOnlyByFailure())
    return D.refuse(Reason::UnfamiliarShape, "the function also leaves between the steps without a failure");
  for (const UndoChain::Step &Step : Chain.Steps)
    Undos.insert(Undos.end(), Step.Undos.begin(), Step.Undos.end());
  return true;
}

// remove_directory() speaks of a directory.
static std::string nounOf(const Expr *Undo) {
  if (const auto *Count = dyn_cast<UnaryOperator>(Undo)) {
    const Expr *Counted = Count->getSubExpr()->IgnoreParenImpCasts();
    if (const auto *M = dyn_cast<MemberExpr>(Counted))
      return M->getMemberDecl()->getName().rtrim('_').str();
    const auto *Ref = dyn_cast<DeclRefExpr>(Counted);
    return Ref ? Ref->getNameInfo().getAsString() : "step";
  }
  const auto *Call = dyn_cast<CallExpr>(Undo);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  const auto [Verb, Noun] = F && F->getDeclName().isIdentifier() ? F->getName().split('_') : std::pair<StringRef, StringRef>();
  return Noun.empty() ? "step" : Noun.str();
}

const UndoChain::Step *StepsPlanner::stepOf(const Stmt *Undo) const {
  for (const UndoChain::Step &Step : Chain.Steps)
    if (llvm::any_of(Step.Undos, [&](const Expr *E) { return E == Undo || View.statementOf(E) == Undo; }))
      return &Step;
  return nullptr;
}

/// The guards end in the reverse order of the steps. Where the undos of a path stand in that order up to its end, they may all
/// wait for it.
bool StepsPlanner::mayWait(const Stmt *Undo, const UndoChain::Step &Step, unsigned Since) const {
  const auto [Block, Child] = View.blockOf(Undo);
  if (!Block || View.isUnbraced(Undo))
    return false;
  const Stmt *Next = View.nextIn(Block, Child);
  const UndoChain::Step *Following = Next ? stepOf(Next) : nullptr;
  if (!Following)
    return Quiet.mayWait(Undo, Chain.Block, Since, Undos);
  return C.Text.offset(Following->Did) < C.Text.offset(Step.Did) && mayWait(Next, *Following, Since);
}

/// The undos of one failing path, whose block is \p Block.
bool StepsPlanner::endPath(const CompoundStmt *Block) {
  std::vector<const Expr *> Here;
  std::vector<size_t> Forgotten; // steps that had been done
  for (size_t N = 0; N != Chain.Steps.size(); ++N) {
    const auto Own = llvm::find_if(Chain.Steps[N].Undos, [&](const Expr *E) { return View.blockOf(E).first == Block; });
    if (Own != Chain.Steps[N].Undos.end())
      Here.push_back(*Own);
    else if (Guards[N].Since < C.Text.offset(Block->getLBracLoc()))
      Forgotten.push_back(N);
  }
  const auto Waits = [&](const Expr *Undo) {
    const auto At = C.Text.statement(Undo);
    return At && !C.Text.hasCommentOfItsOwn(*At) && mayWait(Undo, *stepOf(Undo), guardOf(Undo).Since);
  };
  const bool AllWait = llvm::all_of(Here, Waits);
  for (const Expr *Undo : Here) {
    const auto At = C.Text.statement(Undo);
    if (!At || Source::touchesMacro(Undo))
      return D.refuse(Reason::InsideMacro);
    // In reverse order, and what was forgotten in its turn.
    std::string Before;
    const std::string Break = C.Text.newline(At->File, At->Begin).str() + C.Text.indentation(At->File, At->Begin);
    if (!AllWait)
      for (size_t N : llvm::reverse(Forgotten))
        if (&Chain.Steps[N] > stepOf(Undo)) {
          if (Guards[N].Words.RunNow.empty())
            return D.refuse(Reason::StyleCannotSay, Guards[N].Words.Cannot);
          Before += Guards[N].Words.RunNow + ";" + Break;
          llvm::erase(Forgotten, N);
        }
    if (!Before.empty())
      D.insert(At->Begin, Before);
    if (!endGuard(C, D, *At, guardOf(Undo).Words, AllWait || (Forgotten.empty() && Before.empty() && Waits(Undo))))
      return false;
  }
  return true;
}

bool StepsPlanner::endUndos() {
  std::vector<const CompoundStmt *> Paths; // in the order of the steps
  for (const UndoChain::Step &Step : Chain.Steps) {
    if (Guards[&Step - Chain.Steps.data()].Words.Once && Step.Undos.size() > 1)
      return D.refuse(Reason::StyleCannotSay, Guards[&Step - Chain.Steps.data()].Words.Cannot);
    for (const Expr *Undo : Step.Undos)
      if (const CompoundStmt *Block = View.blockOf(Undo).first; Block && !View.isUnbraced(Undo)) {
        if (!llvm::is_contained(Paths, Block))
          Paths.push_back(Block);
      } else {
        return D.refuse(Reason::UnfamiliarShape, "an undo without braces");
      }
  }
  return llvm::all_of(Paths, [&](const CompoundStmt *Block) { return endPath(Block); });
}

bool StepsPlanner::guard(const UndoChain::Step &Step) {
  const auto At = C.Text.statement(Step.Statement);
  if (!At || Step.Undos.empty() || Source::touchesMacro(Step.Undos.front()))
    return D.refuse(Reason::InsideMacro);
  if (!C.Safe.checkJumps(D, View, Chain.Block, At->End))
    return false;
  const Stmt *Undo = Step.Undos.front();
  const auto Lambda = cleanupLambda(C, D, View, Undo, Step.Statement, /*MayThrow=*/true);
  if (!Lambda)
    return false;
  const std::string Stem = Lambda->Stem == "cleanup" ? nounOf(Step.Undos.front()) : Lambda->Stem;
  const Spoken Guard = speak(C.style(), C.GuardNames.unique(Stem, "guard", Chain.Function, View, Chain.Block, Step.Did->getBeginLoc()));
  if (Guard.Cancel.empty())
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  D.insertLineAfter(*At, C.declare(Guard.Name, Lambda->Lambda, Chain.Function));
  Guards.push_back({Guard, At->End});
  return true;
}

Outcome StepsPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!check())
    return Done();
  D.unsafe("that each undo belongs to its step is read off the names and the order");
  for (const UndoChain::Step &Step : Chain.Steps)
    if (!guard(Step))
      return Done();
  if (!endUndos())
    return Done();
  const auto Last = C.Text.statement(Chain.Last);
  const auto Region = C.Text.span(SourceRange(Chain.Block->getLBracLoc(), Chain.Block->getRBracLoc()));
  if (!Last || !Region || !C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  for (const StepGuard &Guard : llvm::reverse(Guards))
    D.insertLineAfter(*Last, Guard.Words.Cancel + ";");
  if (!C.useGeneral(D, C.Text.offset(Chain.Function->getBeginLoc())))
    return Done();
  return D.finish("give each step a guard that undoes it");
}

Outcome guardSteps(Context &C, const UndoChain &Chain) { return StepsPlanner(C, Chain).run(); }

} // namespace raiitidy::rewrite
