// The bodies of the functions of one file: what they say, and who reads whom.
#pragma once
#include "clang/AST/Decl.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>
#include <vector>

namespace clang {
class SourceManager;
}

namespace raiitidy::report {

uint64_t hashed(llvm::StringRef Text);
uint64_t hashed(llvm::ArrayRef<uint64_t> Parts);

/// Functions, and variables of the unit alone, where code names them. To be told of each statement.
struct Mentions {
  struct One {
    clang::SourceLocation At;
    llvm::StringRef Name;
    const clang::FunctionDecl *Function; ///< null: a variable, or not resolved yet
    const clang::VarDecl *Variable;
  };
  std::vector<One> All;
  void saw(const clang::Stmt *S);
};

/// Of pieces of text, by their hashes, the hashes of their tokens.
using TokenHashes = llvm::DenseMap<uint64_t, uint64_t>;

/// The bodies of the main file's functions that are in no other, and which of them an analysis may read. With the same text around them
/// they come in the same order: in the next version a body has the same number.
class Bodies {
public:
  /// \p Before: what Hashes was in the last version.
  Bodies(const clang::SourceManager &SM, const clang::LangOptions &Language, llvm::ArrayRef<const clang::FunctionDecl *> Functions,
         const TokenHashes &Before);
  /// Who names whom.
  void link(const Mentions &Seen);
  /// A hash of all bodies that those numbered \p Work may read. Nothing where a header calls back: then others are read.
  std::optional<uint64_t> reachedFrom(llvm::ArrayRef<unsigned> Work) const;
  uint64_t text(unsigned Number) const { return All[Number].Text; }
  /// A hash of the bodies that use the variable of the unit that is named \p Name.
  uint64_t usersOf(llvm::StringRef Name) const;
  /// What is read of the bodies that \p Number names without a question, added to \p Parts.
  void addSeen(unsigned Number, std::vector<uint64_t> &Parts) const;
  /// The hashes of those that the meaning of what is outside of them may depend on, added to \p Texts.
  void addDefining(std::vector<uint64_t> &Texts) const;
  /// Those that the analysis of any function may read.
  llvm::SmallVector<unsigned, 16> readByAll() const;
  /// Of the text outside of the bodies.
  uint64_t textBetween() const { return Between; }

  TokenHashes Hashes; ///< of all that is here
  /// A function with a body here, perhaps inside of another's.
  struct Place {
    const clang::FunctionDecl *Of;
    unsigned Body;   ///< the number of the one that it is in
    unsigned Offset; ///< from the beginning of that
  };
  std::vector<Place> Places;

private:
  struct Body {
    unsigned From, Begin, End; ///< From: of the whole definition
    llvm::StringRef Name;      ///< as nameOf() says
    uint64_t Text;
    bool ReadByAll;            ///< called by no name
    bool Defines;              ///< directives inside matter to what is outside
    bool CalledBack = false;   ///< from the body of a function of the preamble
    uint64_t Seen; ///< by who calls it, without a question
    llvm::StringSet<> Names{};
    llvm::SetVector<unsigned> Reads{};
  };
  /// A hash of the tokens from \p From to \p To, without comments. \p Lines: ends of lines tell, as they do where there are directives.
  uint64_t tokens(unsigned From, unsigned To, bool Lines, const TokenHashes &Before);

  const clang::SourceManager &SM;
  const clang::LangOptions &Language;
  const llvm::StringRef Text;
  uint64_t Between = 0;
  std::vector<Body> All; ///< in the order of the text
  llvm::StringMap<llvm::SetVector<unsigned>> Users; ///< of variables
};

} // namespace raiitidy::report
