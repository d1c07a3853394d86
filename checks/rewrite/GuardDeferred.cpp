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
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/EarlyPlace.h"
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

  Context &C;
  const Lifetime &L;
  Draft D;
  FunctionView View;
  std::vector<std::pair<const Expr *, std::string>> Calls; ///< each with the method that is called instead
  std::string Type, Receiver;
};

/// The object is there at \p P, whatever the code between there and the first lock asks: no pointer is followed to it.
bool isThereAlready(const Source &Text, const FunctionView &View, const Expr *Named, const EarlyPlace &P) {
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
    return Declared && View.isInside(P.Scope, Declared) && Text.offset(V->getLocation()) < Text.offset(P.Before);
  }
  return true;
}

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

bool DeferredPlanner::plan() {
  if (isAlwaysReleased(L))
    return D.refuse(Reason::NothingSaved); // each lock() and unlock() stays
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)))
    return false;
  if (!L.Escapes.empty())
    return D.refuse(Reason::ConditionalOwnership, "it is handed over");
  if (L.Releases.empty())
    return D.refuse(Reason::NoReleaseToCopy);
  if (!collect())
    return false;
  std::vector<const Stmt *> Held;
  for (const auto &[Call, Method] : Calls)
    Held.push_back(Call);
  const auto P = findEarly(D, C, View, L, Held);
  if (!P)
    return false;
  if (!isThereAlready(C.Text, View, receiverOf(L.Acquisition), *P))
    return D.refuse(Reason::UnfamiliarShape, "the expression that names the object may mean nothing yet");
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
                                                View, P->Scope, P->Before->getBeginLoc());
  const auto At = C.Text.statement(P->Before);
  const auto Region = C.Text.span(SourceRange(P->Before->getBeginLoc(), P->Scope->getRBracLoc()));
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
