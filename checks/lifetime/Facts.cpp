#include "checks/Pch.h"
#include "checks/lifetime/Facts.h"

using namespace clang;

namespace raiitidy::lifetime {

static constexpr size_t MostPoints = 6;

bool Values::empty() const {
  if (Low > High)
    return true;
  return Low == High && llvm::is_contained(Without, Low);
}

bool Values::contains(int64_t V) const { return V >= Low && V <= High && !llvm::is_contained(Without, V); }

std::optional<int64_t> Values::single() const {
  return Low == High && !empty() ? std::optional<int64_t>(Low) : std::nullopt;
}

std::optional<bool> Values::truth() const {
  if (!contains(0))
    return true;
  if (Low == 0 && High == 0)
    return false;
  return std::nullopt;
}

Values Values::oneOf(llvm::ArrayRef<int64_t> Points) {
  Values R{*llvm::min_element(Points), *llvm::max_element(Points), {}};
  constexpr int64_t Near = 32;
  if (R.Low >= -Near && R.High <= Near)
    for (int64_t V = R.Low; V <= R.High; ++V)
      if (!llvm::is_contained(Points, V))
        R.Without.push_back(V);
  return R;
}

Values Values::meet(const Values &O) const {
  Values R{std::max(Low, O.Low), std::min(High, O.High), {}};
  if (Without.empty() && O.Without.empty())
    return R;
  std::set_union(Without.begin(), Without.end(), O.Without.begin(), O.Without.end(), std::back_inserter(R.Without));
  // A point at the edge moves the edge.
  for (bool Again = true; Again && R.Low <= R.High;) {
    Again = false;
    if (llvm::is_contained(R.Without, R.Low) && R.Low != Max)
      ++R.Low, Again = true;
    if (R.Low <= R.High && llvm::is_contained(R.Without, R.High) && R.High != Min)
      --R.High, Again = true;
  }
  // Points outside of the edges are implied, but kept where they are few: a later join with another path knows then
  // that both lack them.
  if (R.Without.size() > MostPoints)
    llvm::erase_if(R.Without, [&](int64_t V) { return V < R.Low || V > R.High; });
  return R;
}

Values Values::join(const Values &O) const { // O: the older one
  if (*this == O)
    return *this;
  // Interval widening: an edge that the older value also has stays, one that moves goes to zero or away.
  Values R;
  if (Low >= O.Low)
    R.Low = O.Low;
  else if (Low >= 0 && O.Low >= 0)
    R.Low = 0;
  if (High <= O.High)
    R.High = O.High;
  else if (High <= 0 && O.High <= 0)
    R.High = 0;
  llvm::SmallVector<int64_t, 4> Points = {-1, 0};
  Points.append(Without.begin(), Without.end());
  Points.append(O.Without.begin(), O.Without.end());
  for (const Values *V : {this, &O}) { // gaps next to the edges: [0, 0] and [2, …] both lack 1
    if (V->Low > Min)
      Points.push_back(V->Low - 1);
    if (V->High < Max)
      Points.push_back(V->High + 1);
  }
  for (int64_t V : Points)
    if (!contains(V) && !O.contains(V))
      R = R.meet(not_(V));
  return R;
}

std::optional<int64_t> constantValue(const Expr *E, const ASTContext &Ctx) {
  Expr::EvalResult R;
  if (!E || E->getType().isNull() || E->isValueDependent() || E->isTypeDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(R, Ctx) || !R.Val.getInt().isRepresentableByInt64())
    return std::nullopt;
  return R.Val.getInt().getExtValue();
}

Facts::Data &Facts::own() {
  if (!Shared)
    Shared = llvm::makeIntrusiveRefCnt<Data>();
  else if (Shared->UseCount() > 1)
    Shared = llvm::makeIntrusiveRefCnt<Data>(*Shared);
  return *Shared;
}

llvm::ArrayRef<std::pair<Term, Values>> Facts::known() const {
  if (!Shared)
    return {};
  return Shared->Known;
}

llvm::ArrayRef<Facts::Binding> Facts::bindings() const {
  if (!Shared)
    return {};
  return Shared->Bindings;
}

const Values *Facts::find(Term T) const {
  const auto *It = llvm::lower_bound(known(), T, [](const auto &P, Term K) { return P.first < K; });
  return It != known().end() && It->first == T ? &It->second : nullptr;
}

Values Facts::get(Term T) const {
  const Values *V = find(T);
  return V ? *V : Values();
}

void Facts::set(Term T, Values V) {
  const Values *Before = find(T);
  if (Before ? V == *Before : V.any())
    return;
  auto &Known = own().Known;
  auto *It = llvm::lower_bound(Known, T, [](const auto &P, Term K) { return P.first < K; });
  if (V.any())
    Known.erase(It);
  else if (Before)
    It->second = std::move(V);
  else
    Known.insert(It, {T, std::move(V)});
}

bool Facts::narrow(Term T, const Values &V) {
  Values R = get(T).meet(V);
  if (R.empty())
    return false;
  set(T, std::move(R));
  return true;
}

void Facts::bind(Term Variable, const Expr *Condition) {
  auto &Bindings = own().Bindings;
  for (auto &[K, C] : Bindings)
    if (K == Variable) {
      C = Condition;
      return;
    }
  Bindings.push_back({Variable, Condition});
  llvm::sort(Bindings, [](const auto &A, const auto &B) { return A.first < B.first; });
}

const Expr *Facts::bound(Term Variable) const {
  for (const auto &[K, C] : bindings())
    if (K == Variable)
      return C;
  return nullptr;
}

void Facts::forget(Term Written, Terms &Names) {
  auto Says = [&](const auto &P) { return Names.mentions(P.first, Written); };
  auto Binds = [&](const Binding &P) {
    if (Names.mentions(P.first, Written))
      return true;
    const auto T = Names.of(P.second);
    return !T || Names.mentions(*T, Written);
  };
  if (llvm::any_of(known(), Says))
    llvm::erase_if(own().Known, Says);
  if (llvm::any_of(bindings(), Binds))
    llvm::erase_if(own().Bindings, Binds);
}

llvm::SmallVector<Term, 2> Facts::comparisons(const Terms &Names, Term Variable, bool Greater) const {
  llvm::SmallVector<Term, 2> Found;
  const std::string &Name = Names.text(Variable);
  const std::string End = Greater ? "<" + Name + ")" : "(" + Name + "<";
  for (const auto &[T, V] : known()) {
    const llvm::StringRef Text = Names.text(T);
    if (V.single() == 1 && (Greater ? Text.ends_with(End) : Text.starts_with(End)) && Text.count(Name) == 1)
      Found.push_back(T);
  }
  return Found;
}

void Facts::forgetNodes(const Terms &Names) {
  auto IsNode = [&](const auto &P) { return Names.text(P.first)[0] == 'e'; };
  if (llvm::any_of(known(), IsNode))
    llvm::erase_if(own().Known, IsNode);
}

void Facts::keepOnly(llvm::function_ref<bool(Term)> IsWanted) {
  const auto Unwanted = [&](const auto &P) { return !IsWanted(P.first); };
  if (const size_t First = llvm::find_if(known(), Unwanted) - known().begin(); First != known().size()) {
    auto &Known = own().Known;
    Known.erase(std::remove_if(Known.begin() + First, Known.end(), Unwanted), Known.end());
  }
  if (llvm::any_of(bindings(), Unwanted))
    llvm::erase_if(own().Bindings, Unwanted);
}

void Facts::join(const Facts &O) {
  if (Shared == O.Shared)
    return;
  llvm::SmallVector<std::pair<Term, Values>, 8> Both;
  Both.reserve(known().size());
  const auto *Other = O.known().begin(), *End = O.known().end(); // both are sorted
  for (const auto &[T, V] : known()) {
    while (Other != End && Other->first < T)
      ++Other;
    Values J = V.join(Other != End && Other->first == T ? Other->second : Values());
    if (!J.any())
      Both.emplace_back(T, std::move(J));
  }
  Data &D = own();
  D.Known = std::move(Both);
  llvm::erase_if(D.Bindings, [&](const Binding &P) { return O.bound(P.first) != P.second; });
}

bool Facts::covers(const Facts &O) const {
  if (Shared == O.Shared)
    return true;
  if (known().size() > O.known().size())
    return false; // what is known here is not known there
  const auto *Other = O.known().begin(), *End = O.known().end(); // both are sorted
  for (const auto &[T, V] : known()) {
    while (Other != End && Other->first < T)
      ++Other;
    if (Other == End || Other->first != T || (!(V == Other->second) && !(V.meet(Other->second) == Other->second)))
      return false;
  }
  for (const auto &[T, C] : bindings())
    if (O.bound(T) != C)
      return false;
  return true;
}

/// a + b or a - b of what does not overflow: signed integers may not.
static Values sum(const Values &A, const Values &B, bool Subtract) {
  constexpr int64_t Far = 1LL << 40;
  const auto Edge = [](int64_t X, int64_t Y, int64_t Unknown) {
    return std::abs(X) < Far && std::abs(Y) < Far ? X + Y : Unknown; // Min and Max lie far
  };
  const auto Negated = [](int64_t V) { return V == Values::Min ? Values::Max : -V; };
  const int64_t Low = Subtract ? Negated(B.High) : B.Low, High = Subtract ? Negated(B.Low) : B.High;
  return {Edge(A.Low, Low, Values::Min), Edge(A.High, High, Values::Max), {}};
}

Values Reasoner::valueOf(const Facts &F, const Expr *Whole) {
  const Expr *E = strip(Whole);
  if (!E || E->getType().isNull() || E->isTypeDependent() || E->isValueDependent()) // ParenListExpr has no type
    return {};
  const QualType Type = E->getType();
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E))
    return Values::exactly(0);
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue().getActiveBits() < 64 ? Values::exactly(I->getValue().getZExtValue()) : Values();
  if (const auto *B = dyn_cast<CXXBoolLiteralExpr>(E))
    return Values::exactly(B->getValue());
  if (isa<StringLiteral, CXXThisExpr>(E))
    return Values::not_(0);
  if (const auto *New = dyn_cast<CXXNewExpr>(E); New && !New->shouldNullCheckAllocation())
    return Values::not_(0);
  // The value of this very node (a call, an arm of ?:, a decided && or ||).
  const Values Node = possibleValues(E).meet(F.get(Names.ofNode(E)));
  if (!Node.any())
    return Node;
  if (const auto *Cond = dyn_cast<ConditionalOperator>(E)) {
    if (auto Arm = F.get(Names.ofNode(strip(Cond->getCond()))).truth())
      return valueOf(F, *Arm ? Cond->getTrueExpr() : Cond->getFalseExpr());
    return valueOf(F, Cond->getTrueExpr()).join(valueOf(F, Cond->getFalseExpr()));
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() == UO_LNot) {
      if (auto T = valueOf(F, U->getSubExpr()).truth())
        return Values::exactly(!*T);
    } else if (U->getOpcode() == UO_Minus) {
      if (auto V = valueOf(F, U->getSubExpr()).single(); V && *V != Values::Min)
        return Values::exactly(-*V);
    } else if (U->getOpcode() == UO_AddrOf) {
      return Values::not_(0);
    }
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->isComparisonOp()) {
      Facts True = F, False = F;
      const bool MayBeTrue = assume(True, B, true), MayBeFalse = assume(False, B, false);
      if (MayBeTrue != MayBeFalse)
        return Values::exactly(MayBeTrue);
      return {};
    }
    if (B->getOpcode() == BO_LAnd || B->getOpcode() == BO_LOr)
      return {Values{0, 1, {}}};
    if (B->getOpcode() == BO_Comma)
      return valueOf(F, B->getRHS());
    if (B->getOpcode() == BO_And || B->getOpcode() == BO_Or) {
      auto L = valueOf(F, B->getLHS()).single(), R = valueOf(F, B->getRHS()).single();
      if (L && R)
        return Values::exactly(B->getOpcode() == BO_And ? *L & *R : *L | *R);
    }
    if (B->getOpcode() == BO_Add || B->getOpcode() == BO_Sub) {
      const Values Sum = sum(valueOf(F, B->getLHS()), valueOf(F, B->getRHS()), B->getOpcode() == BO_Sub);
      if (Sum.single() || (Type->isSignedIntegerType() && !Sum.any()))
        return Sum;
    }
  }
  if (auto T = Names.of(E)) {
    if (Values V = F.get(*T); !V.any())
      return V;
    if (const Expr *Source = copiedFrom(F, *T))
      return valueOf(F, Source);
  }
  if (!isa<CallExpr>(E))
    if (const auto V = constantValue(E, Ctx))
      return Values::exactly(*V);
  if (Type->isBooleanType())
    return Values{0, 1, {}};
  if (Type->isUnsignedIntegerType())
    return Values::atLeast(0);
  return {};
}

