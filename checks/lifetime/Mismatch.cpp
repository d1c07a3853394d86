#include "checks/Pch.h"
#include "checks/lifetime/Mismatch.h"
#include "checks/lifetime/Members.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

static bool isMemoryOrHandle(const Pair *P) {
  return P->Class == ResourceClass::Memory || P->Class == ResourceClass::Handle;
}

/// The pairs that \p E acquires for by its value.
static llvm::SmallVector<const Pair *, 2> acquires(Analysis &A, const Expr *E) {
  llvm::SmallVector<const Pair *, 2> Pairs;
  for (const Match &M : A.meaningsOf(E))
    if (M.As == Role::Acquire && isMemoryOrHandle(M.Of))
      Pairs.push_back(M.Of);
  return Pairs;
}

static bool isAcquisitionByValue(Analysis &A, const Expr *E) {
  return isa<CallExpr, CXXNewExpr>(E) && llvm::any_of(A.meaningsOf(E), [](const Match &M) {
           return M.As == Role::Acquire && M.By->Where == Carrier::Result && isMemoryOrHandle(M.Of);
         });
}

/// A class may have its own operator new and delete, which say themselves what fits.
static bool hasOwnAllocation(const Expr *E) {
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return isa_and_nonnull<CXXMethodDecl>(New->getOperatorNew());
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(E))
    return isa_and_nonnull<CXXMethodDecl>(Delete->getOperatorDelete());
  return false;
}

/// Does the direct call \p Release also end what any of \p Pairs acquires? \p As receives what it is the release of.
static bool fits(Analysis &A, const Expr *Release, llvm::ArrayRef<const Pair *> Pairs, const Pair *&As) {
  As = nullptr;
  for (const Match &M : A.meaningsOf(Release)) {
    if (M.As != Role::Release)
      continue;
    if (llvm::is_contained(Pairs, M.Of))
      return true;
    if (!As && isMemoryOrHandle(M.Of) && !M.Of->isContent())
      As = M.Of;
  }
  return !As;
}

std::vector<Mismatch> mismatchedCalls(Analysis &A, const FunctionFacts &F) {
  std::vector<Mismatch> Found;
  auto Right = [&](const Expr *Call) { // some other acquisition needs exactly this release
    return llvm::any_of(F.Lifetimes, [&](const auto &Other) {
      return llvm::any_of(Other->Releases, [&](const ReleaseSite &R) {
        return R.Call == Call && R.EndsHeld && R.Meaning.Of == Other->Resource;
      });
    });
  };
  for (const auto &L : F.Lifetimes) {
    if (!isMemoryOrHandle(L->Resource) || hasOwnAllocation(L->Acquisition))
      continue;
    const auto Pairs = acquires(A, L->Acquisition);
    for (const ReleaseSite &R : L->Releases) {
      if (!R.EndsHeld || R.Meaning.Of == L->Resource || llvm::is_contained(Pairs, R.Meaning.Of) ||
          !isMemoryOrHandle(R.Meaning.Of) || R.Meaning.As != Role::Release || hasOwnAllocation(R.Call))
        continue;
      const Pair *As = R.Meaning.Of;
      if (R.Helper) {
        // A helper that knows several families knows which one it has.
        const auto *Call = dyn_cast<CallExpr>(R.Call);
        bool Only = Call != nullptr;
        for (unsigned I = 0; Call && I != Call->getNumArgs() && I < R.Helper->getNumParams(); ++I)
          for (const Pair *P : A.effectOn(R.Helper, I).As)
            Only &= P != L->Resource && !llvm::is_contained(Pairs, P) && (P == As || !isMemoryOrHandle(P));
        if (!Only)
          continue;
      } else {
        auto All = Pairs;
        All.push_back(L->Resource);
        if (fits(A, R.Call, All, As))
          continue;
      }
      if (llvm::any_of(Found, [&](const Mismatch &M) { return M.At == R.Call; }))
        continue; // several acquisitions, one mistake
      Mismatch M;
      M.Function = F.Function;
      M.At = R.Call;
      M.Acquisition = L->Acquisition;
      M.Acquired = L->Resource;
      M.ReleasedAs = As;
      M.Helper = R.Helper;
      M.Name = L->Handle.Root && L->Handle.Fields.empty() ? L->Handle.Root->getNameAsString() : std::string();
      M.Shared = Right(R.Call);
      Found.push_back(std::move(M));
    }
  }
  const SourceManager &SM = A.Ctx.getSourceManager();
  llvm::stable_sort(Found, [&](const Mismatch &X, const Mismatch &Y) {
    return SM.isBeforeInTranslationUnit(X.At->getBeginLoc(), Y.At->getBeginLoc());
  });
  return Found;
}

