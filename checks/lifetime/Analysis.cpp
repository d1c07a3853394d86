#include "checks/Pch.h"
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Answers.h"
#include "checks/lifetime/Afterwards.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/Fills.h"
#include "checks/lifetime/MayBeKept.h"
#include "checks/lifetime/KeptOnPurpose.h"
#include "checks/lifetime/Members.h"
#include "checks/lifetime/Prehistory.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

void ExceptionUse::saw(const Stmt *Code) {
  const auto *Try = dyn_cast<CXXTryStmt>(Code);
  Any |= Try || isa<CXXThrowExpr>(Code);
  if (!Try)
    return;
  flow::forEachEvaluated(Try->getTryBlock(), [&](const Stmt *S) {
    const FunctionDecl *Callee = nullptr;
    if (const auto *Call = dyn_cast<CallExpr>(S))
      Callee = Call->getDirectCallee();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S))
      Callee = Construct->getConstructor();
    if (Callee && Guarded.insert(Callee->getCanonicalDecl()).second)
      Written += Callee->getNameAsString() + "\n";
  });
}

Analysis::Analysis(ASTContext &Ctx, const Matcher &Vocabulary, flow::ThrowPolicy Policy, ExceptionUse Used,
                   flow::NameGlobs NeverThrow)
    : Ctx(Ctx), Vocabulary(Vocabulary), Names(Ctx), Throws(Ctx, std::move(NeverThrow), &Reads), Limits(), Policy(Policy),
      Used(std::move(Used)) {}
Analysis::~Analysis() = default;

flow::ThrowTier Analysis::tierOf(const Stmt *S, const FunctionDecl **Callee) {
  const flow::ThrowTier Declared = Throws.tierOf(S, Callee);
  const auto *Call = dyn_cast<CallExpr>(S);
  if (Declared != flow::ThrowTier::Unknown || !Call)
    return Declared;
  std::optional<flow::ThrowTier> Said;
  for (const catalogue::Match &M : meaningsOf(Call))
    switch (M.By->Throws) {
    case catalogue::MayThrow::Never:
      Said = std::max(Said.value_or(flow::ThrowTier::Never), flow::ThrowTier::Never);
      break;
    case catalogue::MayThrow::Allocation:
      Said = std::max(Said.value_or(flow::ThrowTier::Never), flow::ThrowTier::Allocation);
      break;
    case catalogue::MayThrow::Unknown:
      Said = std::max(Said.value_or(flow::ThrowTier::Never), flow::ThrowTier::Unknown);
      break;
    case catalogue::MayThrow::Documented:
      Said = flow::ThrowTier::Documented;
      break;
    }
  return Said.value_or(Declared);
}

bool Analysis::counts(const Pair *P, flow::ThrowTier Tier, const FunctionDecl *Callee) const {
  if (Policy.Fixed)
    return Tier >= *Policy.Fixed;
  if (!P)
    return Tier >= flow::ThrowTier::Documented;
  if (Tier != flow::ThrowTier::Unknown)
    return Tier > flow::ThrowTier::Unknown;
  if (Callee && flow::hasSkippedBody(Callee))
    return false; // whoever reads its body knows
  if (P->Class == ResourceClass::Transaction)
    return Used.Any;
  // Whoever calls it inside a `try` somewhere in the unit expects it to throw; without such a word hardly any does, as
  // measured (docs/decisions.md). Accessors stand inside of `try` blocks for the sake of their neighbours.
  if (!Callee || !Used.Guarded.contains(Callee->getCanonicalDecl()))
    return false;
  if (Callee->getOverloadedOperator() == OO_LessLess) // of streams, as in the library
    return false;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  const bool Accessor = Method && (Method->isConst() || (Method->param_empty() && !Method->getReturnType()->isVoidType() &&
                                                         !isa<CXXConstructorDecl>(Method)));
  const bool Scalars = llvm::all_of(Callee->parameters(), [](const ParmVarDecl *P) {
    const QualType Given = P->getType().getNonReferenceType();
    return Given->isArithmeticType() || Given->isEnumeralType() ||
           (Given->isPointerType() && !Given->getPointeeType()->isAnyCharacterType());
  });
  // setKeepAlive(true), setHandler(&h), and the constructor of what has nothing to destroy.
  const bool Setter = Method && Scalars && Method->getReturnType()->isVoidType() &&
                      Method->getDeclName().isIdentifier() && Method->getName().starts_with_insensitive("set");
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(Callee);
  const bool Plain = Ctor && Scalars && Ctor->getParent()->hasDefinition() && Ctor->getParent()->hasTrivialDestructor();
  return !Ctx.getSourceManager().isInSystemHeader(Callee->getLocation()) && !Accessor && !Setter && !Plain &&
         !isNamedForCleanup(Callee) && !isNamedForLogging(Callee) && !isa<CXXConversionDecl>(Callee) && !Callee->isVariadic() && !Callee->hasAttr<FormatAttr>();
}

