#include "checks/rewrite/NameStyle.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace raiitidy::rewrite {

using llvm::StringRef;

static std::string fillPattern(StringRef Pattern, StringRef Stem, StringRef Kind) {
  std::string Out;
  while (!Pattern.empty()) {
    if (Pattern.consume_front("{}"))
      Out += Stem;
    else if (Pattern.consume_front("{kind}"))
      Out += Kind;
    else {
      Out += Pattern.front();
      Pattern = Pattern.drop_front();
    }
  }
  return Out;
}

std::optional<NameStyle> NameStyle::parse(StringRef Text) {
  if (Text == "auto")
    return NameStyle{Kind::Auto, ""};
  if (Text == "snake_case")
    return NameStyle{Kind::SnakeCase, ""};
  if (Text == "camelBack")
    return NameStyle{Kind::CamelBack, ""};
  if (Text == "CamelCase")
    return NameStyle{Kind::CamelCase, ""};
  const std::string Sample = fillPattern(Text, "x", "guard");
  // Not what the language keeps for itself, and not the variable's own name.
  if (!Text.contains("{}") || Text == "{}" || !clang::isValidAsciiIdentifier(Sample) || StringRef(Sample).contains("__") ||
      StringRef(Sample).starts_with("_"))
    return std::nullopt;
  return NameStyle{Kind::Pattern, Text.str()};
}

/// inFile2, in_file → in, File2 / in, file
static llvm::SmallVector<std::string, 4> wordsOf(StringRef Name) {
  llvm::SmallVector<std::string, 4> Words;
  std::string Word;
  for (size_t I = 0; I < Name.size(); ++I) {
    const char C = Name[I];
    const bool Begins = llvm::isUpper(C) && I > 0 &&
                        (!llvm::isUpper(Name[I - 1]) || (I + 1 < Name.size() && llvm::isLower(Name[I + 1])));
    if ((C == '_' || Begins) && !Word.empty()) {
      Words.push_back(Word);
      Word.clear();
    }
    if (C != '_')
      Word += C;
  }
  if (!Word.empty())
    Words.push_back(Word);
  return Words;
}

static std::string capitalised(StringRef Word) {
  return Word.empty() ? std::string() : std::string(1, llvm::toUpper(Word[0])) + Word.drop_front().str();
}

std::string nameFor(const NameStyle &Style, StringRef Stem, StringRef Kind) {
  if (Kind.empty())
    return Stem.str(); // a name of our own, not one for the user's variable
  switch (Style.K) {
  case NameStyle::Kind::Pattern:
    return fillPattern(Style.Pattern, Stem, Kind);
  case NameStyle::Kind::CamelBack:
  case NameStyle::Kind::CamelCase: {
    std::string Out;
    for (const std::string &Word : wordsOf(Stem))
      Out += Out.empty() && Style.K == NameStyle::Kind::CamelBack
                 ? (StringRef(Word).upper() == Word ? StringRef(Word).lower()
                                                    : std::string(1, llvm::toLower(Word[0])) + Word.substr(1))
                 : capitalised(Word);
    return Out + capitalised(Kind);
  }
  case NameStyle::Kind::SnakeCase: {
    std::string Out;
    for (const std::string &Word : wordsOf(Stem))
      Out += StringRef(Word).lower() + "_";
    return Out + Kind.str();
  }
  case NameStyle::Kind::Auto:
    break;
  }
  return (Stem + "_" + Kind).str();
}

std::optional<NameStyle::Kind> styleOfName(StringRef Name) {
  const StringRef Inner = Name.trim('_');
  if (Inner.size() < 2)
    return std::nullopt;
  if (Inner.contains('_'))
    return llvm::isUpper(Inner[0]) ? std::nullopt : std::optional(NameStyle::Kind::SnakeCase);
  const bool Lower = llvm::any_of(Inner, llvm::isLower);
  if (!Lower)
    return std::nullopt; // an abbreviation or a constant
  if (llvm::isUpper(Inner[0]))
    return NameStyle::Kind::CamelCase;
  return llvm::any_of(Inner, llvm::isUpper) ? std::optional(NameStyle::Kind::CamelBack) : std::nullopt;
}

} // namespace raiitidy::rewrite
