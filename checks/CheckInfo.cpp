#include "checks/CheckInfo.h"

namespace raiitidy {

static constexpr CheckInfo Infos[] = {
#define RAII_CHECK(CLASS, NAME, GROUP, FIX, SCOPE, SUMMARY)                    \
  {NAME, #CLASS, Group::GROUP, FixAvailability::FIX, FixScope::SCOPE, SUMMARY},
#include "checks/Checks.def"
#undef RAII_CHECK
};

llvm::ArrayRef<CheckInfo> allChecks() { return Infos; }

const CheckInfo *findCheck(llvm::StringRef Name) {
  for (const CheckInfo &I : Infos)
    if (I.Name == Name)
      return &I;
  return nullptr;
}

} // namespace raiitidy
