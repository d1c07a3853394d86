// Acquisitions that no catalogue knows, found by their releases.
#pragma once
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

/// `FILE *f = open_file(path); … fclose(f);`: a callee without a body here that is named for making, into a local pointer that
/// nothing else fills and that this function releases in one way.
/// \param Calls all calls of the function.
/// \returns by the call what it acquires; to be looked up only.
llvm::DenseMap<const clang::Expr *, const catalogue::Pair *> inferredAcquisitions(Analysis &A, const flow::FunctionFlow &Flow,
                                                                                  llvm::ArrayRef<const clang::Expr *> Calls);

} // namespace raiitidy::lifetime
