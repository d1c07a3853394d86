#include "checks/Pch.h"
#include "checks/lifetime/StepPairs.h"
#include "checks/catalogue/Opposites.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"

using namespace clang;

namespace raiitidy::lifetime {

static const Expr *receiverOf(const CallExpr *C) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(C);
  return Member ? Member->getImplicitObjectArgument()->IgnoreParenImpCasts() : nullptr;
}

static bool sameReceiver(const CallExpr *One, const CallExpr *Other, const ASTContext &Ctx) {
  const Expr *X = receiverOf(One), *Y = receiverOf(Other);
  return X && Y ? sameCode(X, Y, Ctx) : X == Y;
}

/// rename(a, b) and rename(b, a)
static bool areSwapped(const CallExpr *One, const CallExpr *Other, const ASTContext &Ctx) {
  return calleeName(One) == "rename" && calleeName(Other) == "rename" && One->getNumArgs() == 2 && Other->getNumArgs() == 2 &&
         sameCode(One->getArg(0), Other->getArg(1), Ctx) && sameCode(One->getArg(1), Other->getArg(0), Ctx);
}

/// Does \p Undo take back what \p Step did, whose result \p Result (may be null) holds?
static bool takesBack(const CallExpr *Undo, const CallExpr *Step, const VarDecl *Result, const ASTContext &Ctx) {
  if (!sameReceiver(Undo, Step, Ctx))
    return false;
  if (areSwapped(Undo, Step, Ctx))
    return true;
  if (calleeName(Step).empty() || !catalogue::areInverses(calleeName(Step), calleeName(Undo)))
    return false;
  return llvm::all_of(Undo->arguments(), [&](const Expr *Arg) {
    if (isa<CXXDefaultArgExpr>(Arg))
      return true;
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(Arg));
    return (Ref && Result && Ref->getDecl() == Result) ||
           llvm::any_of(Step->arguments(), [&](const Expr *Given) { return sameCode(strip(Given), strip(Arg), Ctx); });
  });
}

/// An object of this function dies with it, whatever was put into it.
static bool worksOnLocal(const CallExpr *C) {
  const Expr *Object = receiverOf(C);
  while (const auto *M = dyn_cast_or_null<MemberExpr>(Object))
    Object = M->isArrow() ? nullptr : M->getBase()->IgnoreParenImpCasts();
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Object);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && V->getType()->isRecordType();
}

namespace {

/// A statement of the block: a step, a step whose failure is tested, or neither.
struct Item {
  const Stmt *Statement;
  const CallExpr *Step = nullptr;
  const VarDecl *Result = nullptr;
  std::optional<Branch> Failing;
};

class Finder {
public:
  Finder(Analysis &A, const FunctionDecl *F, const CompoundStmt *Block) : A(A), F(F), Block(Block) {}
  std::vector<MissingUndo> find();

private:
  void list();
  void pair();
  bool isFailure(const Branch &B) const;
  bool takenBackByOthers(const Branch &B, const UndoChain::Step &Step) const;
  bool takenBackOnTheWay(size_t From, size_t To, const UndoChain::Step &Step) const;
  void skipped(size_t From, const UndoChain::Step &Step);
  void throws(size_t From, const UndoChain::Step &Step);

  Analysis &A;
  const FunctionDecl *F;
  const CompoundStmt *Block;
  std::vector<Item> Items;
  std::vector<size_t> At; ///< for each step of the chain, its item
  UndoChain Chain{nullptr, nullptr, {}, {}, nullptr};
  std::vector<MissingUndo> Found;
};

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
      I.Step = dyn_cast<CallExpr>(strip(E));
    } else if (const auto *D = dyn_cast<DeclStmt>(Child); D && D->isSingleDecl()) {
      if (const auto *V = dyn_cast<VarDecl>(D->getSingleDecl()); V && V->hasInit()) {
        I.Step = dyn_cast<CallExpr>(strip(V->getInit()));
        I.Result = V;
      }
    }
    if (I.Step && !I.Step->getDirectCallee())
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
    for (const CallExpr *Undo : Items[N].Failing->Calls)
      for (size_t M = N; M-- > 0;) {
        const Item &I = Items[M];
        if (!I.Step || !takesBack(Undo, I.Step, I.Result, A.Ctx))
          continue;
        // What the solver follows is raii-leak's.
        if (worksOnLocal(I.Step) || !A.meaningsOf(I.Step).empty())
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
  return llvm::any_of(B.Calls, [&](const CallExpr *C) {
    if (sameCode(C, Step.Undos.front(), A.Ctx))
      return true;
    const bool Elsewhere = llvm::any_of(Chain.Steps, [&](const UndoChain::Step &Other) {
      return sameCode(C, Other.Undos.front(), A.Ctx);
    });
    // rollback(), names_.clear()
    return !Elsewhere && (isNamedForUndoing(C->getDirectCallee()) || (receiverOf(C) && sameReceiver(C, Step.Call, A.Ctx)));
  });
}

/// Taken back for good in the block itself, before the step \p To.
bool Finder::takenBackOnTheWay(size_t From, size_t To, const UndoChain::Step &Step) const {
  bool Found = false;
  for (size_t N = From + 1; N < To; ++N)
    if (!Items[N].Failing)
      flow::forEachEvaluated(Items[N].Statement, [&](const Stmt *S) {
        const auto *Call = dyn_cast<CallExpr>(S);
        Found |= Call && Call->getDirectCallee() &&
                 (sameCode(Call, Step.Undos.front(), A.Ctx) || takesBack(Call, Step.Call, Items[From].Result, A.Ctx));
      });
  return Found;
}

void Finder::skipped(size_t From, const UndoChain::Step &Step) {
  for (size_t N = From + 1; N < Items.size(); ++N) {
    if (takenBackOnTheWay(From, N, Step))
      return;
    if (const auto &B = Items[N].Failing; B && isFailure(*B) && !takenBackByOthers(*B, Step))
      Found.push_back({MissingUndo::Kind::Skipped, F, Step.Call, B->Step, B->Way, Step.Undos.front(), nullptr, nullptr});
  }
}

void Finder::throws(size_t From, const UndoChain::Step &Step) {
  size_t Last = From;
  for (size_t N = From + 1; N < Items.size(); ++N)
    if (Items[N].Failing && llvm::any_of(Items[N].Failing->Calls, [&](const CallExpr *C) { return llvm::is_contained(Step.Undos, C); }))
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
    if (!Thrower)
      continue;
    Found.push_back({MissingUndo::Kind::Throws, F, Step.Call, Thrower, Thrower, Step.Undos.front(), nullptr, nullptr});
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
    return SM.isBeforeInTranslationUnit(X.Call->getBeginLoc(), Y.Call->getBeginLoc());
  });
  const auto Whole = std::make_shared<const UndoChain>(std::move(Chain));
  for (MissingUndo &M : Found)
    M.Chain = Whole;
  return std::move(Found);
}

} // namespace

std::vector<MissingUndo> missingInverses(Analysis &A, const FunctionDecl *F, const CompoundStmt *Block) {
  return Finder(A, F, Block).find();
}

} // namespace raiitidy::lifetime
