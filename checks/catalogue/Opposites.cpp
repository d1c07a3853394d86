#include "checks/Pch.h"
#include "checks/catalogue/Opposites.h"

namespace raiitidy::catalogue {

static llvm::StringRef withoutAsync(llvm::StringRef Name) {
  if (!Name.consume_front("async_") && !Name.consume_front("co_") && !Name.consume_back("_async"))
    Name.consume_back("Async");
  return Name;
}

/// What follows the word, if the name begins with it as a word: "", "_work", "Work".
static bool afterWord(llvm::StringRef &Name, llvm::StringRef Word) {
  llvm::StringRef Rest = Name;
  if (!Rest.consume_front_insensitive(Word) || (!Rest.empty() && Rest[0] != '_' && !llvm::isUpper(Rest[0])))
    return false;
  Name = Rest;
  return true;
}

static bool fits(llvm::StringRef Begin, llvm::StringRef First, llvm::StringRef End, llvm::StringRef Second) {
  return afterWord(Begin, First) && afterWord(End, Second) && Begin == End;
}

bool areOpposites(llvm::StringRef Begin, llvm::StringRef End) {
  Begin = withoutAsync(Begin), End = withoutAsync(End);
#define OPPOSITE(FIRST, SECOND)                                                                                        \
  if (fits(Begin, FIRST, End, SECOND))                                                                                 \
    return true;
#include "checks/catalogue/Opposites.def"
#undef OPPOSITE
  return false;
}

bool areInverses(llvm::StringRef Begin, llvm::StringRef End, const VerbPairs &More) {
  for (const auto &[First, Second] : More)
    if (fits(Begin, First, End, Second))
      return true;
#define INVERSE(FIRST, SECOND)                                                                                         \
  if (fits(Begin, FIRST, End, SECOND))                                                                                 \
    return true;
#include "checks/catalogue/Inverses.def"
#undef INVERSE
  return areOpposites(Begin, End);
}

} // namespace raiitidy::catalogue
