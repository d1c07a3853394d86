#include "checks/rewrite/GuardKinds.h"

using namespace clang;

namespace raiitidy::rewrite {

static constexpr NamedKind Kinds[] = {
    {GuardStyle::Raii, "raii::unique_file", "raii::unique_file", "raii/unique_resource.hpp", "fclose", "FILE *", true, true},
    {GuardStyle::Raii, "raii::unique_pipe", "raii::unique_pipe", "raii/unique_resource.hpp", "pclose", "FILE *", true, true},
    {GuardStyle::Raii, "raii::unique_fd", "raii::unique_fd", "raii/unique_resource.hpp", "close", "int", true, true},
    {GuardStyle::Raii, "raii::unique_dir", "raii::unique_dir", "raii/unique_resource.hpp", "closedir", "DIR *", true, true},
    {GuardStyle::Raii, "raii::unique_malloc", "raii::unique_malloc", "raii/unique_resource.hpp", "free", "*", false, true},
    {GuardStyle::Boost, "raii::unique_fd", "boost::scope::unique_fd", "boost/scope/unique_fd.hpp", "close", "int", false, false},
};

const NamedKind *findKind(GuardStyle Style, StringRef Meaning, QualType Handle, const ASTContext &Ctx) {
  for (const NamedKind &K : Kinds) {
    if (K.Style != Style || K.Meaning != Meaning)
      continue;
    const QualType H = Handle.getUnqualifiedType();
    if (K.Handle == "*") {
      if (!H->isPointerType() || H->isFunctionPointerType())
        return nullptr;
      const Qualifiers Q = H->getPointeeType().getQualifiers();
      return Q.hasConst() || Q.hasVolatile() ? nullptr : &K;
    }
    // The typedef's name may stand on any level: `FILE *`, `typedef FILE *Stream`.
    for (QualType T = H;;) {
      if (T.getAsString() == K.Handle)
        return &K;
      if (const auto *P = T->getAs<PointerType>();
          P && StringRef(K.Handle).ends_with(" *") &&
          (P->getPointeeType().getUnqualifiedType().getAsString() + " *") == K.Handle)
        return &K;
      const QualType Next = T.getSingleStepDesugaredType(Ctx);
      if (Next == T)
        break;
      T = Next;
    }
    // A declaration with auto keeps no typedef: compare with what the name means in this unit.
    if (StringRef(K.Handle).ends_with(" *") && H->isPointerType()) {
      const auto It = Ctx.Idents.find(StringRef(K.Handle).drop_back(2));
      if (It != Ctx.Idents.end())
        for (const NamedDecl *N : Ctx.getTranslationUnitDecl()->lookup(DeclarationName(It->second)))
          if (const auto *T = dyn_cast<TypedefNameDecl>(N);
              T && Ctx.hasSameUnqualifiedType(T->getUnderlyingType(), H->getPointeeType()))
            return &K;
    }
    return nullptr;
  }
  return nullptr;
}

/// Of 0 as a failure `raii::unique_fd` would make a descriptor. A status tells by itself, and is tested before the guard stands.
static bool knowsFailure(const NamedKind &K, const catalogue::CallPattern &Acquisition) {
  using catalogue::FailureValue;
  if (Acquisition.Where != catalogue::Carrier::Result || Acquisition.Fails == FailureValue::Never)
    return true;
  return K.Handle == "int" ? Acquisition.Fails == FailureValue::MinusOne || Acquisition.Fails == FailureValue::Negative
                           : Acquisition.Fails == FailureValue::Null;
}

const NamedKind *findKind(GuardStyle Style, const VarDecl *V, ArrayRef<const lifetime::Lifetime *> Of, ArrayRef<ReleaseStatement> All,
                          const ASTContext &Ctx) {
  const NamedKind *K = findKind(Style, Of.front()->Resource->Guard, V->getType(), Ctx);
  if (!K || llvm::any_of(Of, [&](const lifetime::Lifetime *Each) { return !knowsFailure(*K, *Each->Meaning.By); }))
    return nullptr;
  const bool SameRelease = llvm::all_of(All, [&](const ReleaseStatement &R) {
    const auto *Call = dyn_cast<CallExpr>(R.Site->Call);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    return F && F->getIdentifier() && F->getName() == K->Release && Call->getNumArgs() == 1;
  });
  return SameRelease ? K : nullptr;
}

} // namespace raiitidy::rewrite
