#include "checks/rewrite/ReachingValues.h"
#include "checks/flow/Within.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace raiitidy::rewrite {

ReachingValues::ReachingValues(const VarDecl *V, const FunctionView &View, const ASTContext &Ctx, ArrayRef<const Stmt *> Statements)
    : V(V), Ctx(Ctx) {
  for (const Use &U : View.uses(V))
    Uses[U.Ref] = U.K;
  Now.emplace();
  if (isa<ParmVarDecl>(V))
    define(nullptr, nullptr, true);
  for (const Stmt *S : Statements)
    walk(S);
  if (Now)
    Jumps[nullptr] = *Now;
}

ReachingValues::Numbers ReachingValues::at(const Stmt *Jump) const { return Understood ? Jumps.lookup(Jump) : Numbers(); }

void ReachingValues::join(State &Into, const State &From) {
  if (!Into)
    Into = From;
  else if (From)
    Into->insert(From->begin(), From->end());
}

void ReachingValues::define(const Stmt *At, const Expr *Value, bool Replaces) {
  if (!Now)
    return;
  const auto [It, New] = NumberOf.try_emplace(At, Writes.size());
  if (New)
    Writes.push_back({At, Value});
  if (Replaces)
    Now->clear();
  Now->insert(It->second);
  for (State *Handler : Handlers)
    join(*Handler, Now);
}

void ReachingValues::leaveTo(std::vector<State *> &Targets) {
  if (!Targets.empty())
    join(*Targets.back(), Now);
  Now.reset();
}

/// An expression, or another statement of which only the references count.
void ReachingValues::evaluate(const Stmt *S) {
  if (!S || !Now)
    return;
  bool Reads = false, Changes = false;
  const auto Look = [&](const Stmt *In) {
    if (const auto *R = dyn_cast<DeclRefExpr>(In); R && R->getDecl() == V) {
      const Use::Kind K = Uses.lookup(R);
      Reads |= K != Use::Kind::Write;
      Changes |= K != Use::Kind::Read && K != Use::Kind::Captured;
    }
    return true;
  };
  const auto Read = [&] {
    for (unsigned W : *Now)
      Writes[W].Read = true;
  };
  const auto *E = dyn_cast<Expr>(S);
  const auto *Full = E ? dyn_cast<FullExpr>(E) : nullptr;
  const auto *B = E ? dyn_cast<BinaryOperator>((Full ? Full->getSubExpr() : E)->IgnoreParens()) : nullptr;
  const bool Assigns = B && B->getOpcode() == BO_Assign && isa<DeclRefExpr>(B->getLHS()->IgnoreParens()) && asVariable(B->getLHS()) == V;
  flow::walkWithin(Assigns ? B->getRHS() : S, Look);
  if (Reads)
    Read();
  if (Changes) {
    define(S, nullptr, false);
    Read();
  }
  if (Assigns)
    define(B, Changes ? nullptr : B->getRHS(), true);
  if (E && leavesFunction(E))
    Now.reset();
}

void ReachingValues::loop(const Stmt *Test, const Stmt *Body, const Stmt *Step, bool Leaves) {
  State Head = Now, Seen, End, Left, Next;
  do {
    Seen = Now = Head;
    Next.reset();
    walk(Test);
    End = Now;
    Breaks.push_back(&Left);
    Continues.push_back(&Next);
    walk(Body);
    Breaks.pop_back();
    Continues.pop_back();
    join(Now, Next);
    walk(Step);
    join(Head, Now);
  } while (Head != Seen);
  Now = Leaves ? End : State();
  join(Now, Left);
}

void ReachingValues::once(const DoStmt *S) {
  const bool Again = integerValue(S->getCond(), Ctx) != 0;
  State Head = Now, Seen, Left, Next;
  do {
    Seen = Now = Head;
    Next.reset();
    Breaks.push_back(&Left);
    Continues.push_back(&Next);
    walk(S->getBody());
    Breaks.pop_back();
    Continues.pop_back();
    if (Now)
      Jumps[S] = *Now;
    join(Now, Next);
    evaluate(S->getCond());
    if (Again)
      join(Head, Now);
  } while (Head != Seen);
  join(Now, Left);
}

