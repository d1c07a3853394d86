#include "checks/Pch.h"
#include "checks/RaiiModule.h"
#include "checks/async-cleanup/AsyncCleanupCheck.h"
#include "checks/constructor-leak/ConstructorLeakCheck.h"
#include "checks/dangling-guard/DanglingGuardCheck.h"
#include "checks/cleanup-loop/CleanupLoopCheck.h"
#include "checks/double-release/DoubleReleaseCheck.h"
#include "checks/exception-leak/ExceptionLeakCheck.h"
#include "checks/goto-cleanup/GotoCleanupCheck.h"
#include "checks/leak/LeakCheck.h"
#include "checks/lock-across-suspension/LockAcrossSuspensionCheck.h"
#include "checks/manual-release/ManualReleaseCheck.h"
#include "checks/mismatched-release/MismatchedReleaseCheck.h"
#include "checks/missing-rollback/MissingRollbackCheck.h"
#include "checks/swallowed-exception/SwallowedExceptionCheck.h"
#include "checks/throwing-cleanup/ThrowingCleanupCheck.h"
#include "checks/try-catch-cleanup/TryCatchCleanupCheck.h"
#include "checks/unnamed-guard/UnnamedGuardCheck.h"
#include "checks/unreleased-member/UnreleasedMemberCheck.h"
#include "checks/partial-rollback/PartialRollbackCheck.h"
#include "checks/release-order/ReleaseOrderCheck.h"
#include "checks/try-catch-cleanup/TryCatchCleanupCheck.h"
#include "checks/unrestored-state/UnrestoredStateCheck.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"

namespace raiitidy {

void RaiiModule::addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) {
  auto Shared = std::make_shared<report::Units>();
#define RAII_CHECK(CLASS, NAME, GROUP, FIX, SCOPE, SUMMARY)                                                            \
  Factories.registerCheckFactory(NAME, [Shared](llvm::StringRef Name, clang::tidy::ClangTidyContext *Context) {        \
    return std::make_unique<CLASS>(Name, Context, *Shared);                                                            \
  });
#include "checks/Checks.def"
#undef RAII_CHECK
}

} // namespace raiitidy

namespace clang::tidy {

static ClangTidyModuleRegistry::Add<raiitidy::RaiiModule> X("raii-module", "Finds cleanup by hand and rewrites it to scope guards.");

// Referenced by programs that link the checks, so that the linker keeps the registration.
volatile int RaiiModuleAnchorSource = 0;

} // namespace clang::tidy
