// Follows one resource through one function, path-sensitively, in the manner of property simulation
// (Das, Lerner, Seigle: ESP, PLDI 2002): paths that agree on the typestate are merged, and only those keep facts
// that tell paths of different typestates apart.
#pragma once
#include "checks/lifetime/Exceptions.h"
#include "checks/lifetime/Tracks.h"
#include "llvm/ADT/BitVector.h"
#include <deque>
#include <set>

namespace raiitidy::lifetime {

enum class Typestate : uint8_t {
  Unborn,   ///< nothing acquired yet
  Held,     ///< this function must end it
  Lost,     ///< held, and no location names it any more
  Released,
  Escaped,  ///< somebody else ends it
  Failed,   ///< the acquisition did not succeed
};

/// What one run found out.
struct Outcome {
  Lifetime Life;
  std::vector<DoubleRelease> Doubles;
  bool TooComplex = false;
  bool Abandoned = false; ///< not this function's resource after all (released while unborn, counted, …)
  bool ReleaseReached = false;
  bool EvidenceUsed = false; ///< without T.Evidence the outcome might be another

  /// For summaries: how each path that returns leaves it.
  struct Return {
    Typestate State;
    Values Result;
    bool GivesHandle = false; ///< the handle is the result
    bool Stored = false;      ///< the handle was stored in one of Stores
    bool Dangles = false;     ///< released, and still named by a place or a value that the caller sees
  };
  std::vector<Return> Returns;
  std::vector<Term> Stores; ///< places outside of this frame that received the handle
};

class Solver : private Reasoner {
public:
  /// \p ForSummary: paths on which nothing is held any more are followed to their return, too.
  Solver(Analysis &A, const flow::FunctionFlow &Flow, const Track &T, bool ForSummary = false);
  /// \p Before spares the way from the function's entry to the acquisition; null: it is followed.
  Outcome run(const Prehistory *Before = nullptr);

  using FactsByBlock = std::vector<llvm::SmallVector<Facts, 2>>;
  /// What is known where control enters each block before what \p Wanted accepts, if none of it is told from other calls; nothing if
  /// that hits a limit.
  std::optional<FactsByBlock> factsBefore(llvm::function_ref<bool(const clang::Stmt *)> Wanted);

private:
  struct State {
    Typestate TS = Typestate::Unborn;
    llvm::SmallVector<Term, 2> Holders; ///< sorted
    Facts F;
    /// The release (Released), what lost it (Lost), the last store into a place of the caller (Held, in a result place),
    /// the commit that has failed (Held, of a transaction).
    const clang::Stmt *Since = nullptr;
    bool Stored = false;                ///< escaped through a parameter: for summaries
    const clang::Expr *GivenTo = nullptr; ///< the unknown callee that last got the handle and may have taken it …
    std::optional<Term> Answer;           ///< … and the variable that holds what it returned
    const clang::Expr *EndedUnder = nullptr; ///< the call that ended what the resource was made from
    const clang::Expr *Lent = nullptr;    ///< the unseen callee that got it last, with no release behind
    bool isButForFacts(const State &O) const {
      return TS == O.TS && Holders == O.Holders && Since == O.Since && Stored == O.Stored && GivenTo == O.GivenTo &&
             Answer == O.Answer && EndedUnder == O.EndedUnder && Lent == O.Lent;
    }
  };
  struct Node {
    const clang::CFGBlock *Block;
    State Entry;
    int Before; ///< index of the node it was reached from, or -1
    std::optional<Step> By;
  };

  // Exploration (Exploration.cpp)
  /// Nothing is held here, and neither the acquisition follows nor what could release or use it: the rest of the path says nothing.
  bool isOver(const State &S, const clang::CFGBlock *To);
  /// The blocks from which control may reach an element that \p Wanted accepts.
  llvm::BitVector blocksBefore(llvm::function_ref<bool(const clang::Stmt *)> Wanted) const;
  /// Forgets what nothing ahead of \p To asks for: paths that differ in nothing else become one.
  void forgetUnread(State &S, const clang::CFGBlock &To);
  void enqueue(const clang::CFGBlock *To, State S, int From, std::optional<Step> By);
  void numberBlocks();
  void processAll();
  /// The branches taken to the node, and \p Last after them.
  std::vector<Step> witness(int Index, const std::optional<Step> &Last = std::nullopt) const;
  // Blocks and ways out (Solver.cpp)
  void process(int Index);
  void branch(const clang::CFGBlock *B, State &S, int Index);
  void raise(const clang::Stmt *At, const State &S, int Index, flow::ThrowTier Tier, const clang::FunctionDecl *Callee);
  /// An exception on its way out through the handlers.
  void pass(const clang::Stmt *At, const Thrown &One, const State &S, int Index, flow::ThrowTier Tier,
            const clang::FunctionDecl *Callee);
  void leave(Exit::Kind K, const clang::Stmt *At, const State &S, int Index,
             flow::ThrowTier Tier = flow::ThrowTier::Never, const clang::FunctionDecl *Callee = nullptr,
             const std::optional<Step> &Last = std::nullopt);
  bool decidedElsewhere(const clang::Stmt *Terminator, bool Taken, const clang::CFGBlock *Next);
  Values possibleValues(const clang::Expr *E) override;
  std::optional<bool> equal(const clang::Expr *L, const clang::Expr *R) override;

