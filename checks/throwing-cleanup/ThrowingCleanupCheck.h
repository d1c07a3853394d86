#pragma once
#include "checks/report/RaiiCheck.h"

namespace raiitidy::flow {
struct ThrowSite;
} // namespace raiitidy::flow

namespace raiitidy {

/// raii-throwing-cleanup: what cleans up may throw where that ends the program, or loses the exception on its way.
class ThrowingCleanupCheck : public report::RaiiCheck {
public:
  using RaiiCheck::RaiiCheck;

private:
  void examine(clang::ASTContext &Ctx) override;
  void say(clang::ASTContext &Ctx, const flow::ThrowSite &Site, const std::string &Where, clang::SourceLocation Note,
           const std::string &NoteText);
};

} // namespace raiitidy
