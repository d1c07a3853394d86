#pragma once
#include "checks/report/RaiiCheck.h"

namespace raiitidy {

class CleanupLoopCheck : public report::RaiiCheck {
public:
  using RaiiCheck::RaiiCheck;

private:
  void examine(clang::ASTContext &Ctx) override;
  void examineStacks(clang::ASTContext &Ctx);
};

} // namespace raiitidy
