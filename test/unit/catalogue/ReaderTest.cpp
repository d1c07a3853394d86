// What the reader accepts, and the exact text of what it says of the rest.
#include "checks/catalogue/Reader.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

namespace raiitidy::catalogue {
namespace {

std::string errorOf(llvm::StringRef Text) {
  Catalogue C;
  C.Pairs.resize(1);
  std::string Message = llvm::toString(readPairs(Text, "x.yaml", C));
  EXPECT_EQ(C.Pairs.size(), Message.empty() ? C.Pairs.size() : 1u) << "half-loaded";
  return Message;
}

Pair read(llvm::StringRef Text) {
  Catalogue C;
  std::string Message = llvm::toString(readPairs(Text, "x.yaml", C));
  EXPECT_EQ(Message, "");
  EXPECT_EQ(C.Pairs.size(), 1u);
  return C.Pairs.empty() ? Pair() : C.Pairs.front();
}

TEST(Reader, three_lines_make_a_pair_ok) {
  Pair P = read("pairs:\n- { name: widget, acquire: widget_open, release: widget_close }\n");
  EXPECT_EQ(P.Name, "widget");
  EXPECT_EQ(P.Noun, "widget");
  EXPECT_EQ(P.Class, ResourceClass::Handle);
  EXPECT_EQ(P.File, "x.yaml");
  EXPECT_EQ(P.Line, 2u);
  ASSERT_EQ(P.Acquire.size(), 1u);
  EXPECT_EQ(P.Acquire[0].Syntax, CallPattern::Kind::Function);
  EXPECT_EQ(P.Acquire[0].Name, "widget_open");
  EXPECT_EQ(P.Acquire[0].Where, Carrier::Result);
  EXPECT_EQ(P.Acquire[0].Fails, FailureValue::Null);
  ASSERT_EQ(P.Release.size(), 1u);
  EXPECT_EQ(P.Release[0].Where, Carrier::Argument);
  EXPECT_EQ(P.Release[0].Index, 0u);
  EXPECT_EQ(describePair(P), "widget: widget_open -> widget_close  (handle, x.yaml:2)");
}

TEST(Reader, methods_of_any_class_ok) {
  Pair P = read("pairs:\n- { name: ui, acquire: \"*::beginUpdate\", release: \"*::endUpdate\", class: state }\n");
  ASSERT_EQ(P.Acquire.size(), 1u);
  EXPECT_EQ(P.Acquire[0].Syntax, CallPattern::Kind::Method);
  EXPECT_EQ(P.Acquire[0].Where, Carrier::Receiver);
  EXPECT_EQ(P.Acquire[0].Fails, FailureValue::Never);
  EXPECT_EQ(P.Acquire[0].Throws, MayThrow::Unknown);
  EXPECT_EQ(P.Release[0].Where, Carrier::Receiver);
}

TEST(Reader, a_qualified_name_is_a_function_or_a_method_ok) {
  Pair P = read("pairs:\n- { name: w, acquire: \"ns::begin\", release: \"ns::end\", class: state }\n");
  ASSERT_EQ(P.Acquire.size(), 2u);
  EXPECT_EQ(P.Acquire[0].Syntax, CallPattern::Kind::Function);
  EXPECT_EQ(P.Acquire[0].Where, Carrier::Argument);
  EXPECT_EQ(P.Acquire[1].Syntax, CallPattern::Kind::Method);
  EXPECT_EQ(P.Acquire[1].Where, Carrier::Receiver);
  EXPECT_EQ(describePair(P), "w: ns::begin -> ns::end  (state, x.yaml:2)");
}

TEST(Reader, every_field_of_a_call_ok) {
  Pair P = read(R"(
version: 1
pairs:
- name: all
  noun: thing
  class: memory
  header: [a.h, b.h]
  guard: my::guard
  must-flush: true
  acquire:
  - call: make
    where: out 2
    arguments: 3-5
    fails: negative
    held-on-failure: true
    takes: 1 always
    count: 2
    throws: documented
    when: [{ argument: 0, is: [A, "1"], no-bits: B }, { argument: 1, text: BEGIN, no-text: BEGIN X }]
  release: { call: ::drop, where: argument 1, accepts-failure: true, result-matters: true, arguments: 2+ }
  hand-over: give
)");
  const CallPattern &A = P.Acquire.at(0);
  EXPECT_EQ(P.Noun, "thing");
  EXPECT_EQ(P.Header, "a.h");
  EXPECT_EQ(P.Guard, "my::guard");
  EXPECT_TRUE(P.MustFlush);
  EXPECT_EQ(A.Where, Carrier::OutArgument);
  EXPECT_EQ(A.Index, 2u);
  EXPECT_EQ(A.MinArguments, 3u);
  EXPECT_EQ(A.MaxArguments, 5u);
  EXPECT_EQ(A.Fails, FailureValue::Negative);
  EXPECT_TRUE(A.HeldOnFailure);
  EXPECT_EQ(A.Transfers, 1u);
  EXPECT_TRUE(A.TransfersAlways);
  EXPECT_EQ(A.Count, 2u);
  EXPECT_EQ(A.Throws, MayThrow::Documented);
  ASSERT_EQ(A.When.size(), 4u);
  EXPECT_EQ(A.When[0].Values, (std::vector<std::string>{"A", "1"}));
  EXPECT_TRUE(A.When[1].Not);
  EXPECT_EQ(A.When[1].How, ArgumentCondition::Test::HasBits);
  EXPECT_EQ(A.When[2].How, ArgumentCondition::Test::TextPrefix);
  EXPECT_EQ(A.When[3].Values.at(0), "BEGIN X");
  const CallPattern &R = P.Release.at(0);
  EXPECT_EQ(R.Name, "drop");
  EXPECT_EQ(R.Index, 1u);
  EXPECT_TRUE(R.AcceptsFailureValue);
  EXPECT_TRUE(R.ResultMatters);
  EXPECT_EQ(R.MinArguments, 2u);
  EXPECT_FALSE(R.MaxArguments);
  EXPECT_EQ(P.HandOver.at(0).Name, "give");
}

TEST(Reader, new_and_delete_ok) {
  Pair P = read("pairs: [{ name: n, acquire: [new, 'new(nothrow)'], release: delete, class: memory }]");
  EXPECT_EQ(P.Acquire.at(0).Syntax, CallPattern::Kind::New);
  EXPECT_EQ(P.Acquire[0].Fails, FailureValue::Never);
  EXPECT_EQ(P.Acquire[0].Throws, MayThrow::Allocation);
  EXPECT_EQ(P.Acquire.at(1).Fails, FailureValue::Null);
  EXPECT_EQ(P.Release.at(0).Syntax, CallPattern::Kind::Delete);
  EXPECT_TRUE(P.Release[0].AcceptsFailureValue);
}

TEST(Reader, global_state_has_no_carrier_on_either_side_ok) {
  Pair P = read("pairs:\n- { name: wsa, class: state, acquire: { call: WSAStartup, where: nothing, fails: nonzero }, "
                "release: WSACleanup }\n");
  EXPECT_EQ(P.Acquire.at(0).Where, Carrier::Nothing);
  EXPECT_EQ(P.Release.at(0).Where, Carrier::Nothing);
}

TEST(Reader, a_triple_is_a_transaction_ok) {
  Pair P = read("pairs:\n- { name: tx, acquire: tx_begin, commit: tx_commit, rollback: [tx_abort, tx_undo] }\n");
  EXPECT_EQ(P.Class, ResourceClass::Transaction);
  EXPECT_EQ(P.Acquire.at(0).Where, Carrier::Argument);
  EXPECT_TRUE(P.Release.empty());
  EXPECT_EQ(P.Commit.size(), 1u);
  EXPECT_EQ(P.Rollback.size(), 2u);
  EXPECT_EQ(describePair(P), "tx: tx_begin -> tx_commit / tx_abort, tx_undo  (transaction, x.yaml:2)");
}

TEST(Reader, nothing_to_read_ok) {
  EXPECT_EQ(errorOf(""), "");
  EXPECT_EQ(errorOf("# only a comment\n"), "");
  EXPECT_EQ(errorOf("version: 1\n"), "");
}

TEST(Reader, later_pairs_replace_in_place_ok) {
  Catalogue C;
  ASSERT_EQ(llvm::toString(readPairs("pairs:\n- { name: a, acquire: f, release: g }\n"
                                     "- { name: b, acquire: f, release: g }\n", "1.yaml", C)), "");
  ASSERT_EQ(llvm::toString(readPairs("pairs:\n- { name: a, acquire: h, release: g }\n", "2.yaml", C)), "");
  ASSERT_EQ(C.Pairs.size(), 2u);
  EXPECT_EQ(C.Pairs[0].Acquire[0].Name, "h");
  EXPECT_EQ(C.Pairs[0].File, "2.yaml");
}

TEST(Reader, commit_that_fails_ok) {
  Catalogue C;
  ASSERT_EQ(llvm::toString(readPairs("pairs:\n- { name: t, acquire: b, rollback: r, nests: false, "
                                     "commit: { call: c, fails: nonzero, held-on-failure: true } }\n", "1.yaml", C)), "");
  EXPECT_FALSE(C.Pairs[0].Nests);
  EXPECT_EQ(C.Pairs[0].Commit[0].Fails, FailureValue::NonZero);
  EXPECT_TRUE(C.Pairs[0].Commit[0].HeldOnFailure);
  EXPECT_EQ(C.Pairs[0].Rollback[0].Fails, FailureValue::Never);
  EXPECT_NE(errorOf("pairs:\n- { name: t, acquire: b, commit: c, rollback: { call: r, fails: nonzero } }\n"), "");
}

struct Broken {
  const char *Text, *Message;
};

class ReaderErrors : public ::testing::TestWithParam<Broken> {};

TEST_P(ReaderErrors, exact_bad) { EXPECT_EQ(errorOf(GetParam().Text), GetParam().Message); }

#define PAIR_KEYS                                                                                                      \
  "name, noun, class, acquire, release, commit, rollback, hand-over, by-members, must-flush, guard, header, nests"
#define CALL_KEYS                                                                                                      \
  "call, where, when, arguments, fails, held-on-failure, takes, count, throws, accepts-failure, result-matters"

const Broken Cases[] = {
    // The file.
    {"- a\n", "x.yaml:1: expected a mapping with the key 'pairs', found a list"},
    {"hello", "x.yaml:1: expected a mapping with the key 'pairs', found 'hello'"},
    {"version: 2\n", "x.yaml:1: expected version 1, found '2'"},
    {"version: 1\npair: []\n", "x.yaml:2: expected one of version, pairs, found 'pair' (did you mean 'pairs'?)"},
    {"version: 1\nchecks: []\n", "x.yaml:2: expected one of version, pairs, found 'checks'"},
    {"pairs: []\n", "x.yaml:1: expected a list of pairs, found an empty list"},
    {"version: 1\npairs:\n", "x.yaml:2: expected a list of pairs, found nothing"},
    {"pairs: { name: a }\n", "x.yaml:1: expected a list of pairs, found a mapping"},
    {"version: 1\nversion: 1\n", "x.yaml:2: expected each key once, found 'version' twice"},
    {"version: 1\n---\nversion: 1\n", "x.yaml:1: expected one document, found several"},
    // Pairs.
    {"pairs:\n- widget\n",
     "x.yaml:2: expected a pair such as { name: widget, acquire: widget_open, release: widget_close }, found 'widget'"},
    {"pairs:\n- acquire: f\n  release: g\n", "x.yaml:2: expected 'name' in a pair, found none"},
    {"pairs:\n- name: a\n  aquire: f\n  release: g\n",
     "x.yaml:3: expected one of " PAIR_KEYS ", found 'aquire' (did you mean 'acquire'?)"},
    {"pairs:\n- name: a\n  zzz: f\n", "x.yaml:3: expected one of " PAIR_KEYS ", found 'zzz'"},
    {"pairs:\n- name: [a]\n  acquire: f\n", "x.yaml:2: expected a name, found a list"},
    {"pairs:\n- name: a\n  release: g\n", "x.yaml:2: expected 'acquire' in the pair 'a', found none"},
    {"pairs:\n- name: a\n  acquire: f\n",
     "x.yaml:2: expected 'release', or 'commit' and 'rollback', in the pair 'a', found none"},
    {"pairs:\n- name: a\n  acquire: f\n  rollback: g\n",
     "x.yaml:2: expected 'commit' in the pair 'a', found 'rollback' alone"},
    {"pairs:\n- name: a\n  acquire: f\n  commit: g\n",
     "x.yaml:2: expected 'rollback' in the pair 'a', found 'commit' alone"},
    {"pairs:\n- { name: a, acquire: f, release: g, commit: g, rollback: h }\n",
     "x.yaml:2: expected either 'release' or 'commit' and 'rollback' in the pair 'a', found both"},
    {"pairs:\n- name: a\n  class: thing\n  acquire: f\n  release: g\n",
     "x.yaml:3: expected one of memory, handle, lock, state, count, transaction, found 'thing'"},
    {"pairs:\n- name: a\n  must-flush: yes\n  acquire: f\n  release: g\n",
     "x.yaml:3: expected true or false, found 'yes'"},
    {"pairs:\n- { name: a, acquire: f, release: g }\n- { name: b, acquire: f, release: g }\n"
     "- { name: a, acquire: f, release: g }\n",
     "x.yaml:4: expected each name once, found 'a' again (first in line 2)"},
    {"pairs:\n- name: a\n  acquire: []\n  release: g\n",
     "x.yaml:3: expected a call or a list of calls in 'acquire', found an empty list"},
    {"pairs:\n- name: a\n  acquire:\n  release: g\n",
     "x.yaml:3: expected a call or a list of calls in 'acquire', found nothing"},
    {"pairs:\n- name: a\n  acquire: f\n  release: g\n  by-members: true\n",
     "x.yaml:5: expected \"*::method\" in every call of a pair that is recognised 'by-members', found 'true'"},
    {"pairs:\n- name: a\n  acquire: f\n  release: g\n  header: []\n",
     "x.yaml:5: expected a header or a list of them, found an empty list"},
    // Calls.
    {"pairs:\n- name: a\n  acquire: { fails: null }\n  release: g\n",
     "x.yaml:3: expected 'call' in 'acquire', found none"},
    {"pairs:\n- name: a\n  acquire: { call: f, fail: nonzero }\n  release: g\n",
     "x.yaml:3: expected one of " CALL_KEYS ", found 'fail' (did you mean 'fails'?)"},
    {"pairs:\n- name: a\n  acquire: { call: f, fails: none }\n  release: g\n",
     "x.yaml:3: expected one of never, null, minus-one, negative, nonzero, zero, not-positive, found 'none'"},
    {"pairs:\n- name: a\n  acquire: { call: f, throws: maybe }\n  release: g\n",
     "x.yaml:3: expected one of never, allocation, unknown, documented, found 'maybe'"},
    {"pairs:\n- name: a\n  acquire: \"f(x)\"\n  release: g\n",
     "x.yaml:3: expected a function, \"Class::method\", \"*::method\", new or delete, found 'f(x)'"},
    {"pairs:\n- name: a\n  acquire: \"*:f\"\n  release: g\n",
     "x.yaml:3: expected a function, \"Class::method\", \"*::method\", new or delete, found '*:f'"},
    {"pairs:\n- name: a\n  acquire: delete\n  release: g\n", "x.yaml:3: expected an acquiring call, found 'delete'"},
    {"pairs:\n- name: a\n  acquire: f\n  release: new\n", "x.yaml:4: expected a releasing call, found 'new'"},
    {"pairs:\n- name: a\n  acquire: { call: new, where: result }\n  release: delete\n",
     "x.yaml:3: expected only 'call' and 'throws' with 'new', found 'where'"},
    {"pairs:\n- name: a\n  acquire:\n  - call: f\n    where: output 1\n  release: g\n",
     "x.yaml:5: expected one of result, receiver, nothing, argument N, out N, found 'output 1'"},
    {"pairs:\n- name: a\n  acquire:\n  - call: f\n    where: out x\n  release: g\n",
     "x.yaml:5: expected the number of an argument, counted from 0, found 'out x'"},
    {"pairs:\n- name: a\n  acquire:\n  - call: f\n    where: out 32\n  release: g\n",
     "x.yaml:5: expected an argument from 0 to 31, found 32"},
    {"pairs:\n- name: a\n  acquire: { call: f, where: receiver }\n  release: g\n",
     "x.yaml:3: expected \"Class::method\" or \"*::method\" where the receiver is meant, found 'f'"},
    {"pairs:\n- name: a\n  acquire: f\n  release: { call: g, where: result }\n",
     "x.yaml:4: expected one of receiver, nothing, argument N in 'release', found 'result'"},
    {"pairs:\n- name: a\n  acquire: f\n  release: { call: g, takes: 1 }\n",
     "x.yaml:4: expected 'takes' in 'acquire' only, found it in 'release'"},
    {"pairs:\n- name: a\n  acquire: { call: f, result-matters: true }\n  release: g\n",
     "x.yaml:3: expected 'result-matters' in a call that releases, found it in 'acquire'"},
    {"pairs:\n- name: a\n  acquire: { call: f, arguments: few }\n  release: g\n",
     "x.yaml:3: expected a number of arguments such as 3, 1-2 or 2+, found 'few'"},
    {"pairs:\n- name: a\n  acquire: { call: f, arguments: 3-2 }\n  release: g\n",
     "x.yaml:3: expected a number of arguments such as 3, 1-2 or 2+, found '3-2'"},
    {"pairs:\n- name: a\n  acquire: { call: f, arguments: 2, where: out 2 }\n  release: g\n",
     "x.yaml:3: expected an argument below 2, found 2"},
    {"pairs:\n- name: a\n  acquire: { call: f, arguments: 2, when: { argument: 5, is: 1 } }\n  release: g\n",
     "x.yaml:3: expected an argument below 2, found 5"},
    {"pairs:\n- name: a\n  acquire: { call: f, count: 2 }\n  release: g\n",
     "x.yaml:3: expected 'where: out N' together with 'count', found none"},
    {"pairs:\n- name: a\n  acquire: { call: f, where: out 0, count: 1 }\n  release: g\n",
     "x.yaml:3: expected a number of handles from 2 to 31, found '1'"},
    {"pairs:\n- name: a\n  acquire: |\n    several\n    lines, and of no small length at all, so that they are cut off\n  release: g\n",
     "x.yaml:4: expected a function, \"Class::method\", \"*::method\", new or delete, "
     "found 'several lines, and of no small length at all, so that they a…'"},
    // Conditions.
    {"pairs:\n- name: a\n  acquire: { call: f, when: [] }\n  release: g\n",
     "x.yaml:3: expected a condition or a list of them, found an empty list"},
    {"pairs:\n- name: a\n  acquire: { call: f, when: LOCK }\n  release: g\n",
     "x.yaml:3: expected a condition such as { argument: 1, is: LOCK_UN }, found 'LOCK'"},
    {"pairs:\n- name: a\n  acquire: { call: f, when: { is: 1 } }\n  release: g\n",
     "x.yaml:3: expected 'argument' in a condition, found none"},
    {"pairs:\n- name: a\n  acquire: { call: f, when: { argument: 1 } }\n  release: g\n",
     "x.yaml:3: expected one of is, is-not, bits, no-bits, text, no-text in a condition, found none"},
    {"pairs:\n- name: a\n  acquire: { call: f, when: { argument: 1, equals: 1 } }\n  release: g\n",
     "x.yaml:3: expected one of argument, is, is-not, bits, no-bits, text, no-text, found 'equals'"},
    {"pairs:\n- name: a\n  acquire: { call: f, when: { argument: 1, is: [] } }\n  release: g\n",
     "x.yaml:3: expected a number or a name or a list of them, found an empty list"},
    // YAML itself.
    {"pairs:\n- name: a\n  acquire:\n  - f\n  - *::lock\n",
     "x.yaml:5: expected a value, found an alias (quote names that start with '*')"},
    {"pairs:\n- name: a\n  acquire: *f\n",
     "x.yaml:3: expected a value, found an alias (quote names that start with '*')"},
};

INSTANTIATE_TEST_SUITE_P(Reader, ReaderErrors, ::testing::ValuesIn(Cases));

TEST(Reader, syntax_errors_name_the_line_bad) {
  EXPECT_TRUE(llvm::StringRef(errorOf("pairs:\n- { name: a\n")).starts_with("x.yaml:"));
  std::string Message = errorOf("version: 1\npairs:\n  - name: 'a\n");
  EXPECT_TRUE(llvm::StringRef(Message).contains(": expected valid YAML, found an error: ")) << Message;
  EXPECT_NE(errorOf("pairs:\n- name: a\n\tacquire: f\n"), "");
}

TEST(Reader, cut_off_anywhere_never_crashes_bad) {
  // A truncated entry is an error or a shorter file; it is never half a pair.
  for (const char *Whole :
       {"version: 1\npairs:\n- name: a\n  acquire: [f, { call: g, where: out 1 }]\n  release: \"*::h\"\n",
        "pairs: [{ name: a, acquire: 'f', release: { call: g, when: [{ argument: 0, is: [A, B] }] } }]\n",
        "pairs:\n- name: >\n    a\n  acquire: |\n    f\n  release: g\n"}) {
    llvm::StringRef Text(Whole);
    for (size_t Length = 0; Length <= Text.size(); ++Length) {
      Catalogue C;
      std::string Message = llvm::toString(readPairs(Text.take_front(Length), "x.yaml", C));
      for (const Pair &P : C.Pairs)
        EXPECT_FALSE(P.Release.empty());
      EXPECT_TRUE(Message.empty() || C.Pairs.empty());
    }
  }
}

TEST(BuiltIn, is_sound_ok) {
  Catalogue C = builtInCatalogue();
  EXPECT_GT(C.Pairs.size(), 40u);
  for (const Pair &P : C.Pairs) {
    EXPECT_TRUE(llvm::StringRef(P.File).starts_with("<built-in>/")) << P.Name;
    EXPECT_GT(P.Line, 0u);
    EXPECT_NE(P.Noun, P.Name + "!");
    EXPECT_EQ(describePair(P).find('\n'), std::string::npos);
    bool Operators = P.Acquire.front().Syntax == CallPattern::Kind::New ||
                     P.Acquire.front().Syntax == CallPattern::Kind::NewArray ||
                     llvm::StringRef(P.Acquire.front().Name).starts_with("*::");
    EXPECT_TRUE(Operators || !P.Header.empty()) << P.Name << " names no header";
  }
}

TEST(Documentation, every_example_is_read_ok) {
  auto Page = llvm::MemoryBuffer::getFile(RAII_CATALOGUE_PAGE, /*IsText=*/true);
  ASSERT_TRUE(bool(Page)) << RAII_CATALOGUE_PAGE;
  llvm::StringRef Rest = (*Page)->getBuffer();
  unsigned Examples = 0;
  for (;;) {
    Rest = Rest.split("```yaml\n").second;
    if (Rest.empty())
      break;
    auto [Example, After] = Rest.split("```");
    Catalogue C;
    EXPECT_EQ(llvm::toString(readPairs(Example, "example.yaml", C)), "") << Example.str();
    EXPECT_FALSE(C.Pairs.empty());
    ++Examples;
    Rest = After;
  }
  EXPECT_GE(Examples, 15u);
}

class Load : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("raii-catalogue", Root));
    ASSERT_FALSE(llvm::sys::fs::create_directories(path("a/b")));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Root); }
  std::string path(llvm::StringRef Name) {
    llvm::SmallString<128> P(Root);
    llvm::sys::path::append(P, Name);
    return P.str().str();
  }
  std::string write(llvm::StringRef Name, llvm::StringRef Text) {
    std::error_code EC;
    llvm::raw_fd_ostream OS(path(Name), EC);
    OS << Text;
    return path(Name);
  }
  const Pair *find(const Catalogue &C, llvm::StringRef Name) {
    for (const Pair &P : C.Pairs)
      if (P.Name == Name)
        return &P;
    return nullptr;
  }
  llvm::SmallString<128> Root;
};

