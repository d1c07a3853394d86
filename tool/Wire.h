// Plain values to bytes and back, for the pipe between a worker and the program. One description of a type serves
// both directions; both ends are the same binary, so there is no version.
#pragma once
#include "tool/Finding.h"
#include "tool/Proof.h"
#include <cstdint>
#include <cstring>

namespace raiitidy::tool {

class ByteWriter {
public:
  std::string Bytes;
  void raw(const void *P, size_t N) { Bytes.append(static_cast<const char *>(P), N); }
  template <typename T> ByteWriter &operator&(T &V) {
    describe(*this, V);
    return *this;
  }
  void number(uint64_t &V) { raw(&V, sizeof V); }
  void text(std::string &V) {
    uint64_t N = V.size();
    number(N);
    raw(V.data(), N);
  }
  static constexpr bool Reads = false;
};

class ByteReader {
public:
  explicit ByteReader(const std::string &Bytes) : P(Bytes.data()), End(P + Bytes.size()) {}
  template <typename T> ByteReader &operator&(T &V) {
    describe(*this, V);
    return *this;
  }
  void number(uint64_t &V) {
    V = 0;
    if (static_cast<size_t>(End - P) < sizeof V)
      return fail();
    std::memcpy(&V, P, sizeof V);
    P += sizeof V;
  }
  void text(std::string &V) {
    uint64_t N;
    number(N);
    if (static_cast<uint64_t>(End - P) < N)
      return fail();
    V.assign(P, N);
    P += N;
  }
  /// All bytes were there and none is left.
  bool complete() const { return Ok && P == End; }
  void fail() {
    Ok = false;
    P = End;
  }
  static constexpr bool Reads = true;

private:
  const char *P, *End;
  bool Ok = true;
};

template <typename A> void describe(A &Ar, std::string &V) { Ar.text(V); }
template <typename A> void describe(A &Ar, unsigned &V) {
  uint64_t N = V;
  Ar.number(N);
  V = static_cast<unsigned>(N);
}
template <typename A> void describe(A &Ar, bool &V) {
  uint64_t N = V;
  Ar.number(N);
  V = N != 0;
}
template <typename A> void describe(A &Ar, Level &V) {
  uint64_t N = static_cast<uint64_t>(V);
  Ar.number(N);
  V = static_cast<Level>(N);
}
template <typename A, typename X, typename Y> void describe(A &Ar, std::pair<X, Y> &V) { Ar & V.first & V.second; }
template <typename A, typename T> void describe(A &Ar, std::vector<T> &V) {
  uint64_t N = V.size();
  Ar.number(N);
  if constexpr (A::Reads)
    for (V.clear(); N > 0; --N) {
      V.emplace_back();
      Ar &V.back();
    }
  else
    for (T &E : V)
      Ar &E;
}
template <typename A> void describe(A &Ar, std::map<std::string, std::string> &V) {
  std::vector<std::pair<std::string, std::string>> Flat(V.begin(), V.end());
  Ar &Flat;
  if constexpr (A::Reads)
    V = {Flat.begin(), Flat.end()};
}
template <typename A> void describe(A &Ar, Place &V) { Ar & V.File & V.Offset & V.Line & V.Column & V.Text & V.Marks; }
template <typename A> void describe(A &Ar, Edit &V) { Ar & V.File & V.Offset & V.Length & V.Text; }
template <typename A> void describe(A &Ar, Note &V) { Ar & V.At & V.Message & V.Edits; }
template <typename A> void describe(A &Ar, Finding &V) {
  Ar & V.Check & V.How & V.Message & V.At & V.Function & V.Notes & V.SafeFix & V.BrokenFix;
}
template <typename A> void describe(A &Ar, CompilerMessage &V) { Ar & V.At & V.Message & V.Flag; }
template <typename A> void describe(A &Ar, UnitResult &V) {
  Ar & V.Findings & V.Errors & V.Warnings & V.DroppedFlags & V.Sources & V.Files & V.ReadRequested & V.Failure;
}
template <typename A> void describe(A &Ar, ProofOutcome &V) { Ar & V.Failed & V.After; }

template <typename T> std::string toBytes(T &V) {
  ByteWriter W;
  W &V;
  return std::move(W.Bytes);
}
/// \returns false, with \p V empty, if \p Bytes are not a whole T.
template <typename T> bool fromBytes(const std::string &Bytes, T &V) {
  ByteReader R(Bytes);
  R &V;
  if (!R.complete())
    V = T();
  return R.complete();
}

} // namespace raiitidy::tool
