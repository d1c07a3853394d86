// A mutex that is locked in inner blocks, perhaps in several of them, or only under a condition: std::unique_lock stands
// first, and is locked where the mutex was.
//
//                                   std::unique_lock m_lock(m, std::defer_lock);
//   if (shared)                     if (shared)
//     m.lock();                       m_lock.lock();
//   …                               …
//   if (shared)                     if (shared)
//     m.unlock();                     m_lock.unlock();
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Lockable.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::Lifetime;

namespace {

class DeferredPlanner {
public:
  DeferredPlanner(Context &C, const Lifetime &L) : C(C), L(L), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body) {}
  Outcome run() {
    if (plan())
      return D.finish("guard '" + Receiver + "' with " + Type);
    return D.finish("");
  }

private:
  bool plan();
  bool collect();
  bool place();
  bool isThereAlready(const Expr *Named) const;

  Context &C;
  const Lifetime &L;
  Draft D;
  FunctionView View;
  std::vector<std::pair<const Expr *, std::string>> Calls; ///< each with the method that is called instead
  std::string Type, Receiver;
  const CompoundStmt *Scope = nullptr;
  const Stmt *Before = nullptr; ///< the guard precedes this child of Scope
};

bool DeferredPlanner::collect() {
  std::vector<const Expr *> Acquired(L.Acquisitions.begin(), L.Acquisitions.end());
  if (Acquired.empty())
    Acquired.push_back(L.Acquisition);
  const StringRef First = methodOf(L.Acquisition)->getName();
  const StringRef Suffix = First.contains("shared") ? "_shared" : "";
  Type = Suffix.empty() ? "std::unique_lock" : "std::shared_lock";
  for (const Expr *A : Acquired) {
    const CXXMethodDecl *M = methodOf(A);
    if (!M || (M->getName() != ("lock" + Suffix).str() && M->getName() != ("try_lock" + Suffix).str()) || M->getNumParams() != 0)
      return D.refuse(Reason::LockedByOthers);
    Calls.push_back({A, M->getName().drop_back(Suffix.size()).str()});
  }
  for (const lifetime::ReleaseSite &R : L.Releases) {
    const CXXMethodDecl *M = methodOf(R.Call);
    if (!M || M->getName() != ("unlock" + Suffix).str())
      return D.refuse(Reason::LockedByOthers);
    if (R.Helper)
      return D.refuse(Reason::ReleasedByHelper, "'" + R.Helper->getNameAsString() + "'");
    // A unique_lock that is not locked throws where the mutex itself took an unlock too many.
    if (R.MaybeUnborn || R.MaybeReleased || R.MaybeFailed)
      return D.refuse(Reason::ConditionalOwnership);
    if (R.Meaning.By->Throws != catalogue::MayThrow::Never && mayThrow(M, C.Text.Ctx))
      D.unsafe("'" + M->getQualifiedNameAsString() + "' may throw, and a guard's destructor would then terminate the program");
    Calls.push_back({R.Call, "unlock"});
  }
  for (const auto &[Call, Method] : Calls) {
    const CXXMethodDecl *M = methodOf(Call);
    QualType T = receiverOf(Call)->getType();
    if (M->getAccess() != AS_public || T->isPointerType() || T.isConstQualified())
      return D.refuse(Reason::LockedByOthers, "lock() and unlock() cannot be called from outside of the class");
    if (hasCapability(M->getParent()) || hasCapability(T->getAsCXXRecordDecl()))
      return D.refuse(Reason::CapabilityMutex, "'" + M->getParent()->getNameAsString() + "'");
    const auto Written = C.Text.span(Call);
    if (Source::touchesMacro(Call) || !Written || C.Text.hasComment(*Written))
      return D.refuse(Reason::InsideMacro);
    if (View.inLambda(Call))
      return D.refuse(Reason::UnfamiliarShape, "the acquisition is inside a lambda");
  }
  return true;
}

/// The object is there at the guard's place, whatever the code between there and the first lock asks: no pointer is
/// followed to it.
bool DeferredPlanner::isThereAlready(const Expr *Named) const {
  for (const Expr *E = Named->IgnoreParenImpCasts(); !isa<CXXThisExpr>(E);) {
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      E = M->getBase()->IgnoreParenImpCasts();
      if (M->isArrow() && !isa<CXXThisExpr>(E))
        return false;
      continue;
    }
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!V)
      return false;
    if (!V->hasLocalStorage() || isa<ParmVarDecl>(V))
      return true;
    const Stmt *Declared = View.scopeOf(V);
    return Declared && View.isInside(Scope, Declared) && C.Text.offset(V->getLocation()) < C.Text.offset(Before);
  }
  return true;
}