  // Transfer of one element (Transfer.cpp); states are appended to Out
  void element(const clang::Stmt *S, State St, int Index, std::vector<State> &Out);
  static bool hasEffect(const clang::Stmt *S); ///< whether element() may change a state or leave the function
  void useIn(const clang::Stmt *S, const State &St, int Index); ///< what only looks at the resource
  void call(const clang::Expr *E, State St, int Index, std::vector<State> &Out);
  void acquire(const clang::Expr *E, State St, int Index, std::vector<State> &Out);
  void release(const clang::Expr *E, const catalogue::Match &M, const clang::FunctionDecl *Helper, State &St, int Index);
  bool isRetried(const clang::Expr *Call) const;
  // Of transactions (Transactions.cpp)
  /// if (!db.commit()) …: \p St as it goes on where the commit \p E has failed; nothing where it cannot, or nobody could tell.
  std::optional<State> withFailedCommit(const clang::Expr *E, const catalogue::Match &M, const State &St);
  const clang::Expr *failedCommit(const State &St) const;
  /// A way out behind a failed commit: kept apart until it is known whether this function rolls back at all.
  void leaveOpen(Exit X);
  void judgeFailedCommits();
  /// BEGIN while the first is open, in code that has not asked for it.
  bool isBegunAgain(const clang::Expr *E, const State &St, int Index);
  bool sameObject(const clang::Expr *One, const clang::Expr *Other);
  void assign(const clang::Expr *Left, const clang::VarDecl *Variable, const clang::Expr *Right, const clang::Stmt *At,
              State &St);
  void giveArguments(const clang::Expr *E, State &St, int Index);
  /// Can the callee get at the resource: by an argument, its object, a global?
  bool isWithinReach(const clang::Expr *Call, llvm::ArrayRef<const clang::Expr *> Arguments, const State &St);
  void giveArgument(const clang::Expr *E, const clang::FunctionDecl *F, unsigned Index, const clang::Expr *Arg, State &St,
                    int Node);
  void lend(const clang::Expr *E, const clang::FunctionDecl *F, unsigned Index, const clang::Expr *Arg, State &St);
  bool isUserData(const clang::FunctionDecl *F, clang::QualType Parameter) const;
  /// A pointer to what an API calls by a name of its own (FILE, X509): not raw memory, not a descriptor.
  bool isOfOwnType(const clang::Expr *Arg) const;
  /// Is \p F declared beside the function that made the resource, as fputs is beside fopen?
  bool isOfOneHeader(const clang::FunctionDecl *F) const;
  /// return dlsym(library, name);
  bool givesSymbolBack(const clang::FunctionDecl *F, const clang::Expr *Call) const;
  /// Is the handle among the arguments, as a void *?
  bool givenAsUserData(const State &St, const clang::FunctionDecl *F, llvm::ArrayRef<const clang::Expr *> Arguments);
  void captured(const clang::LambdaExpr *L, State &St);
  bool isOnlyCalled(const clang::LambdaExpr *L, const State &St) const;
  /// Does a guard that was made before, with the variable by reference, release what \p Acquisition stores there?
  bool awaited(const clang::Expr *Acquisition);
  /// The same of what the statement \p At stores in the local \p V.
  bool awaited(const clang::Stmt *At, const clang::VarDecl *V);
  void escape(State &St, EscapeSite::Kind K, const clang::Stmt *At, bool MayFail = false);
  /// Nothing here shows who ends it on this path; the code gives reason to think that somebody does.
  void endUnseen(State &St);
  void dropHolder(State &St, Term T, const clang::Stmt *At);
  /// The local variable with what the resource was made from and took over: fd of fdopen(fd, "w").
  std::optional<Term> madeFrom() const;
  /// A fact on the paths where \p Of has its value of then.
  Term unchanged(Term Of) { return A.Names.ofText("(" + A.Names.text(Of) + " unchanged)"); }
  /// close(fd) beside the fclose(f) of the stream made from it, in either order.
  void endUnder(const clang::Expr *E, State &St, int Index);
  void use(const clang::Expr *E, const State &St, int Index, const clang::Expr *At);
  const catalogue::Match *releaseMeaning(const clang::Expr *E, const State &St);
  /// Is there a release of the resource, as \p St knows it, in the code \p Body of a callee or a lambda?
  bool releasesIn(const clang::Stmt *Body, const State &St);
  bool isAcquisition(const clang::Expr *E);
  /// Is the value of \p E the handle? \p Loose: also offsets into it and objects that hold it.
  bool carries(const State &St, const clang::Expr *E, bool Loose = false);
  /// Does \p E point or refer to a part of the object that the handle names: &p->node, p + 2, *p?
  bool reachesInto(const State &St, const clang::Expr *E);
  bool isWithin(const State &St, const clang::Expr *LValue);
  bool comesFrom(const State &St, const clang::Expr *E);
  /// Does an assignment of \p Value to \p Place let a part of the object live on where nobody here looks?
  bool keepsPart(const State &St, std::optional<Term> Place, const clang::Expr *Value);
  /// A place that the caller gave for results: `*out`, or a reference parameter.
  bool isResultPlace(Term T) const;
  /// Can a release of this kind of resource still follow \p At? What is given to a callee before is only borrowed.
  bool releaseAhead(const clang::Stmt *At);
  bool isFollowedByRelease(const clang::Stmt *At);
  bool endsHere(const clang::CFGElement &El);
  bool releaseFrom(const clang::CFGBlock *B, unsigned FirstElement);
  /// `if (!(x = load(h))) release(h);`: where load succeeded and no release follows, it has taken the handle.
  /// \p B ends in the branch from \p Before to \p S.
  bool takenOnSuccess(const State &Before, const State &S, const clang::CFGBlock *B, const clang::CFGBlock *Next);
  /// Is the variable that should name the resource known to be null?
  bool isNamedByNull(const State &St) const;
  /// Is the resource given away in a loop that this way out never enters?
  bool givesInSkippedLoop(const Exit &X) const;
  void readIn(const clang::Stmt *S, const State &St);
  bool names(const clang::Expr *E); ///< Identity: does E denote the place, or its address?
  /// Lives in this function's frame, or in the object that this constructor is still making.
  bool isOwnStorage(Term Place) const {
    return A.Names.isLocalStorage(Place) || (T.OwnObject && A.Names.isMemberOfThis(Place));
  }
  bool holds(const State &St, Term T) const { return llvm::is_contained(St.Holders, T); }

