#include "checks/Pch.h"
#include "checks/lifetime/StepPairs.h"
#include "checks/catalogue/Opposites.h"
#include "checks/flow/Within.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"

using namespace clang;

namespace raiitidy::lifetime {

/// What a method is called on, or what is counted.
static const Expr *receiverOf(const Expr *E) {
  if (const auto *Count = dyn_cast<UnaryOperator>(E))
    return Count->getSubExpr()->IgnoreParenImpCasts();
  const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
  return Member ? Member->getImplicitObjectArgument()->IgnoreParenImpCasts() : nullptr;
}

static bool sameReceiver(const Expr *One, const Expr *Other, const ASTContext &Ctx) {
  const Expr *X = receiverOf(One), *Y = receiverOf(Other);
  return X && Y ? sameCode(X, Y, Ctx) : X == Y;
}

/// rename(a, b) and rename(b, a)
static bool areSwapped(const CallExpr *One, const CallExpr *Other, const ASTContext &Ctx) {
  return calleeName(One) == "rename" && calleeName(Other) == "rename" && One->getNumArgs() == 2 && Other->getNumArgs() == 2 &&
         sameCode(One->getArg(0), Other->getArg(1), Ctx) && sameCode(One->getArg(1), Other->getArg(0), Ctx);
}

/// An object of this function dies with it, whatever was put into it.
static bool worksOnLocal(const Expr *Step) {
  const Expr *Object = receiverOf(Step);
  while (const auto *M = dyn_cast_or_null<MemberExpr>(Object))
    Object = M->isArrow() ? nullptr : M->getBase()->IgnoreParenImpCasts();
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Object);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && (isa<UnaryOperator>(Step) ? !V->getType()->isReferenceType() : V->getType()->isRecordType());
}

namespace {

/// A statement of the block: a step, a step whose failure is tested, or neither.
struct Item {
  const Stmt *Statement;
  const Expr *Step = nullptr; ///< a call, or ++ and --
  const VarDecl *Result = nullptr;
  std::optional<Branch> Failing;
};

class Finder {
public:
  Finder(Analysis &A, const FunctionDecl *F, const CompoundStmt *Block, const catalogue::VerbPairs &Verbs)
      : A(A), F(F), Block(Block), Verbs(Verbs) {}
  std::vector<MissingUndo> find();
  std::vector<StepRecord> onMembers(const CXXMethodDecl *Method);

private:
  void list();
  void pair();
  bool takesBack(const Expr *Undo, const Expr *Step, const VarDecl *Result) const;
  bool isFailure(const Branch &B) const;
  bool takenBackByOthers(const Branch &B, const UndoChain::Step &Step) const;
  bool takenBackOnTheWay(size_t From, size_t To, const UndoChain::Step &Step) const;
  void skipped(size_t From, const UndoChain::Step &Step);
  void throws(size_t From, const UndoChain::Step &Step);
  bool mayLackMemory(size_t N) const;