/// The innermost block that holds all of it, outside of loops: what is held at the end of one round may be released in
/// the next.
bool DeferredPlanner::place() {
  const Stmt *Inner = Calls.front().first;
  const auto Holds = [&](const Stmt *S) {
    return llvm::all_of(Calls, [&](const auto &Each) { return View.isInside(Each.first, S); });
  };
  for (const Stmt *Up = Inner; Up; Up = View.parent(Up)) {
    if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt>(Up))
      Scope = nullptr;
    if (!Scope && isa<CompoundStmt>(Up) && Holds(Up) && !isa_and_nonnull<SwitchStmt>(View.parent(Up)))
      Scope = cast<CompoundStmt>(Up);
  }
  if (!Scope || Scope->getLBracLoc().isMacroID() || Scope->getRBracLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  for (const Stmt *Child : Scope->body())
    if (!Before && llvm::any_of(Calls, [&](const auto &Each) { return View.isInside(Each.first, Child); }))
      Before = Child;
  // A goto past the first lock would jump over the guard: it stands in front of that, too.
  for (const GotoStmt *G : View.gotos()) {
    const Stmt *Target = G->getLabel()->getStmt();
    if (Before && Target && View.isInside(Target, Scope) && View.isInside(G, Scope) && C.Text.offset(Target) > C.Text.offset(Before) &&
        C.Text.offset(G) < C.Text.offset(Before))
      for (const Stmt *Child : Scope->body())
        if (View.isInside(G, Child))
          Before = Child;
  }
  if (!Before || Before->getBeginLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  if (isa<LabelStmt, SwitchCase>(Before))
    return D.refuse(Reason::UnfamiliarShape, "locked right behind a label");
  const unsigned Since = C.Text.offset(Before);
  if (!C.Safe.checkJumps(D, View, Scope, Since))
    return false;
  for (const GotoStmt *G : View.gotos())
    if (const Stmt *T = G->getLabel()->getStmt(); T && C.Text.offset(T) < Since && C.Text.offset(G) > Since)
      return D.refuse(Reason::JumpOverGuard, "label '" + G->getLabel()->getName().str() + "'");
  if (!keepsIdentity(D, View, L, L.Acquisition, [&](const Stmt *S) { return C.Text.offset(S) >= Since; }))
    return false;
  if (!isThereAlready(receiverOf(L.Acquisition)))
    return D.refuse(Reason::UnfamiliarShape, "the expression that names the object may mean nothing yet");
  return true;
}

bool DeferredPlanner::plan() {
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)))
    return false;
  if (!L.Escapes.empty())
    return D.refuse(Reason::ConditionalOwnership, "it is handed over");
  if (L.Releases.empty())
    return D.refuse(Reason::NoReleaseToCopy);
  if (!collect() || !place())
    return false;
  const bool Shared = Type == "std::shared_lock";
  if (Shared && C.Options.Style == GuardStyle::Std)
    return D.refuse(Reason::StyleCannotSay);
  if (Shared && !C.Text.Ctx.getLangOpts().CPlusPlus14)
    return D.refuse(Reason::StandardTooOld);
  Receiver = receiverText(C.Text, L.Acquisition);
  const auto Argument = templateArgument(C.Text.Ctx, L.Acquisition);
  if (Receiver.empty() || !Argument)
    return D.refuse(Reason::UnfamiliarShape);
  const std::string Stem = Receiver == "*this" ? std::string("this") : Names::stem(Receiver);
  const std::string Guard = C.GuardNames.unique(Stem, StringRef(Stem).ends_with_insensitive("lock") ? "guard" : "lock", L.Function,
                                                View, Scope, Before->getBeginLoc());
  const auto At = C.Text.statement(Before);
  const auto Region = C.Text.span(SourceRange(Before->getBeginLoc(), Scope->getRBracLoc()));
  if (!At || !Region)
    return D.refuse(Reason::InsideMacro);
  D.insertLineBefore(*At, Type + *Argument + " " + Guard + "(" + Receiver + ", std::defer_lock);");
  for (const auto &[Call, Method] : Calls)
    D.replace(*C.Text.span(Call), Guard + "." + Method + "()");
  const unsigned Head = C.Text.offset(L.Function->getBeginLoc());
  C.Inclusions.add(D, "mutex", Head);
  if (Shared)
    C.Inclusions.add(D, "shared_mutex", Head);
  return C.Safe.checkConditionalText(D, *Region, {Stem, "lock", "unlock", "try_lock"});
}

} // namespace

Outcome guardDeferred(Context &C, const Lifetime &L) { return DeferredPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
