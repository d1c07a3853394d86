// Statements move out of the block that held them: `try { … }`, `do { … } while (0);`.
#pragma once
#include "checks/rewrite/Draft.h"

namespace raiitidy::rewrite {

/// A block with what stands around its braces, as offsets.
struct Nest {
  unsigned Begin;       ///< of `try`, `do`
  unsigned Open, Close; ///< the braces
  unsigned End;         ///< of what goes away with the closing brace
};

/// Whether both braces stand on lines without other code, and each line between them may move.
bool mayUnnest(const Source &Text, clang::FileID File, const Nest &N);

/// Takes the line of the opening brace away and one level off each line up to the closing one; what becomes of that is the caller's. The
/// edits of lines between must have been made.
void unnest(Draft &D, const Source &Text, const Nest &N);

} // namespace raiitidy::rewrite
