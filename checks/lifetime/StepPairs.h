// Steps and undos that belong together by name, object and arguments: names_.insert(n) and names_.erase(n).
#pragma once
#include "checks/lifetime/StepBranches.h"
#include "checks/lifetime/Steps.h"

namespace raiitidy::lifetime {

/// The failing paths of \p Block that leave out what another of them takes back.
std::vector<MissingUndo> missingInverses(Analysis &A, const clang::FunctionDecl *F, const clang::CompoundStmt *Block);

} // namespace raiitidy::lifetime