// Adds a constraint to everything that names the value of E.
bool Reasoner::narrowExpr(Facts &F, const Expr *Whole, const Values &Wanted) {
  const Expr *E = strip(Whole);
  // Of an unsigned value, n <= 0 is n == 0. Only n == (size_t)-1 asks for what looks negative here.
  const bool Unsigned = !E->getType().isNull() && E->getType()->isUnsignedIntegerOrEnumerationType() && Wanted.High >= 0;
  const Values V = Unsigned ? Wanted.meet(Values::atLeast(0)) : Wanted;
  if (valueOf(F, E).meet(V).empty())
    return false;
  if (const auto *Cond = dyn_cast<ConditionalOperator>(E))
    if (auto Arm = F.get(Names.ofNode(strip(Cond->getCond()))).truth())
      return narrowExpr(F, *Arm ? Cond->getTrueExpr() : Cond->getFalseExpr(), V);
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->getOpcode() == BO_Assign)
    if (isa<CallExpr>(strip(B->getRHS())))
      (void)F.narrow(Names.ofNode(strip(B->getRHS())), V);
  if (isa<CallExpr>(E) && !F.narrow(Names.ofNode(E), V))
    return false;
  if (auto T = Names.of(E)) {
    const Expr *Source = copiedFrom(F, *T);
    return F.narrow(*T, V) && (!Source || narrowExpr(F, Source, V));
  }
  return true;
}

