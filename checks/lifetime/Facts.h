// What is known of values on one path, and what a branch adds to it.
#pragma once
#include "checks/lifetime/Terms.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <limits>
#include <optional>

namespace raiitidy::lifetime {

/// A set of integers: an interval without a few points. Pointers count null as 0.
struct Values {
  static constexpr int64_t Min = std::numeric_limits<int64_t>::min();
  static constexpr int64_t Max = std::numeric_limits<int64_t>::max();
  int64_t Low = Min, High = Max;
  llvm::SmallVector<int64_t, 2> Without; ///< sorted

  static Values exactly(int64_t V) { return {V, V, {}}; }
  static Values not_(int64_t V) { return {Min, Max, {V}}; }
  static Values atLeast(int64_t V) { return {V, Max, {}}; }
  static Values atMost(int64_t V) { return {Min, V, {}}; }
  /// Exactly these; an interval around them if they lie far apart.
  static Values oneOf(llvm::ArrayRef<int64_t> Points);

  bool empty() const;
  bool any() const { return Low == Min && High == Max && Without.empty(); }
  bool contains(int64_t V) const;
  std::optional<int64_t> single() const;
  std::optional<bool> truth() const; ///< is it (not) zero, if that is certain
  Values meet(const Values &O) const;
  Values join(const Values &Older) const; ///< widens, so that chains are finite
  bool operator==(const Values &O) const { return Low == O.Low && High == O.High && Without == O.Without; }
};

/// The value of an integer constant expression if it fits; nothing for what is not constant or too wide.
std::optional<int64_t> constantValue(const clang::Expr *E, const clang::ASTContext &Ctx);

/// The condition in MY_ASSERT(p != NULL), likely(n > 3): a call that returns what it gets, or null.
const clang::Expr *assertedBy(const clang::Expr *E);

/// The facts of one path.
class Facts {
public:
  Values get(Term T) const;
  const Values *find(Term T) const; ///< null: nothing is known
  void set(Term T, Values V);
  /// Narrows T to V; false if nothing is left, that is, the path is impossible.
  bool narrow(Term T, const Values &V);
  void bind(Term Variable, const clang::Expr *Condition);
  const clang::Expr *bound(Term Variable) const;
  /// Forgets all facts that mention \p Written.
  void forget(Term Written, Terms &Names);
  /// What is known to be less than \p Variable, or greater, as terms `(a<b)`.
  llvm::SmallVector<Term, 2> comparisons(const Terms &Names, Term Variable, bool Greater) const;
  /// Forgets the values of nodes (calls, conditional operators) once their statement is over.
  void forgetNodes(const Terms &Names);
  /// Forgets what no decision asks for: facts and bindings of terms that \p IsWanted does not accept.
  void keepOnly(llvm::function_ref<bool(Term)> IsWanted);
  void join(const Facts &O);
  /// Every path that satisfies \p O satisfies this.
  bool covers(const Facts &O) const;

private:
  using Binding = std::pair<Term, const clang::Expr *>;
  /// Shared between paths until one of them learns something: most blocks change nothing.
  struct Data : llvm::RefCountedBase<Data> {
    llvm::SmallVector<std::pair<Term, Values>, 8> Known; ///< sorted by term; never any()
    llvm::SmallVector<Binding, 2> Bindings;              ///< sorted by term
  };
  Data &own();
  llvm::ArrayRef<std::pair<Term, Values>> known() const;
  llvm::ArrayRef<Binding> bindings() const;
  llvm::IntrusiveRefCntPtr<Data> Shared; ///< null: nothing is known
};

/// Evaluates expressions and assumes conditions on a path.
class Reasoner {
public:
  Reasoner(const clang::ASTContext &Ctx, Terms &Names) : Ctx(Ctx), Names(Names) {}
  virtual ~Reasoner() = default;

  Values valueOf(const Facts &F, const clang::Expr *E);
  /// Adds to \p F that \p Condition is \p Truth; false if that is impossible here.
  bool assume(Facts &F, const clang::Expr *Condition, bool Truth, unsigned Depth = 0);
  /// The values a callee may return at all, a global never changes from; anything by default.
  virtual Values possibleValues(const clang::Expr *E) { return {}; }
  /// Whether two values are equal for a reason outside of the facts: a handle just acquired is no other's.
  virtual std::optional<bool> equal(const clang::Expr *L, const clang::Expr *R) { return std::nullopt; }

  /// Adds a constraint to everything that names the value of \p E; false if nothing is left.
  bool narrowExpr(Facts &F, const clang::Expr *E, const Values &V);
  /// After end = start + 1: start < end.
  void learnSum(Facts &F, Term Variable, const clang::Expr *Value);
  /// ++end: what was less than end stays so; --end: what was greater.
  void forgetAtStep(Facts &F, Term Variable, bool Up);

private:
  static const clang::Expr *copiedFrom(const Facts &F, Term Variable);
  Term original(const Facts &F, Term Variable);
  bool narrowComparison(Facts &F, clang::BinaryOperatorKind Op, Term L, Term R);
  bool assumeCompare(Facts &F, clang::BinaryOperatorKind Op, const clang::Expr *L, const clang::Expr *R, unsigned Depth);

  const clang::ASTContext &Ctx;
  Terms &Names;
};

} // namespace raiitidy::lifetime
