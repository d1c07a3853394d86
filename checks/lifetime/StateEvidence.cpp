#include "checks/Pch.h"
#include "checks/lifetime/StateEvidence.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"
#include "checks/lifetime/StateWrites.h"

using namespace clang;

namespace raiitidy::lifetime {

/// What one body sets and puts back.
struct StateEnders::Marks {
  const ASTContext &Ctx;
  std::vector<State> Begun, Ended;
  std::vector<const LambdaExpr *> Lambdas;
  std::vector<const FunctionDecl *> Callees;

  void write(const StateWrite &W) {
    using Kind = StateWrite::Kind;
    const ValueDecl *D = namedBy(W.To);
    if (!D)
      return;
    if (const auto Value = W.K == Kind::Assign ? boolLiteral(W.Value) : std::nullopt)
      (*Value ? Begun : Ended).push_back({D, Way::Flag, 0});
    else if (W.K == Kind::Add || W.K == Kind::Subtract)
      (W.K == Kind::Add ? Begun : Ended).push_back({D, Way::Count, 0});
    else if (W.Amount)
      (W.K == Kind::SetBits ? Begun : Ended).push_back({D, Way::Bits, *W.Amount});
  }

  void read(const Stmt *S) {
    if (!S)
      return;
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      Lambdas.push_back(L);
      return;
    }
    for (const StateWrite &W : writesOf(S, Ctx))
      write(W);
    // setBusy(false)
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S); Call && Call->getNumArgs() == 1 && Call->getDirectCallee())
      if (const auto Value = boolLiteral(Call->getArg(0)))
        (*Value ? Begun : Ended).push_back({Call->getDirectCallee(), Way::Flag, 0});
    if (const auto *Call = dyn_cast<CallExpr>(S); Call && Call->getDirectCallee())
      Callees.push_back(Call->getDirectCallee()->getCanonicalDecl());
    for (const Stmt *Child : S->children())
      read(Child);
  }
};

void StateEnders::read(const FunctionDecl *F) {
  std::vector<std::pair<const Stmt *, const FunctionDecl *>> Bodies{{flow::analysableBody(F), F->getCanonicalDecl()}};
  while (!Bodies.empty()) {
    const auto [Body, Of] = Bodies.back();
    Bodies.pop_back();
    Marks M{F->getASTContext(), {}, {}, {}, {}};
    M.read(Body);
    for (const LambdaExpr *L : M.Lambdas)
      Bodies.push_back({L->getBody(), nullptr});
    for (const State &S : M.Ended)
      if (llvm::none_of(M.Begun, [&](const State &Begun) { return Begun.meets(S); }))
        Enders.push_back({S, Of});
    for (const State &S : M.Begun)
      for (const FunctionDecl *Callee : M.Callees)
        Helpers.push_back({S, Callee});
  }
}

/// Gives first values, or the same once more: who resets everything does not wait for what is going on.
static bool startsAnew(const FunctionDecl *F) {
  if (isa<CXXConstructorDecl, CXXDestructorDecl>(F))
    return true;
  return F->getDeclName().isIdentifier() && llvm::any_of(wordsOf(F->getName()), [](llvm::StringRef Word) {
    return llvm::StringSwitch<bool>(Word).Cases("reset", "clear", "init", "initialize", "initialise", "setup", "open", "load", true).Default(false);
  });
}

bool StateEnders::ends(const StateChange &C) {
  if (!C.isMark())
    return false;
  Asked.insert(C.Function);
  if (!Read)
    for (const FunctionDecl *F : Functions)
      if (!startsAnew(F))
        read(F);
  Read = true;
  State Of{namedBy(C.State), Way::Flag, 0};
  // A method of its class whose body nobody here has read may be the one.
  const auto *Class = Of.Of ? dyn_cast<CXXRecordDecl>(Of.Of->getDeclContext()) : nullptr;
  if (Class && llvm::any_of(Class->methods(), [](const CXXMethodDecl *M) {
        return flow::hasSkippedBody(M) && !M->isConst() && !startsAnew(M);
      }))
    return true;
  if (C.K == StateChange::Kind::Count)
    Of.How = Way::Count;
  else if (C.K == StateChange::Kind::Bits)
    Of = {Of.Of, Way::Bits, *writesOf(C.Change, C.Function->getASTContext()).front().Amount};
  return Of.Of && llvm::any_of(Enders, [&](const Ender &E) {
    return E.Ended.meets(Of) && llvm::none_of(Helpers, [&](const Ender &H) { return H.By == E.By && H.Ended.meets(Of); });
  });
}

