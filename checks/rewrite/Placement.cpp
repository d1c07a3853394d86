#include "checks/rewrite/Placement.h"
#include "checks/flow/Within.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::Carrier;
using catalogue::FailureValue;

/// The value that \p E stands for: the target of an assignment, the call behind casts.
bool Placement::isSubject(const Expr *E, const Expr *Acquisition) const {
  E = bare(E);
  if (E == Acquisition)
    return true;
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->getOpcode() == BO_Assign)
    return bare(B->getRHS()) == Acquisition;
  const VarDecl *V = asVariable(E);
  if (!V)
    return false;
  if (L.Meaning.By && L.Meaning.By->Where == Carrier::Result)
    return V == L.Handle.Root && L.Handle.isPlainLocal();
  // A status variable that took the call's result and nothing else since.
  if (V->hasInit() && bare(V->getInit()) == Acquisition) {
    for (const Use &U : View.uses(V))
      if (U.K != Use::Kind::Read)
        return false;
    return true;
  }
  return false;
}

std::optional<bool> holdsOnSuccess(const Expr *Cond, FailureValue Fails, llvm::function_ref<bool(const Expr *)> Subject,
                                   const ASTContext &Ctx) {
  const Expr *E = bare(Cond);
  if (!E)
    return std::nullopt;
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_LNot) {
    const auto R = holdsOnSuccess(U->getSubExpr(), Fails, Subject, Ctx);
    return R ? std::optional<bool>(!*R) : std::nullopt;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isComparisonOp()) {
    const Expr *X = B->getLHS(), *C = B->getRHS();
    BinaryOperatorKind Op = B->getOpcode();
    if (!Subject(X)) {
      std::swap(X, C);
      Op = BinaryOperator::reverseComparisonOp(Op);
    }
    if (!Subject(X))
      return std::nullopt;
    long Value;
    if (C->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull)
      Value = 0;
    else if (const auto Known = integerValue(bare(C), Ctx))
      Value = *Known;
    else
      return std::nullopt;
    const bool Equality = Op == BO_EQ || Op == BO_NE;
    switch (Fails) {
    case FailureValue::Null:
    case FailureValue::Zero:
      if (Value == 0 && Equality)
        return Op == BO_NE;
      if (Value == 1 && Equality && X->IgnoreParenImpCasts()->getType()->isBooleanType())
        return Op == BO_EQ;
      return std::nullopt;
    case FailureValue::MinusOne:
    case FailureValue::Negative:
      if (Value == -1 && (Op == BO_NE || Op == BO_GT))
        return true;
      if (Value == -1 && (Op == BO_EQ || Op == BO_LE))
        return false;
      if (Value == 0 && (Op == BO_GE || Op == BO_LT))
        return Op == BO_GE;
      return std::nullopt;
    case FailureValue::NotPositive:
      if (Value == 0 && (Op == BO_GT || Op == BO_LE))
        return Op == BO_GT;
      return std::nullopt;
    case FailureValue::NonZero:
      if (Value == 0 && Equality)
        return Op == BO_EQ;
      return std::nullopt;
    case FailureValue::Never:
      return std::nullopt;
    }
    return std::nullopt;
  }
  if (!Subject(E))
    return std::nullopt;
  switch (Fails) {
  case FailureValue::Null:
  case FailureValue::Zero:
    return true;
  case FailureValue::NonZero:
    return false;
  default:
    return std::nullopt;
  }
}

std::optional<bool> Placement::succeedsWhen(const Expr *Cond, const Expr *Acquisition) const {
  if (!Cond || !L.Meaning.By)
    return std::nullopt;
  // `if (p) delete p;` after a new that never gives null: the question is there all the same.
  const bool NeverNull = L.Meaning.By->Fails == FailureValue::Never && Acquisition->getType()->isPointerType();
  return holdsOnSuccess(Cond, NeverNull ? FailureValue::Null : L.Meaning.By->Fails, [&](const Expr *E) { return isSubject(E, Acquisition); }, Text.Ctx);
}

std::string Placement::successTest(const VarDecl *V, bool HaveMapFailed) const {
  if (!L.Meaning.By || L.Meaning.By->Where != Carrier::Result)
    return {};
  const std::string Name = V->getNameAsString();
  switch (L.Meaning.By->Fails) {
  case FailureValue::Null:
  case FailureValue::Zero:
    return Name;
  case FailureValue::MinusOne:
    if (!V->getType()->isPointerType())
      return Name + " != -1";
    if (V->getType()->isVoidPointerType() && V->getType()->getAs<TypedefType>() == nullptr && HaveMapFailed)
      return Name + " != MAP_FAILED";
    return Name + " != (" + V->getType().getUnqualifiedType().getAsString(PrintingPolicy(Text.Ctx.getLangOpts())) + ")-1";
  case FailureValue::Negative:
    return Name + " >= 0";
  case FailureValue::NotPositive:
    return Name + " > 0";
  default:
    return {};
  }
}

