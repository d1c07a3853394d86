// Resources acquired in one loop, kept in a container, and released in another loop; and locks that are taken so.
#pragma once
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

struct CleanupLoop {
  const clang::FunctionDecl *Function = nullptr;
  const clang::VarDecl *Container = nullptr;         ///< a local of a class with push_back, or an array; of Locks also a parameter
  const catalogue::Pair *Resource = nullptr;
  const clang::Expr *Acquisition = nullptr;          ///< the first one
  std::vector<const clang::Stmt *> Releases;         ///< the loops that release all elements, in source order
  std::vector<const clang::DeclRefExpr *> OtherUses; ///< of the container, that may let an element go elsewhere
  const clang::CXXForRangeStmt *Locks = nullptr;     ///< `for (auto &m : all) m.lock();`: locks what is there already
  bool NeverThrows = false;                          ///< of Locks: the catalogue says so of what gives them back
  bool Reversed = false;                             ///< each of Releases begins with the last element
  const clang::BinaryOperator *Stored = nullptr;     ///< of Acquisition: the one `array[i] = …`, if Container is an array and there is but one
  const clang::CallExpr *Kept = nullptr;             ///< of Acquisition: the one push_back of Container, if there is but one
};

/// Resources of several kinds that one loop acquires and keeps side by side, and others release together, from the last to the first:
/// `files.push_back(f); lines.push_back(p);` … `for (auto i = files.size(); i-- > 0;) { free(lines[i]); fclose(files[i]); }`.
struct JointLoop {
  struct Part {
    const clang::VarDecl *Container = nullptr;
    const catalogue::Pair *Resource = nullptr;
    const clang::Expr *Acquisition = nullptr;
    const clang::CallExpr *Kept = nullptr;     ///< the one push_back
    std::vector<const clang::Expr *> Releases; ///< one of each loop
  };
  const clang::FunctionDecl *Function = nullptr;
  std::vector<Part> Parts;                   ///< the last is released first; two at least
  std::vector<const clang::Stmt *> Releases; ///< the loops, in source order
  std::vector<const clang::DeclRefExpr *> OtherUses;
};
std::vector<JointLoop> jointLoops(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I);

/// What the finders share: what \p E is to memory or to a handle; null if nothing.
const catalogue::Match *handleRole(Analysis &A, const clang::Expr *E, catalogue::Role R);
/// The acquisition of \p Of whose result \p Value is, perhaps by way of a local variable.
const clang::Expr *acquisitionOf(Analysis &A, const clang::Expr *Value, const catalogue::Pair *Of);
/// The name of what is harmless to a container: it keeps what it is given, or says how much there is.
bool isHarmlessMethod(llvm::StringRef Name);

/// Containers of locks that one loop takes, and others give back, all in one direction.
void addLockLoops(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I, std::vector<CleanupLoop> &Found);

/// In source order of the acquisition.
std::vector<CleanupLoop> cleanupLoops(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I);

} // namespace raiitidy::lifetime
