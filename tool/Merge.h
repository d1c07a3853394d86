// Findings of many units as one list.
#pragma once
#include "tool/Finding.h"
#include <cstddef>
#include <vector>

namespace raiitidy::tool {

/// A finding and the units that reported it.
struct MergedFinding {
  Finding What;             ///< as the first unit reported it
  std::vector<size_t> From; ///< units, ascending
  bool Disagreed = false;   ///< the units would fix it differently
  std::string Fingerprint;  ///< of its content, see Fingerprint.h
};

/// Equal findings (place, check, message) become one. Sorted by file, line, column, check.
std::vector<MergedFinding> mergeFindings(const std::vector<UnitResult> &Results);

} // namespace raiitidy::tool