// Owners.

/// The pairs that a deleter releases, or nothing where that cannot be seen.
static llvm::SmallVector<const Pair *, 2> endsByDeleter(Analysis &A, const Expr *E, QualType Type) {
  llvm::SmallVector<const Pair *, 2> Pairs;
  const FunctionDecl *F = nullptr;
  if (E) {
    E = strip(E);
    if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_AddrOf)
      E = strip(U->getSubExpr());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      F = dyn_cast<FunctionDecl>(Ref->getDecl());
    if (const auto *L = dyn_cast<LambdaExpr>(E))
      F = L->getCallOperator();
    if (!F)
      Type = E->getType();
  }
  if (!F && !Type.isNull())
    if (const CXXRecordDecl *Class = Type->getAsCXXRecordDecl(); Class && Class->hasDefinition()) {
      for (const CXXMethodDecl *M : Class->methods())
        if (M->getOverloadedOperator() == OO_Call) {
          if (F)
            return Pairs; // overloaded
          F = M;
        }
    }
  if (!F || F->getNumParams() != 1)
    return Pairs;
  for (const Match &M : A.Vocabulary.endsBy(F))
    Pairs.push_back(M.Of);
  if (Pairs.empty() && F->isDefined()) {
    const ParameterEffect Effect = A.effectOn(F, 0);
    if (Effect.Releases)
      Pairs.append(Effect.As.begin(), Effect.As.end());
  }
  return Pairs;
}

enum class OwnerKind { None, Unique, Shared, Resource };

/// unique_ptr, shared_ptr, and raii::unique_resource or what derives from it (unique_malloc).
static const ClassTemplateSpecializationDecl *owner(QualType T, OwnerKind &Kind) {
  Kind = OwnerKind::None;
  const CXXRecordDecl *R = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(R);
  if (!Class || !Class->getDeclName().isIdentifier())
    return nullptr;
  if (flow::inStd(Class))
    Kind = Class->getName() == "shared_ptr" ? OwnerKind::Shared : Class->getName() == "unique_ptr" ? OwnerKind::Unique : OwnerKind::None;
  const DeclContext *Space = Class->getDeclContext();
  while (Space->isInlineNamespace())
    Space = Space->getParent();
  if (const auto *Named = dyn_cast<NamespaceDecl>(Space); Named && Named->getName() == "raii") {
    if (Class->getName() == "unique_resource")
      Kind = OwnerKind::Resource;
    else if (Class->getName() == "unique_malloc" && Class->hasDefinition() && Class->getNumBases() == 1)
      return owner(Class->bases_begin()->getType(), Kind);
  }
  return Kind == OwnerKind::None ? nullptr : Class;
}

static llvm::SmallVector<const Pair *, 2> endsByDelete(Analysis &A, bool Array) {
  llvm::SmallVector<const Pair *, 2> Pairs;
  for (const Pair &P : A.Vocabulary.catalogue().Pairs)
    for (const CallPattern &C : P.Release)
      if (C.Syntax == (Array ? CallPattern::Kind::DeleteArray : CallPattern::Kind::Delete))
        Pairs.push_back(&P);
  return Pairs;
}

/// The acquisition that \p E is, or the one that the local variable it names was made by and still holds.
static const Expr *acquisitionOf(Analysis &A, const Expr *E, const flow::Inventory &I) {
  E = strip(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V || !V->hasLocalStorage() || !V->getInit() || isa<ParmVarDecl>(V) || V->getType()->isReferenceType())
      return nullptr;
    for (const BinaryOperator *B : I.Assignments)
      if (const auto *L = dyn_cast<DeclRefExpr>(strip(B->getLHS())); L && L->getDecl() == V)
        return nullptr;
    E = strip(V->getInit());
  }
  return isAcquisitionByValue(A, E) && !hasOwnAllocation(E) ? E : nullptr;
}

static Mismatch ofOwner(const Expr *Acquisition, const Pair *Acquired, const Pair *ReleasedAs) {
  Mismatch M;
  M.K = Mismatch::Kind::Owner;
  M.Acquisition = Acquisition;
  M.Acquired = Acquired;
  M.ReleasedAs = ReleasedAs;
  return M;
}