static bool hasOtherCalls(const Stmt *S, const Expr *Acquisition) {
  bool Found = false;
  flow::walkWithin(S, [&](const Stmt *Each) {
    const auto *C = dyn_cast<CallExpr>(Each);
    Found |= Each != Acquisition && ((C && !C->getBuiltinCallee()) || isa<CXXConstructExpr, CXXNewExpr, LambdaExpr>(Each));
    return Each != Acquisition;
  });
  return Found;
}

/// Whether the acquisition has surely succeeded where \p Cond is false.
bool Placement::excludesFailure(const Expr *Cond, const Expr *Acquisition) const {
  const Expr *E = bare(Cond);
  if (const auto *B = dyn_cast_or_null<BinaryOperator>(E)) {
    if (B->getOpcode() == BO_LOr)
      return excludesFailure(B->getLHS(), Acquisition) || excludesFailure(B->getRHS(), Acquisition);
    // `fd <= 0` and `fd < 3` leave with more than -1.
    const catalogue::FailureValue Fails = L.Meaning.By->Fails;
    if ((Fails == FailureValue::MinusOne || Fails == FailureValue::Negative) &&
        (B->getOpcode() == BO_LT || B->getOpcode() == BO_LE) && isSubject(B->getLHS(), Acquisition) &&
        integerValue(B->getRHS(), Text.Ctx).value_or(-1) >= 0)
      return true;
  }
  // The test follows directly: a status variable that was assigned the call's result still has it.
  const VarDecl *Status = nullptr;
  const Stmt *Up = View.parent(Acquisition);
  while (isa_and_nonnull<CastExpr, ParenExpr, FullExpr>(Up))
    Up = View.parent(Up);
  if (const auto *B = dyn_cast_or_null<BinaryOperator>(Up);
      B && B->getOpcode() == BO_Assign && L.Meaning.By->Where != Carrier::Result)
    Status = asVariable(B->getLHS());
  const auto Holds = holdsOnSuccess(
      Cond, L.Meaning.By->Fails,
      [&](const Expr *X) { return isSubject(X, Acquisition) || (Status && asVariable(X) == Status); }, Text.Ctx);
  return Holds && !*Holds;
}

bool Placement::foldable(const IfStmt *Test, const Expr *Acquisition) const {
  if (!Test || Test->getElse() || Test->getInit() || Test->getConditionVariable() || Test->getBeginLoc().isMacroID())
    return false;
  if (hasOtherCalls(Test->getCond(), Acquisition) || !leaves(Test->getThen()) ||
      !excludesFailure(Test->getCond(), Acquisition))
    return false;
  for (const lifetime::Exit &X : L.Uncovered)
    if (X.At && View.isInside(X.At, Test))
      return false;
  for (const lifetime::EscapeSite &E : L.Escapes)
    if (E.At && View.isInside(E.At, Test))
      return false;
  return Text.statement(Test).has_value();
}

/// The part of \p Cond that is evaluated last, if everything in it is evaluated only when what stands before was true.
static const Expr *lastConjunct(const Expr *Cond) {
  const Expr *E = bare(Cond);
  while (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->getOpcode() != BO_LAnd)
      break;
    E = bare(B->getRHS());
  }
  return E;
}

