#pragma once
#include "checks/report/RaiiCheck.h"

namespace raiitidy {

/// raii-try-catch-cleanup: `try { … } catch (...) { cleanup; throw; }`.
class TryCatchCleanupCheck : public report::RaiiCheck {
public:
  using RaiiCheck::RaiiCheck;

protected:
  void examine(clang::ASTContext &Ctx) override;
};

} // namespace raiitidy