TEST_F(Load, project_file_is_searched_upward_and_pair_files_win_ok) {
  std::string Project = write(".raii-tidy.yaml", "pairs:\n- { name: w, acquire: f, release: g }\n");
  std::string Extra = write("extra.yaml", "pairs:\n- { name: w, acquire: h, release: g }\n");
  auto C = loadCatalogue(path("a/b"), {});
  ASSERT_TRUE(bool(C)) << llvm::toString(C.takeError());
  ASSERT_TRUE(find(**C, "w"));
  EXPECT_EQ(find(**C, "w")->File, Project);
  EXPECT_TRUE(find(**C, "stdio-file"));
  C = loadCatalogue(path("a/b"), {Extra});
  ASSERT_TRUE(bool(C)) << llvm::toString(C.takeError());
  EXPECT_EQ(find(**C, "w")->File, Extra);
}

TEST_F(Load, the_nearest_project_file_counts_ok) {
  write(".raii-tidy.yaml", "pairs:\n- { name: far, acquire: f, release: g }\n");
  write("a/.raii-tidy.yaml", "pairs:\n- { name: near, acquire: f, release: g }\n");
  auto C = loadCatalogue(path("a/b"), {});
  ASSERT_TRUE(bool(C)) << llvm::toString(C.takeError());
  EXPECT_TRUE(find(**C, "near"));
  EXPECT_FALSE(find(**C, "far"));
}

TEST_F(Load, errors_name_the_file_bad) {
  std::string Project = write("a/.raii-tidy.yaml", "version: 3\n");
  EXPECT_EQ(llvm::toString(loadCatalogue(path("a/b"), {}).takeError()), Project + ":1: expected version 1, found '3'");
  std::string Missing = path("missing.yaml");
  EXPECT_EQ(llvm::toString(loadCatalogue(Root, {Missing}).takeError()),
            Missing + ": expected a readable file of pairs, found: No such file or directory");
}

} // namespace
} // namespace raiitidy::catalogue
