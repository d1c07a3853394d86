#include "tool/Heap.h"
#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace raiitidy::tool {

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)

namespace {

constexpr std::uintptr_t HugePage = 2u << 20;
constexpr int Reserved = 256 << 20; ///< of addresses; memory is used as it is touched
constexpr int Step = 16 << 20;      ///< beyond that

} // namespace

void prepareHeapForOneUnit() {
  mallopt(M_MMAP_THRESHOLD, Reserved);
  mallopt(M_TRIM_THRESHOLD, 2 * Reserved);
  mallopt(M_TOP_PAD, Reserved);
  const auto Before = reinterpret_cast<std::uintptr_t>(sbrk(0));
  // More than is free: the break moves by the padding, too. Where addresses are scarce it fails, and nothing is lost.
  void *volatile Grow = std::malloc(Step);
  std::free(Grow);
  mallopt(M_TOP_PAD, Step);
  const auto After = reinterpret_cast<std::uintptr_t>(sbrk(0));
  const std::uintptr_t First = (Before + HugePage - 1) / HugePage * HugePage;
  if (First < After)
    madvise(reinterpret_cast<void *>(First), After - First, MADV_HUGEPAGE);
}

#else

void prepareHeapForOneUnit() {}

#endif

} // namespace raiitidy::tool
