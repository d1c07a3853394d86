// Two resources of one function, the second made from the first, released in the order of their acquisition.
#pragma once
#include "checks/lifetime/Lifetime.h"

namespace raiitidy::lifetime {

struct ReleaseOrder {
  const clang::FunctionDecl *Function = nullptr;
  const Lifetime *First = nullptr, *Second = nullptr;          ///< in the order of acquisition
  const ReleaseSite *ReleasesFirst = nullptr, *ReleasesSecond = nullptr; ///< neighbours, in that order
  bool Locks = false; ///< taken one after the other; else Second lives inside of First
};

/// In source order of the releases.
std::vector<ReleaseOrder> releasesInOrder(const FunctionFacts &F, const clang::ASTContext &Ctx);

} // namespace raiitidy::lifetime
