#include "checks/Pch.h"
#include "checks/lifetime/Tracks.h"
#include "checks/flow/Leaves.h"
#include "checks/lifetime/Inferred.h"
#include "llvm/Support/Regex.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

Values valuesWhenHeld(FailureValue F) {
  switch (F) {
  case FailureValue::Null:
  case FailureValue::Zero:
    return Values::not_(0).meet(Values::not_(-1));
  case FailureValue::MinusOne:
  case FailureValue::Negative:
  case FailureValue::NotPositive:
    return Values::atLeast(1); // descriptor 0 is left out on purpose: `if (fd > 0) close(fd);` stays silent
  case FailureValue::NonZero:
    return Values::exactly(0);
  case FailureValue::Never:
    break;
  }
  return {};
}

Values valuesWhenFailed(FailureValue F) {
  switch (F) {
  case FailureValue::Null:
  case FailureValue::Zero:
    return Values::exactly(0);
  case FailureValue::MinusOne:
    return Values::exactly(-1);
  case FailureValue::Negative:
    return Values::atMost(-1);
  case FailureValue::NotPositive:
    return Values::atMost(0);
  case FailureValue::NonZero:
    return Values::not_(0);
  case FailureValue::Never:
    break;
  }
  return {};
}

std::optional<Term> identityOf(Terms &Names, const CallPattern &P, const Expr *Call, const Expr *Carrier) {
  if (P.Where == Carrier::Nothing)
    return Names.ofText("global");
  if (!Carrier)
    return std::nullopt;
  const auto T = Names.of(Carrier);
  if (!T)
    return std::nullopt;
  if (isPointer(strip(Carrier)) &&
      (P.Where == Carrier::Argument || P.Where == Carrier::Receiver || P.Where == Carrier::OutArgument))
    return Names.dereference(*T);
  return T;
}

// A class whose objects die by other means than delete: reference counts, parents, deleteLater.
static bool diesByOtherMeans(const CXXRecordDecl *R) {
  if (!R || !R->hasDefinition())
    return false;
  // addRef, inc_ref, decRefCnt, unref, …; retain; parent, setParent; deleteLater
  static const llvm::Regex Names("^((add|inc|dec|un|release|do)?_?ref(_?(cnt|count|erence))?|retain|grab|(set)?parent|deletelater)$");
  bool Found = false;
  // A class has many methods and a regular expression is slow: most names hold none of these words.
  const auto mayMatch = [](StringRef Name) {
    return llvm::any_of(std::initializer_list<StringRef>{"ref", "retain", "grab", "parent", "deletelater"},
                        [&](StringRef Word) { return Name.contains_insensitive(Word); });
  };
  auto Look = [&](const CXXRecordDecl *C) {
    // None of the standard library has such a method; its classes are large, and loaded from a preamble for the question.
    if (flow::inStd(C))
      return true;
    for (const CXXMethodDecl *M : C->methods())
      if (M->getDeclName().isIdentifier() && mayMatch(M->getName()) && Names.match(M->getName().lower()))
        Found = true;
    return !Found;
  };
  if (Look(R))
    R->forallBases([&](const CXXRecordDecl *B) { return !B->hasDefinition() || Look(B); });
  return Found;
}

static bool diesByOtherMeans(Analysis &A, const CXXRecordDecl *R) {
  if (!R || !R->isFromASTFile() || isa<ClassTemplateSpecializationDecl>(R) || !R->getDeclContext()->isFileContext())
    return diesByOtherMeans(R);
  const auto [It, New] = A.Headers->DieByOtherMeans.try_emplace(R->getQualifiedNameAsString());
  if (New)
    It->second = diesByOtherMeans(R);
  return It->second;
}

