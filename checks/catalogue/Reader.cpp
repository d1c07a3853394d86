#include "checks/catalogue/Reader.h"
#include "checks/catalogue/Embedded.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace raiitidy::catalogue {
namespace {

using llvm::StringRef;
using llvm::Twine;

/// A node of the document, detached from the parser, which can be walked once only.
struct Value {
  enum class Kind { Null, Text, List, Map } K = Kind::Null;
  unsigned Line = 0;
  std::string Text;
  std::vector<Value> Items;                     ///< of a list
  std::vector<std::pair<Value, Value>> Entries; ///< of a map; the keys are texts

  const Value *find(StringRef Key) const {
    for (const auto &E : Entries)
      if (E.first.Text == Key)
        return &E.second;
    return nullptr;
  }
};

/// A word of the schema and what it stands for.
template <typename T> struct Word {
  const char *Name;
  T Means;
};

constexpr Word<ResourceClass> Classes[] = {
    {"memory", ResourceClass::Memory}, {"handle", ResourceClass::Handle},
    {"lock", ResourceClass::Lock},     {"state", ResourceClass::State},
    {"count", ResourceClass::Count},   {"transaction", ResourceClass::Transaction}};
constexpr Word<FailureValue> Failures[] = {
    {"never", FailureValue::Never},       {"null", FailureValue::Null},
    {"minus-one", FailureValue::MinusOne}, {"negative", FailureValue::Negative},
    {"nonzero", FailureValue::NonZero},   {"zero", FailureValue::Zero},
    {"not-positive", FailureValue::NotPositive}};
constexpr Word<MayThrow> Throwing[] = {{"never", MayThrow::Never},
                                       {"allocation", MayThrow::Allocation},
                                       {"unknown", MayThrow::Unknown},
                                       {"documented", MayThrow::Documented}};
constexpr Word<CallPattern::Kind> Operators[] = {
    {"new", CallPattern::Kind::New},
    {"new(nothrow)", CallPattern::Kind::New},
    {"new[]", CallPattern::Kind::NewArray},
    {"new[](nothrow)", CallPattern::Kind::NewArray},
    {"delete", CallPattern::Kind::Delete},
    {"delete[]", CallPattern::Kind::DeleteArray}};

constexpr unsigned MaxIndex = 31;
constexpr const char *UnquotedStar = "an alias (quote names that start with '*')";

constexpr const char *FileKeys[] = {"version", "pairs"};
constexpr const char *PairKeys[] = {"name",   "noun",     "class",     "acquire",    "release", "commit",
                                    "rollback", "hand-over", "by-members", "must-flush", "guard",   "header",     "nests"};
constexpr const char *CallKeys[] = {"call",  "where", "when",   "arguments",       "fails",        "held-on-failure",
                                    "takes", "count", "throws", "accepts-failure", "result-matters"};
constexpr const char *AcquireOnly[] = {"fails", "held-on-failure", "takes", "count"};
constexpr const char *ReleaseOnly[] = {"accepts-failure", "result-matters"};
constexpr const char *ConditionKeys[] = {"argument", "is", "is-not", "bits", "no-bits", "text", "no-text"};

/// On one line and short, whatever was found.
std::string quoted(StringRef S) {
  size_t End = std::min<size_t>(S.size(), 60);
  while (End < S.size() && (static_cast<unsigned char>(S[End]) & 0xC0) == 0x80)
    ++End; // not within a character
  std::string Out = "'";
  for (char C : S.take_front(End))
    Out += llvm::isPrint(C) || static_cast<unsigned char>(C) >= 0x80 ? C : ' ';
  return Out + (End < S.size() ? "…'" : "'");
}

std::string shown(const Value &V) {
  switch (V.K) {
  case Value::Kind::Null:
    return "nothing";
  case Value::Kind::Text:
    return quoted(V.Text);
  case Value::Kind::List:
    return V.Items.empty() ? "an empty list" : "a list";
  case Value::Kind::Map:
    return "a mapping";
  }
  llvm_unreachable("all kinds are listed");
}

template <typename Range> std::string oneOf(const Range &Names) {
  return "one of " + llvm::join(std::begin(Names), std::end(Names), ", ");
}

template <typename T, size_t N> std::string oneOf(const Word<T> (&Words)[N]) {
  std::vector<std::string> Names;
  for (const Word<T> &W : Words)
    Names.push_back(W.Name);
  return oneOf(Names);
}

bool isIdentifier(StringRef S) {
  if (S.empty() || llvm::isDigit(S.front()))
    return false;
  return llvm::all_of(S, [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

/// "f", "ns::f", "Class::f", "*::f".
bool isCallName(StringRef S) {
  S.consume_front("*::");
  llvm::SmallVector<StringRef, 4> Parts;
  S.split(Parts, "::");
  return llvm::all_of(Parts, isIdentifier);
}

bool isQualified(StringRef Name) { return Name.contains("::"); }

class Parser {
public:
  Parser(StringRef Text, StringRef FileName) : Text(Text), FileName(FileName) {}

  llvm::Error run(std::vector<Pair> &Out) {
    Value Root;
    if (!parse(Root) || !readFile(Root, Out))
      return llvm::createStringError(llvm::inconvertibleErrorCode(), Message);
    return llvm::Error::success();
  }

private:
  StringRef Text, FileName;
  std::string Message; ///< of the first error

  bool fail(unsigned Line, const Twine &Expected, const Twine &Found) {
    if (Message.empty())
      Message = (FileName + ":" + Twine(Line) + ": expected " + Expected + ", found " + Found).str();
    return false;
  }
  bool fail(const Value &At, const Twine &Expected) { return fail(At.Line, Expected, shown(At)); }

  // From text to values.

  bool parse(Value &Root) {
    llvm::SourceMgr SM;
    struct Diagnostic {
      unsigned Line = 0;
      std::string Text;
    } First;
    SM.setDiagHandler(
        [](const llvm::SMDiagnostic &D, void *Context) {
          auto *First = static_cast<Diagnostic *>(Context);
          if (First->Text.empty())
            *First = {unsigned(std::max(D.getLineNo(), 1)), D.getMessage().str()};
        },
        &First);
    llvm::yaml::Stream Stream(llvm::MemoryBufferRef(Text, FileName), SM);
    auto SyntaxError = [&] {
      if (StringRef(First.Text).contains("empty alias")) // *::method without quotes
        return fail(First.Line, "a value", UnquotedStar);
      return fail(std::max(First.Line, 1u), "valid YAML",
                  First.Text.empty() ? "something that cannot be read" : "an error: " + First.Text);
    };
    auto Document = Stream.begin();
    if (Stream.failed())
      return SyntaxError();
    if (Document == Stream.end())
      return true;
    llvm::yaml::Node *Node = (*Document).getRoot();
    if (!Node || Stream.failed())
      return SyntaxError();
    bool Converted = convert(Node, SM, 1, Root);
    if (Stream.failed())
      return Message.clear(), SyntaxError();
    if (!Converted)
      return false;
    ++Document;
    if (Stream.failed())
      return SyntaxError();
    if (Document != Stream.end())
      return fail(1, "one document", "several");
    return true;
  }

  bool convert(llvm::yaml::Node *Node, llvm::SourceMgr &SM, unsigned ParentLine, Value &Out) {
    Out.Line = ParentLine;
    if (!Node)
      return fail(ParentLine, "valid YAML", "something that cannot be read");
    if (llvm::SMLoc Start = Node->getSourceRange().Start; Start.isValid() && SM.FindBufferContainingLoc(Start))
      Out.Line = SM.getLineAndColumn(Start).first;
    llvm::SmallString<64> Storage;
    if (llvm::isa<llvm::yaml::NullNode>(Node)) {
      Out.Line = ParentLine;
      return true;
    }
    if (auto *S = llvm::dyn_cast<llvm::yaml::ScalarNode>(Node)) {
      Out.K = Value::Kind::Text;
      Out.Text = S->getValue(Storage).str();
      return true;
    }
    if (auto *S = llvm::dyn_cast<llvm::yaml::BlockScalarNode>(Node)) {
      Out.K = Value::Kind::Text;
      Out.Text = S->getValue().str();
      return true;
    }
    if (auto *S = llvm::dyn_cast<llvm::yaml::SequenceNode>(Node)) {
      Out.K = Value::Kind::List;
      for (llvm::yaml::Node &Item : *S) {
        Out.Items.emplace_back();
        if (!convert(&Item, SM, Out.Line, Out.Items.back()))
          return false;
      }
      return true;
    }
    if (auto *M = llvm::dyn_cast<llvm::yaml::MappingNode>(Node)) {
      Out.K = Value::Kind::Map;
      for (llvm::yaml::KeyValueNode &Entry : *M) {
        Value Key, Val;
        if (!convert(Entry.getKey(), SM, Out.Line, Key))
          return false;
        if (Key.K != Value::Kind::Text)
          return fail(Key, "a key");
        if (Out.find(Key.Text))
          return fail(Key.Line, "each key once", quoted(Key.Text) + " twice");
        if (!convert(Entry.getValue(), SM, Key.Line, Val))
          return false;
        Out.Entries.emplace_back(std::move(Key), std::move(Val));
      }
      return true;
    }
    if (auto *A = llvm::dyn_cast<llvm::yaml::AliasNode>(Node))
      Out.Line = SM.getLineAndColumn(llvm::SMLoc::getFromPointer(A->getName().data())).first;
    return fail(Out.Line, "a value", UnquotedStar);
  }

  // Pieces of the schema.

  template <typename Range> bool checkKeys(const Value &Map, const Range &Known) {
    for (const auto &E : Map.Entries) {
      StringRef Key = E.first.Text;
      if (llvm::is_contained(Known, Key))
        continue;
      StringRef Nearest;
      unsigned Best = std::max<size_t>(Key.size() / 2, 1) + 1;
      for (StringRef K : Known)
        if (unsigned D = Key.edit_distance(K, true, Best); D < Best)
          Best = D, Nearest = K;
      return fail(E.first.Line, oneOf(Known),
                  quoted(Key) + (Nearest.empty() ? "" : " (did you mean " + quoted(Nearest) + "?)"));
    }
    return true;
  }

  bool readText(const Value &V, const Twine &What, std::string &Out) {
    if (V.K != Value::Kind::Text || V.Text.empty())
      return fail(V, What);
    Out = V.Text;
    return true;
  }

  bool readBool(const Value &V, bool &Out) {
    if (V.K != Value::Kind::Text || (V.Text != "true" && V.Text != "false"))
      return fail(V, "true or false");
    Out = V.Text == "true";
    return true;
  }

  template <typename T, size_t N> bool readWord(const Value &V, const Word<T> (&Words)[N], T &Out) {
    if (V.K == Value::Kind::Text)
      for (const Word<T> &W : Words)
        if (V.Text == W.Name)
          return Out = W.Means, true;
    return fail(V, oneOf(Words));
  }

  bool readIndex(const Value &V, StringRef Number, unsigned &Out) {
    unsigned N = 0;
    if (V.K != Value::Kind::Text || Number.getAsInteger(10, N))
      return fail(V, "the number of an argument, counted from 0");
    if (N > MaxIndex)
      return fail(V.Line, "an argument from 0 to " + Twine(MaxIndex), Twine(N));
    Out = N;
    return true;
  }

  bool readTexts(const Value &V, const Twine &What, std::vector<std::string> &Out) {
    if (V.K == Value::Kind::List) {
      if (V.Items.empty())
        return fail(V, What + " or a list of them");
      for (const Value &I : V.Items)
        if (!readText(I, What, Out.emplace_back()))
          return false;
      return true;
    }
    return readText(V, What + " or a list of them", Out.emplace_back());
  }

  /// "3", "1-2", "2+": how many arguments the call has.
  bool readCounts(const Value &V, CallPattern &P) {
    constexpr const char *What = "a number of arguments such as 3, 1-2 or 2+";
    unsigned Min = 0, Max = 0;
    StringRef S = V.Text;
    if (V.K != Value::Kind::Text || S.empty())
      return fail(V, What);
    if (S.ends_with("+")) {
      if (S.drop_back().getAsInteger(10, Min))
        return fail(V, What);
      P.MinArguments = Min;
      return true;
    }
    auto [First, Last] = S.split('-');
    if (First.getAsInteger(10, Min) || (S.contains('-') ? Last.getAsInteger(10, Max) : (Max = Min, false)) || Max < Min)
      return fail(V, What);
    P.MinArguments = Min;
    P.MaxArguments = Max;
    return true;
  }

  bool readWhere(const Value &V, CallPattern &P) {
    constexpr const char *What = "one of result, receiver, nothing, argument N, out N";
    StringRef S = V.Text;
    if (V.K != Value::Kind::Text)
      return fail(V, What);
    if (S == "result")
      P.Where = Carrier::Result;
    else if (S == "receiver")
      P.Where = Carrier::Receiver;
    else if (S == "nothing")
      P.Where = Carrier::Nothing;
    else if (S.consume_front("argument ") || S.consume_front("out ")) {
      P.Where = StringRef(V.Text).starts_with("out") ? Carrier::OutArgument : Carrier::Argument;
      return readIndex(V, S.trim(), P.Index);
    } else
      return fail(V, What);
    return true;
  }

  bool readCondition(const Value &V, CallPattern &P) {
    if (V.K != Value::Kind::Map)
      return fail(V, "a condition such as { argument: 1, is: LOCK_UN }");
    if (!checkKeys(V, ConditionKeys))
      return false;
    const Value *Argument = V.find("argument");
    if (!Argument)
      return fail(V.Line, "'argument' in a condition", "none");
    unsigned Index = 0;
    if (!readIndex(*Argument, Argument->Text, Index))
      return false;
    using Test = ArgumentCondition::Test;
    bool Any = false;
    for (auto [Key, How, Not] : {std::tuple("is", Test::Equals, false), std::tuple("is-not", Test::Equals, true),
                                 std::tuple("bits", Test::HasBits, false), std::tuple("no-bits", Test::HasBits, true),
                                 std::tuple("text", Test::TextPrefix, false),
                                 std::tuple("no-text", Test::TextPrefix, true)}) {
      const Value *Values = V.find(Key);
      if (!Values)
        continue;
      ArgumentCondition C;
      C.Index = Index;
      C.How = How;
      C.Not = Not;
      if (!readTexts(*Values, How == Test::TextPrefix ? "a word" : "a number or a name", C.Values))
        return false;
      P.When.push_back(std::move(C));
      Any = true;
    }
    if (!Any)
      return fail(V.Line, "one of is, is-not, bits, no-bits, text, no-text in a condition", "none");
    return true;
  }

  struct Context {
    ResourceClass Class;
    bool Acquires;
    bool ByNothing; ///< the acquisition has no carrier
  };

  /// One entry of 'acquire', 'release', …: a name, or a mapping. A qualified name may be a function of a namespace or
  /// a method of a class; only the code that is analysed can tell, so both patterns are made.
  bool readCall(const Value &V, StringRef Role, const Context &C, std::vector<CallPattern> &Out) {
    const Value *Name = &V;
    if (V.K == Value::Kind::Map) {
      if (!checkKeys(V, CallKeys))
        return false;
      for (const auto &E : V.Entries) {
        const bool OfCommit = Role == "commit" && (E.first.Text == "fails" || E.first.Text == "held-on-failure");
        if (!C.Acquires && !OfCommit && llvm::is_contained(AcquireOnly, StringRef(E.first.Text)))
          return fail(E.first.Line, quoted(E.first.Text) + " in 'acquire' only", "it in " + quoted(Role));
        if (C.Acquires && llvm::is_contained(ReleaseOnly, StringRef(E.first.Text)))
          return fail(E.first.Line, quoted(E.first.Text) + " in a call that releases", "it in 'acquire'");
      }
      Name = V.find("call");
      if (!Name)
        return fail(V.Line, "'call' in " + quoted(Role), "none");
    }
    CallPattern P;
    if (!readText(*Name, "a function, \"Class::method\", \"*::method\", new or delete", P.Name))
      return false;
    bool IsOperator = false;
    for (const auto &O : Operators)
      if (P.Name == O.Name)
        P.Syntax = O.Means, IsOperator = true;
    if (StringRef(P.Name).starts_with("::"))
      P.Name.erase(0, 2);
    if (!IsOperator) {
      if (!isCallName(P.Name))
        return fail(*Name, "a function, \"Class::method\", \"*::method\", new or delete");
      if (StringRef(P.Name).starts_with("*::"))
        P.Syntax = CallPattern::Kind::Method;
    } else {
      bool Deletes = P.Syntax == CallPattern::Kind::Delete || P.Syntax == CallPattern::Kind::DeleteArray;
      if (Deletes == C.Acquires)
        return fail(*Name, C.Acquires ? "an acquiring call" : "a releasing call");
      P.Where = Deletes ? Carrier::Argument : Carrier::Result;
      P.AcceptsFailureValue = Deletes;
      bool NoThrow = StringRef(P.Name).ends_with("(nothrow)");
      P.Fails = NoThrow ? FailureValue::Null : FailureValue::Never;
      P.Throws = Deletes || NoThrow ? MayThrow::Never : MayThrow::Allocation;
      for (const auto &E : V.Entries)
        if (E.first.Text != "call" && E.first.Text != "throws")
          return fail(E.first.Line, "only 'call' and 'throws' with " + quoted(P.Name), quoted(E.first.Text));
    }
    auto Read = [&](StringRef Key, auto &&Do) {
      const Value *Field = V.K == Value::Kind::Map ? V.find(Key) : nullptr;
      return !Field || Do(*Field);
    };
    const Value *Where = V.K == Value::Kind::Map ? V.find("where") : nullptr;
    if (Where && !readWhere(*Where, P))
      return false;
    if (Where && P.Where == Carrier::Receiver && !isQualified(P.Name))
      return fail(*Name, "\"Class::method\" or \"*::method\" where the receiver is meant");
    if (Where && !C.Acquires && (P.Where == Carrier::Result || P.Where == Carrier::OutArgument))
      return fail(*Where, "one of receiver, nothing, argument N in " + quoted(Role));
    if (!Read("arguments", [&](const Value &F) { return readCounts(F, P); }) ||
        !Read("held-on-failure", [&](const Value &F) { return readBool(F, P.HeldOnFailure); }) ||
        !Read("accepts-failure", [&](const Value &F) { return readBool(F, P.AcceptsFailureValue); }) ||
        !Read("result-matters", [&](const Value &F) { return readBool(F, P.ResultMatters); }))
      return false;
    if (!Read("takes", [&](const Value &F) {
          StringRef S = F.Text;
          P.TransfersAlways = S.consume_back(" always");
          unsigned N = 0;
          if (!readIndex(F, S.trim(), N))
            return false;
          P.Transfers = N;
          return true;
        }))
      return false;
    if (!Read("count", [&](const Value &F) {
          if (F.K != Value::Kind::Text || StringRef(F.Text).getAsInteger(10, P.Count) || P.Count < 2 ||
              P.Count > MaxIndex)
            return fail(F, "a number of handles from 2 to " + Twine(MaxIndex));
          if (P.Where != Carrier::OutArgument)
            return fail(F.Line, "'where: out N' together with 'count'", "none");
          return true;
        }))
      return false;
    if (!Read("when", [&](const Value &F) {
          if (F.K != Value::Kind::List)
            return readCondition(F, P);
          if (F.Items.empty())
            return fail(F, "a condition or a list of them");
          return llvm::all_of(F.Items, [&](const Value &I) { return readCondition(I, P); });
        }))
      return false;
    if (P.MaxArguments) {
      unsigned Highest = 0;
      if (P.Where == Carrier::Argument || P.Where == Carrier::OutArgument)
        Highest = Where ? P.Index + 1 : 0;
      for (const ArgumentCondition &A : P.When)
        Highest = std::max(Highest, A.Index + 1);
      if (P.Transfers)
        Highest = std::max(Highest, *P.Transfers + 1);
      if (Highest > *P.MaxArguments)
        return fail(V.Line, "an argument below " + Twine(*P.MaxArguments), Twine(Highest - 1));
    }

    auto Finish = [&](CallPattern Q) {
      bool Method = Q.Syntax == CallPattern::Kind::Method;
      bool Held = C.Class == ResourceClass::Memory || C.Class == ResourceClass::Handle;
      if (!IsOperator) {
        if (!Where) {
          if (C.Acquires)
            Q.Where = Held ? Carrier::Result : Method ? Carrier::Receiver : Carrier::Argument;
          else
            Q.Where = C.ByNothing ? Carrier::Nothing : Method ? Carrier::Receiver : Carrier::Argument;
        }
        if (C.Acquires)
          Q.Fails = Q.Where == Carrier::Result && Held ? FailureValue::Null
                    : Q.Where == Carrier::OutArgument  ? FailureValue::NonZero
                                                       : FailureValue::Never;
        Q.Throws = isQualified(Q.Name) ? MayThrow::Unknown : MayThrow::Never;
      }
      if (!Read("fails", [&](const Value &F) { return readWord(F, Failures, Q.Fails); }) ||
          !Read("throws", [&](const Value &F) { return readWord(F, Throwing, Q.Throws); }))
        return false;
      Out.push_back(std::move(Q));
      return true;
    };
    if (!IsOperator && P.Syntax == CallPattern::Kind::Function && isQualified(P.Name)) {
      CallPattern Method = P;
      Method.Syntax = CallPattern::Kind::Method;
      if ((!Where || P.Where != Carrier::Receiver) && !Finish(P))
        return false;
      return Finish(std::move(Method));
    }
    return Finish(std::move(P));
  }

  bool readCalls(const Value &V, StringRef Role, const Context &C, std::vector<CallPattern> &Out) {
    if (V.K != Value::Kind::List) {
      if (V.K == Value::Kind::Null)
        return fail(V, "a call or a list of calls in " + quoted(Role));
      return readCall(V, Role, C, Out);
    }
    if (V.Items.empty())
      return fail(V, "a call or a list of calls in " + quoted(Role));
    return llvm::all_of(V.Items, [&](const Value &I) { return readCall(I, Role, C, Out); });
  }

  bool readPair(const Value &V, Pair &P) {
    if (V.K != Value::Kind::Map)
      return fail(V, "a pair such as { name: widget, acquire: widget_open, release: widget_close }");
    if (!checkKeys(V, PairKeys))
      return false;
    P.File = FileName.str();
    P.Line = V.Line;
    const Value *Name = V.find("name");
    if (!Name)
      return fail(V.Line, "'name' in a pair", "none");
    if (!readText(*Name, "a name", P.Name))
      return false;
    auto Of = [&](StringRef Key) { return quoted(Key) + " in the pair " + quoted(P.Name); };
    P.Noun = P.Name;
    if (const Value *F = V.find("noun"); F && !readText(*F, "a noun", P.Noun))
      return false;
    const Value *Acquire = V.find("acquire"), *Release = V.find("release"), *Commit = V.find("commit"),
                *Rollback = V.find("rollback");
    P.Class = Commit || Rollback ? ResourceClass::Transaction : ResourceClass::Handle;
    if (const Value *F = V.find("class"); F && !readWord(*F, Classes, P.Class))
      return false;
    if (!Acquire)
      return fail(V.Line, Of("acquire"), "none");
    if (Release && (Commit || Rollback))
      return fail(V.Line, "either 'release' or 'commit' and 'rollback' in the pair " + quoted(P.Name), "both");
    if (Rollback && !Commit)
      return fail(V.Line, Of("commit"), "'rollback' alone");
    if (Commit && !Rollback)
      return fail(V.Line, Of("rollback"), "'commit' alone");
    if (!Release && !Commit)
      return fail(V.Line, "'release', or 'commit' and 'rollback', in the pair " + quoted(P.Name), "none");
    Context C{P.Class, true, false};
    if (!readCalls(*Acquire, "acquire", C, P.Acquire))
      return false;
    C.Acquires = false;
    C.ByNothing = llvm::all_of(P.Acquire, [](const CallPattern &A) { return A.Where == Carrier::Nothing; });
    for (auto [Key, Into] :
         {std::pair("release", &P.Release), std::pair("commit", &P.Commit), std::pair("rollback", &P.Rollback),
          std::pair("hand-over", &P.HandOver)})
      if (const Value *F = V.find(Key); F && !readCalls(*F, Key, C, *Into))
        return false;
    if (const Value *F = V.find("by-members")) {
      if (!readBool(*F, P.ByMembers))
        return false;
      for (const auto *Calls : {&P.Acquire, &P.Release, &P.Commit, &P.Rollback})
        for (const CallPattern &A : *Calls)
          if (P.ByMembers && (!StringRef(A.Name).starts_with("*::") || A.Where != Carrier::Receiver))
            return fail(*F, "\"*::method\" in every call of a pair that is recognised 'by-members'");
    }
    if (const Value *F = V.find("must-flush"); F && !readBool(*F, P.MustFlush))
      return false;
    if (const Value *F = V.find("nests"); F && !readBool(*F, P.Nests))
      return false;
    if (const Value *F = V.find("guard"); F && !readText(*F, "a type", P.Guard))
      return false;
    if (const Value *F = V.find("header")) {
      std::vector<std::string> Headers;
      if (!readTexts(*F, "a header", Headers))
        return false;
      P.Header = Headers.front(); // the others are there for the test that compiles them
    }
    return true;
  }

  bool readFile(const Value &Root, std::vector<Pair> &Out) {
    if (Root.K == Value::Kind::Null)
      return true;
    if (Root.K != Value::Kind::Map)
      return fail(Root, "a mapping with the key 'pairs'");
    if (!checkKeys(Root, FileKeys))
      return false;
    if (const Value *F = Root.find("version"); F && (F->K != Value::Kind::Text || F->Text != "1"))
      return fail(*F, "version 1");
    const Value *Pairs = Root.find("pairs");
    if (!Pairs)
      return true;
    if (Pairs->K != Value::Kind::List || Pairs->Items.empty())
      return fail(*Pairs, "a list of pairs");
    llvm::StringMap<unsigned> Seen;
    for (const Value &V : Pairs->Items) {
      if (!readPair(V, Out.emplace_back()))
        return false;
      auto [It, New] = Seen.try_emplace(Out.back().Name, Out.back().Line);
      if (!New)
        return fail(V.Line, "each name once",
                    quoted(Out.back().Name) + " again (first in line " + Twine(It->second) + ")");
    }
    return true;
  }
};

llvm::Error readPairsOf(StringRef Path, Catalogue &Into) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return llvm::createStringError(Buffer.getError(), Path + ": expected a readable file of pairs, found: " +
                                                          Buffer.getError().message());
  Into.Written += (*Buffer)->getBuffer();
  return readPairs((*Buffer)->getBuffer(), Path, Into);
}

} // namespace

llvm::Error readPairs(StringRef Text, StringRef FileName, Catalogue &Into) {
  std::vector<Pair> Read;
  if (llvm::Error E = Parser(Text, FileName).run(Read))
    return E;
  for (Pair &P : Read) {
    auto It = llvm::find_if(Into.Pairs, [&](const Pair &Q) { return Q.Name == P.Name; });
    if (It == Into.Pairs.end())
      Into.Pairs.push_back(std::move(P));
    else
      *It = std::move(P);
  }
  return llvm::Error::success();
}

Catalogue builtInCatalogue() {
  Catalogue C;
  llvm::StringSet<> Names;
  for (const EmbeddedFile &F : embeddedFiles()) {
    Catalogue One;
    if (llvm::Error E = readPairs(F.Text, F.Name, One))
      llvm::report_fatal_error(std::move(E), /*gen_crash_diag=*/false);
    for (Pair &P : One.Pairs) {
      if (!Names.insert(P.Name).second)
        llvm::report_fatal_error(llvm::Twine(F.Name) + ": '" + P.Name + "' exists in another shipped file", false);
      C.Pairs.push_back(std::move(P));
    }
  }
  return C;
}

llvm::Expected<std::shared_ptr<const Catalogue>> loadCatalogue(StringRef StartDirectory,
                                                               const std::vector<std::string> &PairFiles) {
  // Read once a process: a language server comes here at each edit.
  static const auto BuiltIn = std::make_shared<const Catalogue>(builtInCatalogue());
  std::shared_ptr<Catalogue> C;
  const auto Add = [&](StringRef File) {
    if (!C)
      C = std::make_shared<Catalogue>(*BuiltIn);
    return readPairsOf(File, *C);
  };
  llvm::SmallString<256> Directory(StartDirectory);
  llvm::sys::fs::make_absolute(Directory);
  llvm::sys::path::remove_dots(Directory, /*remove_dot_dot=*/true);
  for (StringRef At = Directory; !At.empty(); At = llvm::sys::path::parent_path(At)) {
    llvm::SmallString<256> Candidate(At);
    llvm::sys::path::append(Candidate, ".raii-tidy.yaml");
    if (!llvm::sys::fs::exists(Candidate))
      continue;
    if (llvm::Error E = Add(Candidate))
      return std::move(E);
    break;
  }
  for (const std::string &File : PairFiles)
    if (llvm::Error E = Add(File))
      return std::move(E);
  return C ? std::shared_ptr<const Catalogue>(std::move(C)) : BuiltIn;
}

std::string describePair(const Pair &P) {
  std::string Out = P.Name + ": ";
  auto Append = [&](const std::vector<CallPattern> &Calls) {
    std::vector<std::string> Names;
    for (const CallPattern &C : Calls) {
      std::string Name = C.Name;
      for (const ArgumentCondition &W : C.When)
        if (!W.Not)
          Name += "(" + llvm::join(W.Values, "|") + ")";
      if (!llvm::is_contained(Names, Name))
        Names.push_back(Name);
    }
    Out += llvm::join(Names, ", ");
  };
  Append(P.Acquire);
  Out += " -> ";
  if (P.Commit.empty()) {
    Append(P.Release);
  } else {
    Append(P.Commit);
    Out += " / ";
    Append(P.Rollback);
  }
  Out += "  (";
  for (const auto &W : Classes)
    if (W.Means == P.Class)
      Out += W.Name;
  Out += ", " + P.File + ":" + std::to_string(P.Line) + ")";
  return Out;
}

} // namespace raiitidy::catalogue