  Analysis &A;
  const FunctionDecl *F;
  const CompoundStmt *Block;
  const catalogue::VerbPairs &Verbs;
  std::vector<Item> Items;
  std::vector<size_t> At; ///< for each step of the chain, its item
  UndoChain Chain{nullptr, nullptr, {}, {}, nullptr};
  std::vector<MissingUndo> Found;
};

/// Does \p Undo take back what \p Step did, whose result \p Result (may be null) holds?
bool Finder::takesBack(const Expr *UndoExpr, const Expr *StepExpr, const VarDecl *Result) const {
  const ASTContext &Ctx = A.Ctx;
  if (!sameReceiver(UndoExpr, StepExpr, Ctx))
    return false;
  const auto *Down = dyn_cast<UnaryOperator>(UndoExpr), *Up = dyn_cast<UnaryOperator>(StepExpr);
  if (Down && Up)
    return Down->isIncrementOp() != Up->isIncrementOp();
  const auto *Undo = dyn_cast<CallExpr>(UndoExpr), *Step = dyn_cast<CallExpr>(StepExpr);
  if (!Undo || !Step)
    return false;
  if (areSwapped(Undo, Step, Ctx))
    return true;
  if (calleeName(Step).empty() || !catalogue::areInverses(calleeName(Step), calleeName(Undo), Verbs))
    return false;
  return llvm::all_of(Undo->arguments(), [&](const Expr *Arg) {
    if (isa<CXXDefaultArgExpr>(Arg))
      return true;
    // erase(token), erase(added.first), and erase(it) of auto [it, added] = insert(…)
    const Expr *Whole = strip(Arg);
    if (const auto *Made = dyn_cast<CXXConstructExpr>(Whole); Made && Made->getNumArgs() == 1)
      Whole = strip(Made->getArg(0)); // a const_iterator of it
    while (const auto *M = dyn_cast<MemberExpr>(Whole))
      Whole = strip(M->getBase());
    const auto *Ref = dyn_cast<DeclRefExpr>(Whole);
    const auto *Bound = Ref ? dyn_cast<BindingDecl>(Ref->getDecl()) : nullptr;
    return (Ref && Result && (Ref->getDecl() == Result || (Bound && Bound->getDecomposedDecl() == Result))) ||
           llvm::any_of(Step->arguments(), [&](const Expr *Given) { return sameCode(strip(Given), strip(Arg), Ctx); });
  });
}

void Finder::list() {
  const Stmt *Before = nullptr;
  for (const Stmt *Child : Block->body()) {
    Item I{Child, nullptr, nullptr, branchOf(Child, Before)};
    if (I.Failing) {
      I.Step = I.Failing->Step;
      // `rc = step(); if (rc) …`: one step, done behind the test.
      if (!Items.empty() && Items.back().Step == I.Step) {
        I.Result = Items.back().Result;
        Items.back().Step = nullptr;
      }
    } else if (const auto *E = dyn_cast<Expr>(Child)) {
      const auto *Count = dyn_cast<UnaryOperator>(strip(E));
      if (Count && Count->isIncrementDecrementOp())
        I.Step = Count;
      else
        I.Step = dyn_cast<CallExpr>(strip(E));
    } else if (const auto *D = dyn_cast<DeclStmt>(Child); D && D->isSingleDecl()) {
      if (const auto *V = dyn_cast<VarDecl>(D->getSingleDecl()); V && V->hasInit()) {
        I.Step = dyn_cast<CallExpr>(strip(V->getInit()));
        I.Result = V;
      }
    }
    if (const auto *Call = dyn_cast_or_null<CallExpr>(I.Step); Call && !Call->getDirectCallee())
      I.Step = nullptr;
    Items.push_back(std::move(I));
    Before = Child;
  }
}

/// A return of what the end of the block does not return, or a throw: not an early success.
bool Finder::isFailure(const Branch &B) const {
  const auto *Return = dyn_cast<ReturnStmt>(B.Way);
  if (!Return)
    return true;
  const auto *Last = dyn_cast<ReturnStmt>(Block->body_back());
  return Return->getRetValue() && Last && Last->getRetValue() && !sameCode(Return->getRetValue(), Last->getRetValue(), A.Ctx);
}

void Finder::pair() {
  for (size_t N = 0; N != Items.size(); ++N) {
    if (!Items[N].Failing || !isFailure(*Items[N].Failing))
      continue;
    llvm::SmallVector<const Expr *, 4> Undos(Items[N].Failing->Calls.begin(), Items[N].Failing->Calls.end());
    Undos.append(Items[N].Failing->Counts.begin(), Items[N].Failing->Counts.end());
    for (const Expr *Undo : Undos)
      for (size_t M = N; M-- > 0;) {
        const Item &I = Items[M];
        if (!I.Step || !takesBack(Undo, I.Step, I.Result))
          continue;
        // What the solver follows is raii-leak's.
        if (worksOnLocal(I.Step) || (!A.meaningsOf(I.Step).empty() && !A.meaningsOf(Undo).empty()))
          break;
        // A depth, which the end of the block takes back as well: raii-unrestored-state's.
        if (isa<UnaryOperator>(I.Step) && takenBackOnTheWay(M, Items.size(), {I.Statement, I.Step, {Undo}}))
          break;
        const auto Known = llvm::find(At, M);
        if (Known == At.end()) {
          At.push_back(M);
          Chain.Steps.push_back({I.Statement, I.Step, {Undo}});
        } else if (UndoChain::Step &S = Chain.Steps[Known - At.begin()]; sameCode(S.Undos.front(), Undo, A.Ctx)) {
          S.Undos.push_back(Undo);
        }
        break;
      }
  }
}

bool Finder::takenBackByOthers(const Branch &B, const UndoChain::Step &Step) const {
  if (llvm::any_of(B.Counts, [&](const UnaryOperator *U) { return sameReceiver(U, Step.Did, A.Ctx); }))
    return true;
  return llvm::any_of(B.Calls, [&](const CallExpr *C) {
    if (sameCode(C, Step.Undos.front(), A.Ctx))
      return true;
    const bool Elsewhere = llvm::any_of(Chain.Steps, [&](const UndoChain::Step &Other) {
      return sameCode(C, Other.Undos.front(), A.Ctx);
    });
    // close(fd) ends what the catalogue knows of the step; the file on the disk stays.
    const auto *Undo = dyn_cast<CallExpr>(Step.Undos.front());
    if (Undo && !A.meaningsOf(C).empty() && A.meaningsOf(Undo).empty())
      return false;
    // rollback(), names_.clear()
    return !Elsewhere && (isNamedForUndoing(C->getDirectCallee()) || (receiverOf(C) && sameReceiver(C, Step.Did, A.Ctx)));
  });
}

/// Taken back for good in the block itself, before the step \p To.
bool Finder::takenBackOnTheWay(size_t From, size_t To, const UndoChain::Step &Step) const {
  bool Found = false;
  for (size_t N = From + 1; N < To; ++N)
    if (!Items[N].Failing)
      flow::forEachEvaluated(Items[N].Statement, [&](const Stmt *S) {
        const auto *E = dyn_cast<Expr>(S);
        const auto *Call = dyn_cast<CallExpr>(S);
        if (Call ? Call->getDirectCallee() != nullptr : isa<UnaryOperator>(S))
          Found |= sameCode(E, Step.Undos.front(), A.Ctx) || takesBack(E, Step.Did, Items[From].Result);
      });
  return Found;
}

void Finder::skipped(size_t From, const UndoChain::Step &Step) {
  for (size_t N = From + 1; N < Items.size(); ++N) {
    if (takenBackOnTheWay(From, N, Step))
      return;
    if (const auto &B = Items[N].Failing; B && isFailure(*B) && !takenBackByOthers(*B, Step))
      Found.push_back({MissingUndo::Kind::Skipped, F, Step.Did, B->Step, B->Way, Step.Undos.front(), nullptr, nullptr});
  }
}

/// names_.insert(n); order_.push_back(n);  Where the second finds no memory the first stays. Only of the standard's containers, and
/// where a failing path takes the second back, too: both belong to one change.
bool Finder::mayLackMemory(size_t N) const {
  const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Items[N].Step);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  const FunctionDecl *Callee = nullptr;
  if (!Method || A.isPolicyFixed() || !llvm::is_contained(At, N) || !flow::inStd(Method) || A.tierOf(Call, &Callee) == flow::ThrowTier::Never)
    return false;
  const bool Inserts = llvm::StringSwitch<bool>(calleeName(Call))
                           .Cases("insert", "emplace", "try_emplace", "insert_or_assign", "emplace_hint", true)
                           .Cases("push_back", "emplace_back", "push_front", "emplace_front", "push", true)
                           .Default(false);
  bool Reserved = false;
  flow::forEachEvaluated(F->getBody(), [&](const Stmt *S) {
    const auto *Other = dyn_cast<CXXMemberCallExpr>(S);
    Reserved |= Other && calleeName(Other) == "reserve" && sameReceiver(Other, Call, A.Ctx);
  });
  return Inserts && !Reserved;
}

