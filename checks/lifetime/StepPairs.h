// Steps and undos that belong together by name, object and arguments: names_.insert(n) and names_.erase(n).
#pragma once
#include "checks/lifetime/StepBranches.h"
#include "checks/lifetime/Steps.h"

namespace raiitidy::lifetime {

/// Does \p Undo take back what \p Step did, whose result \p Result (may be null) holds?
bool takesBack(const clang::CallExpr *Undo, const clang::CallExpr *Step, const clang::VarDecl *Result,
               const clang::ASTContext &Ctx);

/// The failing paths of \p Block that leave out what another of them takes back.
std::vector<MissingUndo> missingInverses(Analysis &A, const clang::FunctionDecl *F, const clang::CompoundStmt *Block);

} // namespace raiitidy::lifetime
