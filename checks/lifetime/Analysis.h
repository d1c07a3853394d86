// The solver's front: everything that is known of one unit, and the facts of one function.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "checks/flow/BodyReads.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/MayThrow.h"
#include "checks/lifetime/Facts.h"
#include "checks/lifetime/Lifetime.h"
#include "checks/lifetime/Terms.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <memory>

namespace raiitidy::lifetime {

/// What a visible callee does with an argument, or with what it returns.
struct ParameterEffect {
  bool Releases = false;    ///< on some path
  bool Always = false;      ///< on every path that returns
  bool Takes = false;       ///< stores it where it outlives the call
  llvm::SmallVector<const catalogue::Pair *, 2> As; ///< the pairs whose release it calls
};

/// A handle that a callee gives to its caller, by its value or through a parameter.
struct Gift {
  const catalogue::Pair *Of = nullptr;
  catalogue::Match Meaning{};       ///< of the acquisition inside
  catalogue::FailureValue Fails = catalogue::FailureValue::Never; ///< of the callee's own result
  std::optional<int64_t> FailsWith; ///< the one value that it returns when it gives nothing, where Fails cannot say it
  bool Released = false; ///< it has been released already: what the caller gets dangles
};

struct Fill;

struct Summary {
  bool Computed = false;
  bool NeverReturns = false;
  Values Results; ///< of those that return constants only
  std::optional<Gift> Returns;
  std::map<unsigned, Gift> Stores;  ///< by parameter
};

/// What is known of classes of headers, by their names. Who analyses another unit with the same headers may hand it on: to look at all
/// methods of a class takes time where a precompiled header holds it.
struct HeaderFacts {
  llvm::StringMap<bool> DieByOtherMeans; ///< than delete: reference counts, parents
};

/// Limits of the solver; hitting one is said aloud (FunctionFacts::TooComplex).
struct Bounds {
  unsigned Blocks = 4000;         ///< of a CFG
  unsigned Visits = 60000;        ///< of one acquisition
  unsigned Disjuncts = 4;         ///< fact sets kept apart per block, typestate and holders
  unsigned SummaryDepth = 5;
};

/// What a unit's own code, headers included, says of exceptions.
struct ExceptionUse {
  bool Any = false;                                    ///< it throws or catches somewhere
  llvm::DenseSet<const clang::FunctionDecl *> Guarded; ///< called inside a `try` block somewhere; looked up only
  std::string Written;                                 ///< their names in the order of the code, to compare

  /// To be told of each statement of the unit's own code.
  void saw(const clang::Stmt *Code);
};

/// One a unit, not shared between threads.
class Analysis {
public:
  Analysis(clang::ASTContext &Ctx, const catalogue::Matcher &Vocabulary, flow::ThrowPolicy Policy,
           ExceptionUse Used, flow::NameGlobs NeverThrow = {});
  ~Analysis();

  /// Everything known of \p F. Cheap for functions that mention nothing of the vocabulary.
  FunctionFacts analyse(const clang::FunctionDecl *F);

  // For the solver and its helpers.
  clang::ASTContext &Ctx;
  const catalogue::Matcher &Vocabulary;
  Terms Names;
  flow::BodyReads Reads;
  std::shared_ptr<HeaderFacts> Headers = std::make_shared<HeaderFacts>();
  flow::ThrowOracle Throws;
  /// Does the user name the tiers that count? Then nothing is weighed.
  bool isPolicyFixed() const { return Policy.Fixed.has_value(); }
  /// Does a callee of this tier count as throwing while a resource of \p P is held?
  bool counts(const catalogue::Pair *P, flow::ThrowTier Tier, const clang::FunctionDecl *Callee) const;
  /// As ThrowOracle::tierOf, with what the catalogue knows of a callee without a visible body.
  flow::ThrowTier tierOf(const clang::Stmt *S, const clang::FunctionDecl **Callee);
  const Bounds Limits;
  unsigned Depth = 0; ///< of nested summaries

  llvm::ArrayRef<catalogue::Match> meaningsOf(const clang::Expr *E);
  const Summary &summaryOf(const clang::FunctionDecl *F);
  /// What the visible body of a method leaves in fields of its object, in source order.
  llvm::ArrayRef<Fill> fillsOf(const clang::FunctionDecl *F);
  /// \p Pointee: of what the parameter points to (`free_list(&list)`), not of its value.
  ParameterEffect effectOn(const clang::FunctionDecl *F, unsigned Parameter, bool Pointee = false);
  /// Does the visible body of \p F release, or acquire, something with this identity (a member of `this`, a global)?
  bool touches(const clang::FunctionDecl *F, Term Identity);
  /// A static variable of this unit that nothing writes, and its initial value.
  std::optional<int64_t> unchangingGlobal(const clang::VarDecl *V);
  /// What \p Read, whose `Of` is of this unit, is answered now; nothing where a number does not say it.
  std::optional<uint64_t> answerTo(const flow::BodyRead &Read);
  /// Does \p F, or any callee it makes visible, mention the vocabulary at all?
  bool mentionsVocabulary(const clang::Stmt *Body);

private:
  const Summary &summarise(const clang::FunctionDecl *Definition);
  ParameterEffect followParameter(const clang::FunctionDecl *Definition, unsigned Parameter, bool Pointee);
  flow::ThrowPolicy Policy;
  ExceptionUse Used;
  llvm::DenseMap<const clang::Expr *, llvm::SmallVector<catalogue::Match, 2>> Meanings;
  std::map<const clang::FunctionDecl *, Summary> Summaries; ///< looked up, never iterated
  std::map<std::tuple<const clang::FunctionDecl *, unsigned, bool>, ParameterEffect> Effects; ///< looked up only
  std::map<const clang::FunctionDecl *, std::vector<Fill>> Fills; ///< looked up only
  llvm::DenseMap<const clang::FunctionDecl *, llvm::SmallVector<Term, 4>> Touched;
  std::optional<llvm::DenseSet<const clang::VarDecl *>> WrittenGlobals;
};

} // namespace raiitidy::lifetime
