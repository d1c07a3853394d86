#include "tool/Commands.h"
namespace raiitidy::tool {
int runExplain(const Options &) { return wrongUse(sentence("not built yet")); }
int runPairs(const Options &) { return wrongUse(sentence("not built yet")); }
int runVendor(const Options &) { return wrongUse(sentence("not built yet")); }
int runDoctor(const Options &) { return wrongUse(sentence("not built yet")); }
} // namespace raiitidy::tool
