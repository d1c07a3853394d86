#include "checks/rewrite/LadderResult.h"
#include "checks/flow/Within.h"

using namespace clang;

namespace raiitidy::rewrite {

/// The local variable that is returned, if nothing else can reach it and the cleanup does not look at it.
const VarDecl *LadderResult::variable() const {
  const Expr *Value = L.Last ? L.Last->getRetValue() : nullptr;
  const VarDecl *V = Value ? asVariable(Value) : nullptr;
  if (!V || !isa<DeclRefExpr>(Value->IgnoreParenImpCasts()) || !Code.mayFollow(V) ||
      !C.Text.Ctx.hasSameUnqualifiedType(V->getType(), L.Function->getReturnType()))
    return nullptr;
  for (const Use &U : View.uses(V))
    if (Code.inTail(U.Ref) && !View.isInside(U.Ref, L.Last))
      return nullptr;
  return V;
}

/// `rc = E;` directly before \p Jump, as a statement of the same block.
const BinaryOperator *LadderResult::assignmentBefore(const Stmt *Jump) const {
  const Stmt *Before = nullptr;
  if (!Jump) {
    const auto Tail = llvm::find(Code.Children, Code.Tail);
    Before = Tail == Code.Children.begin() ? nullptr : *std::prev(Tail);
  } else if (const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Jump))) {
    const auto At = llvm::find(Block->body(), Jump);
    Before = At == Block->body_begin() ? nullptr : *std::prev(At);
  }
  const auto *B = dyn_cast_or_null<BinaryOperator>(Before);
  if (!B || B->getOpcode() != BO_Assign || asVariable(B->getLHS()) != Result || !isa<DeclRefExpr>(B->getLHS()->IgnoreParens()) ||
      B->getBeginLoc().isMacroID() || !mayBeReturned(B->getRHS()))
    return nullptr;
  const auto From = C.Text.statement(B);
  if (!From || C.Text.hasComment({D.file(), From->Begin, Jump ? C.Text.offset(Jump) : Code.tailBegin()}))
    return nullptr;
  return B;
}

/// Its type says what the function returns, where that is deduced.
bool LadderResult::mayBeReturned(const Expr *E) const {
  if (isa<InitListExpr>(E) || !C.Text.span(E))
    return false;
  return !L.Function->getDeclaredReturnType()->getContainedAutoType() ||
         C.Text.Ctx.hasSameUnqualifiedType(E->IgnoreParenImpCasts()->getType(), Result->getType());
}

/// It says the same wherever it stands in the function.
static bool saysTheSameEverywhere(const Expr *E, const Source &Text, const FunctionView &View) {
  const auto At = Text.span(E);
  if (!At || isa<StringLiteral>(bare(E)) || !isConstant(E, Text.Ctx) || Text.hasComment(*At))
    return false;
  const auto Names = Text.identifiers(*At);
  if (llvm::any_of(View.locals(), [&](const VarDecl *V) { return llvm::is_contained(Names, V->getName()); }))
    return false;
  return !flow::anyWithin(E, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    // __LINE__, __COUNTER__
    return (isa<IntegerLiteral>(S) && Text.SM.isWrittenInScratchSpace(Text.SM.getSpellingLoc(S->getBeginLoc()))) ||
           (R && R->getDecl()->getParentFunctionOrMethod());
  });
}

const Expr *LadderResult::knownAt(const Stmt *Jump, const ReachingValues &Values) const {
  const Expr *Known = nullptr;
  for (unsigned W : Values.at(Jump)) {
    const Expr *E = Values.writes()[W].Value;
    if (!E || !mayBeReturned(E) || !saysTheSameEverywhere(E, C.Text, View) ||
        (Known && C.Text.normalised(*C.Text.span(E)) != C.Text.normalised(*C.Text.span(Known))))
      return nullptr;
    Known = E;
  }
  return Known;
}

/// An assignment that does nothing else, as a statement of a block. Comments beside it speak of the result, and stay.
std::optional<Span> LadderResult::removable(const Stmt *Write) const {
  const auto *B = dyn_cast_or_null<BinaryOperator>(Write);
  if (!B || B->getOpcode() != BO_Assign || asVariable(B->getLHS()) != Result || !isa_and_nonnull<CompoundStmt>(View.parent(B)) ||
      B->getBeginLoc().isMacroID() || !Code.Quiet.isQuiet(B->getRHS()))
    return std::nullopt;
  const auto At = C.Text.statement(B);
  return At && !C.Text.hasComment(*At) ? At : std::nullopt;
}

