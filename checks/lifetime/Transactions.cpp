// Transactions that a failed commit leaves open, and those that are begun twice.
#include "checks/Pch.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

FailureValue commitFails(const Expr *E, const Match &M) {
  return M.By->Fails == FailureValue::Never && E->getType()->isBooleanType() ? FailureValue::Zero : M.By->Fails;
}

namespace {
/// What becomes of the value of a call.
struct Answer {
  bool Used = false;      ///< tested, kept or given on
  bool Discarded = false; ///< (void)commit();
  const VarDecl *Kept = nullptr; ///< the variable that holds it
};
} // namespace

static Answer answerOf(const Expr *Call, const flow::FunctionFlow &Flow) {
  Answer Found;
  const Stmt *Inner = Call;
  for (const Stmt *Up = Flow.parent(Call); Up; Inner = Up, Up = Flow.parent(Up)) {
    if (const auto *Cast = dyn_cast<CastExpr>(Up); Cast && Cast->getCastKind() == CK_ToVoid) {
      Found.Discarded = true;
      return Found;
    }
    if (isa<CastExpr, ParenExpr, FullExpr>(Up))
      continue;
    if (const auto *B = dyn_cast<BinaryOperator>(Up); B && B->getOpcode() == BO_Assign)
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(B->getLHS())))
        Found.Kept = dyn_cast<VarDecl>(Ref->getDecl());
    if (const auto *D = dyn_cast<DeclStmt>(Up))
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One); V && V->getInit() && strip(V->getInit()) == strip(Call))
          Found.Kept = V;
    const auto *If = dyn_cast<IfStmt>(Up);
    Found.Used = isa<Expr, DeclStmt, ReturnStmt, WhileStmt, DoStmt, SwitchStmt>(Up) || (If && If->getCond() == Inner);
    return Found;
  }
  return Found;
}

const Expr *Solver::failedCommit(const State &St) const {
  const bool Open = St.TS == Typestate::Held && T.K == Track::Kind::Identity && T.Of && T.Of->Class == ResourceClass::Transaction;
  return Open ? dyn_cast_or_null<Expr>(St.Since) : nullptr;
}

std::optional<Solver::State> Solver::withFailedCommit(const Expr *E, const Match &M, const State &St) {
  const FailureValue Fails = M.As == Role::Commit ? commitFails(E, M) : FailureValue::Never;
  if (ForSummary || St.TS != Typestate::Held || T.K != Track::Kind::Identity || Fails == FailureValue::Never)
    return std::nullopt;
  const Answer Given = answerOf(E, Flow);
  if (Given.Discarded || (!Given.Used && !M.By->HeldOnFailure))
    return std::nullopt;
  State Open = St;
  Open.Since = E;
  Open.F.set(A.Names.ofNode(E), valuesWhenFailed(Fails));
  return Open;
}

void Solver::leaveOpen(Exit X) {
  if (X.K != Exit::Kind::Return && X.K != Exit::Kind::FallsOff && X.K != Exit::Kind::Throw)
    return;
  const Answer Given = answerOf(X.FailedCommit, Flow);
  const auto speaksOf = [&](const Stmt *Whole) {
    bool Speaks = false;
    flow::forEachEvaluated(Whole, [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      Speaks |= S == X.FailedCommit || (Ref && Given.Kept && Ref->getDecl() == Given.Kept);
    });
    return Speaks;
  };
  if (Given.Used) {
    // return db.commit();  and  ok = db.commit(); … return ok;  tell the caller; if (!ok) return ok;  has looked.
    bool Tested = false;
    for (const Stmt *Up = Flow.parent(X.At); Up && !Tested; Up = Flow.parent(Up))
      if (const auto *If = dyn_cast<IfStmt>(Up))
        Tested = speaksOf(If->getCond());
    if (!Tested && (X.K == Exit::Kind::Return && speaksOf(X.At)))
      return;
    if (!Tested && llvm::none_of(X.Witness, [&](const Step &S) { return speaksOf(S.At); }))
      return;
  }
  if (llvm::none_of(LeftOpen, [&](const Exit &Other) { return Other.At == X.At; }))
    LeftOpen.push_back(std::move(X));
}

void Solver::judgeFailedCommits() {
  const bool RollsBack = llvm::any_of(Result.Life.Releases, [](const ReleaseSite &R) {
    return R.Meaning.As == Role::Rollback && R.EndsHeld;
  });
  if (!RollsBack)
    return; // nothing here shows that it is this function's to end
  for (Exit &X : LeftOpen)
    if (SeenExits.insert(X.At).second) {
      for (ReleaseSite &R : Result.Life.Releases)
        R.FailsOpen |= R.Call == X.FailedCommit;
      Result.Life.Uncovered.push_back(std::move(X));
    }
}

bool Solver::isBegunAgain(const Expr *E, const State &St, int Index) {
  if (!T.Of || T.Of->Nests || St.TS != Typestate::Held || ForSummary)
    return false;
  // if (sqlite3_get_autocommit(db)) …: asked first whether one is open.
  return llvm::none_of(witness(Index), [&](const Step &S) {
    bool Asks = false;
    flow::forEachEvaluated(S.At, [&](const Stmt *Inner) {
      const auto *Call = dyn_cast<CallExpr>(Inner);
      if (!Call || llvm::any_of(A.meaningsOf(Call), [&](const Match &M) { return M.Of == T.Of; }))
        return;
      Asks |= llvm::any_of(Call->arguments(), [&](const Expr *Arg) { return names(Arg); });
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
        Asks |= names(Member->getImplicitObjectArgument());
    });
    return Asks;
  });
}

} // namespace raiitidy::lifetime