std::optional<Place> Placement::find(Draft &D, const Expr *Acquisition) const {
  auto Refuse = [&](Reason R, std::string Detail = {}) -> std::optional<Place> {
    D.refuse(R, std::move(Detail));
    return std::nullopt;
  };
  if (Source::touchesMacro(Acquisition))
    return Refuse(Reason::InsideMacro);
  const Stmt *S = View.statementOf(Acquisition);
  if (View.inLambda(Acquisition))
    return Refuse(Reason::UnfamiliarShape, "the acquisition is inside a lambda");
  for (const Stmt *P = S; P; P = View.parent(P))
    if (isa<StmtExpr>(P))
      return Refuse(Reason::UnfamiliarShape, "a statement expression");

  Place Result;
  if (isa<DeclStmt>(S) || isa<Expr>(S)) {
    if (View.isUnbraced(S))
      return Refuse(Reason::AcquiredInInnerScope);
    const auto [Block, Child] = View.blockOf(S);
    if (!Block)
      return Refuse(Reason::UnfamiliarShape);
    Result.Scope = Block;
    Result.After = Child;
    const Stmt *Next = View.nextIn(Block, Child);
    if (Next && !L.Meaning.By->HeldOnFailure && foldable(dyn_cast<IfStmt>(Next), Acquisition)) {
      Result.After = Next;
      Result.FailureExcluded = true;
    }
  } else if (const auto *If = dyn_cast<IfStmt>(S)) {
    const auto [Around, Itself] = View.blockOf(S);
    const VarDecl *V = L.Handle.Root;
    if (L.Meaning.By->HeldOnFailure && L.Meaning.By->Where == Carrier::OutArgument && Around && Itself == S && V &&
        View.scopeOf(V) == Around && V->getInit() && isNull(V->getInit())) {
      // It is held whatever the test says: the guard is there first, beside the handle's declaration.
      Result.After = View.declarationOf(V);
      Result.Scope = Around;
      Result.Early = true;
    } else if (L.Meaning.By->HeldOnFailure && llvm::none_of(L.Releases, [&](const lifetime::ReleaseSite &R) {
                 return View.isInside(R.Call, If->getThen());
               })) {
      // A guard after the test would leave to nobody what is held where it failed.
      return Refuse(Reason::UnfamiliarShape, "the acquisition is part of a condition");
    } else if (foldable(If, Acquisition)) {
      if (View.isUnbraced(S))
        return Refuse(Reason::AcquiredInInnerScope);
      const auto [Block, Child] = View.blockOf(S);
      if (!Block)
        return Refuse(Reason::UnfamiliarShape);
      Result.Scope = Block;
      Result.After = Child;
      Result.FailureExcluded = true;
    } else {
      // if ((f = fopen(p)) != NULL) { … }   if (FILE *f = fopen(p)) { … }
      const Expr *Cond = lastConjunct(If->getCond());
      const auto When = succeedsWhen(Cond, Acquisition);
      if (!When || (!*When && Cond != bare(If->getCond())))
        return Refuse(Reason::UnfamiliarShape, "the acquisition is part of a condition");
      const auto *Block = dyn_cast_or_null<CompoundStmt>(*When ? If->getThen() : If->getElse());
      if (!Block || Block->getLBracLoc().isMacroID())
        return Refuse(Reason::AcquiredInInnerScope);
      Result.Scope = Block;
      Result.FailureExcluded = true;
    }
  } else {
    return Refuse(Reason::UnfamiliarShape, "the acquisition is part of a larger statement");
  }
  if (Result.Scope->getLBracLoc().isMacroID() || Result.Scope->getRBracLoc().isMacroID())
    return Refuse(Reason::InsideMacro);
  if (Result.After) {
    if (Result.After->getBeginLoc().isMacroID())
      return Refuse(Reason::InsideMacro);
    const auto At = Text.statement(Result.After);
    if (!At)
      return Refuse(Reason::InsideMacro);
    Result.Since = At->End;
  } else {
    Result.Since = Text.offset(Result.Scope->getLBracLoc()) + 1;
  }
  return Result;
}

bool Placement::isNull(const Expr *E) const {
  return E->isNullPointerConstant(const_cast<ASTContext &>(Text.Ctx), Expr::NPC_ValueDependentIsNotNull) !=
         Expr::NPCK_NotNull;
}

bool Placement::isFailureValue(const Expr *E) const {
  if (!E || !L.Meaning.By)
    return false;
  switch (L.Meaning.By->Fails) {
  case FailureValue::Never: // `T *p = nullptr; if (x) p = new T;`
    if (!E->getType()->isPointerType())
      return false;
    [[fallthrough]];
  case FailureValue::Null:
    return E->isNullPointerConstant(const_cast<ASTContext &>(Text.Ctx), Expr::NPC_ValueDependentIsNotNull) !=
           Expr::NPCK_NotNull;
  case FailureValue::MinusOne:
  case FailureValue::Negative:
    return integerValue(E, Text.Ctx).value_or(0) == -1;
  default:
    return false;
  }
}

