#pragma once
#include "checks/report/RaiiCheck.h"

namespace raiitidy {

class GotoCleanupCheck : public report::RaiiCheck {
public:
  using RaiiCheck::RaiiCheck;

private:
  void examine(clang::ASTContext &Ctx) override;
};

} // namespace raiitidy
