// What a release does, as far as other code can tell: the more it keeps to itself, the longer it may wait.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "clang/AST/Expr.h"

namespace raiitidy::rewrite {

/// In the order of what they promise.
enum class Effect {
  Memory, ///< gives memory back and runs no code of the project: nobody can tell when
  System, ///< closes what the system has opened: other calls can tell, reading and writing memory cannot
  Any,
};

/// Whether \p Release is a free() or a delete that gives memory back and runs no code of the project.
/// \param Acquisition where what it releases was made, or null
bool givesMemoryBack(const clang::Expr *Release, const clang::Expr *Acquisition, const clang::ASTContext &Ctx);

/// \param Release a call or delete that ends \p L
/// \param OnlyOne it surely ends what \p L has acquired, and nothing that came into the variable otherwise
Effect effectOf(const lifetime::Lifetime &L, const clang::Expr *Release, bool OnlyOne, const clang::ASTContext &Ctx);

/// The destruction of a \p T cannot be told from nothing but for the memory that comes back: trivial, of a standard type
/// that owns nothing else, or of a class with such members and a destructor that nobody has written anything into.
bool diesQuietly(clang::QualType T);

/// Whether \p S is over soon, so that memory which nobody uses may wait for it: no loop, and calls only of what computes,
/// copies, sets, cleans up or logs, as far as names, `const` and the standard tell.
bool isBrief(const clang::Stmt *S);

} // namespace raiitidy::rewrite
