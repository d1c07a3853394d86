// Steps and undos that belong together by name, object and arguments: names_.insert(n) and names_.erase(n).
#pragma once
#include "checks/lifetime/StepBranches.h"
#include "checks/lifetime/Steps.h"

namespace raiitidy::lifetime {

/// A step of a method on a member of its object, and a failing path behind it.
struct StepRecord {
  const clang::CXXMethodDecl *Method;
  const clang::FieldDecl *Member;
  const clang::CallExpr *Step;
  const clang::CallExpr *Failed;
  const clang::Stmt *Way;
  const clang::Expr *Undo; ///< null: the path does nothing to the member
};

/// The steps of \p Block that its failing paths take back, or leave.
std::vector<StepRecord> stepsOnMembers(Analysis &A, const clang::CXXMethodDecl *Method, const clang::CompoundStmt *Block,
                                       const catalogue::VerbPairs &Verbs);

/// The failing paths of \p Block that leave out what another of them takes back.
std::vector<MissingUndo> missingInverses(Analysis &A, const clang::FunctionDecl *F, const clang::CompoundStmt *Block,
                                         const catalogue::VerbPairs &Verbs);

} // namespace raiitidy::lifetime