// new T(this), new T(…, parent), a constructor that hands out `this`: somebody else owns it from the start.
static bool isBornOwned(Analysis &A, const CXXNewExpr *New) {
  const CXXRecordDecl *R = New->getAllocatedType()->getAsCXXRecordDecl();
  if (diesByOtherMeans(A, R))
    return true;
  const auto *Construct = New->getConstructExpr();
  if (!Construct)
    return false;
  for (const Expr *Arg : Construct->arguments())
    if (isa<CXXThisExpr>(strip(Arg)))
      return true;
  const CXXConstructorDecl *Ctor = Construct->getConstructor();
  for (const ParmVarDecl *P : Ctor->parameters())
    if (P->getType()->isPointerType() && (P->getName().contains_insensitive("parent") ||
                                          P->getName().contains_insensitive("owner")))
      return true;
  return handsOutThis(A, Ctor);
}

/// `std::unique_ptr<T> guard(p);`: p names the object still, after guard has given it up.
static bool isBuiltFromVariable(const Expr *Object) {
  const auto *Ref = dyn_cast<DeclRefExpr>(strip(Object));
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  const Expr *Init = V && V->hasLocalStorage() ? V->getInit() : nullptr;
  const auto *Construct = Init ? dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit()) : nullptr;
  return Construct && Construct->getNumArgs() && isa<DeclRefExpr>(strip(Construct->getArg(0)));
}

// unique_ptr::release() with the default deleter: a new acquisition of what delete ends.
static const Pair *givenUpBy(const Analysis &A, const CallExpr *Call, const FunctionDecl *F) {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || !M->getDeclName().isIdentifier() || M->getName() != "release" || !flow::inStd(M) ||
      !M->getParent()->getDeclName().isIdentifier() || M->getParent()->getName() != "unique_ptr")
    return nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call); Member && isBuiltFromVariable(Member->getImplicitObjectArgument()))
    return nullptr;
  const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(M->getParent());
  if (!Class || Class->getTemplateArgs().size() < 2)
    return nullptr;
  const CXXRecordDecl *Deleter = Class->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl();
  if (!Deleter || !flow::inStd(Deleter) || Deleter->getName() != "default_delete")
    return nullptr;
  const bool Array = Class->getTemplateArgs()[0].getAsType()->isArrayType();
  for (const Pair &P : A.Vocabulary.catalogue().Pairs)
    for (const CallPattern &C : P.Release)
      if (C.Syntax == (Array ? CallPattern::Kind::DeleteArray : CallPattern::Kind::Delete))
        return &P;
  return nullptr;
}

/// close(0); open("/dev/null", …);  What is opened then is the standard input, for the rest of the process.
static bool closesStandardDescriptors(Analysis &A, llvm::ArrayRef<const Expr *> Calls) {
  return llvm::any_of(Calls, [&](const Expr *E) {
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F || !F->isExternC() || F->getName() != "close" || Call->getNumArgs() != 1)
      return false;
    const auto N = constantValue(Call->getArg(0), A.Ctx);
    return N && *N >= 0 && *N <= 2;
  });
}

// given != 0 ? given : malloc(n), where `given` depends on a template's parameters.
static bool isInDependentArm(const flow::FunctionFlow &Flow, const Expr *Acquisition) {
  for (const Stmt *Up = Flow.parent(Acquisition); isa_and_nonnull<Expr>(Up); Up = Flow.parent(Up))
    if (const auto *Choice = dyn_cast<ConditionalOperator>(Up); Choice && Choice->getCond()->isInstantiationDependent())
      return true;
  return false;
}

