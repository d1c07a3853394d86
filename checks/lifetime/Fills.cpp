#include "checks/Pch.h"
#include "checks/lifetime/Fills.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

/// What the callee's result is where \p G was given.
static Values resultsWhenGiven(const Gift &G) {
  if (G.FailsWith && G.Fails == FailureValue::Never)
    return Values::not_(*G.FailsWith);
  switch (G.Fails) {
  case FailureValue::NonZero:
    return Values::exactly(0);
  case FailureValue::Zero:
    return Values::not_(0);
  case FailureValue::Negative:
    return Values::atLeast(0);
  default:
    return {};
  }
}

static bool isObject(const Pair *Of) { return Of->Class == ResourceClass::Memory || Of->Class == ResourceClass::Handle; }

/// The field that holds the resource of \p T, and nothing else does, wherever the function returns with it.
static const FieldDecl *filledBy(Analysis &A, const Track &T, const Outcome &O) {
  if (O.TooComplex || O.Abandoned || !O.Life.Handle.ThroughThis || O.Life.Handle.Fields.size() != 1 || O.Stores.size() != 1)
    return nullptr;
  const FieldDecl *Field = O.Life.Handle.Fields.front();
  return Field->getType()->isScalarType() && O.Stores.front() == A.Names.memberOfThis(Field) && isObject(T.Of) ? Field : nullptr;
}

/// file = fopen(…): the field says whether it has failed.
static bool isAssignedTo(const flow::FunctionFlow &Flow, const Expr *Acquisition, const FieldDecl *Field) {
  const Stmt *Up = Flow.parent(Acquisition);
  while (isa_and_nonnull<CastExpr, ParenExpr, FullExpr>(Up))
    Up = Flow.parent(Up);
  const auto *Assign = dyn_cast_or_null<BinaryOperator>(Up);
  const auto *To = Assign && Assign->getOpcode() == BO_Assign ? dyn_cast<MemberExpr>(strip(Assign->getLHS())) : nullptr;
  return To && To->getMemberDecl() == Field && isa<CXXThisExpr>(strip(To->getBase()));
}

static std::optional<Fill> fillOf(Analysis &A, const flow::FunctionFlow &Flow, Track T) {
  if (T.K != Track::Kind::Handle || T.BornReleased)
    return std::nullopt;
  T.OwnObject = T.Evidence = true;
  const Outcome O = Solver(A, Flow, T, /*ForSummary=*/true).run();
  const FieldDecl *Field = filledBy(A, T, O);
  if (!Field)
    return std::nullopt;
  Fill F{Field, {T.Of, T.Meaning, failureOf(O), failsWith(O), false}, T.Filled ? T.Filled->Call : T.Acquisition};
  F.MayThrow = !O.Life.Uncovered.empty();
  F.AlwaysSet = T.Filled ? T.Filled->AlwaysSet : isAssignedTo(Flow, T.Acquisition, Field);
  const Values Given = resultsWhenGiven(F.Given);
  bool Everywhere = true;
  for (const Outcome::Return &R : O.Returns) {
    Everywhere &= R.Stored;
    if (R.Stored || R.State == Typestate::Failed)
      continue;
    // if (path) file = fopen(path, "r");  The caller may know when, and this analysis does not.
    if (Given.any() || !R.Result.meet(Given).empty())
      return std::nullopt;
    F.AlwaysSet = false;
  }
  F.AlwaysSet |= Everywhere;
  return F;
}

llvm::ArrayRef<Fill> Analysis::fillsOf(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!F->isDefined(Definition) || Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
    return {};
  const auto *Method = dyn_cast<CXXMethodDecl>(Definition);
  if (!Method || !Method->isInstance() || Method->isVirtual() || isa<CXXConstructorDecl, CXXDestructorDecl>(Method))
    return {};
  Reads.text(Definition);
  auto [It, New] = Fills.try_emplace(Definition); // recursion sees none
  const Stmt *Body = flow::analysableBody(Definition);
  if (!New || !Body || Depth >= Limits.SummaryDepth)
    return It->second;
  ++Depth;
  std::vector<Fill> Found;
  if (mentionsVocabulary(Body) || callsFillingMethod(*this, Body))
    if (const auto Flow = flow::FunctionFlow::build(Definition, Ctx)) {
      std::vector<Track> Tracks = findTracks(*this, *Flow);
      llvm::append_range(Tracks, findFilledByCalls(*this, *Flow));
      for (const Track &T : Tracks)
        if (const auto One = fillOf(*this, *Flow, T))
          Found.push_back(*One);
    }
  --Depth;
  // a = fopen(…); if (!a) a = fopen(…);  Which of them a call leaves there is not known.
  llvm::erase_if(Found, [&](const Fill &One) {
    return llvm::count_if(Found, [&](const Fill &Other) { return Other.Field == One.Field; }) > 1;
  });
  return It->second = std::move(Found);
}

/// open(), this->open(): the method called on the own object.
static const FunctionDecl *ownMethod(const Stmt *S) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
  return Call && isa<CXXThisExpr>(strip(Call->getImplicitObjectArgument())) ? Call->getDirectCallee() : nullptr;
}

bool callsFillingMethod(Analysis &A, const Stmt *Body) {
  bool Found = false;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (const FunctionDecl *Callee = Found ? nullptr : ownMethod(S))
      Found = !A.fillsOf(Callee).empty();
  });
  return Found;
}

std::vector<Track> findFilledByCalls(Analysis &A, const flow::FunctionFlow &Flow) {
  std::vector<Track> Found;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const FunctionDecl *Callee = ownMethod(S);
    if (!Callee)
      return;
    for (const Fill &One : A.fillsOf(Callee)) {
      Track T;
      T.Of = One.Given.Of;
      T.Acquisition = cast<Expr>(S);
      T.Meaning = One.Given.Meaning;
      T.Helper = Callee;
      T.Fails = One.Given.Fails;
      T.FailsWith = One.Given.FailsWith;
      T.Place = A.Names.memberOfThis(One.Field);
      T.Filled = &One;
      Found.push_back(T);
    }
  });
  return Found;
}

const IfStmt *findSureFailureTest(Analysis &A, const flow::FunctionFlow &Flow, const Track &T) {
  const IfStmt *Test = findFailureTest(A, Flow, T, *T.Place);
  if (!Test)
    return nullptr;
  Facts Failed;
  Failed.set(A.Names.ofNode(T.Acquisition), valuesWhenFailed(T.Fails));
  return Reasoner(A.Ctx, A.Names).assume(Failed, Test->getCond(), false) ? nullptr : Test;
}

void findStoredLater(Analysis &A, const flow::FunctionFlow &Flow, Track T, const Prehistory *Before, FunctionFacts &Facts) {
  // Whoever makes an object may have entered it somewhere, a helper above all.
  const bool New = T.Meaning.By->Syntax == CallPattern::Kind::New || T.Meaning.By->Syntax == CallPattern::Kind::NewArray;
  if (T.K != Track::Kind::Handle || T.BornReleased || (New && T.Helper) ||
      llvm::any_of(Facts.Stored, [&](const MemberAcquisition &S) { return S.Call == T.Acquisition; }))
    return;
  T.OwnObject = true;
  T.Evidence = false;
  const Outcome O = Solver(A, Flow, T).run(Before);
  const bool Alone = O.Life.Escapes.empty() && !O.Life.EndsUnseen && !O.Life.MaybeKeptBy;
  if (const FieldDecl *Field = Alone ? filledBy(A, T, O) : nullptr)
    Facts.Stored.push_back({Field, T.Acquisition, T.Of});
}

} // namespace raiitidy::lifetime
