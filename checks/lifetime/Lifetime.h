// What the solver found out about one acquisition. Plain values over AST nodes: no CFG, no source text.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "checks/flow/MayThrow.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace raiitidy::lifetime {

/// A storage location: a variable (or `this`) and the fields below it. `f`, `ctx.file`, `this->lock_`, `a->m`.
/// Paths with an index or a dereference in the middle keep the expression that names them.
struct AccessPath {
  const clang::VarDecl *Root = nullptr; ///< null: rooted at `this`, or not rooted in a variable (see Whole)
  bool ThroughThis = false;
  std::vector<const clang::FieldDecl *> Fields;
  const clang::Expr *Whole = nullptr; ///< the expression as written at the acquisition
  /// Just a local variable (parameters included), without fields.
  bool isPlainLocal() const { return Root && Fields.empty() && Root->isLocalVarDeclOrParm(); }
};

/// A branch on the way from the acquisition to an exit.
struct Step {
  enum class Kind { ConditionTrue, ConditionFalse, CaseTaken, LoopLeft, LoopEntered, Caught, Goto };
  Kind K;
  const clang::Stmt *At; ///< the condition, the case label, the handler, the goto
};

/// A way out on which the resource is still held.
struct Exit {
  enum class Kind {
    Return,      ///< At: the ReturnStmt
    FallsOff,    ///< the end of the function; At: its body
    ScopeEnd,    ///< the variable's scope ends while the function goes on (break, continue, goto, }); At: what leaves
    Throw,       ///< an explicit throw-expression; At: it
    CalleeThrow, ///< At: the call that may throw
    Overwritten, ///< At: the assignment or acquisition that loses the handle
  };
  Kind K;
  const clang::Stmt *At;
  flow::ThrowTier Tier = flow::ThrowTier::Never;      ///< of Throw and CalleeThrow
  const clang::FunctionDecl *Callee = nullptr;        ///< of CalleeThrow; null for a call through a pointer
  std::vector<Step> Witness;                          ///< in the order of execution, acquisition first
  const clang::Expr *FailedCommit = nullptr;          ///< on this path it was called, and has ended nothing
  bool isExceptional() const { return K == Kind::CalleeThrow; }
};

/// A call that ends the resource.
struct ReleaseSite {
  const clang::Expr *Call;           ///< the releasing call or delete
  catalogue::Match Meaning;          ///< Release, Commit or Rollback
  const clang::FunctionDecl *Helper = nullptr; ///< a visible function that releases its argument, if it is not a direct release
  bool EndsHeld = false;             ///< reached on some path where it is held
  bool MaybeUnborn = false;          ///< reached on some path where nothing was acquired
  bool MaybeFailed = false;          ///< reached on some path where the acquisition failed
  bool MaybeReleased = false;        ///< reached on some path where it is released already
  bool FailsOpen = false;            ///< of a commit: some way out of Uncovered lies behind its failure
};

/// A place where the ownership leaves: returned, stored, given to a callee or an object that takes it.
struct EscapeSite {
  enum class Kind { Returned, Stored, TakenByCallee, TakenByGuard, Captured, Transferred };
  Kind K;
  const clang::Stmt *At;
  bool MayFail = false; ///< of Transferred: a call that takes the resource only if it succeeds
};

