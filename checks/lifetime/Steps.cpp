#include "checks/Pch.h"
#include "checks/lifetime/Steps.h"
#include "checks/catalogue/Opposites.h"
#include "checks/flow/Within.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"
#include "checks/lifetime/LoopHeaders.h"
#include "checks/lifetime/StepBranches.h"
#include "checks/lifetime/StepPairs.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

namespace {

/// Text among the arguments is speech, not an undo.
bool undoesOrPlain(const CallExpr *C) {
  return llvm::none_of(C->arguments(), [](const Expr *A) { return isa<StringLiteral>(strip(A)); });
}

/// `attach` and `detach`, or whatever is named for going back.
bool undoes(const CallExpr *Undo, const CallExpr *Step) {
  return isNamedForUndoing(Undo->getDirectCallee()) || areOpposites(calleeName(Step), calleeName(Undo));
}

/// A variable that is declared behind the step: what it holds was done later.
bool namesWhatComesLater(const Analysis &A, const CallExpr *Undo, const CallExpr *Step) {
  return flow::anyWithin(Undo, [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    return Ref && isa<VarDecl>(Ref->getDecl()) &&
           A.Ctx.getSourceManager().isBeforeInTranslationUnit(Step->getEndLoc(), Ref->getDecl()->getLocation());
  });
}

void judge(Analysis &A, const FunctionDecl *F, const CompoundStmt *Block, const std::vector<Branch> &Branches,
           std::vector<MissingUndo> &Out) {
  // The fullest path: one undo for each step before it, in reverse order.
  const size_t None = Branches.size();
  size_t Full = None;
  for (size_t N = 2; N < Branches.size(); ++N)
    if (Branches[N].Calls.size() == N)
      Full = N;
  if (Full == None)
    return;
  const std::vector<const CallExpr *> &Undos = Branches[Full].Calls;
  auto PositionOf = [&](const CallExpr *C) -> std::optional<size_t> {
    for (size_t I = 0; I != Undos.size(); ++I)
      if (sameCode(C, Undos[I], A.Ctx))
        return I;
    return std::nullopt;
  };
  for (size_t I = 0; I != Undos.size(); ++I)
    if (PositionOf(Undos[I]) != I || !undoesOrPlain(Undos[I]))
      return; // the same twice, or speech
  for (size_t I = 0; I != Undos.size(); ++I)
    if (!undoes(Undos[I], Branches[Full - 1 - I].Step) || namesWhatComesLater(A, Undos[I], Branches[Full - 1 - I].Step))
      return;
  bool OtherEvidence = false;
  for (size_t M = 0; M != Branches.size(); ++M)
    OtherEvidence |= M != Full && llvm::any_of(Branches[M].Calls, [&](const CallExpr *C) { return PositionOf(C).has_value(); });
  if (!OtherEvidence)
    return;
  const auto Chain = std::make_shared<UndoChain>(UndoChain{F, Block, {}, {}, Branches.back().If});
  for (size_t Step = 0; Step != Full; ++Step)
    Chain->Steps.push_back({Branches[Step].If, Branches[Step].Step, {}});
  for (const Branch &B : Branches) {
    Chain->Ways.push_back(B.Way);
    for (const CallExpr *C : B.Calls)
      if (const auto Position = PositionOf(C))
        Chain->Steps[Full - 1 - *Position].Undos.push_back(C);
  }
  for (size_t M = 1; M != Branches.size(); ++M) {
    if (M == Full)
      continue;
    std::vector<size_t> Done;
    for (const CallExpr *C : Branches[M].Calls)
      if (const auto At = PositionOf(C))
        Done.push_back(*At);
    for (size_t Step = 0; Step != std::min(M, Full); ++Step) {
      const size_t Wanted = Full - 1 - Step;
      // What the solver follows is raii-leak's.
      if (llvm::is_contained(Done, Wanted) || !A.meaningsOf(Branches[Step].Step).empty())
        continue;
      Out.push_back({MissingUndo::Kind::Skipped, F, Branches[Step].Step, Branches[M].Step, Branches[M].Way, Undos[Wanted], nullptr, Chain});
    }
    if (!llvm::is_sorted(Done))
      Out.push_back({MissingUndo::Kind::Order, F, Branches[M].Step, Branches[M].Step, Branches[M].Way, Undos.front(), nullptr, nullptr});
  }
}

/// handles_[i]
const FieldDecl *elementOfMember(const Expr *E) {
  E = strip(withoutAddressOf(E));
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
    return ownFieldNamedBy(S->getBase());
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E); Op && Op->getOperator() == OO_Subscript)
    return ownFieldNamedBy(Op->getArg(0));
  return nullptr;
}

} // namespace