  Analysis &A;
  const flow::FunctionFlow &Flow;
  const Track &T;
  const bool ForSummary;
  const std::optional<Term> Under; ///< madeFrom()
  Outcome Result;
  std::deque<Node> Nodes; ///< never moved
  using BucketKey = std::tuple<unsigned, Typestate, llvm::SmallVector<Term, 2>, const clang::Stmt *>;
  /// A set of facts that a block is entered with, and the last node that has them.
  struct Kept {
    Facts F;
    int Node = -1;
  };
  std::map<BucketKey, llvm::SmallVector<Kept, 4>> Buckets;         ///< looked up only
  std::set<std::pair<unsigned, int>> Work;                         ///< (order of the block, node)
  llvm::BitVector BeforeAcquisition, BeforeRelease;                ///< of isOver(), by block id; filled when asked for
  std::vector<unsigned> Order;                                     ///< reverse post order, by block id
  std::vector<Exit> LeftOpen; ///< of leaveOpen()
  std::set<const clang::Stmt *> SeenExits, SeenBelow;              ///< looked up only
  llvm::DenseMap<const clang::Stmt *, bool> HoldsRelease;          ///< memory of decidedElsewhere
  std::map<std::pair<unsigned, unsigned>, bool> Ahead;             ///< by block and element; looked up only
  llvm::DenseMap<const clang::Stmt *, std::pair<const clang::CFGBlock *, unsigned>> Where; ///< looked up only
  unsigned Visits = 0;
  bool UnbornIsKnown = false; ///< a Prehistory says what comes before the acquisition
  const State *Current = nullptr; ///< whose branch is being decided, for equal()
};

/// Runs the solver on \p T; twice where nothing here releases it (T.Evidence becomes false).
Outcome follow(Analysis &A, const flow::FunctionFlow &Flow, Track &T, bool ForSummary = false, const Prehistory *Before = nullptr);

/// How a callee's own result tells the paths that give a handle from the others: a value that no path contradicts.
catalogue::FailureValue failureOf(const Outcome &O);
/// The one value of all paths that give nothing.
std::optional<int64_t> failsWith(const Outcome &O);

} // namespace raiitidy::lifetime
