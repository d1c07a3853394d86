// What the analysis of a function learned of the bodies of others. Who keeps its result knows by that when it is stale: not
// when another body has other words, but when what was asked of it has another answer.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace clang {
class FunctionDecl;
class NamedDecl;
class VarDecl;
} // namespace clang

namespace raiitidy::flow {

/// Is \p Definition in a header of the preamble, or an instantiation of what is?
bool isOfPreamble(const clang::FunctionDecl *Definition);

/// A question and its answer.
struct BodyRead {
  enum class Kind : uint8_t {
    Findings,        ///< what there is to say of it: nobody but the user asks that
    Text,            ///< the body was looked at: all that it says may matter, and all that it calls; no answer
    Throws,          ///< how surely it throws
    Gives,           ///< what its caller gets from it
    Effect,          ///< what it does with a parameter
    EffectOnPointee, ///< or with what that points to
    Keeps,           ///< whether it may keep a reference parameter
    HandsOutThis,    ///< whether it may give its object to somebody
    OnlyReads,       ///< whether it does nothing but return a field
    Value            ///< of a variable: what it always holds
  };
  const clang::NamedDecl *Of; ///< the definition, or the variable
  Kind Asked;
  unsigned Parameter;
  uint64_t Answer;
};

class BodyReads {
public:
  /// What an answer rests on.
  struct Basis {
    const clang::FunctionDecl *Of;
    BodyRead::Kind Asked;
    unsigned Parameter;
    std::optional<uint64_t> Answer;        ///< nothing: not known, or no number says it
    llvm::SmallVector<BodyRead, 8> Reads{}; ///< in the order of asking, each once
  };

  /// Somebody keeps answers: without that nothing is written down.
  void begin() { Wanted = true; }

  /// Until its end what is read is read to answer \p Asked of \p F.
  class For {
  public:
    For(BodyReads &All, const clang::FunctionDecl *F, BodyRead::Kind Asked, unsigned Parameter = 0);
    ~For() { All.Current = Outer; }
    For(const For &) = delete;
    For &operator=(const For &) = delete;

  private:
    BodyReads &All;
    Basis *const Outer;
  };

  void text(const clang::FunctionDecl *F) { answered(F, BodyRead::Kind::Text, 0, 0); }
  /// \p Answer: nothing where a number does not say it; then the text counts.
  void answered(const clang::FunctionDecl *F, BodyRead::Kind Asked, unsigned Parameter, std::optional<uint64_t> Answer);
  void answered(const clang::VarDecl *V, uint64_t Answer);

  /// In the order in which they were asked for first.
  llvm::ArrayRef<std::unique_ptr<Basis>> all() const { return Bases; }
  /// Null: that was not asked.
  const Basis *of(const clang::FunctionDecl *F, BodyRead::Kind Asked) const { return Index.lookup({F, unsigned(Asked)}); }

private:
  using Key = std::pair<const clang::NamedDecl *, unsigned>;
  static Key key(const clang::NamedDecl *Of, BodyRead::Kind Asked, unsigned Parameter) { return {Of, unsigned(Asked) | Parameter << 8}; }
  void add(const BodyRead &Read);

  bool Wanted = false;
  Basis *Current = nullptr;
  std::vector<std::unique_ptr<Basis>> Bases;
  llvm::DenseMap<Key, Basis *> Index;                             ///< looked up only
  llvm::DenseSet<std::tuple<const Basis *, const clang::NamedDecl *, unsigned>> Seen; ///< looked up only
};

} // namespace raiitidy::flow
