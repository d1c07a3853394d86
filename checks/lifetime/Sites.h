// Where a function makes guards, catches and suspends: one walk a function, for the checks that ask for no paths.
#pragma once
#include "checks/guards/Guards.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace raiitidy::lifetime {

/// An expression that makes a guard, or gives a callable to one.
struct GuardSite {
  enum class Form {
    Discarded, ///< a statement of its own: the guard ends with it
    Empty,     ///< `Lock(m);` declares an empty guard named m, and something else is called m
    Local,     ///< the initializer of Variable
    Deferred,  ///< the same, with std::defer_lock: locked later
    Adopting,  ///< the same, with std::adopt_lock: locked before
    Returned,  ///< made in a return statement
    Registers, ///< `stack.callback(f)`
  };
  Form F;
  const guards::GuardType *Type;
  const clang::Expr *Made;
  const clang::VarDecl *Variable = nullptr; ///< Local, Empty; Registers: the guard, if it is a variable
  const clang::CompoundStmt *Block = nullptr; ///< innermost around it
  const clang::Stmt *In = nullptr;            ///< the statement of Block, or of an if or loop without braces
  bool Unbraced = false;                      ///< In is such a one
  bool Last = false;                          ///< nothing follows In in Block
};

struct FunctionSites {
  const clang::FunctionDecl *Function = nullptr;
  std::vector<GuardSite> Guards;                           ///< in source order
  llvm::SmallVector<const clang::CXXTryStmt *, 2> Tries;   ///< outer before inner
  bool Suspends = false;                                   ///< co_await or co_yield in its own body
  bool empty() const { return Guards.empty() && Tries.empty() && !Suspends; }
};

FunctionSites findSites(const clang::FunctionDecl *F, const guards::Table &Table);

/// The lambdas that the guard is made of or given: written there, or held by a local variable.
llvm::SmallVector<const clang::LambdaExpr *, 2> callbacksOf(const clang::Expr *Made);

/// A callable of a guard that refers to what is gone, or given to the caller, when it runs.
struct DanglingCallback {
  enum class How {
    Outlived,  ///< the guard lives longer than Captured
    Leaves,    ///< the guard is returned
    Overwrites ///< Captured has been returned when the callback writes it
  };
  How K;
  const GuardSite *Guard;
  const clang::LambdaExpr *Callback;
  const clang::VarDecl *Captured;
  clang::SourceLocation Capture;
  const clang::Stmt *At = nullptr; ///< the return; null for Outlived
};
/// \p Sites must outlive the result.
std::vector<DanglingCallback> findDanglingCallbacks(const FunctionSites &Sites);

} // namespace raiitidy::lifetime