std::vector<Track> findTracks(Analysis &A, const flow::FunctionFlow &Flow) {
  std::vector<Track> Found;
  std::vector<const Expr *> Calls;
  auto Collect = [&](const Stmt *S) {
    if (isa<CallExpr, CXXNewExpr, CXXDeleteExpr>(S))
      Calls.push_back(cast<Expr>(S));
  };
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Flow.function()))
    for (const CXXCtorInitializer *I : Ctor->inits())
      flow::forEachEvaluated(I->getInit(), Collect);
  flow::forEachEvaluated(Flow.body(), Collect);

  // The places that this function ends itself: the evidence for locks and states.
  std::set<std::pair<const Pair *, Term>> Ended;
  for (const Expr *E : Calls)
    for (const Match &M : A.meaningsOf(E))
      if (ends(M.As))
        if (const auto T = identityOf(A.Names, *M.By, E, Matcher::carrier(M, E)))
          Ended.insert({M.Of, *T});

  const bool Standard = closesStandardDescriptors(A, Calls);
  const auto Inferred = inferredAcquisitions(A, Flow, Calls);
  std::set<std::pair<const Pair *, Term>> Seen;
  for (const Expr *E : Calls) {
    bool Direct = false;
    for (const Match &M : A.meaningsOf(E)) {
      if (M.As != Role::Acquire)
        continue;
      Direct = true;
      Track T;
      T.Of = M.Of;
      T.Acquisition = E;
      T.Meaning = M;
      T.Fails = M.By->Fails;
      T.HeldOnFailure = M.By->HeldOnFailure;
      const Expr *Carrier = Matcher::carrier(M, E);
      switch (M.By->Where) {
      case Carrier::Result:
        if (const auto *New = dyn_cast<CXXNewExpr>(E); New && isBornOwned(A, New))
          continue;
        if (Standard && M.By->Fails == FailureValue::MinusOne)
          continue;
        Found.push_back(T);
        break;
      case Carrier::OutArgument: {
        const auto Through = A.Names.of(Carrier);
        if (!Through)
          continue;
        const bool Address = isPointer(strip(Carrier)) || strip(Carrier)->getType()->isArrayType();
        Term Place = Address && M.By->Count == 1 ? A.Names.dereference(*Through) : *Through;
        for (unsigned I = 0; I != M.By->Count; ++I) {
          T.Place = M.By->Count == 1 ? Place : A.Names.element(Place, I);
          Found.push_back(T);
        }
        break;
      }
      case Carrier::Argument:
      case Carrier::Receiver:
      case Carrier::Nothing: {
        const auto Place = identityOf(A.Names, *M.By, E, Carrier);
        if (!Place || !Seen.insert({M.Of, *Place}).second)
          continue;
        T.K = Track::Kind::Identity;
        T.Place = Place;
        const bool OwnsObject = M.Of->Class == ResourceClass::Memory || M.Of->Class == ResourceClass::Handle;
        // Only acquires: a wrapper, left alone, unless the object dies with this function.
        // An object of somebody else that is made or ended here (a parameter, a member) is theirs.
        if (OwnsObject ? !A.Names.isLocalStorage(*Place) : !Ended.count({M.Of, *Place}))
          continue;
        Found.push_back(T);
        break;
      }
      }
    }
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (Direct || !Callee)
      continue;
    if (const Pair *P = givenUpBy(A, Call, Callee)) {
      Track T;
      T.Of = P;
      T.Acquisition = E;
      T.Meaning = {P, Role::Acquire, &P->Acquire.front()};
      Found.push_back(T);
      continue;
    }
    if (const Pair *P = Inferred.lookup(E)) {
      Track T;
      T.Of = P;
      T.Acquisition = E;
      T.Meaning = {P, Role::Acquire, &P->Acquire.front()};
      T.Helper = Callee;
      T.Fails = FailureValue::Null;
      Found.push_back(T);
      continue;
    }
    const Summary &S = A.summaryOf(Callee);
    if (S.Returns) {
      Track T;
      T.Of = S.Returns->Of;
      T.Acquisition = E;
      T.Meaning = S.Returns->Meaning;
      T.Helper = Callee;
      T.Fails = S.Returns->Fails;
      T.BornReleased = S.Returns->Released;
      Found.push_back(T);
    }
    for (const auto &[Index, Gift] : S.Stores) {
      if (Index >= Call->getNumArgs())
        continue;
      const auto Through = A.Names.of(Call->getArg(Index));
      if (!Through)
        continue;
      Track T;
      T.Of = Gift.Of;
      T.Acquisition = E;
      T.Meaning = Gift.Meaning;
      T.Helper = Callee;
      T.Fails = Gift.Fails;
      T.FailsWith = Gift.FailsWith;
      T.BornReleased = Gift.Released;
      T.Place = Callee->getParamDecl(Index)->getType()->isReferenceType() ? *Through : A.Names.dereference(*Through);
      Found.push_back(T);
    }
  }
  // In a template that nothing instantiates a condition of dependent type says nothing on any path.
  llvm::erase_if(Found, [&](const Track &T) { return T.Acquisition && isInDependentArm(Flow, T.Acquisition); });
  return Found;
}