void Finder::throws(size_t From, const UndoChain::Step &Step) {
  size_t Last = From;
  for (size_t N = From + 1; N < Items.size(); ++N)
    if (const auto &B = Items[N].Failing;
        B && (llvm::any_of(B->Calls, [&](const Expr *E) { return llvm::is_contained(Step.Undos, E); }) ||
              llvm::any_of(B->Counts, [&](const Expr *E) { return llvm::is_contained(Step.Undos, E); })))
      Last = N;
  for (size_t N = From + 1; N <= Last; ++N) {
    const Stmt *Evaluated = Items[N].Failing ? Items[N].Failing->If->getCond() : Items[N].Statement;
    const CallExpr *Thrower = nullptr;
    flow::forEachEvaluated(Evaluated, [&](const Stmt *S) {
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = nullptr;
      if (Call && !Thrower && A.counts(nullptr, A.tierOf(Call, &Callee), Callee))
        Thrower = Call;
    });
    if (!Thrower && mayLackMemory(N))
      Thrower = cast<CallExpr>(Items[N].Step);
    if (!Thrower)
      continue;
    Found.push_back({MissingUndo::Kind::Throws, F, Step.Did, Thrower, Thrower, Step.Undos.front(), nullptr, nullptr});
    return;
  }
}

std::vector<MissingUndo> Finder::find() {
  list();
  pair();
  if (Chain.Steps.empty())
    return {};
  bool Tries = false;
  flow::forEachEvaluated(F->getBody(), [&](const Stmt *S) { Tries |= isa<CXXTryStmt>(S); });
  const auto *Proto = F->getType()->getAs<FunctionProtoType>();
  const bool Leaves = !Tries && Proto && Proto->canThrow() == CT_Can;
  for (size_t N = 0; N != Chain.Steps.size(); ++N) {
    skipped(At[N], Chain.Steps[N]);
    if (Leaves)
      throws(At[N], Chain.Steps[N]);
  }
  if (Found.empty())
    return {};
  Chain.Function = F;
  Chain.Block = Block;
  for (const Item &I : Items)
    if (I.Failing && isFailure(*I.Failing)) {
      Chain.Ways.push_back(I.Failing->Way);
      Chain.Last = I.Statement;
    }
  const SourceManager &SM = A.Ctx.getSourceManager();
  llvm::sort(Chain.Steps, [&](const UndoChain::Step &X, const UndoChain::Step &Y) {
    return SM.isBeforeInTranslationUnit(X.Did->getBeginLoc(), Y.Did->getBeginLoc());
  });
  const auto Whole = std::make_shared<const UndoChain>(std::move(Chain));
  for (MissingUndo &M : Found)
    M.Chain = Whole;
  return std::move(Found);
}