/// The variable that \p Variable is a copy of, with neither written since.
const Expr *Reasoner::copiedFrom(const Facts &F, Term Variable) {
  const Expr *Source = F.bound(Variable);
  return Source && isa<DeclRefExpr>(Source) ? Source : nullptr;
}

Term Reasoner::original(const Facts &F, Term Variable) {
  const Expr *Source = copiedFrom(F, Variable);
  const auto T = Source ? Names.of(Source) : std::nullopt;
  return T ? original(F, *T) : Variable;
}

const Expr *assertedBy(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || !F->getDeclName().isIdentifier() || Call->getNumArgs() == 0 ||
      !F->getReturnType()->isIntegralOrEnumerationType())
    return nullptr;
  const llvm::StringRef Name = F->getName();
  const Expr *Asserted = strip(Call->getArg(0));
  const bool Pointer = Call->getArg(0)->getType()->isBooleanType() && Asserted->getType()->isPointerType(); // verify(p)
  const bool Condition = Pointer || (isa<BinaryOperator, UnaryOperator>(Asserted) && Asserted->isKnownToHaveBooleanValue());
  return Condition && (Name.contains_insensitive("assert") || Name.contains_insensitive("likely") ||
                       Name.contains_insensitive("verify") || Name.contains_insensitive("istrue"))
             ? Asserted
             : nullptr;
}