/// raii::scope_exit g([f] { fclose(f); });  of what popen gave.
static std::optional<Mismatch> mismatchIn(Analysis &A, const LambdaExpr *Callback, const flow::Inventory &I) {
  std::optional<Mismatch> Found;
  flow::forEachEvaluated(Callback->getBody(), [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (Found || !E || !isa<CallExpr, CXXDeleteExpr>(E))
      return;
    for (const Match &M : A.meaningsOf(E)) {
      const Expr *Carrier = M.As == Role::Release && isMemoryOrHandle(M.Of) ? Matcher::carrier(M, E) : nullptr;
      const Expr *Acquisition = Carrier ? acquisitionOf(A, Carrier, I) : nullptr;
      if (!Acquisition)
        continue;
      const auto Pairs = acquires(A, Acquisition);
      const Pair *As = nullptr;
      if (!fits(A, E, Pairs, As))
        Found = ofOwner(Acquisition, Pairs.front(), M.Of);
      return;
    }
  });
  return Found;
}

std::vector<Mismatch> mismatchedCallbacks(Analysis &A, const FunctionSites &Sites, const flow::Inventory &I) {
  std::vector<Mismatch> Found;
  for (const GuardSite &G : Sites.Guards) {
    if (G.Type->K != guards::Kind::Callback)
      continue;
    for (const LambdaExpr *L : callbacksOf(G.Made))
      if (auto M = mismatchIn(A, L, I)) {
        M->Function = Sites.Function;
        M->At = G.Made;
        M->Name = G.Type->Name.substr(G.Type->Name.rfind(':') + 1);
        Found.push_back(std::move(*M));
      }
  }
  return Found;
}

std::vector<Mismatch> mismatchedOwners(Analysis &A, const FunctionDecl *F, const flow::Inventory &I) {
  const flow::BodyReads::For Reader(A.Reads, F, flow::BodyRead::Kind::Findings);
  std::vector<Mismatch> Found;
  auto Judge = [&](const Expr *At, QualType OwnerType, const Expr *Given, const Expr *Deleter) {
    OwnerKind Kind;
    const auto *Class = owner(OwnerType, Kind);
    const Expr *Acquisition = Class && Given ? acquisitionOf(A, Given, I) : nullptr;
    if (!Acquisition)
      return;
    const TemplateArgumentList &Arguments = Class->getTemplateArgs();
    if (Arguments.size() == 0 || Arguments[0].getKind() != TemplateArgument::Type)
      return;
    const bool Array = Arguments[0].getAsType()->isArrayType();
    llvm::SmallVector<const Pair *, 2> Ends;
    if (Kind == OwnerKind::Shared) {
      Ends = Deleter ? endsByDeleter(A, Deleter, {}) : endsByDelete(A, Array);
    } else {
      if (Arguments.size() < 2 || Arguments[1].getKind() != TemplateArgument::Type)
        return;
      const QualType Type = Arguments[1].getAsType();
      const CXXRecordDecl *Default = Type->getAsCXXRecordDecl();
      if (Default && flow::inStd(Default) && Default->getDeclName().isIdentifier() && Default->getName() == "default_delete")
        Ends = endsByDelete(A, Array);
      else
        Ends = endsByDeleter(A, Deleter, Type);
    }
    llvm::erase_if(Ends, [](const Pair *P) { return !isMemoryOrHandle(P); });
    const auto Pairs = acquires(A, Acquisition);
    if (Ends.empty() || llvm::any_of(Ends, [&](const Pair *P) { return llvm::is_contained(Pairs, P); }))
      return;
    Mismatch M = ofOwner(Acquisition, Pairs.front(), Ends.front());
    M.Function = F;
    M.At = At;
    M.Name = OwnerType->getAsCXXRecordDecl()->getNameAsString();
    Found.push_back(std::move(M));
  };
  for (const CXXConstructExpr *C : I.Constructions)
    if (C->getNumArgs() >= 1 && !C->getType()->isDependentType())
      Judge(C, C->getType(), C->getArg(0), C->getNumArgs() > 1 && !isa<CXXDefaultArgExpr>(C->getArg(1)) ? C->getArg(1) : nullptr);
  for (const CallExpr *C : I.Calls) {
    const auto *Member = dyn_cast<CXXMemberCallExpr>(C);
    const CXXMethodDecl *Method = Member ? Member->getMethodDecl() : nullptr;
    if (!Method || !Method->getDeclName().isIdentifier() || Method->getName() != "reset" || C->getNumArgs() == 0 ||
        !flow::inStd(Method))
      continue;
    QualType T = Member->getImplicitObjectArgument()->getType();
    if (T->isPointerType())
      T = T->getPointeeType();
    Judge(C, T, C->getArg(0), C->getNumArgs() > 1 && !isa<CXXDefaultArgExpr>(C->getArg(1)) ? C->getArg(1) : nullptr);
  }
  return Found;
}

// Members.

MemberFamilies::Member &MemberFamilies::of(const FieldDecl *F) {
  ++Told;
  const auto [It, New] = Index.try_emplace(F, Members.size());
  if (New) {
    Members.emplace_back();
    Members.back().Field = F;
    if (const Expr *Init = F->getInClassInitializer())
      store(F, Init);
  }
  return Members[It->second];
}