static bool mentions(const Stmt *S, const FieldDecl *Member) {
  return flow::anyWithin(S, [&](const Stmt *Each) {
    const auto *M = dyn_cast<MemberExpr>(Each);
    return M && M->getMemberDecl() == Member;
  });
}

std::vector<StepRecord> Finder::onMembers(const CXXMethodDecl *Method) {
  std::vector<StepRecord> Records;
  list();
  for (size_t M = 0; M != Items.size(); ++M) {
    const auto *Step = dyn_cast_or_null<CallExpr>(Items[M].Step);
    const FieldDecl *Member = Step ? ownFieldNamedBy(receiverOf(Step)) : nullptr;
    if (!Member || !A.meaningsOf(Step).empty())
      continue;
    const size_t Before = Records.size();
    bool TakenBack = false, Unclear = false;
    for (size_t N = M + 1; N < Items.size() && !TakenBack; ++N) {
      const auto &B = Items[N].Failing;
      if (!B) {
        // Whatever else is done to the member may take it back, a guard's lambda as well.
        TakenBack = mentions(Items[N].Statement, Member);
        continue;
      }
      if (!isFailure(*B))
        continue;
      const Expr *Undo = nullptr;
      bool Touched = mentions(B->If->getThen(), Member);
      for (const CallExpr *C : B->Calls)
        if (takesBack(C, Step, Items[M].Result))
          Undo = C;
      flow::forEachEvaluated(B->If->getThen(), [&](const Stmt *S) {
        const auto *Call = dyn_cast<CallExpr>(S);
        Touched |= (Call && isNamedForUndoing(Call->getDirectCallee())) ||
                   (isa<CXXMemberCallExpr>(S) && isa<CXXThisExpr>(strip(cast<CXXMemberCallExpr>(S)->getImplicitObjectArgument())));
      });
      if (Undo || !Touched)
        Records.push_back({Method, Member, Step, B->Step, B->Way, Undo});
      else
        Unclear = true;
    }
    if (Unclear)
      Records.erase(Records.begin() + Before, Records.end());
  }
  return Records;
}

} // namespace

std::vector<StepRecord> stepsOnMembers(Analysis &A, const CXXMethodDecl *Method, const CompoundStmt *Block,
                                       const catalogue::VerbPairs &Verbs) {
  return Finder(A, Method, Block, Verbs).onMembers(Method);
}

std::vector<MissingUndo> missingInverses(Analysis &A, const FunctionDecl *F, const CompoundStmt *Block,
                                         const catalogue::VerbPairs &Verbs) {
  return Finder(A, F, Block, Verbs).find();
}

} // namespace raiitidy::lifetime
