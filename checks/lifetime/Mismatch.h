// Releases and owners of another family than the acquisition: popen and fclose, new[] and delete.
#pragma once
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Sites.h"

namespace raiitidy::lifetime {

struct Mismatch {
  enum class Kind {
    Call,   ///< a release in the function that acquires
    Member, ///< acquired into a member, released in another function of the unit
    Owner,  ///< a smart pointer that is given the resource will release it
  };
  Kind K = Kind::Call;
  const clang::FunctionDecl *Function = nullptr; ///< in which At stands
  const clang::Expr *At = nullptr;               ///< the release, or the construction of the owner
  const clang::Expr *Acquisition = nullptr;
  const catalogue::Pair *Acquired = nullptr, *ReleasedAs = nullptr;
  std::string Name;                         ///< of variable or member; may be empty
  const clang::FunctionDecl *Helper = nullptr; ///< that releases, if it is no direct release
  bool Shared = false;  ///< the same release also ends, rightly, what was acquired in another way
};

/// Of the lifetimes of one function, in source order.
std::vector<Mismatch> mismatchedCalls(Analysis &A, const FunctionFacts &F);

/// Smart pointers whose deleter is another than the acquisition needs.
std::vector<Mismatch> mismatchedOwners(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I);

/// Guards of a callable that releases as what it was not acquired.
std::vector<Mismatch> mismatchedCallbacks(Analysis &A, const FunctionSites &Sites, const flow::Inventory &I);

/// Members: what is stored in them anywhere in the unit against what is released.
class MemberFamilies {
public:
  explicit MemberFamilies(Analysis &A) : A(A) {}
  /// \returns whether \p F says anything of the others.
  bool add(const clang::FunctionDecl *F, const flow::Inventory &I);
  std::vector<Mismatch> mismatches() const; ///< in the order in which the releases were added

private:
  struct Member {
    const clang::FieldDecl *Field = nullptr;
    std::vector<const clang::Expr *> Acquisitions;
    std::vector<std::pair<const clang::FunctionDecl *, const clang::Expr *>> Releases;
    bool Unknown = false; ///< something else is stored, too, or its address is given away
  };
  Member &of(const clang::FieldDecl *F);
  void store(const clang::FieldDecl *F, const clang::Expr *Value);
  Analysis &A;
  std::vector<Member> Members;
  size_t Told = 0; ///< how often something was said of a member
  llvm::DenseMap<const clang::FieldDecl *, size_t> Index; ///< looked up only
};

} // namespace raiitidy::lifetime
