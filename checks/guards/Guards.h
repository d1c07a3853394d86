// Which classes are guards: one table for every room and check, and what the project adds to it.
#pragma once
#include "clang/AST/Type.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <string>
#include <vector>

namespace clang {
class CXXRecordDecl;
} // namespace clang

namespace raiitidy::guards {

enum class Kind { Lock, Callback, State };
enum class Bound { Free, Thread };
enum class Runs { Always, OnFailure, OnSuccess };

/// A row of GuardTypes.def, or a class that the project says is one.
struct GuardType {
  std::string Name; ///< "std::lock_guard"
  Kind K = Kind::Callback;
  Bound To = Bound::Free;
  Runs When = Runs::Always;
  std::vector<std::string> Registers; ///< methods that keep a callable until the guard ends
};

/// One a unit, not shared between threads.
class Table {
public:
  /// \p Added: classes of the project, "ns::Class" (its destructor runs something) or "ns::Class:lock".
  explicit Table(llvm::ArrayRef<std::string> Added = {});
  Table(const Table &) = delete;

  /// The row of a class, of any specialization of a template, of a class that -Wthread-safety knows as a scoped
  /// lock, or null.
  const GuardType *find(const clang::CXXRecordDecl *R) const;
  /// Of the class itself: pointers and references to guards are none.
  const GuardType *of(clang::QualType T) const;

private:
  llvm::StringMap<GuardType> Rows;     ///< by qualified name; looked up only
  llvm::StringMap<bool> LastWords;     ///< most classes are none for this alone
  GuardType ScopedLockable;            ///< of the attribute
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, const GuardType *> Known; ///< looked up only
};

/// "std::chrono::seconds": the name as a user writes it, without inline and anonymous namespaces.
std::string qualifiedName(const clang::CXXRecordDecl *R);

} // namespace raiitidy::guards
