#include "checks/Pch.h"
#include "checks/flow/ReadAhead.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/ThrowConditions.h"

using namespace clang;

namespace raiitidy::flow {

namespace {
using Names = llvm::SmallVector<unsigned, 8>;

/// What expressions name, in numbers.
class Namer {
public:
  explicit Namer(llvm::DenseMap<const ValueDecl *, unsigned> &Numbers) : Numbers(Numbers) {}

  /// After `target = value`, who reads target reads value.
  void learn(const Stmt *S) {
    if (const auto *Assigns = dyn_cast<BinaryOperator>(S); Assigns && Assigns->isAssignmentOp()) {
      Names Written;
      add(Assigns->getLHS(), Written);
      for (unsigned N : Written)
        link(N, Assigns->getRHS());
    } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One); V && V->hasInit())
          link(Numbers.try_emplace(cast<ValueDecl>(V->getCanonicalDecl()), Numbers.size()).first->second, V->getInit());
    }
  }
  /// What \p S names, and what that may have got its value from.
  llvm::BitVector readBy(const Stmt *S) {
    Names Open;
    add(S, Open);
    llvm::BitVector Read;
    while (!Open.empty()) {
      const unsigned N = Open.pop_back_val();
      if (Read.size() <= N)
        Read.resize(Numbers.size());
      if (Read.test(N))
        continue;
      Read.set(N);
      if (const auto It = Sources.find(N); It != Sources.end())
        Open.append(It->second);
    }
    return Read;
  }
  bool names(const Expr *E, const VarDecl *V) {
    Names In;
    add(E, In);
    const auto It = Numbers.find(V);
    return It != Numbers.end() && llvm::is_contained(In, It->second);
  }

private:
  void add(const Stmt *S, Names &Into) {
    if (!S)
      return;
    const auto *M = dyn_cast<MemberExpr>(S);
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    if (const ValueDecl *D = M ? M->getMemberDecl() : Ref ? Ref->getDecl() : nullptr) {
      D = cast<ValueDecl>(D->getCanonicalDecl());
      const auto [It, New] = Numbers.try_emplace(D, Numbers.size());
      const unsigned Number = It->second;
      if (!llvm::is_contained(Into, Number))
        Into.push_back(Number);
      // A reference, or a pointer that only ever points to one variable, stands for what it was initialised with.
      const auto *V = dyn_cast<VarDecl>(D);
      if (New && V && V->isLocalVarDecl() && V->hasInit() && (V->getType()->isReferenceType() || V->getType()->isPointerType()))
        link(Number, V->getInit());
    }
    // Of what a call gets nothing is known of its value; but an assertion's condition comes first.
    if (const auto *Call = dyn_cast<CallExpr>(S); Call && !isa<CXXOperatorCallExpr>(Call)) {
      add(Call->getCallee(), Into);
      if (Call->getNumArgs() != 0)
        add(Call->getArg(0), Into);
      return;
    }
    for (const Stmt *C : S->children())
      add(C, Into);
  }
  void link(unsigned Target, const Expr *Value) {
    Names Of;
    add(Value, Of);
    Sources[Target].append(Of);
  }

  llvm::DenseMap<const ValueDecl *, unsigned> &Numbers;
  llvm::DenseMap<unsigned, Names> Sources; ///< looked up only
};
} // namespace

/// The variable that \p E names itself, not by a reference.
static const VarDecl *writtenIn(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && !V->getType()->isReferenceType() ? V->getCanonicalDecl() : nullptr;
}