/// One acquisition (for locks and states: all acquisitions of one identity in the function) and its fate.
struct Lifetime {
  /// A handle is a value that lives in a variable; everything else is the state of an object.
  bool isHandle() const {
    return Meaning.By->Where == catalogue::Carrier::Result || Meaning.By->Where == catalogue::Carrier::OutArgument;
  }
  const clang::FunctionDecl *Function = nullptr; ///< for a lambda: its call operator
  const clang::Stmt *Body = nullptr;
  const catalogue::Pair *Resource = nullptr;
  const clang::Expr *Acquisition = nullptr; ///< the first one in source order
  std::vector<const clang::Expr *> Acquisitions; ///< all that feed this lifetime (same variable or same receiver)
  catalogue::Match Meaning{};               ///< of Acquisition
  const clang::FunctionDecl *Helper = nullptr; ///< the visible function that returns an owned handle, if indirect
  /// The other acquisitions into the same local variable, in source order; they live as long as the FunctionFacts.
  std::vector<const Lifetime *> Siblings;
  /// Acquisitions into other local variables that were stored in this one later: `bigger = realloc(p, n); p = bigger;`.
  std::vector<const Lifetime *> Renamed;
  AccessPath Handle;                        ///< where the handle or the state lives
  std::vector<AccessPath> Aliases;          ///< other locations that held the same handle on some path
  std::vector<ReleaseSite> Releases;        ///< in source order
  std::vector<EscapeSite> Escapes;          ///< in source order
  std::vector<Exit> Uncovered;              ///< in source order; each place once, the surest tier
  /// Exits that only a tier below the policy's would count: what raii-manual-release names.
  std::vector<Exit> BelowPolicy;
  std::vector<const clang::Expr *> Suspensions; ///< co_await and co_yield that are reached while it is held
  /// The `if` that tests this acquisition for failure directly after it and leaves (return, throw, break, continue,
  /// goto, noreturn) when it failed; null if there is none.
  const clang::IfStmt *FailureTest = nullptr;
  /// The statement behind the acquisition and its FailureTest releases it, or of a handle the one after, and nothing can leave
  /// between: no guard would have anything to guard.
  bool ReleasedAtOnce = false;
  bool HandleReassigned = false;  ///< some other value is stored in Handle after the acquisition
  bool HandleAddressTaken = false;
  /// On some path somebody else is taken to end it, and no hand-over in Escapes shows who: a release that hangs on a flag
  /// which this function does not explain, a path to the handle that has changed.
  bool EndsUnseen = false;
  /// Handle's value is read where it is released already: `fclose(f); … if (!f)`. A guard in its place would say null.
  bool ReadAfterRelease = false;
  /// The unseen callee that got it last on some path that does not release it: that it only borrows is a guess.
  const clang::Expr *MaybeKeptBy = nullptr;
  /// Of LostMembers: Acquisition is a call of an own method, which acquires it here.
  const clang::Expr *Inside = nullptr;
  /// Of LostMembers: the field may have no value behind Acquisition and its FailureTest.
  bool MaybeUnset = false;
  bool EndsInNormalExit = false;  ///< some path releases it and goes on: there is evidence of the project's intent
};

/// A second release, or a use after a release.
struct DoubleRelease {
  const Lifetime *Of = nullptr;
  const clang::Expr *First = nullptr, *Second = nullptr;
  bool IsUse = false; ///< Second uses the handle but does not release it
  const clang::VarDecl *Under = nullptr; ///< what Of was made from (the descriptor of a stream), ended by itself and with Of
  std::vector<Step> Witness;
};

/// A field that a method fills with what it acquires.
struct MemberAcquisition {
  const clang::FieldDecl *Field;
  const clang::Expr *Call;
  const catalogue::Pair *Of;
};

/// Everything known of one function.
struct FunctionFacts {
  const clang::FunctionDecl *Function = nullptr;
  std::vector<std::unique_ptr<Lifetime>> Lifetimes; ///< in source order of the acquisition
  std::vector<DoubleRelease> DoubleReleases;
  /// Of a constructor: what lies in a field of the object when the constructor is left by an exception.
  std::vector<std::unique_ptr<Lifetime>> LostMembers;
  std::vector<MemberAcquisition> Stored;                    ///< fields of `this`
  std::vector<const clang::FieldDecl *> Released;           ///< fields of whatever object that a release names
  bool TooComplex = false; ///< the bound was hit: said aloud, nothing is reported for the function

  /// Of what the function does with fields, which is weighed with what others do.
  bool concernFields() const { return !LostMembers.empty() || !Stored.empty() || !Released.empty(); }
  bool empty() const { return Lifetimes.empty() && DoubleReleases.empty() && !TooComplex && !concernFields(); }
};

} // namespace raiitidy::lifetime
