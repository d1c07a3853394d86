// Resources that are acquired under conditions, and released by hand at several ways out, each under its flag.
#pragma once
#include "checks/flow/Inventory.h"
#include "checks/lifetime/Lifetime.h"
#include <optional>

namespace raiitidy::lifetime {

struct CleanupStack {
  /// One of the resources.
  struct Slot {
    const Lifetime *Of;               ///< lives as long as the FunctionFacts
    const clang::VarDecl *Flag;       ///< what its releases ask for
    const clang::BinaryOperator *Set; ///< `flag = true` behind the acquisition; null: the acquisition asks for the flag, too, which never changes
    const clang::Expr *held() const { return Set ? Set : Of->Acquisition; } ///< from here on it is to be released
  };
  /// `if (flag) release(x);`, perhaps with `flag = false;` behind it.
  struct Release {
    const Lifetime *Of;
    const clang::IfStmt *Test;
    const clang::Expr *Call;
    const clang::BinaryOperator *Cleared;
  };
  const clang::FunctionDecl *Function = nullptr;
  std::vector<Slot> Slots;                 ///< two at least, in source order of held()
  std::vector<std::vector<Release>> Ways;  ///< two at least: releases that stand side by side, in source order
};

/// Nothing where one of them is lost, or handed over, on some path: that is another check's.
std::optional<CleanupStack> cleanupStack(const FunctionFacts &F, const flow::Inventory &I, const clang::SourceManager &SM);

} // namespace raiitidy::lifetime
