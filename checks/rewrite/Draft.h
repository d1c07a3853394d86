// A plan in the making: edits in one file, an applicability that only falls, or the first refusal.
#pragma once
#include "checks/rewrite/Plan.h"
#include "checks/rewrite/Source.h"

namespace raiitidy::rewrite {

class Draft {
public:
  Draft(const Source &Text, clang::FileID File) : Text(Text), File(File) {}

  /// The first reason given counts. \returns false, so that callers can `return D.refuse(…)`.
  bool refuse(Reason Why, std::string Detail = {});
  bool refused() const { return Refused.has_value(); }
  void unsafe(std::string Because);

  void replace(const Span &S, std::string With);
  void insert(unsigned Offset, std::string What) { replace({File, Offset, Offset}, std::move(What)); }
  /// Takes a whole statement away, with its line if nothing else stands on it.
  void remove(const Span &S);
  /// A line of code after the statement that ends at \p End; on the same line if more code follows there.
  void insertLineAfter(const Span &Statement, llvm::StringRef Code);
  void insertLineBefore(const Span &Statement, llvm::StringRef Code);
  /// Puts \p Code before an unbraced statement, with braces around both.
  void braceAndInsertBefore(const Span &Statement, llvm::StringRef Code);
  void braceAndInsertAfter(const Span &Statement, llvm::StringRef Code);

  /// Lines that earlier edits add between \p Begin and \p End lose one level, from \p Inner to \p Outer.
  void dedent(unsigned Begin, unsigned End, llvm::StringRef Inner, llvm::StringRef Outer);

  /// Each line that begins between \p Begin and \p End moves in by one level.
  void indent(unsigned Begin, unsigned End);

  /// The edits between \p Begin and \p End become one: what moves as a whole takes no edit of another plan in its middle.
  void asOne(unsigned Begin, unsigned End) { Wholes.emplace_back(Begin, End); }

  struct Edit {
    unsigned Begin, End;
    std::string Text;
    unsigned Order;
  };
  const std::vector<Edit> &edits() const { return Edits; }
  clang::FileID file() const { return File; }
  Outcome finish(std::string Title);

private:
  void brace(const Span &S, llvm::StringRef Before, llvm::StringRef After);
  const Source &Text;
  clang::FileID File;
  std::vector<Edit> Edits;
  std::vector<std::pair<unsigned, unsigned>> Wholes;
  Applicability How = Applicability::Safe;
  std::string UnsafeBecause;
  std::optional<Refusal> Refused;
};

} // namespace raiitidy::rewrite
