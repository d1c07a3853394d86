// The reasons of refusal and their page.
#include "checks/rewrite/Plan.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>

using namespace raiitidy::rewrite;

namespace {

constexpr Reason All[] = {
#define RAII_REFUSAL(ID, TEXT) Reason::ID,
#include "checks/rewrite/Refusals.def"
#undef RAII_REFUSAL
};

TEST(Reasons, NamesAreDashed) {
  EXPECT_EQ(reasonName(Reason::JumpOverGuard), "jump-over-guard");
  EXPECT_EQ(reasonName(Reason::CUnit), "c-unit");
}

TEST(Reasons, EachHasItsSectionWithAnExample) {
  const auto Page = llvm::MemoryBuffer::getFile(RAII_DOCS_DIR "/fix-safety.md");
  ASSERT_TRUE(bool(Page));
  const llvm::StringRef Text = (*Page)->getBuffer();
  for (const Reason R : All)
    EXPECT_TRUE(Text.contains(("\n### " + reasonName(R) + "\n").str())) << reasonName(R).str();
}

} // namespace