std::vector<MissingUndo> missingUndos(Analysis &A, const FunctionDecl *F, const VerbPairs &Verbs) {
  std::vector<MissingUndo> Found;
  if (F->isDependentContext())
    return Found;
  const flow::BodyReads::For Reader(A.Reads, F, flow::BodyRead::Kind::Findings);
  flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block || Block->size() < 2)
      return;
    std::vector<Branch> Branches;
    const Stmt *Before = nullptr;
    for (const Stmt *Child : Block->body()) {
      if (auto B = branchOf(Child, Before))
        Branches.push_back(std::move(*B));
      Before = Child;
    }
    if (Branches.size() > 2)
      judge(A, F, Block, Branches, Found);
    if (Branches.empty())
      return;
    for (MissingUndo &M : missingInverses(A, F, Block, Verbs))
      if (llvm::none_of(Found, [&](const MissingUndo &Known) { return Known.Step == M.Step && Known.Way == M.Way; }))
        Found.push_back(std::move(M));
  });
  return Found;
}

bool MemberLoops::add(const FunctionDecl *F, const flow::Inventory &I) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || Method->isStatic() || I.Loops.empty() || F->isDependentContext())
    return false;
  const size_t Before = Failing.size() + Releasing.size();
  for (const Stmt *Loop : I.Loops) {
    const Stmt *Body = isa<ForStmt, WhileStmt>(Loop) ? bodyOf(Loop) : nullptr;
    if (!Body)
      continue;
    const FieldDecl *Filled = nullptr;
    const CallExpr *Acquisition = nullptr;
    flow::forEachEvaluated(Body, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E || !isa<CallExpr, CXXDeleteExpr>(E))
        return;
      for (const Match &M : A.meaningsOf(E)) {
        if (M.Of->Class != ResourceClass::Memory && M.Of->Class != ResourceClass::Handle)
          continue;
        const Expr *Carrier = Matcher::carrier(M, E);
        if (M.As == Role::Release && Carrier)
          if (const FieldDecl *Field = elementOfMember(Carrier))
            Releasing.push_back({Field, {F, Loop}});
        if (M.As == Role::Acquire && M.By->Where == Carrier::OutArgument && Carrier && !Filled)
          if (const FieldDecl *Field = elementOfMember(Carrier)) {
            Filled = Field;
            Acquisition = cast<CallExpr>(E);
          }
      }
    });
    if (!Filled || isa<CXXConstructorDecl>(F))
      continue;
    // The branch that its failure takes: leaves without a loop, and without asking another method.
    flow::forEachEvaluated(Body, [&](const Stmt *S) {
      const auto *If = dyn_cast<IfStmt>(S);
      if (!If || onlyCall(If->getCond()) != Acquisition)
        return;
      const Stmt *Way = nullptr;
      bool Undoes = false;
      flow::forEachEvaluated(If->getThen(), [&](const Stmt *Inner) {
        if (isa<ReturnStmt>(Inner))
          Way = Inner;
        Undoes |= isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, GotoStmt>(Inner);
        if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Inner))
          Undoes |= isa<CXXThisExpr>(strip(Call->getImplicitObjectArgument()));
      });
      if (Way && !Undoes)
        Failing.push_back({MissingUndo::Kind::Earlier, F, Acquisition, Acquisition, Way, nullptr, Filled, nullptr});
    });
  }
  return Failing.size() + Releasing.size() != Before;
}

std::vector<MissingUndo> MemberLoops::missing() const {
  std::vector<MissingUndo> Found;
  for (MissingUndo M : Failing) {
    const auto *Class = cast<CXXMethodDecl>(M.Function)->getParent();
    // A destructor releases them later, or may.
    if (!Class->hasDefinition() || Class->hasUserDeclaredDestructor())
      continue;
    for (const auto &[Field, Where] : Releasing)
      if (Field == M.Member && Where.first != M.Function && !M.Undo)
        M.Undo = Where.second;
    if (M.Undo)
      Found.push_back(M);
  }
  return Found;
}

} // namespace raiitidy::lifetime
