#pragma once
#include "checks/report/RaiiCheck.h"

namespace raiitidy {

namespace lifetime {
class Analysis;
}

class CleanupLoopCheck : public report::RaiiCheck {
public:
  using RaiiCheck::RaiiCheck;

private:
  void examine(clang::ASTContext &Ctx) override;
  void examineStacks(clang::ASTContext &Ctx);
  void examineJoint(clang::ASTContext &Ctx, lifetime::Analysis &Solver, const clang::FunctionDecl *F);
};

} // namespace raiitidy
