// The resource vocabulary as data: which calls acquire, release, commit, roll back, hand over.
//
// Nothing outside this room matches a resource by name. The reader (Reader.h) fills these types from
// YAML; the matcher (Matcher.h) compares them with the AST.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace raiitidy::catalogue {

/// Where a call carries the resource it speaks of.
enum class Carrier {
  Result,      ///< the value of the call: fopen, new
  Argument,    ///< the argument itself is the handle or the state: fclose(f), pthread_mutex_lock(&m)
  OutArgument, ///< the handle is stored through this argument: sqlite3_open(p, &db), pipe(fds)
  Receiver,    ///< the object a method is called on: m.lock()
  Nothing,     ///< global state: WSAStartup()
};

/// How the value of an acquiring call tells that nothing was acquired.
enum class FailureValue { Never, Null, MinusOne, Negative, NonZero, Zero, NotPositive };

/// What kind of thing is held. It decides what evidence a finding needs and what the end of the process releases.
enum class ResourceClass { Memory, Handle, Lock, State, Transaction, Count };

/// Selects a call by the value of an argument: flock(fd, LOCK_UN), setEnabled(false), exec(db, "BEGIN…").
struct ArgumentCondition {
  enum class Test {
    Equals,     ///< the constant has this value, or this name (enumerator, macro, true/false)
    HasBits,    ///< the integer constant has these bits
    TextPrefix, ///< the string literal starts with this word; case and leading blanks do not count
  };
  unsigned Index = 0; ///< argument, counted from 0
  Test How = Test::Equals;
  bool Not = false; ///< the test must fail: freopen(…, stdout) opens nothing of its own
  std::vector<std::string> Values; ///< any of these
};

/// What is known of the call beyond its declaration. Unknown: the declaration alone speaks.
enum class MayThrow { Never, Allocation, Unknown, Documented };

/// One call of the vocabulary.
struct CallPattern {
  enum class Kind { Function, Method, New, NewArray, Delete, DeleteArray };
  Kind Syntax = Kind::Function;
  /// Function: qualified name without leading "::" ("fopen", "std::malloc" is found by "malloc").
  /// Function, too: "Class::function" for a static member function.
  /// Method: "Class::method" (derived classes too), or "*::method" for any class.
  /// New, NewArray: "new" and "new[]", or "new(nothrow)" and "new[](nothrow)", which match those forms only.
  std::string Name;
  Carrier Where = Carrier::Result;
  unsigned Index = 0; ///< of the argument, for Argument and OutArgument
  std::vector<ArgumentCondition> When; ///< all must hold
  std::optional<unsigned> MinArguments, MaxArguments;

  // Of acquisitions, and the first two of commits.
  FailureValue Fails = FailureValue::Never;
  bool HeldOnFailure = false;        ///< sqlite3_open: must be released even when it failed; of a commit: what it failed to end
  /// On success takes the handle in this argument: fdopen, realloc. If that is the out-argument itself, the handle
  /// that was stored there before the call: getline.
  std::optional<unsigned> Transfers;
  bool TransfersAlways = false; ///< takes it on failure, too: freopen
  /// Number of handles that OutArgument stores side by side (pipe: 2). 1 otherwise.
  unsigned Count = 1;

  // Of releases.
  bool AcceptsFailureValue = false; ///< free(NULL), delete nullptr do nothing
  bool ResultMatters = false;       ///< fclose, close on a written file

  MayThrow Throws = MayThrow::Never;
};

/// A pair (or triple) of the catalogue.
struct Pair {
  std::string Name;     ///< unique: "stdio-file"
  std::string Noun;     ///< in messages, without article: "file"
  ResourceClass Class = ResourceClass::Handle;
  std::vector<CallPattern> Acquire, Release;
  std::vector<CallPattern> Commit, Rollback; ///< triples: both end the transaction, Release is then empty
  std::vector<CallPattern> HandOver;         ///< calls that take the ownership and acquire nothing: SSL_set_bio
  /// Receivers are recognised "by their members": any class that has a method for each role of the pair (lock() and
  /// unlock(); begin(), commit() and rollback()) and is not itself a guard.
  bool ByMembers = false;
  bool Nests = true;      ///< false: to acquire it again while it is held is a mistake
  bool MustFlush = false; ///< the end of the process loses data (a leak in main is reported)
  std::string Guard;      ///< idiomatic guard type ("raii::unique_file", "std::lock_guard", "std::unique_ptr"), or empty
  std::string Header;     ///< that declares the acquisition: "stdio.h"
  std::string File;       ///< where the entry was read; "<built-in>/posix.yaml" for shipped ones
  unsigned Line = 0;

  /// Its release ends what an object holds and not the object itself, which was there before: regfree(r), inflateEnd(s).
  bool isContent() const {
    for (const CallPattern &P : Acquire)
      if (P.Where != Carrier::Argument)
        return false;
    return !Acquire.empty();
  }
};

/// All pairs in force. Later ones win: a pair whose name exists replaces it in place.
struct Catalogue {
  std::vector<Pair> Pairs;
  std::string Written; ///< the text of the user's own entries, to compare
};

} // namespace raiitidy::catalogue
