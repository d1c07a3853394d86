#include "checks/rewrite/StateGuard.h"
#include "checks/rewrite/Lockable.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::FailureValue;
using lifetime::Lifetime;

static const FunctionDecl *calleeOf(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  return Call ? Call->getDirectCallee() : nullptr;
}

std::string stateTitle(const Context &C, const Lifetime &L) {
  if (const Expr *Carried = catalogue::Matcher::carrier(L.Meaning, L.Acquisition))
    if (const auto S = C.Text.span(Carried))
      return "'" + C.Text.oneLine(*S) + "'";
  return "the " + L.Resource->Noun;
}

std::string stateStem(const Context &C, const Lifetime &L, const Expr *Acquisition) {
  const Expr *Carried = catalogue::Matcher::carrier(L.Meaning, Acquisition);
  if (const auto S = Carried ? C.Text.span(Carried) : std::nullopt)
    return Names::stem(C.Text.oneLine(*S));
  const FunctionDecl *F = calleeOf(Acquisition);
  return F ? Names::stem(F->getName()) : "state";
}

bool mustBeTested(const Lifetime &L, const Expr *Acquisition) {
  const FunctionDecl *F = calleeOf(Acquisition);
  const bool Tries = F && F->getIdentifier() &&
                     (F->getName().contains_insensitive("try") || F->getName().contains_insensitive("timed"));
  return L.Meaning.By->Fails != FailureValue::Never && !L.Meaning.By->HeldOnFailure &&
         (Tries || L.Resource->Class != catalogue::ResourceClass::Lock);
}

bool refuseCapability(Draft &D, const Lifetime &L, const Expr *Acquisition) {
  const Expr *B = bare(catalogue::Matcher::carrier(L.Meaning, Acquisition));
  if (!B)
    return true;
  const QualType T = B->getType()->isPointerType() ? B->getType()->getPointeeType() : B->getType();
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  return !hasCapability(Class) || D.refuse(Reason::CapabilityMutex, "'" + Class->getNameAsString() + "'");
}

std::optional<Action> agreedAction(const Context &C, Draft &D, const FunctionView &View, ArrayRef<ReleaseStatement> Releases,
                                   unsigned Since) {
  const ReleaseStatement &First = Releases.front();
  auto A = Actions(C.Text, View).fromStatement(D, First.Whole, nullptr, Since);
  if (!A)
    return std::nullopt;
  const std::string Words = C.Text.normalised(*C.Text.span(First.Whole));
  for (const ReleaseStatement &S : Releases) {
    const auto At = C.Text.span(S.Whole);
    if (!At || C.Text.normalised(*At) != Words)
      return D.refuse(Reason::ReleasesDiffer), std::nullopt;
    if (S.Site->MaybeReleased)
      return D.refuse(Reason::ConditionalOwnership), std::nullopt;
  }
  if (A->MayThrow && First.Site->Meaning.By->Throws != catalogue::MayThrow::Never)
    D.unsafe("'" + A->Callee + "' may throw, and a guard's destructor would then terminate the program");
  return A;
}

std::vector<std::string> calleesOf(const Expr *Acquisition, ArrayRef<ReleaseStatement> Releases) {
  std::vector<std::string> Names;
  for (const ReleaseStatement &S : Releases)
    if (const FunctionDecl *F = calleeOf(S.Site->Call))
      Names.push_back(F->getNameAsString());
  if (const FunctionDecl *F = calleeOf(Acquisition))
    Names.push_back(F->getNameAsString());
  return Names;
}

} // namespace raiitidy::rewrite
