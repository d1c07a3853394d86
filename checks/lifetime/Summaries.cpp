// What visible callees do with what they are given, and what they give: one run of the solver each.
#include "checks/Pch.h"
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Answers.h"
#include "checks/lifetime/MayBeKept.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

// Twice where nothing here releases it: then what callees are given may be theirs.
Outcome follow(Analysis &A, const flow::FunctionFlow &Flow, Track &T, bool ForSummary, const Prehistory *Before) {
  Outcome O = Solver(A, Flow, T, ForSummary).run(Before);
  if (O.ReleaseReached || O.Abandoned || O.TooComplex || !O.EvidenceUsed)
    return O;
  T.Evidence = false;
  return Solver(A, Flow, T, ForSummary).run(Before);
}

// What a body returns if that is constants only: { return 1; }, the next state of a machine.
static Values resultsOf(const Stmt *Body, const ASTContext &Ctx) {
  llvm::SmallVector<int64_t, 8> Points;
  bool Constant = true;
  const auto Add = [&](const Expr *E) {
    const auto V = constantValue(E, Ctx);
    Constant &= V.has_value();
    if (V)
      Points.push_back(*V);
  };
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    const auto *R = dyn_cast<ReturnStmt>(S);
    if (!R || !R->getRetValue())
      return;
    if (const auto *C = dyn_cast<ConditionalOperator>(strip(R->getRetValue())))
      Add(C->getTrueExpr()), Add(C->getFalseExpr());
    else
      Add(R->getRetValue());
  });
  return Constant && !Points.empty() ? Values::oneOf(Points) : Values();
}

std::optional<int64_t> failsWith(const Outcome &O) {
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

FailureValue failureOf(const Outcome &O) {
  std::optional<Values> Good, Bad;
  for (const Outcome::Return &R : O.Returns) {
    auto &Side = R.Stored || R.Dangles ? Good : Bad;
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

// out = given; on some path: then the caller cannot tell what it owns from what it was lent.
static bool storesForeign(const Stmt *Body, Term Place, Terms &Names) {
  bool Found = false;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    const auto *B = dyn_cast<BinaryOperator>(S);
    if (!B || B->getOpcode() != BO_Assign || Names.of(B->getLHS()) != Place)
      return;
    const Expr *Given = strip(B->getRHS());
    const auto *Ref = dyn_cast<DeclRefExpr>(Given);
    Found |= isa<MemberExpr>(Given) || (Ref && (isa<ParmVarDecl>(Ref->getDecl()) ||
                                                (isa<VarDecl>(Ref->getDecl()) &&
                                                 cast<VarDecl>(Ref->getDecl())->hasGlobalStorage())));
  });
  return Found;
}

const Summary &Analysis::summaryOf(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  static const Summary Nothing;
  if (!F->isDefined(Definition) || Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
    return Nothing;
  const Summary &S = summarise(Definition);
  Reads.answered(Definition, flow::BodyRead::Kind::Gives, 0, numberFor(S));
  return S;
}

const Summary &Analysis::summarise(const FunctionDecl *Definition) {
  Summary &S = Summaries[Definition];
  if (S.Computed)
    return S;
  S.Computed = true; // recursion sees the empty summary
  const flow::BodyReads::For Reader(Reads, Definition, flow::BodyRead::Kind::Gives);
  const Stmt *Body = flow::analysableBody(Definition);
  if (!Body || Depth >= Limits.SummaryDepth || Definition->isMain())
    return S;
  const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
  if (Method && Method->isVirtual())
    return S;
  if (Definition->getReturnType()->isIntegralOrEnumerationType())
    S.Results = resultsOf(Body, Ctx);
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
  // A parameter through which a handle can be given: int **, int &, FILE *&.
  const bool Stores = llvm::any_of(Definition->parameters(), [](const ParmVarDecl *P) {
    const QualType To = P->getType()->getPointeeType();
    return !To.isNull() && !To.isConstQualified() &&
           (To->isPointerType() || To->isDependentType() || (To->isIntegerType() && !To->isAnyCharacterType()));
  });
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
        if (T.K != Track::Kind::Handle ||
            (!Stores && Definition->getReturnType()->isPointerType() != HandleIsPointer(T)))
          continue; // not followed: the caller cannot get it
        const Outcome O = follow(*this, *Flow, T, /*ForSummary=*/true);
        if (O.TooComplex || O.Abandoned)
          continue;
        // t->add(parent, 1); return t;  The parent may have it.
        const VarDecl *Held = O.Life.Handle.isPlainLocal() ? O.Life.Handle.Root : nullptr;
        const bool Entered = isa<CXXNewExpr>(T.Acquisition) && Held && isGivenToKeeper(*Flow, Held);
        for (const EscapeSite &E : O.Life.Escapes) {
          if (Entered)
            break;
          const auto *R = dyn_cast<ReturnStmt>(E.At);
          if (E.K == EscapeSite::Kind::Returned && R && R->getRetValue() && !S.Returns && O.Stores.empty() &&
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
          if (Whole && !storesForeign(Body, Place, Names))
            if (AllDangle || llvm::any_of(O.Returns, [](const Outcome::Return &R) { return R.Stored; }))
              S.Stores[P->getFunctionScopeIndex()] = Gift{
                  T.Of, T.Meaning, failureOf(O), failsWith(O), AllDangle};
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
  const ParameterEffect Effect = followParameter(Definition, Index, Pointee);
  Reads.answered(Definition, Pointee ? flow::BodyRead::Kind::EffectOnPointee : flow::BodyRead::Kind::Effect, Index, numberFor(Effect));
  return Effect;
}

ParameterEffect Analysis::followParameter(const FunctionDecl *Definition, unsigned Index, bool Pointee) {
  const auto Key = std::make_tuple(Definition, Index, Pointee);
  if (auto It = Effects.find(Key); It != Effects.end())
    return It->second;
  Effects[Key] = {}; // recursion: borrows
  const flow::BodyReads::For Reader(Reads, Definition, Pointee ? flow::BodyRead::Kind::EffectOnPointee : flow::BodyRead::Kind::Effect, Index);
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
    const QualType Given = P->getType().getNonReferenceType();
    const bool Behind = Pointee && Given->isPointerType() && !P->getType()->isReferenceType();
    T.PlaceIsPointer = (Behind ? Given->getPointeeType() : Given)->isPointerType();
    T.Evidence = false;
    const Outcome O = Solver(*this, *Flow, T, /*ForSummary=*/true).run();
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
  Reads.text(Definition);
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

} // namespace raiitidy::lifetime