const IfStmt *findFailureTest(Analysis &A, const flow::FunctionFlow &Flow, const Track &T, Term Handle) {
  const Stmt *S = T.Acquisition;
  const Stmt *P = Flow.parent(S);
  while (P && !isa<CompoundStmt, IfStmt, SwitchCase, LabelStmt>(P)) {
    if (isa<ForStmt, WhileStmt, DoStmt, SwitchStmt, CXXForRangeStmt>(P))
      return nullptr;
    S = P;
    P = Flow.parent(P);
  }
  const auto *If = dyn_cast_or_null<IfStmt>(P);
  if (If && If->getThen() != S && If->getElse() != S) {
    // if ((f = fopen(…)) == NULL) …
  } else if (const auto *C = dyn_cast_or_null<CompoundStmt>(P)) {
    const auto *It = llvm::find(C->body(), S);
    If = It == C->body_end() || It + 1 == C->body_end() ? nullptr : dyn_cast<IfStmt>(*(It + 1));
  } else {
    return nullptr;
  }
  if (!If || If->getElse() || !flow::leaves(If->getThen()))
    return nullptr;
  // The test is a failure test if it cannot be true when the resource is held.
  Reasoner R(A.Ctx, A.Names);
  Facts Held, Failed;
  const Values F = valuesWhenFailed(T.Fails);
  Values H = valuesWhenHeld(T.Fails);
  if (T.Place && (T.Fails == FailureValue::MinusOne || T.Fails == FailureValue::Negative))
    H = T.K == Track::Kind::Identity ? Values::exactly(0) : Values::atLeast(0); // as acquire() says
  if (H.any())
    return nullptr;
  const bool ByResult = !T.Place;
  Held.set(A.Names.ofNode(T.Acquisition), H);
  Failed.set(A.Names.ofNode(T.Acquisition), F);
  if (ByResult) {
    Held.set(Handle, H);
    Failed.set(Handle, F);
  } else {
    Held.set(Handle, Values::not_(0).meet(Values::not_(-1)));
    // `rc = open(&h)`: the variable that receives the result
    for (const Stmt *Q = T.Acquisition; Q && !isa<CompoundStmt>(Q); Q = Flow.parent(Q)) {
      if (const auto *B = dyn_cast<BinaryOperator>(Q); B && B->getOpcode() == BO_Assign)
        if (const auto L = A.Names.of(B->getLHS())) {
          Held.set(*L, H);
          Failed.set(*L, F);
        }
      if (const auto *D = dyn_cast<DeclStmt>(Q); D && D->isSingleDecl())
        if (const auto *V = dyn_cast<VarDecl>(D->getSingleDecl())) {
          Held.set(A.Names.ofVariable(V), H);
          Failed.set(A.Names.ofVariable(V), F);
        }
    }
  }
  const bool TrueWhenHeld = R.assume(Held, If->getCond(), true), TrueWhenFailed = R.assume(Failed, If->getCond(), true);
  return !TrueWhenHeld && TrueWhenFailed ? If : nullptr;
}

} // namespace raiitidy::lifetime