static const FieldDecl *pointerFieldOf(const Expr *E) {
  const FieldDecl *F = fieldNamedBy(E);
  return F && F->getType()->isPointerType() ? F : nullptr;
}

void MemberFamilies::store(const FieldDecl *F, const Expr *Value) {
  Member &M = of(F);
  const Expr *E = strip(Value);
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    store(F, C->getTrueExpr());
    return store(F, C->getFalseExpr());
  }
  if (const auto *L = dyn_cast<InitListExpr>(E); L && L->getNumInits() <= 1) {
    if (L->getNumInits() == 1)
      store(F, L->getInit(0));
    return;
  }
  if (isa<ImplicitValueInitExpr>(E) || (!E->isValueDependent() && !E->isTypeDependent() &&
                                        E->isNullPointerConstant(A.Ctx, Expr::NPC_ValueDependentIsNotNull)))
    return;
  if (isAcquisitionByValue(A, E) && !hasOwnAllocation(E))
    M.Acquisitions.push_back(E);
  else
    M.Unknown = true;
}

bool MemberFamilies::add(const FunctionDecl *F, const flow::Inventory &I) {
  const size_t Before = Told;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      if (const FieldDecl *Field = Init->getMember(); Field && Field->getType()->isPointerType())
        store(Field, Init->getInit());
  for (const BinaryOperator *B : I.Assignments)
    if (const FieldDecl *Field = pointerFieldOf(B->getLHS())) {
      if (B->getOpcode() == BO_Assign)
        store(Field, B->getRHS());
      else
        of(Field).Unknown = true;
    }
  for (const UnaryOperator *U : I.Steps)
    if (const FieldDecl *Field = pointerFieldOf(U->getSubExpr()))
      of(Field).Unknown = true;
  auto Release = [&](const Expr *E, const Expr *Argument) {
    if (hasOwnAllocation(E))
      return;
    if (const FieldDecl *Field = pointerFieldOf(Argument);
        Field && llvm::any_of(A.meaningsOf(E), [](const Match &M) { return M.As == Role::Release; }))
      of(Field).Releases.push_back({F, E});
  };
  for (const CallExpr *C : I.Calls) {
    for (const Expr *Arg : C->arguments()) {
      const Expr *Inner = strip(Arg);
      if (const auto *U = dyn_cast<UnaryOperator>(Inner); U && U->getOpcode() == UO_AddrOf) {
        if (const FieldDecl *Field = pointerFieldOf(U->getSubExpr()))
          of(Field).Unknown = true;
      } else if (Arg->isLValue()) {
        if (const FieldDecl *Field = pointerFieldOf(Arg))
          of(Field).Unknown = true;
      }
    }
    if (C->getNumArgs() == 1)
      Release(C, C->getArg(0));
  }
  for (const CXXDeleteExpr *D : I.Deletes)
    Release(D, D->getArgument());
  return Told != Before;
}

/// What this unit shows of the field is all there is: its class lives here, or the field is private and each method is here.
static bool isAllSeen(const FieldDecl *F, const SourceManager &SM) {
  const auto *Class = dyn_cast<CXXRecordDecl>(F->getParent());
  if (SM.isInMainFile(SM.getExpansionLoc(F->getParent()->getLocation())))
    return true;
  return Class && F->getAccess() == AS_private && !Class->hasFriends() && isSeenWhole(Class);
}

std::vector<Mismatch> MemberFamilies::mismatches() const {
  std::vector<Mismatch> Found;
  for (const Member &M : Members) {
    if (M.Unknown || M.Acquisitions.empty() || !isAllSeen(M.Field, A.Ctx.getSourceManager()))
      continue;
    llvm::SmallVector<const Pair *, 4> Pairs;
    for (const Expr *E : M.Acquisitions)
      Pairs.append(acquires(A, E));
    for (const auto &[F, Call] : M.Releases) {
      const Pair *As = nullptr;
      if (fits(A, Call, Pairs, As))
        continue;
      Mismatch Said;
      Said.K = Mismatch::Kind::Member;
      Said.Function = F;
      Said.At = Call;
      Said.Acquisition = M.Acquisitions.front();
      Said.Acquired = Pairs.front();
      Said.ReleasedAs = As;
      Said.Name = M.Field->getNameAsString();
      Said.Shared = llvm::any_of(Pairs, [&](const Pair *P) { return P != Pairs.front(); });
      Found.push_back(std::move(Said));
    }
  }
  return Found;
}

} // namespace raiitidy::lifetime