bool Reasoner::assumeCompare(Facts &F, BinaryOperatorKind Op, const Expr *L, const Expr *R, unsigned Depth) {
  auto Set = [](BinaryOperatorKind K, int64_t C) -> Values {
    switch (K) {
    case BO_EQ:
      return Values::exactly(C);
    case BO_NE:
      return Values::not_(C);
    case BO_LT:
      return C == Values::Min ? Values{1, 0, {}} : Values::atMost(C - 1);
    case BO_LE:
      return Values::atMost(C);
    case BO_GT:
      return C == Values::Max ? Values{1, 0, {}} : Values::atLeast(C + 1);
    default:
      return Values::atLeast(C);
    }
  };
  if (Op == BO_EQ || Op == BO_NE)
    if (const auto Same = equal(L, R))
      return *Same == (Op == BO_EQ);
  const auto RightConstant = valueOf(F, R).single(), LeftConstant = valueOf(F, L).single();
  if (RightConstant) {
    // (a != b) == false, bool == constant: a condition about a condition.
    const Expr *Inner = strip(L);
    if (Depth < 6 && (Op == BO_EQ || Op == BO_NE) && (*RightConstant == 0 || *RightConstant == 1) &&
        (assertedBy(Inner) ||
         ((isa<BinaryOperator>(Inner) || isa<UnaryOperator>(Inner)) && Inner->isKnownToHaveBooleanValue())))
      return assume(F, Inner, (*RightConstant == 1) == (Op == BO_EQ), Depth + 1);
    return narrowExpr(F, L, Set(Op, *RightConstant));
  }
  if (LeftConstant)
    return narrowExpr(F, R, Set(BinaryOperator::reverseComparisonOp(Op), *LeftConstant));
  const Values A = valueOf(F, L), B = valueOf(F, R);
  if (Op == BO_EQ && A.meet(B).empty())
    return false;
  // Neither side is known: remember the comparison itself, in one of two forms.
  auto TL = Names.of(L), TR = Names.of(R);
  if (!TL || !TR)
    return true;
  const Term FirstL = original(F, *TL), FirstR = original(F, *TR);
  if (FirstL == FirstR)
    return Op == BO_EQ || Op == BO_LE || Op == BO_GE;
  const bool Copies = FirstL != *TL || FirstR != *TR;
  return narrowComparison(F, Op, *TL, *TR) && (!Copies || narrowComparison(F, Op, FirstL, FirstR));
}