ReadAhead::ReadAhead(const FunctionFlow &Flow) : G(Flow.cfg()), Writes(G.getNumBlockIDs()) {
  Namer Namer(Numbers);
  for (const CFGBlock *B : G)
    for (const CFGElement &El : *B)
      if (const auto Of = El.getAs<CFGStmt>())
        Namer.learn(Of->getStmt());
  Reads.resize(G.getNumBlockIDs());
  for (const CFGBlock *B : G) {
    llvm::SmallVector<Write, 2> &Written = Writes[B->getBlockID()];
    llvm::BitVector &Read = Reads[B->getBlockID()];
    const auto Add = [&](const Stmt *S) {
      if (!S)
        return;
      llvm::BitVector Here = Namer.readBy(S);
      for (const Write &W : Written)
        if (const auto It = Numbers.find(W.To); W.Anew && It != Numbers.end() && It->second < Here.size())
          Here.reset(It->second);
      Read |= Here;
    };
    for (const CFGElement &El : *B) {
      if (const auto Init = El.getAs<CFGInitializer>())
        Add(Init->getInitializer()->getInit());
      const auto Of = El.getAs<CFGStmt>();
      const Stmt *S = Of ? Of->getStmt() : nullptr;
      if (const auto *Assigns = dyn_cast_or_null<BinaryOperator>(S); Assigns && Assigns->isAssignmentOp()) {
        if (const VarDecl *V = writtenIn(Assigns->getLHS()))
          Written.push_back({V, Assigns->getOpcode() == BO_Assign && !Namer.names(Assigns->getRHS(), V)});
      } else if (const auto *Step = dyn_cast_or_null<UnaryOperator>(S); Step && Step->isIncrementDecrementOp()) {
        if (const VarDecl *V = writtenIn(Step->getSubExpr()))
          Written.push_back({V, false});
      } else if (const auto *D = dyn_cast_or_null<DeclStmt>(S)) {
        for (const Decl *One : D->decls())
          if (const auto *V = dyn_cast<VarDecl>(One); V && !V->getType()->isReferenceType())
            Written.push_back({V->getCanonicalDecl(), true});
      } else if (const auto *Return = dyn_cast_or_null<ReturnStmt>(S)) {
        Add(Return->getRetValue());
      } else if (const auto *Call = dyn_cast_or_null<CallExpr>(S)) { // what it demands, or asserts
        Add(demandedBy(Call));
        if (Call->getNumArgs() != 0 && !isa<CXXOperatorCallExpr>(Call) &&
            (Call->getArg(0)->getType()->isBooleanType() || Call->getArg(0)->isKnownToHaveBooleanValue()))
          Add(Call->getArg(0));
      }
    }
    Add(B->getTerminatorCondition());
  }
  for (llvm::BitVector &Read : Reads)
    Read.resize(Numbers.size());
}

llvm::BitVector ReadAhead::blocksBefore(llvm::function_ref<bool(const CFGBlock &)> From,
                                        llvm::function_ref<bool(const CFGBlock &)> IsClosed) const {
  llvm::BitVector Before(G.getNumBlockIDs());
  std::vector<const CFGBlock *> Reached;
  const auto Reach = [&](const CFGBlock *B) {
    if (!Before.test(B->getBlockID())) {
      Before.set(B->getBlockID());
      Reached.push_back(B);
    }
  };
  for (const CFGBlock *B : G)
    if (From(*B))
      Reach(B);
  while (!Reached.empty()) {
    const CFGBlock *B = Reached.back();
    Reached.pop_back();
    // The graph has no edges from what throws to its handlers.
    if (isa_and_nonnull<CXXCatchStmt>(B->getLabel())) {
      Before.set();
      break;
    }
    for (const CFGBlock *P : B->preds())
      if (P && !IsClosed(*P))
        Reach(P);
  }
  return Before;
}

llvm::BitVector ReadAhead::blocksReading(llvm::ArrayRef<const ValueDecl *> Named, bool OutlivesSteps) const {
  llvm::SmallVector<unsigned, 4> Wanted;
  for (const ValueDecl *D : Named) {
    const auto It = Numbers.find(cast<ValueDecl>(D->getCanonicalDecl()));
    if (It == Numbers.end())
      return llvm::BitVector(G.getNumBlockIDs());
    Wanted.push_back(It->second);
  }
  const auto ReadsAll = [&](const CFGBlock &B) {
    return llvm::all_of(Wanted, [&](unsigned N) { return Reads[B.getBlockID()].test(N); });
  };
  const auto VoidsIt = [&](const CFGBlock &B) {
    return llvm::any_of(Writes[B.getBlockID()], [&](const Write &W) {
      return llvm::is_contained(Named, W.To) && (W.Anew || !OutlivesSteps);
    });
  };
  return blocksBefore(ReadsAll, VoidsIt);
}

bool ReadAhead::mayBeAsked(const CFGBlock &B, unsigned Name, llvm::ArrayRef<const ValueDecl *> Of, bool OutlivesSteps) const {
  const auto [It, New] = Known.try_emplace(Name);
  if (New)
    It->second = blocksReading(Of, OutlivesSteps);
  return It->second.test(B.getBlockID());
}

bool ReadAhead::mayName(const CFGBlock &B, const VarDecl *V) const {
  V = V->getCanonicalDecl();
  const auto [It, New] = Naming.try_emplace(V);
  if (New)
    It->second = blocksBefore(
        [V](const CFGBlock &Each) {
          return llvm::any_of(Each, [V](const CFGElement &El) {
            const auto Of = El.getAs<CFGStmt>();
            const Stmt *S = Of ? Of->getStmt() : nullptr;
            const auto *Ref = dyn_cast_or_null<DeclRefExpr>(S);
            return (Ref && Ref->getDecl()->getCanonicalDecl() == V) || isa_and_nonnull<LambdaExpr>(S) || El.getAs<CFGInitializer>();
          });
        },
        [](const CFGBlock &) { return false; });
  return It->second.test(B.getBlockID());
}

} // namespace raiitidy::flow
