// What a language server may keep of the last version of a file: which functions the analysis had nothing to say of, and what that rests on.
//
// A function gets a key that changes with its own text and with what any analysis may read: destructors, operators and constructors that
// nothing names, with all that they call; everything outside of functions; the headers, which the preamble stands for. What was
// read of other functions (flow::BodyReads) is compared: where their texts changed, what was asked of them is asked again.
#pragma once
#include "checks/flow/BodyReads.h"
#include "checks/lifetime/Analysis.h"
#include "checks/report/Bodies.h"
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace clang {
class ASTContext;
class Preprocessor;
}

namespace raiitidy::report {

/// An answer of the last version.
struct Remembered {
  /// What was read for it of a body, or of a variable, and what that was like.
  struct Read {
    flow::BodyRead::Kind Asked;
    unsigned Parameter;
    uint64_t Of; ///< FunctionKeys::placeOf()
    uint64_t Answer, Text;
  };
  flow::BodyRead::Kind Asked;
  unsigned Parameter;
  uint64_t Of;     ///< FunctionKeys::bodyOf()
  uint64_t Answer; ///< of a function without findings: Version::Weight
  std::vector<Read> Reads;
};

/// Of one version of a file.
struct VersionMemory {
  llvm::DenseMap<uint64_t, Remembered> Answers; ///< by FunctionKeys::of(); there are no findings where it stands for those
  TokenHashes Hashes;
  uint64_t Preamble = 0;
  std::shared_ptr<lifetime::HeaderFacts> Headers; ///< of that preamble
};

/// The keys of one version.
class FunctionKeys {
public:
  /// \p Functions of the unit, \p Seen where its code names others, \p Salt: whatever else an answer depends on.
  FunctionKeys(clang::ASTContext &Ctx, clang::Preprocessor &PP, llvm::ArrayRef<const clang::FunctionDecl *> Functions,
               const Mentions &Seen, llvm::StringRef Salt, const TokenHashes &Before);
  /// Of the headers.
  uint64_t preamble() const { return Preamble; }
  /// Nothing for a function that cannot be known again: of a header, an instantiation, a body from a macro, what calls a function of
  /// the preamble that calls the main file back.
  std::optional<uint64_t> of(const clang::FunctionDecl *F, flow::BodyRead::Kind Asked, unsigned Parameter = 0) const;
  /// The same for a function and its like in the next version, as for a variable; nothing for what is in another function.
  std::optional<uint64_t> placeOf(const clang::NamedDecl *D) const;
  /// What has that place; null if nothing has.
  const clang::NamedDecl *at(uint64_t Place, flow::BodyRead::Kind Asked) const;
  /// All that the answer to a question of what is at \p Place may hang on.
  uint64_t text(uint64_t Place, flow::BodyRead::Kind Asked) const;
  /// The body that \p F, which has a key, is in, as its place.
  uint64_t bodyOf(const clang::FunctionDecl *F) const { return BodyNumbers.lookup(F); }

  const TokenHashes &hashes() const { return Read.Hashes; }

private:
  const uint64_t Preamble;
  Bodies Read;
  llvm::DenseMap<const clang::FunctionDecl *, uint64_t> Keys;        ///< looked up only
  llvm::DenseMap<const clang::FunctionDecl *, unsigned> BodyNumbers; ///< looked up only
  std::vector<const clang::FunctionDecl *> Outermost;                ///< by the number of the body
  llvm::DenseMap<const clang::NamedDecl *, uint64_t> Places;         ///< looked up only
  std::map<uint64_t, const clang::VarDecl *> Variables;
};

/// By main file. Several threads may ask for several files.
class Memory {
public:
  VersionMemory take(const std::string &File);
  void put(const std::string &File, VersionMemory What);

private:
  std::mutex Lock;
  std::map<std::string, VersionMemory> Files;
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
  /// \p Solver has to live longer than this.
  void begin(clang::Preprocessor &PP, llvm::ArrayRef<const clang::FunctionDecl *> Functions, llvm::StringRef Salt, lifetime::Analysis &Solver);

  enum class LastTime {
    Unknown,
    Quiet,        ///< nothing was said of it, nor is now
    QuietOfFields ///< as Quiet, but what it does with fields is weighed with what others do
  };
  /// \p Ask: what a question has for an answer now.
  using Asking = llvm::function_ref<std::optional<uint64_t>(const flow::BodyRead &)>;
  LastTime lastTime(const clang::FunctionDecl *F, Asking Ask);
  void analysed(const clang::FunctionDecl *F, bool WithFields);
  /// Of \p F by itself there is nothing to say, as lastTime() has found.
  bool isQuiet(const clang::FunctionDecl *F) const { return Known.contains(F); }
  /// As isQuiet(), and addsToOthers() was not said.
  bool addsNothing(const clang::FunctionDecl *F) const { return Idle.contains(F); }
  /// What \p F does is weighed where others are judged.
  void addsToOthers(const clang::FunctionDecl *F) { Adding.insert(F); }
  /// That nothing is said of \p F is due to what other functions do: it is not remembered.
  void hangsOnOthers(const clang::FunctionDecl *F) { Weighed.insert(F); }
  /// What is said of \p F may hang on all of the text that it reaches, whatever was written down.
  void hangsOnTexts(const clang::FunctionDecl *F) { OfTexts.insert(F); }
  /// A check has something to say at \p Place.
  void spokenOf(clang::SourceLocation Place);

private:
  enum Weight : uint64_t { OfFields = 1, AddsToOthers = 2 };
  void keep(const clang::FunctionDecl *F, uint64_t Key, bool WithFields);
  /// Does what the answer with \p Key rests on have the same answers as before?
  bool isStillSo(uint64_t Key, Asking Ask);
  bool isStillSo(Remembered::Read &Read, uint64_t For, Asking Ask);
  /// \p ByTexts: whatever was written down, all that \p B reaches may matter.
  Remembered remembered(const flow::BodyReads::Basis &B, uint64_t Answer, bool ByTexts) const;

  struct Kept {
    const clang::FunctionDecl *Of;
    uint64_t Key;
    bool WithFields;
    unsigned Begin, End; ///< offsets in the main file
  };
  const std::shared_ptr<Memory> All;
  const clang::SourceManager *SM = nullptr; ///< from begin() on, as the next
  const lifetime::Analysis *Solver = nullptr;
  std::string MainFile;
  VersionMemory Last;
  std::unique_ptr<FunctionKeys> Keys;
  llvm::DenseMap<uint64_t, bool> StillSo; ///< by keys of answers
  std::vector<Kept> Quiet;
  llvm::DenseSet<const clang::FunctionDecl *> Known, Idle, Weighed, OfTexts, Adding; ///< looked up only
  std::vector<unsigned> Spoken; ///< offsets in the main file
};

} // namespace raiitidy::report