bool Reasoner::narrowComparison(Facts &F, BinaryOperatorKind Op, Term L, Term R) {
  const bool Truth = Op == BO_EQ || Op == BO_LT || Op == BO_GT;
  std::string X = Names.text(L), Y = Names.text(R);
  const bool Equality = Op == BO_EQ || Op == BO_NE;
  if (Op == BO_GT || Op == BO_LE)
    std::swap(X, Y); // a > b is b < a; a <= b is !(b < a)
  if (Equality && Y < X)
    std::swap(X, Y);
  return F.narrow(Names.ofText("(" + X + (Equality ? "=" : "<") + Y + ")"), Values::exactly(Truth));
}

void Reasoner::learnSum(Facts &F, Term Variable, const Expr *Value) {
  const auto *B = dyn_cast<BinaryOperator>(strip(Value));
  if (!B || B->getOpcode() != BO_Add || !B->getType()->isIntegerType())
    return;
  const auto Base = Names.of(B->getLHS());
  const auto By = constantValue(B->getRHS(), Ctx);
  if (Base && *Base != Variable && !Names.mentions(*Base, Variable) && By && *By > 0)
    (void)narrowComparison(F, BO_LT, *Base, Variable);
}

void Reasoner::forgetAtStep(Facts &F, Term Variable, bool Up) {
  const llvm::SmallVector<Term, 2> Kept = F.comparisons(Names, Variable, Up);
  F.forget(Variable, Names);
  for (Term Less : Kept)
    F.set(Less, Values::exactly(1));
}

bool Reasoner::assume(Facts &F, const Expr *Condition, bool Truth, unsigned Depth) {
  if (!Condition || Depth > 12)
    return true;
  const Expr *E = strip(Condition);
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_LNot)
    return assume(F, U->getSubExpr(), !Truth, Depth + 1);
  if (const Expr *Asserted = assertedBy(E); Asserted && !assume(F, Asserted, Truth, Depth + 1))
    return false;
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->isComparisonOp() && B->getOpcode() != BO_Cmp)
      return assumeCompare(F, Truth ? B->getOpcode() : BinaryOperator::negateComparisonOp(B->getOpcode()), B->getLHS(),
                           B->getRHS(), Depth);
    if (B->getOpcode() == BO_Comma)
      return assume(F, B->getRHS(), Truth, Depth + 1);
    if ((B->getOpcode() == BO_LAnd && Truth) || (B->getOpcode() == BO_LOr && !Truth))
      return assume(F, B->getLHS(), Truth, Depth + 1) && assume(F, B->getRHS(), Truth, Depth + 1);
    if (B->isLogicalOp()) {
      if (auto Known = F.get(Names.ofNode(E)).truth())
        return *Known == Truth;
      // One side decided: the other decides.
      if (auto L = valueOf(F, B->getLHS()).truth(); L && *L == (B->getOpcode() == BO_LAnd))
        return assume(F, B->getRHS(), Truth, Depth + 1);
      return true;
    }
  }
  if (const auto Bound = Names.of(E))
    if (const Expr *C = F.bound(*Bound))
      if (!assume(F, C, Truth, Depth + 1))
        return false;
  // operator bool and friends of a wrapped handle carry no fact.
  return narrowExpr(F, E, Truth ? Values::not_(0) : Values::exactly(0));
}

} // namespace raiitidy::lifetime
