// The working directory of the process: getcwd(old, n); chdir(dir); … chdir(old);
#pragma once
#include "checks/lifetime/Setters.h"

namespace raiitidy::lifetime {

/// Changes of it in one function that has asked before where it was, and goes back there.
std::vector<StateChange> findDirectoryChanges(Analysis &A, const clang::FunctionDecl *F, const flow::Inventory &I,
                                              const BlockStatements &Statements);

} // namespace raiitidy::lifetime
