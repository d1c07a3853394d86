// What the solver follows: one resource of one function at a time.
#pragma once
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

/// Release, commit and rollback end a resource; a hand-over makes it somebody else's.
inline bool ends(catalogue::Role R) {
  return R == catalogue::Role::Release || R == catalogue::Role::Commit || R == catalogue::Role::Rollback;
}

struct Fill;
class Prehistory;

struct Track {
  enum class Kind {
    Handle,    ///< a value that is copied around: what fopen returned
    Identity,  ///< a place whose state changes: m in m.lock()
    Parameter, ///< of a summary: what a parameter brings in, released by whatever pair
  };
  Kind K = Kind::Handle;
  const catalogue::Pair *Of = nullptr; ///< null for Parameter
  const clang::Expr *Acquisition = nullptr;
  catalogue::Match Meaning{};
  const clang::FunctionDecl *Helper = nullptr;
  catalogue::FailureValue Fails = catalogue::FailureValue::Never;
  std::optional<int64_t> FailsWith; ///< instead of Fails: of a visible callee, see Gift
  bool HeldOnFailure = false;
  std::optional<Term> Place; ///< Identity: its name. OutArgument: where the handle is stored. Parameter: it.
  bool BornReleased = false; ///< a visible callee gives what it has released already
  bool PlaceIsPointer = false; ///< Parameter: what it brings in is a pointer
  bool OwnObject = false; ///< of a constructor: the fields of its object are places of this function until it returns
  const Fill *Filled = nullptr; ///< OwnObject: Acquisition calls a method that leaves it in a field
  bool InCode = false;       ///< Identity: found by its shape; the next three lists say what the vocabulary says else
  catalogue::Match Ending{}; ///< InCode: of each of Restores
  std::vector<const clang::Expr *> Restores; ///< InCode: calls and assignments that end it
  std::vector<const clang::Expr *> Takers;   ///< InCode: visible callees that change it themselves
  bool Evidence = true;      ///< this function releases it somewhere: unknown callees only borrow it
};

/// The identity of a state carried by \p Carrier: `&m` and `m` (a reference) are the same place; of an integer, itself.
std::optional<Term> identityOf(Terms &Names, const catalogue::CallPattern &P, const clang::Expr *Call,
                               const clang::Expr *Carrier);

/// Does the visible body of a method or constructor give `this` away, or delete it?
bool handsOutThis(Analysis &A, const clang::FunctionDecl *Method);

/// May the visible body of \p F do more with its reference parameter \p Index than to read fields and to call methods?
bool mayKeepReference(Analysis &A, const clang::FunctionDecl *F, unsigned Index);

/// `bool isName() { return type == 7; }`: is that all that \p Method does?
bool onlyReads(Analysis &A, const clang::CXXMethodDecl *Method);

/// All resources worth following in \p Flow, in source order.
std::vector<Track> findTracks(Analysis &A, const flow::FunctionFlow &Flow);

/// The `if` that tests \p L's acquisition for failure at once and leaves; null if there is none.
const clang::IfStmt *findFailureTest(Analysis &A, const flow::FunctionFlow &Flow, const Track &T, Term Handle);

/// How the value of the commit \p E tells that it failed: as the catalogue says, or false.
catalogue::FailureValue commitFails(const clang::Expr *E, const catalogue::Match &M);

/// What holds of the acquiring call's value, and of the handle, when it succeeded / failed.
Values valuesWhenHeld(catalogue::FailureValue F);
Values valuesWhenFailed(catalogue::FailureValue F);

} // namespace raiitidy::lifetime