/// busy_, loading, in_callback, depth: what goes on between the two; not dirty_, eof_, pending_, refs: what is left behind.
/// \p Off: it is false meanwhile: setEnabled(false), setUpdatesEnabled(false).
static bool isNamedForBracket(const ValueDecl *D, bool Off) {
  if (!D || !D->getDeclName().isIdentifier())
    return false;
  return llvm::any_of(wordsOf(D->getName()), [Off](llvm::StringRef Word) {
    if (Off)
      return Word == "enabled" || Word == "updates" || Word == "sensitive" || Word == "interactive";
    if (Word.ends_with("ing") && Word.size() > 4)
      return llvm::StringSwitch<bool>(Word)
          .Cases("pending", "connecting", "closing", "waiting", "stopping", "starting", "opening", "dying", "missing", "string", false)
          .Default(true);
    return llvm::StringSwitch<bool>(Word)
        .Cases("busy", "in", "inside", "within", "locked", "lock", "locks", "nested", "nesting", "nest", true)
        .Cases("depth", "level", "recursion", "recursive", "recurse", "reentrant", "reentrancy", "entered", "active", true)
        .Cases("block", "blocked", "suppress", "suppressed", "ignore", "ignored", "disable", "disabled", "mute", "muted", true)
        .Cases("freeze", "frozen", "hold", "held", "quiet", "silent", "guard", "indent", "scope", "progress", true)
        .Default(false);
  });
}

/// ++in_use; if (in_use <= limit) return true; --in_use; return false;  Taken back where it failed: on success it stays.
static bool isKeptOnSuccess(const StateChange &C, const ASTContext &Ctx) {
  const auto *Last = dyn_cast<ReturnStmt>(C.Block->body_back());
  return Last && saysFailure(Last, Ctx) && llvm::any_of(C.Uncovered, [&](const Exit &X) {
    const auto *R = X.K == Exit::Kind::Return ? dyn_cast<ReturnStmt>(X.At) : nullptr;
    return R && R->getRetValue() && !saysFailure(R, Ctx);
  });
}

/// ++pending_; if (pool.post(task)) return; --pending_;  The path is taken where a method has done something.
static bool isHandedOn(const StateChange &C) {
  return llvm::any_of(C.Uncovered, [](const Exit &X) {
    if (X.K != Exit::Kind::Return || X.Witness.empty() || X.Witness.back().K != Step::Kind::ConditionTrue)
      return false;
    const auto *Call = dyn_cast<CXXMemberCallExpr>(strip(cast<Expr>(X.Witness.back().At)));
    return Call && Call->getMethodDecl() && !Call->getMethodDecl()->isConst() && !Call->getMethodDecl()->isStatic();
  });
}

/// s->busy++; … delete s;  Or session.reset(), conn_free(c): what is gone needs no state, and a guard would write into it.
static bool isObjectReleased(const StateChange &C) {
  const Expr *E = strip(C.State);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
    E = strip(Call->getImplicitObjectArgument());
  while (const auto *M = dyn_cast<MemberExpr>(E))
    E = strip(M->getBase());
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E); Op && Op->getNumArgs() != 0)
    E = strip(Op->getArg(0)); // of a smart pointer
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    E = strip(U->getSubExpr());
  const ValueDecl *Root = namedBy(E);
  const bool OfThis = isa<CXXThisExpr>(E);
  if (!Root && !OfThis)
    return false;
  const auto isRoot = [&](const Expr *X) { return OfThis ? isa<CXXThisExpr>(strip(X)) : namedBy(X) == Root; };
  bool Released = false;
  flow::forEachEvaluated(flow::analysableBody(C.Function), [&](const Stmt *S) {
    if (const auto *D = dyn_cast<CXXDeleteExpr>(S)) {
      Released |= isRoot(D->getArgument());
      return;
    }
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (!Callee || !isNamedForUndoing(Callee))
      return;
    Released |= llvm::any_of(Call->arguments(), isRoot);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call); Member && !OfThis)
      Released |= isRoot(Member->getImplicitObjectArgument());
  });
  return Released;
}

static bool isSwitchedOff(const StateChange &C) {
  const auto *Call = C.K == StateChange::Kind::Toggle ? cast<CallExpr>(C.Change) : nullptr;
  return Call && boolLiteral(Call->getArg(0)) == false;
}

bool staysOnPurpose(const StateChange &C, Analysis &A) {
  if (isObjectReleased(C))
    return true;
  if (!C.isMark())
    return false;
  // flags_ |= Busy;
  const ValueDecl *Bits = C.K == StateChange::Kind::Bits ? namedBy(writesOf(C.Change, A.Ctx).front().Value) : nullptr;
  const bool Named = isNamedForBracket(namedBy(C.State), isSwitchedOff(C)) || isNamedForBracket(Bits, false);
  return isKeptOnSuccess(C, A.Ctx) || isHandedOn(C) || (C.Restores.size() == 1 && !Named);
}

} // namespace raiitidy::lifetime
