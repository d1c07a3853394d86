#include "checks/Pch.h"
#include "checks/lifetime/Exceptions.h"

using namespace clang;

namespace raiitidy::lifetime {

namespace {

QualType typeOf(const CXXCatchStmt *H) {
  return H->getCaughtType().getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

/// Whether what one handler has caught as a \p From may be caught as a \p To. \p Surely: it is.
bool mayBe(QualType From, QualType To, bool &Surely) {
  const CXXRecordDecl *F = From->getAsCXXRecordDecl(), *T = To->getAsCXXRecordDecl();
  if (From == To)
    return Surely = true;
  if (!F || !T || !F->hasDefinition() || !T->hasDefinition())
    return From->isDependentType() || To->isDependentType() || (From->isPointerType() && To->isPointerType());
  Surely = F->isDerivedFrom(T);
  return Surely || T->isDerivedFrom(F);
}

void add(std::vector<Thrown> &All, Thrown One) {
  if (!llvm::is_contained(All, One))
    All.push_back(std::move(One));
}

/// What of \p One leaves the handlers of \p Try; nothing if they surely take it.
bool leaves(const Thrown &One, const CXXTryStmt *Try) {
  bool Asked = false;
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
    bool Surely = false;
    Asked |= One.mayEnter(Try->getHandler(I), Surely);
    if (Surely)
      return false;
  }
  return !(Asked && One.OfUnknownCallee);
}

/// What enters the handler \p Into.
std::vector<Thrown> caughtBy(const CXXCatchStmt *Into, const flow::FunctionFlow &Flow, Analysis &A) {
  const auto *Try = cast<CXXTryStmt>(Flow.parent(Into));
  std::vector<Thrown> All;
  flow::forEachEvaluated(Try->getTryBlock(), [&](const Stmt *S) {
    const flow::ThrowTier Tier = isa<CXXThrowExpr>(S) ? flow::ThrowTier::Visible : A.tierOf(S, nullptr);
    if (Tier == flow::ThrowTier::Never)
      return;
    for (Thrown One : thrownBy(S, Tier, Flow, A)) {
      bool Arrives = true, Surely = false;
      for (const CXXTryStmt *Inner : Flow.enclosingTries(S)) {
        if (Inner == Try)
          break;
        Arrives &= leaves(One, Inner);
      }
      for (unsigned I = 0; I != Try->getNumHandlers() && Try->getHandler(I) != Into; ++I) {
        (void)One.mayEnter(Try->getHandler(I), Surely);
        Arrives &= !Surely;
        if (One.OfUnknownCallee)
          One.Without.push_back(typeOf(Try->getHandler(I)));
      }
      if (!Arrives || !One.mayEnter(Into, Surely))
        continue;
      if (One.OfUnknownCallee && Into->getExceptionDecl())
        One.As = typeOf(Into);
      add(All, std::move(One));
    }
  });
  return All;
}

} // namespace

bool Thrown::mayEnter(const CXXCatchStmt *H, bool &Surely) const {
  Surely = !H->getExceptionDecl();
  if (Surely)
    return true;
  if (Allocation)
    return flow::FunctionFlow::catchesAllocation(H, Surely);
  if (By)
    return flow::FunctionFlow::mayCatch(H, By, Surely);
  // What no handler for std::exception has caught is no std::bad_alloc either.
  const bool Excluded = llvm::any_of(Without, [&](QualType Base) {
    bool Always = false;
    return mayBe(typeOf(H), Base, Always) && Always;
  });
  return !Excluded && (As.isNull() || mayBe(As, typeOf(H), Surely));
}

std::vector<Thrown> thrownBy(const Stmt *S, flow::ThrowTier Tier, const flow::FunctionFlow &Flow, Analysis &A) {
  Thrown One;
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
    if (!Throw->getSubExpr()) {
      const Stmt *Up = Throw;
      while (Up && !isa<CXXCatchStmt>(Up))
        Up = Flow.parent(Up);
      if (Up && isa_and_nonnull<CXXTryStmt>(Flow.parent(Up)))
        return caughtBy(cast<CXXCatchStmt>(Up), Flow, A);
      return {One}; // of a handler that called this function
    }
    One.By = Throw;
  } else {
    One.Allocation = Tier == flow::ThrowTier::Allocation;
    One.OfUnknownCallee = Tier == flow::ThrowTier::Unknown;
  }
  return {One};
}

} // namespace raiitidy::lifetime
