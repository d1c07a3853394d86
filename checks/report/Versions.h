// What a language server may keep of the last version of a file: which functions the analysis had nothing to say of. A function gets a
// key that changes with every text that its analysis may have read; where the key is as it was, so is the answer.
//
// Read are: the function; what it calls, and so on, by name; destructors, operators and constructors that nothing names; everything
// outside of functions; the headers, which the preamble stands for. What a macro expands to counts as named where it is used.
#pragma once
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace clang {
class Preprocessor;
class SourceManager;
}

namespace raiitidy::report {

/// Functions, and variables of the unit alone, where code names them. To be told of each statement.
struct Mentions {
  struct One {
    clang::SourceLocation At;
    llvm::StringRef Name;
    const clang::FunctionDecl *Function; ///< null: a variable, or not resolved yet
    bool IsVariable;
  };
  std::vector<One> All;
  void saw(const clang::Stmt *S);
};

/// Keys of functions that nothing was said of; true: what such a function does with fields is weighed with what others do.
using QuietKeys = llvm::DenseMap<uint64_t, bool>;

/// The keys of one version.
class FunctionKeys {
public:
  /// \p Functions of the unit, \p Seen where its code names others, \p Salt: whatever else an answer depends on.
  FunctionKeys(clang::ASTContext &Ctx, clang::Preprocessor &PP, llvm::ArrayRef<const clang::FunctionDecl *> Functions,
               const Mentions &Seen, llvm::StringRef Salt);
  /// Nothing for a function that cannot be known again: of a header, an instantiation, a body from a macro, what calls a function of
  /// the preamble that calls the main file back.
  std::optional<uint64_t> of(const clang::FunctionDecl *F) const;

private:
  llvm::DenseMap<const clang::FunctionDecl *, uint64_t> Keys; ///< looked up only
};

/// By main file. Several threads may ask for several files.
class Memory {
public:
  QuietKeys take(const std::string &File);
  void put(const std::string &File, QuietKeys What);

private:
  std::mutex Lock;
  std::map<std::string, QuietKeys> Files;
};

/// One version of a file: what is remembered of the last one, and is to be remembered for the next.
class Version {
public:
  explicit Version(std::shared_ptr<Memory> All) : All(std::move(All)) {}
  /// Remembers the functions that nothing was said of.
  ~Version();
  Version(const Version &) = delete;
  Version &operator=(const Version &) = delete;

  Mentions Named; ///< to be filled before begin()
  void begin(clang::ASTContext &Ctx, clang::Preprocessor &PP, llvm::ArrayRef<const clang::FunctionDecl *> Functions, llvm::StringRef Salt);

  enum class LastTime {
    Unknown,
    Quiet,        ///< nothing was said of it, nor is now
    QuietOfFields ///< as Quiet, but what it does with fields is weighed with what others do
  };
  LastTime lastTime(const clang::FunctionDecl *F);
  void analysed(const clang::FunctionDecl *F, bool OfFields);
  /// Of \p F by itself there is nothing to say, as lastTime() has found.
  bool isQuiet(const clang::FunctionDecl *F) const { return Known.contains(F); }
  /// That nothing is said of \p F is due to what other functions do: it is not remembered.
  void hangsOnOthers(const clang::FunctionDecl *F) { Weighed.insert(F); }
  /// A check has something to say at \p Place.
  void spokenOf(clang::SourceLocation Place);

private:
  void keep(const clang::FunctionDecl *F, uint64_t Key, bool OfFields);

  struct Kept {
    const clang::FunctionDecl *Of;
    uint64_t Key;
    bool OfFields;
    unsigned Begin, End; ///< offsets in the main file
  };
  const std::shared_ptr<Memory> All;
  const clang::SourceManager *SM = nullptr; ///< from begin() on
  std::string MainFile;
  QuietKeys Last;
  std::unique_ptr<FunctionKeys> Keys;
  std::vector<Kept> Quiet;
  llvm::DenseSet<const clang::FunctionDecl *> Known, Weighed; ///< looked up only
  std::vector<unsigned> Spoken; ///< offsets in the main file
};

} // namespace raiitidy::report
