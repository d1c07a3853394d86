#include "checks/Pch.h"
#include "checks/lifetime/Answers.h"
#include "checks/lifetime/Analysis.h"
#include "checks/lifetime/Tracks.h"

using namespace clang;
using raiitidy::flow::BodyRead;

namespace raiitidy::lifetime {

std::optional<uint64_t> numberFor(const Summary &S) {
  if (S.Returns || !S.Stores.empty())
    return std::nullopt;
  return llvm::hash_combine(S.NeverReturns, S.Results.Low, S.Results.High,
                            llvm::hash_combine_range(S.Results.Without.begin(), S.Results.Without.end()));
}

std::optional<uint64_t> numberFor(const ParameterEffect &Effect) {
  if (Effect.Releases || Effect.Always || !Effect.As.empty())
    return std::nullopt;
  return Effect.Takes;
}

uint64_t numberFor(std::optional<int64_t> Value) { return llvm::hash_combine(Value.has_value(), Value.value_or(0)); }

std::optional<uint64_t> Analysis::answerTo(const BodyRead &Read) {
  const auto *F = dyn_cast<FunctionDecl>(Read.Of);
  switch (Read.Asked) {
  case BodyRead::Kind::Findings:
  case BodyRead::Kind::Text:
    return std::nullopt;
  case BodyRead::Kind::Throws:
    return uint64_t(Throws.tierOfCallee(F));
  case BodyRead::Kind::Gives:
    return numberFor(summaryOf(F));
  case BodyRead::Kind::Effect:
  case BodyRead::Kind::EffectOnPointee:
    return numberFor(effectOn(F, Read.Parameter, Read.Asked == BodyRead::Kind::EffectOnPointee));
  case BodyRead::Kind::Keeps:
    return mayKeepReference(*this, F, Read.Parameter);
  case BodyRead::Kind::HandsOutThis:
    return handsOutThis(*this, F);
  case BodyRead::Kind::OnlyReads:
    return onlyReads(*this, cast<CXXMethodDecl>(F));
  case BodyRead::Kind::Value:
    return numberFor(unchangingGlobal(cast<VarDecl>(Read.Of)));
  }
  return std::nullopt;
}

} // namespace raiitidy::lifetime
