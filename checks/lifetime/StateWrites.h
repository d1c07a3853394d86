// What changes a variable, however it is written: assignments and steps, operators and methods of classes, exchange and swap.
#pragma once
#include "checks/flow/Inventory.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace raiitidy::lifetime {

struct StateWrite {
  enum class Kind {
    Assign,   ///< x = v
    Swap,     ///< swap(x, v): as if v were assigned, and v is given the old value
    Exchange, ///< exchange(x, v): the call gives the old value
    Add,      ///< x += n, ++x
    Subtract, ///< x -= n, --x
    SetBits,  ///< x |= bits
    KeepBits, ///< x &= ~bits
    Change,   ///< any other: x *= 2, x.clear(), x << y
  };
  Kind K = Kind::Change;
  const clang::Expr *At = nullptr;    ///< the whole expression
  const clang::Expr *To = nullptr;    ///< x
  const clang::Expr *Value = nullptr; ///< v
  /// The constant n, or the constant bits, as wide as x.
  std::optional<uint64_t> Amount;
};

/// What \p S itself changes, not what its operands do. A swap changes two.
llvm::SmallVector<StateWrite, 2> writesOf(const clang::Stmt *S, const clang::ASTContext &Ctx);

/// Those of a body, in source order.
std::vector<StateWrite> writesIn(const flow::Inventory &I, const clang::ASTContext &Ctx);

/// std::exchange(x, v)
bool isExchange(const clang::Expr *E);

} // namespace raiitidy::lifetime