void ReachingValues::choose(const SwitchStmt *S) {
  walk(S->getInit());
  walk(S->getConditionVariableDeclStmt());
  evaluate(S->getCond());
  State Entry = Now, Left = Now; // perhaps no case takes it
  Breaks.push_back(&Left);
  Cases.push_back(&Entry);
  Now.reset();
  walk(S->getBody());
  Breaks.pop_back();
  Cases.pop_back();
  join(Now, Left);
}

void ReachingValues::attempt(const CXXTryStmt *S) {
  State Thrown = Now;
  Handlers.push_back(&Thrown);
  walk(S->getTryBlock());
  Handlers.pop_back();
  State End = Now;
  for (unsigned I = 0; I != S->getNumHandlers(); ++I) {
    Now = Thrown;
    walk(S->getHandler(I)->getHandlerBlock());
    join(End, Now);
  }
  Now = End;
}

void ReachingValues::walk(const Stmt *S) {
  if (!S)
    return;
  if (const auto *Block = dyn_cast<CompoundStmt>(S)) {
    for (const Stmt *Each : Block->body())
      walk(Each);
  } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
    evaluate(S);
    if (llvm::is_contained(D->decls(), V)) {
      const Expr *Init = V->getInit();
      if (const auto *List = dyn_cast_or_null<InitListExpr>(Init); List && List->getNumInits() == 1)
        Init = List->getInit(0);
      define(S, Init, true);
    }
  } else if (const auto *If = dyn_cast<IfStmt>(S)) {
    walk(If->getInit());
    walk(If->getConditionVariableDeclStmt());
    evaluate(If->getCond());
    const State Before = Now;
    walk(If->getThen());
    const State Then = std::exchange(Now, Before);
    walk(If->getElse());
    join(Now, Then);
  } else if (const auto *While = dyn_cast<WhileStmt>(S)) {
    const Stmt *Declares = While->getConditionVariableDeclStmt();
    loop(Declares ? Declares : While->getCond(), While->getBody(), nullptr, integerValue(While->getCond(), Ctx).value_or(0) == 0);
  } else if (const auto *For = dyn_cast<ForStmt>(S)) {
    walk(For->getInit());
    const Stmt *Declares = For->getConditionVariableDeclStmt();
    loop(Declares ? Declares : For->getCond(), For->getBody(), For->getInc(), For->getCond() != nullptr);
  } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S)) {
    walk(Range->getInit());
    walk(Range->getRangeStmt());
    loop(nullptr, Range->getBody(), nullptr, true);
  } else if (const auto *Do = dyn_cast<DoStmt>(S)) {
    once(Do);
  } else if (const auto *Switch = dyn_cast<SwitchStmt>(S)) {
    choose(Switch);
  } else if (const auto *Case = dyn_cast<SwitchCase>(S)) {
    if (!Cases.empty())
      join(Now, *Cases.back());
    walk(Case->getSubStmt());
  } else if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    attempt(Try);
  } else if (const auto *Attributed = dyn_cast<AttributedStmt>(S)) {
    walk(Attributed->getSubStmt());
  } else if (const auto *Label = dyn_cast<LabelStmt>(S)) {
    walk(Label->getSubStmt()); // nobody jumps there
  } else if (isa<GotoStmt, BreakStmt>(S)) {
    if (Now)
      Jumps[S].insert(Now->begin(), Now->end());
    if (isa<BreakStmt>(S))
      leaveTo(Breaks);
    else
      Now.reset();
  } else if (isa<ContinueStmt>(S)) {
    leaveTo(Continues);
  } else if (isa<Expr, NullStmt>(S)) {
    evaluate(S);
  } else if (isa<ReturnStmt>(S)) {
    evaluate(S);
    Now.reset();
  } else {
    Understood = false;
  }
}

} // namespace raiitidy::rewrite