std::optional<Place> Placement::findLate(Draft &D, const VarDecl *V) const {
  auto Refuse = [&](Reason R, std::string Detail = {}) -> std::optional<Place> {
    D.refuse(R, std::move(Detail));
    return std::nullopt;
  };
  const auto *Block = dyn_cast_or_null<CompoundStmt>(View.scopeOf(V));
  if (!Block || L.Meaning.By->Where != Carrier::Result)
    return Refuse(Reason::AcquiredInInnerScope);
  std::vector<const Expr *> All(L.Acquisitions.begin(), L.Acquisitions.end());
  if (All.empty())
    All.push_back(L.Acquisition);
  const Stmt *Last = nullptr;
  unsigned First = ~0u;
  for (const Expr *A : All) {
    if (Source::touchesMacro(A))
      return Refuse(Reason::InsideMacro);
    // Only ifs and blocks on the way out: a loop would come back, a try or a switch has ways of its own.
    const Stmt *Now = A;
    for (const Stmt *Up = View.parent(A); Up && Up != Block; Now = Up, Up = View.parent(Up))
      if (!isa<Expr, DeclStmt, IfStmt, CompoundStmt>(Up) || isa<LambdaExpr, StmtExpr, AbstractConditionalOperator>(Up))
        return Refuse(Reason::AcquiredInInnerScope);
    if (View.parent(Now) != Block)
      return Refuse(Reason::AcquiredInInnerScope);
    // It is stored in the variable, by itself.
    const Stmt *Up = View.parent(A), *Child = A;
    while (isa_and_nonnull<CastExpr, ParenExpr, FullExpr>(Up))
      Child = Up, Up = View.parent(Up);
    const auto *B = dyn_cast_or_null<BinaryOperator>(Up);
    const bool Assigned = B && B->getOpcode() == BO_Assign && B->getRHS() == Child && asVariable(B->getLHS()) == V;
    const bool Initial = isa_and_nonnull<DeclStmt>(Up) && V->getInit() && bare(V->getInit()) == A;
    if (!Assigned && !Initial)
      return Refuse(Reason::UnfamiliarShape, "the acquisition is part of a larger expression");
    First = std::min(First, Text.offset(A));
    if (!Last || Text.offset(Now) > Text.offset(Last))
      Last = Now;
  }
  Place P;
  P.Late = true;
  P.Scope = Block;
  P.After = Last;
  if (const auto *Test = dyn_cast_or_null<IfStmt>(View.nextIn(Block, Last)); foldable(Test, L.Acquisition)) {
    P.After = Test;
    P.FailureExcluded = true;
  }
  const auto At = Text.statement(P.After);
  if (!At || P.After->getBeginLoc().isMacroID() || Block->getLBracLoc().isMacroID())
    return Refuse(Reason::InsideMacro);
  P.Since = At->End;
  if (!V->getInit() || (bare(V->getInit()) != bare(L.Acquisition) && !isFailureValue(V->getInit())))
    return Refuse(Reason::AcquiredInInnerScope);
  for (const Use &U : View.uses(V)) {
    const unsigned Where = Text.offset(U.Ref);
    if (Where >= P.Since)
      continue;
    bool Acquires = false;
    for (const Expr *A : All)
      Acquires |= U.Value && bare(U.Value) == A;
    if (U.K == Use::Kind::Read || Acquires || (U.K == Use::Kind::Write && isFailureValue(U.Value)))
      continue;
    return Refuse(Reason::ReassignedWhileArmed, "'" + V->getNameAsString() + "'");
  }
  for (const lifetime::Exit &X : L.Uncovered)
    if (X.At && X.K != lifetime::Exit::Kind::FallsOff && Text.offset(X.At) >= First && Text.offset(X.At) < P.Since)
      return Refuse(Reason::AcquiredInInnerScope);
  for (const lifetime::EscapeSite &E : L.Escapes)
    if (E.At && Text.offset(E.At) < P.Since)
      return Refuse(Reason::AcquiredInInnerScope);
  return P;
}

void Placement::insert(Draft &D, const Place &P, StringRef Code) const {
  if (P.After) {
    // Indented like the statement, not like its label.
    const Stmt *Before = P.After;
    while (isa<SwitchCase, LabelStmt>(Before))
      Before = isa<SwitchCase>(Before) ? cast<SwitchCase>(Before)->getSubStmt() : cast<LabelStmt>(Before)->getSubStmt();
    if (const auto S = Text.statement(Before))
      D.insertLineAfter(*S, Code);
    else
      D.refuse(Reason::InsideMacro);
    return;
  }
  // First in a block: indented like the statement that was first.
  const FileID F = D.file();
  const unsigned Brace = Text.offset(P.Scope->getLBracLoc());
  const StringRef B = Text.buffer(F);
  const unsigned End = Text.lineEnd(F, Brace);
  if (P.Scope->body_empty() || !B.slice(Brace + 1, End).trim(" \t").empty()) {
    D.insert(Brace + 1, (" " + Code).str());
    return;
  }
  const unsigned First = Text.offset(*P.Scope->body_begin());
  D.insert(End, (Text.newline(F, Brace) + Text.indentation(F, First) + Code).str());
}

bool Placement::covers(const Place &P, const Stmt *S) const {
  return View.isInside(S, P.Scope) && Text.offset(S) >= P.Since;
}

} // namespace raiitidy::rewrite
