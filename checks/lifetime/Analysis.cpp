#include "checks/Pch.h"
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

Analysis::Analysis(ASTContext &Ctx, const Matcher &Vocabulary, flow::ThrowPolicy Policy, bool UnitUsesExceptions)
    : Ctx(Ctx), Vocabulary(Vocabulary), Names(Ctx), Throws(Ctx), Limits(), Policy(Policy),
      UnitUsesExceptions(UnitUsesExceptions) {}
Analysis::~Analysis() = default;

bool Analysis::counts(const Pair *P, flow::ThrowTier Tier, const FunctionDecl *Callee) const {
  if (Policy.Fixed)
    return Tier >= *Policy.Fixed;
  if (!P)
    return Tier >= flow::ThrowTier::Documented;
  const bool Outage = P->Class == ResourceClass::Lock || P->Class == ResourceClass::State ||
                      P->Class == ResourceClass::Transaction;
  if (Outage || Tier != flow::ThrowTier::Unknown)
    return Tier >= (Outage || UnitUsesExceptions ? flow::ThrowTier::Unknown : flow::ThrowTier::Documented);
  if (!UnitUsesExceptions)
    return false;
  // Of the project's own functions without a body here, those that compute a value hardly ever throw, and libraries
  // say so in their headers (docs/decisions.md).
  if (!Callee)
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  return !Ctx.getSourceManager().isInSystemHeader(Callee->getLocation()) && !(Method && Method->isConst()) &&
         !isa<CXXConversionDecl>(Callee) && !Callee->isVariadic() && !Callee->hasAttr<FormatAttr>();
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

// Twice where nothing here releases it: then what callees are given may be theirs.
static Outcome follow(Analysis &A, const flow::FunctionFlow &Flow, Track &T) {
  Outcome O = Solver(A, Flow, T).run();
  if (O.ReleaseReached || O.Abandoned || O.TooComplex)
    return O;
  T.Evidence = false;
  return Solver(A, Flow, T).run();
}

FunctionFacts Analysis::analyse(const FunctionDecl *F) {
  FunctionFacts Facts;
  Facts.Function = F;
  const Stmt *Body = flow::analysableBody(F);
  if (!Body || !mentionsVocabulary(Body))
    return Facts;
  const auto Flow = flow::FunctionFlow::build(F, Ctx);
  if (!Flow)
    return Facts;
  std::vector<Track> Tracks = findTracks(*this, *Flow);
  for (Track &T : Tracks) {
    Outcome O = follow(*this, *Flow, T);
    if (!O.ReleaseReached && T.K == Track::Kind::Identity && T.Of->Class != ResourceClass::Memory &&
        T.Of->Class != ResourceClass::Handle)
      continue; // a lock or state without a reachable release: a wrapper
    if (O.TooComplex) {
      Facts.TooComplex = true;
      continue;
    }
    if (O.Abandoned)
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
    for (DoubleRelease &D : O.Doubles) {
      D.Of = L.get();
      Facts.DoubleReleases.push_back(std::move(D));
    }
    Facts.Lifetimes.push_back(std::move(L));
  }
  return Facts;
}

// The one value of all paths that give nothing.
static std::optional<int64_t> failsWith(const Outcome &O) {
  std::optional<int64_t> Only;
  for (const Outcome::Return &R : O.Returns) {
    if (R.Stored || R.Dangles)
      continue;
    const auto V = R.Result.single();
    if (!V || (Only && *Only != *V))
      return std::nullopt;
    Only = V;
  }
  return Only;
}

// A value that no path contradicts: how the callee's own result tells success from failure.
static FailureValue failureOf(const Outcome &O, bool Given(const Outcome::Return &)) {
  std::optional<Values> Good, Bad;
  for (const Outcome::Return &R : O.Returns) {
    auto &Side = Given(R) ? Good : Bad;
    Side = Side ? Side->join(R.Result) : R.Result;
  }
  if (!Good || !Bad)
    return FailureValue::Never;
  auto Apart = [&](FailureValue F) {
    return Good->meet(valuesWhenFailed(F)).empty() && !Bad->meet(valuesWhenFailed(F)).empty();
  };
  for (FailureValue F : {FailureValue::NonZero, FailureValue::Zero, FailureValue::Negative})
    if (Apart(F))
      return F;
  return FailureValue::Never;
}

const Summary &Analysis::summaryOf(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  static const Summary Nothing;
  if (!F->isDefined(Definition) || Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
    return Nothing;
  Summary &S = Summaries[Definition];
  if (S.Computed)
    return S;
  S.Computed = true; // recursion sees the empty summary
  const Stmt *Body = flow::analysableBody(Definition);
  if (!Body || Depth >= Limits.SummaryDepth || Definition->isMain())
    return S;
  // A constant function: { return 1; }
  if (const auto *C = dyn_cast<CompoundStmt>(Body); C && C->size() == 1)
    if (const auto *R = dyn_cast<ReturnStmt>(C->body_front()); R && R->getRetValue())
      S.Constant = constantValue(R->getRetValue(), Ctx);
  const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
  if (Method && Method->isVirtual())
    return S;
  ++Depth;
  const bool Pointers = Definition->getReturnType()->isPointerType() || Definition->getReturnType()->isIntegerType() ||
                        llvm::any_of(Definition->parameters(), [](const ParmVarDecl *P) {
                          return P->getType()->isPointerType() || P->getType()->isReferenceType();
                        });
  const bool Mentions = Pointers && mentionsVocabulary(Body);
  bool LeavesByNoReturn = false;
  flow::forEachEvaluated(Body, [&](const Stmt *St) {
    if (const auto *Call = dyn_cast<CallExpr>(St))
      if (const FunctionDecl *Callee = Call->getDirectCallee())
        LeavesByNoReturn |= Callee->isNoReturn() || Callee->hasAttr<AnalyzerNoReturnAttr>();
    LeavesByNoReturn |= isa<CXXThrowExpr>(St);
  });
  if (!Mentions && !LeavesByNoReturn) {
    --Depth;
    return S;
  }
  auto HandleIsPointer = [](const Track &T) {
    return T.Place ? T.Meaning.By->Fails != FailureValue::MinusOne : T.Acquisition->getType()->isPointerType();
  };
  if (const auto Flow = flow::FunctionFlow::build(Definition, Ctx)) {
    if (LeavesByNoReturn) {
      // The exit block is reached by no path that ends in an ordinary way.
      S.NeverReturns = llvm::all_of(Flow->cfg().getExit().preds(), [&](const CFGBlock::AdjacentBlock &P) {
        if (!P.isReachable() || !P)
          return true;
        if (P->hasNoReturnElement())
          return true;
        for (const CFGElement &E : llvm::reverse(*P))
          if (auto St = E.getAs<CFGStmt>())
            return isa<CXXThrowExpr>(St->getStmt());
        return false;
      });
    }
    if (Mentions)
      for (Track &T : findTracks(*this, *Flow)) {
        if (T.K != Track::Kind::Handle)
          continue;
        const Outcome O = follow(*this, *Flow, T);
        if (O.TooComplex || O.Abandoned)
          continue;
        for (const EscapeSite &E : O.Life.Escapes) {
          const auto *R = dyn_cast<ReturnStmt>(E.At);
          if (E.K == EscapeSite::Kind::Returned && R && R->getRetValue() && !S.Returns &&
              Definition->getReturnType()->isPointerType() == HandleIsPointer(T))
            S.Returns = Gift{T.Of, T.Meaning, T.Place ? FailureValue::Never : T.Fails, std::nullopt, false};
        }
        const bool AllDangle = !O.Returns.empty() && llvm::all_of(O.Returns, [](const Outcome::Return &R) {
          return R.Dangles || R.State == Typestate::Failed;
        });
        if (AllDangle && !S.Returns && O.Stores.empty() && Definition->getReturnType()->isPointerType())
          S.Returns = Gift{T.Of, T.Meaning, FailureValue::Never, std::nullopt, true};
        for (Term Place : O.Stores) {
          const VarDecl *Root = Names.rootOf(Place);
          const auto *P = dyn_cast_or_null<ParmVarDecl>(Root);
          if (!P || P->getDeclContext() != Definition)
            continue;
          const bool Whole = P->getType()->isReferenceType()
                                 ? Place == Names.ofVariable(P)
                                 : Place == Names.dereference(Names.ofVariable(P));
          if (Whole)
            if (AllDangle || llvm::any_of(O.Returns, [](const Outcome::Return &R) { return R.Stored; }))
              S.Stores[P->getFunctionScopeIndex()] = Gift{
                  T.Of, T.Meaning, failureOf(O, [](const Outcome::Return &R) { return R.Stored || R.Dangles; }),
                  failsWith(O), AllDangle};
        }
      }
  }
  --Depth;
  return Summaries[Definition];
}

ParameterEffect Analysis::effectOn(const FunctionDecl *F, unsigned Index, bool Pointee) {
  const FunctionDecl *Definition = nullptr;
  if (!F->isDefined(Definition) || Index >= Definition->getNumParams())
    return {};
  const auto Key = std::make_tuple(Definition, Index, Pointee);
  if (auto It = Effects.find(Key); It != Effects.end())
    return It->second;
  Effects[Key] = {}; // recursion: borrows
  ParameterEffect Effect;
  if (Depth >= Limits.SummaryDepth) {
    Effect.Takes = true;
    return Effects[Key] = Effect;
  }
  ++Depth;
  if (const auto Flow = flow::FunctionFlow::build(Definition, Ctx)) {
    Track T;
    T.K = Track::Kind::Parameter;
    const ParmVarDecl *P = Definition->getParamDecl(Index);
    T.Place = Names.ofVariable(P);
    if (Pointee && !P->getType()->isReferenceType())
      T.Place = Names.dereference(*T.Place);
    T.Evidence = false;
    const Outcome O = Solver(*this, *Flow, T).run();
    Effect.Releases = O.ReleaseReached;
    Effect.Always = O.ReleaseReached && !O.Returns.empty() &&
                    llvm::all_of(O.Returns, [](const Outcome::Return &R) { return R.State == Typestate::Released; });
    for (const ReleaseSite &R : O.Life.Releases)
      for (const Match &M : meaningsOf(R.Call))
        if (ends(M.As) && !llvm::is_contained(Effect.As, M.Of))
          Effect.As.push_back(M.Of);
    Effect.Takes = O.TooComplex || O.Abandoned;
    Effect.Takes |= !O.Life.Escapes.empty();
  } else {
    Effect.Takes = true;
  }
  --Depth;
  return Effects[Key] = Effect;
}

bool Analysis::touches(const FunctionDecl *F, Term Identity) {
  const FunctionDecl *Definition = nullptr;
  if (!F->isDefined(Definition) || Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
    return false;
  auto [It, New] = Touched.try_emplace(Definition);
  if (New) {
    llvm::SmallVector<Term, 4> Places;
    llvm::SmallVector<const FunctionDecl *, 4> Callees;
    flow::forEachEvaluated(flow::analysableBody(Definition), [&](const Stmt *S) {
      if (!isa<CallExpr, CXXDeleteExpr>(S))
        return;
      const auto *E = cast<Expr>(S);
      for (const Match &M : meaningsOf(E))
        if (const auto T = identityOf(Names, *M.By, E, Matcher::carrier(M, E)))
          Places.push_back(*T);
      if (const auto *Call = dyn_cast<CallExpr>(E); Call && Call->getDirectCallee())
        Callees.push_back(Call->getDirectCallee());
    });
    if (Depth < Limits.SummaryDepth) {
      ++Depth;
      for (const FunctionDecl *C : Callees)
        if (C != Definition) {
          touches(C, Identity);
          const FunctionDecl *CD = nullptr;
          if (C->isDefined(CD))
            if (auto Sub = Touched.find(CD); Sub != Touched.end())
              Places.append(Sub->second.begin(), Sub->second.end());
        }
      --Depth;
    }
    Touched[Definition] = Places;
    return llvm::is_contained(Places, Identity);
  }
  return llvm::is_contained(It->second, Identity);
}

std::optional<int64_t> Analysis::unchangingGlobal(const VarDecl *V) {
  if (!V->hasGlobalStorage() || V->isStaticLocal() || !V->getType()->isIntegralOrEnumerationType() ||
      V->isExternallyVisible() || V->getType().isVolatileQualified())
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
    for (Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (!Ctx.getSourceManager().isInSystemHeader(D->getLocation()))
        Visitor.TraverseDecl(D);
    WrittenGlobals = std::move(Visitor.Written);
  }
  if (WrittenGlobals->contains(V->getCanonicalDecl()))
    return std::nullopt;
  return constantValue(Initialised->getInit(), Ctx);
}

} // namespace raiitidy::lifetime