llvm::ArrayRef<Match> Analysis::meaningsOf(const Expr *E) {
  auto It = Meanings.find(E);
  if (It == Meanings.end())
    It = Meanings.try_emplace(E, Vocabulary.match(E, Ctx)).first;
  return It->second;
}

bool Analysis::mentionsVocabulary(const Stmt *Body) {
  bool Found = false;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (Found)
      return;
    if (isa<CXXNewExpr, CXXDeleteExpr>(S)) {
      Found = true;
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = Call->getDirectCallee();
      if (F && !F->getDeclName().isIdentifier())
        return;
      // A library's function pointer (xmlFree) has no callee, but may be in the vocabulary.
      if ((!F || Vocabulary.mentions(F->getName())) && !meaningsOf(Call).empty()) {
        Found = true;
        return;
      }
      if (!F)
        return;
      // A visible function that opens or closes counts as vocabulary itself.
      const QualType R = F->getReturnType();
      const bool MayGive = R->isPointerType() || R->isIntegerType() || llvm::any_of(F->parameters(), [](auto *P) {
                             return P->getType()->isPointerType() || P->getType()->isReferenceType();
                           });
      if (MayGive && F->isDefined() && !Ctx.getSourceManager().isInSystemHeader(F->getLocation())) {
        const Summary &S = summaryOf(F);
        Found = S.Returns || !S.Stores.empty();
      }
    }
  });
  return Found;
}

FunctionFacts Analysis::analyse(const FunctionDecl *F) {
  FunctionFacts Facts;
  Facts.Function = F;
  const Stmt *Body = flow::analysableBody(F);
  if (!Body)
    return Facts;
  const flow::BodyReads::For Reader(Reads, F, flow::BodyRead::Kind::Findings);
  bool Mentions = mentionsVocabulary(Body);
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : Ctor->inits())
      Mentions = Mentions || (I->isWritten() && mentionsVocabulary(I->getInit()));
  // explicit Log(const char *path) { open(path); check(); }
  const bool Fills = isa<CXXConstructorDecl>(F) && callsFillingMethod(*this, Body);
  if (!Mentions && !Fills)
    return Facts;
  const auto Flow = flow::FunctionFlow::build(F, Ctx);
  if (!Flow)
    return Facts;
  std::vector<Track> Tracks = findTracks(*this, *Flow);
  findMemberUses(*this, *Flow, Facts);
  const Prehistory Before(*this, *Flow, Tracks);
  for (Track &T : Tracks) {
    Outcome O = follow(*this, *Flow, T, /*ForSummary=*/false, &Before);
    if (llvm::any_of(O.Life.Escapes, [](const EscapeSite &E) { return E.K == EscapeSite::Kind::Stored; })) {
      findLostMember(*this, *Flow, T, &Before, Facts);
      findStoredLater(*this, *Flow, T, &Before, Facts);
    }
    if (!O.ReleaseReached && T.K == Track::Kind::Identity && T.Of->Class != ResourceClass::Memory &&
        T.Of->Class != ResourceClass::Handle)
      continue; // a lock or state without a reachable release: a wrapper
    if (O.TooComplex) {
      Facts.TooComplex = true;
      continue;
    }
    if (O.Abandoned)
      continue;
    if (T.K == Track::Kind::Identity && (isKeptForCaller(*this, *Flow, O.Life) || endsInDestructor(*this, *Flow, *T.Of)))
      continue;
    auto L = std::make_unique<Lifetime>(std::move(O.Life));
    if (L->Acquisitions.empty())
      L->Acquisitions.push_back(T.Acquisition);
    if (T.K == Track::Kind::Identity) {
      L->Handle.Whole = Matcher::carrier(T.Meaning, T.Acquisition);
      L->Handle.Root = Names.rootOf(*T.Place);
      L->EndsInNormalExit = O.ReleaseReached;
    }
    const auto Handle = T.Place ? T.Place
                        : L->Handle.Root && L->Handle.Fields.empty()
                            ? std::optional<Term>(Names.ofVariable(L->Handle.Root))
                            : std::nullopt;
    if (Handle)
      L->FailureTest = findFailureTest(*this, *Flow, T, *Handle);
    L->ReleasedAtOnce = isReleasedAtOnce(*Flow, *L);
    dropWhereBeginningWasAsked(*Flow, *L);
    for (DoubleRelease &D : O.Doubles) {
      D.Of = L.get();
      Facts.DoubleReleases.push_back(std::move(D));
    }
    Facts.Lifetimes.push_back(std::move(L));
  }
  if (Fills)
    for (const Track &T : findFilledByCalls(*this, *Flow))
      findLostMember(*this, *Flow, T, nullptr, Facts);
  dropWhatMayBeKept(*this, *Flow, Facts);
  addUnreachedReleases(*this, *Flow, Facts);
  for (const auto &L : Facts.Lifetimes)
    for (const auto &Other : Facts.Lifetimes)
      if (L != Other && L->Handle.isPlainLocal() && Other->Handle.isPlainLocal() && L->Handle.Root == Other->Handle.Root)
        L->Siblings.push_back(Other.get());
      else if (L != Other && L->Handle.isPlainLocal() && llvm::any_of(Other->Aliases, [&](const AccessPath &P) {
                 return P.Root == L->Handle.Root && P.Fields.empty();
               }))
        L->Renamed.push_back(Other.get());
  return Facts;
}