/// The variable's declaration and all assignments that are not returned, if they can go.
std::optional<std::vector<Span>> LadderResult::allOfIt() const {
  const DeclStmt *Declared = View.declarationOf(Result);
  if (!Declared || !Declared->isSingleDecl() || Source::touchesMacro(Declared) || !Code.isTop(Declared) ||
      (Result->hasInit() && !Code.Quiet.isQuiet(Result->getInit())))
    return std::nullopt;
  const auto At = C.Text.statement(Declared);
  if (!At || !C.Text.behind(*At).empty())
    return std::nullopt;
  std::vector<Span> All = {*At};
  for (const Use &U : View.uses(Result)) {
    const Stmt *Write = View.parent(U.Ref);
    if (Code.inTail(U.Ref) || llvm::any_of(Exits, [&](const Exit &X) { return X.Assignment == Write; }))
      continue;
    const auto Gone = removable(Write);
    if (!Gone)
      return std::nullopt;
    All.push_back(*Gone);
  }
  return All;
}

/// Assignments whose values only came to jumps that return them now.
void LadderResult::removeDead(const ReachingValues &Values) {
  std::set<unsigned> Returned, Needed;
  for (const Exit &X : Exits) {
    const auto There = X.Assignment ? ReachingValues::Numbers() : Values.at(X.Jump);
    (X.Known ? Returned : Needed).insert(There.begin(), There.end());
  }
  for (unsigned W : Returned)
    if (const auto &Write = Values.writes()[W]; !Write.Read && !Needed.count(W))
      if (const auto At = removable(Write.At))
        D.remove(*At);
}

void LadderResult::find() {
  Result = variable();
  if (!Result)
    return;
  const ReachingValues Values = Code.valuesOf(Result);
  const auto Add = [&](const Stmt *Jump, const Stmt *Place) {
    const BinaryOperator *Assignment = assignmentBefore(Jump);
    Exits.push_back({Jump, Assignment, Assignment ? nullptr : knownAt(Place, Values)});
  };
  for (const auto &[Jump, Rung] : L.Jumps)
    Add(Jump, Jump);
  if (L.FallsInto)
    Add(nullptr, L.Once);
  const auto Returns = [&] { return llvm::any_of(Exits, [](const Exit &X) { return X.returnsVariable(); }); };
  const bool Reads = llvm::any_of(View.uses(Result), [&](const Use &U) { return U.K != Use::Kind::Write && !Code.inTail(U.Ref); });
  if (Reads || Returns())
    return removeDead(Values);
  if (const auto All = allOfIt()) {
    for (const Span &S : *All)
      D.remove(S);
    return;
  }
  // A variable that is set and not used would be left.
  for (Exit &X : Exits)
    X.Known = nullptr;
  if (!Returns())
    Exits.clear();
}

std::string LadderResult::textOf(const Expr *E, bool OneLine) const {
  while (const auto *P = dyn_cast<ParenExpr>(E->IgnoreImpCasts())) {
    if (!C.Text.span(P->getSubExpr()))
      break;
    E = P->getSubExpr();
  }
  const Span At = *C.Text.span(E);
  return "return " + (OneLine ? C.Text.oneLine(At) : C.Text.text(At).str());
}

LadderResult::Replacement LadderResult::at(const Stmt *Jump, const Span &At) const {
  const auto X = llvm::find_if(Exits, [&](const Exit &Each) { return Each.Jump == Jump; });
  if (X != Exits.end() && X->Assignment) {
    const auto From = C.Text.span(X->Assignment);
    return {From ? std::optional<Span>({D.file(), From->Begin, At.End}) : std::nullopt, textOf(X->Assignment->getRHS(), false)};
  }
  if (X != Exits.end() && X->Known)
    return {At, textOf(X->Known, true)};
  const Expr *Value = L.Last ? L.Last->getRetValue() : nullptr;
  return {At, Value ? textOf(Value, true) : "return"};
}

} // namespace raiitidy::rewrite
