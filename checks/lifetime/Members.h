// Fields that hold what a method has acquired: who releases them, and what a constructor that throws leaves behind.
#pragma once
#include "checks/lifetime/Tracks.h"

namespace raiitidy::lifetime {

/// Fills Facts.Stored and Facts.Released.
void findMemberUses(Analysis &A, const flow::FunctionFlow &Flow, FunctionFacts &Facts);
/// Fills Facts.LostMembers, for a constructor that does not delegate.
void findLostMember(Analysis &A, const flow::FunctionFlow &Flow, Track T, const Prehistory *Before, FunctionFacts &Facts);

/// What the destructor of a class does with its fields, itself and by methods that it calls.
struct Destruction {
  bool Known = false; ///< it, and all that it calls on the object, is visible or implicit
  const clang::CXXDestructorDecl *Destructor = nullptr; ///< written by the user
  llvm::SmallVector<const clang::FieldDecl *, 4> Released;  ///< by a call of the catalogue
  llvm::SmallVector<const clang::Expr *, 4> By;             ///< that call, for each of them
  llvm::SmallVector<const clang::FieldDecl *, 4> Mentioned; ///< in whatever way
};
Destruction destructionOf(Analysis &A, const clang::CXXRecordDecl *R);

/// Can the body of each method of \p R be read here?
bool isSeenWhole(const clang::CXXRecordDecl *R);

/// A field that nothing in this unit releases, or hands to somebody who may.
struct UnreleasedMember {
  const clang::CXXRecordDecl *Class;
  MemberAcquisition Stored;
  const clang::FunctionDecl *Method;
  bool Copyable; ///< a copy would hold the same
};
std::vector<UnreleasedMember> findUnreleasedMembers(Analysis &A, llvm::ArrayRef<FunctionFacts> Facts,
                                                    llvm::ArrayRef<const clang::FunctionDecl *> Functions);
/// The implicit copy constructor exists, and copies what the fields hold.
bool copiesHandles(const clang::CXXRecordDecl *R);

} // namespace raiitidy::lifetime