std::optional<int64_t> Analysis::unchangingGlobal(const VarDecl *V) {
  if (!V->hasGlobalStorage() || V->isStaticLocal() || !V->getType()->isIntegralOrEnumerationType() ||
      V->isExternallyVisible() || V->getType().isVolatileQualified() || V->getCanonicalDecl()->isFromASTFile())
    return std::nullopt;
  const VarDecl *Initialised = V->getInitializingDeclaration();
  if (!Initialised || !Initialised->hasInit())
    return std::nullopt;
  if (!WrittenGlobals) {
    // Of all functions of this unit: what is assigned, incremented, or has its address or a reference taken.
    struct Writes : RecursiveASTVisitor<Writes> {
      llvm::DenseSet<const VarDecl *> Written;
      void mark(const Expr *E) {
        if (const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts()))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasGlobalStorage())
            Written.insert(V->getCanonicalDecl());
      }
      bool VisitBinaryOperator(BinaryOperator *B) {
        if (B->isAssignmentOp())
          mark(B->getLHS());
        return true;
      }
      bool VisitUnaryOperator(UnaryOperator *U) {
        if (U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf)
          mark(U->getSubExpr());
        return true;
      }
      bool VisitCallExpr(CallExpr *C) {
        for (const Expr *Arg : C->arguments())
          if (Arg->isLValue())
            mark(Arg);
        return true;
      }
      bool VisitVarDecl(VarDecl *D) {
        if (D->getType()->isReferenceType() && D->hasInit())
          mark(D->getInit());
        return true;
      }
    } Visitor;
    // What a precompiled preamble holds came before the variable: it need not be loaded for this.
    for (Decl *D : Ctx.getTranslationUnitDecl()->noload_decls())
      if (!D->isFromASTFile() && !Ctx.getSourceManager().isInSystemHeader(D->getLocation()))
        Visitor.TraverseDecl(D);
    WrittenGlobals = std::move(Visitor.Written);
  }
  const std::optional<int64_t> Value =
      WrittenGlobals->contains(V->getCanonicalDecl()) ? std::nullopt : constantValue(Initialised->getInit(), Ctx);
  Reads.answered(V, numberFor(Value));
  return Value;
}

} // namespace raiitidy::lifetime
