// LLVM's own command-line library is not used: linking libLLVM fills it with hundreds of foreign options, and its
// errors span several lines.
#include "tool/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include <functional>

namespace raiitidy::tool {

using llvm::StringRef;

llvm::Error sentence(const llvm::Twine &Text) { return llvm::createStringError(llvm::inconvertibleErrorCode(), Text); }

StringRef nearest(StringRef Word, llvm::ArrayRef<StringRef> Known) {
  StringRef Best;
  unsigned BestDistance = std::max<unsigned>(2, Word.size() / 3) + 1;
  for (StringRef K : Known) {
    unsigned Distance = K.starts_with(Word) && Word.size() > 1 ? 1 : Word.edit_distance(K, true, BestDistance);
    if (Distance < BestDistance) {
      Best = K;
      BestDistance = Distance;
    }
  }
  return Best;
}

namespace {

constexpr StringRef Commands[] = {"explain", "checks", "pairs", "vendor", "doctor"};

std::string suggestion(StringRef Word, llvm::ArrayRef<StringRef> Known) {
  StringRef Near = nearest(Word, Known);
  return Near.empty() ? std::string() : ("; did you mean '" + Near + "'?").str();
}

enum class Takes { Nothing, Value, MaybeValue };

struct Rule {
  StringRef Name; ///< with its dashes
  Takes What;
  llvm::SmallVector<StringRef, 6> Values; ///< all there are; empty: any
  std::function<llvm::Error(StringRef)> Set;
};

llvm::Error number(StringRef Name, StringRef Value, unsigned &Into) {
  if (Value.getAsInteger(10, Into) || Into == 0)
    return sentence(Name + " takes a number above 0, not '" + Value + "'");
  return llvm::Error::success();
}

template <typename T> auto store(T &Into) {
  return [&Into](StringRef Value) {
    Into = Value.str();
    return llvm::Error::success();
  };
}

auto raise(bool &Flag, bool To = true) {
  return [&Flag, To](StringRef) {
    Flag = To;
    return llvm::Error::success();
  };
}

auto when(When &Into) {
  return [&Into](StringRef Value) {
    Into = Value == "always" ? When::Always : Value == "never" ? When::Never : When::Auto;
    return llvm::Error::success();
  };
}

std::vector<Rule> rules(Options &O) {
  std::vector<Rule> R;
  auto Add = [&R](StringRef Name, Takes What, llvm::SmallVector<StringRef, 6> Values,
                  std::function<llvm::Error(StringRef)> Set) {
    R.push_back({Name, What, std::move(Values), std::move(Set)});
  };
  Add("-p", Takes::Value, {}, store(O.DatabaseDir));
  Add("--checks", Takes::Value, {}, store(O.Checks));
  Add("--group", Takes::Value, {"bug", "modernize", "all"}, store(O.Group));
  Add("--header-filter", Takes::Value, {}, store(O.HeaderFilter));
  Add("--format", Takes::Value, {"text", "json", "sarif", "github", "gitlab", "junit"}, [&O](StringRef V) {
    O.As = llvm::StringSwitch<Format>(V)
               .Case("json", Format::Json)
               .Case("sarif", Format::Sarif)
               .Case("github", Format::Github)
               .Case("gitlab", Format::Gitlab)
               .Case("junit", Format::Junit)
               .Default(Format::Text);
    return llvm::Error::success();
  });
  Add("-o", Takes::Value, {}, store(O.Output));
  Add("--fix", Takes::MaybeValue, {"safe", "unsafe"}, [&O](StringRef V) {
    O.Fix = V == "unsafe" ? FixMode::Unsafe : FixMode::Safe;
    return llvm::Error::success();
  });
  Add("--diff", Takes::Nothing, {}, raise(O.Diff));
  Add("--no-verify", Takes::Nothing, {}, raise(O.Verify, false));
  Add("--guards", Takes::Value, {"raii", "std", "boost", "absl", "gsl", "folly"}, store(O.Guards));
  Add("--guard-names", Takes::Value, {}, store(O.GuardNames));
  Add("--pairs", Takes::Value, {}, [&O](StringRef V) {
    O.PairFiles.push_back(V.str());
    return llvm::Error::success();
  });
  Add("--may-throw", Takes::Value, {"auto", "visible", "documented", "unknown", "allocation"}, store(O.MayThrow));
  Add("--baseline", Takes::Value, {}, store(O.Baseline));
  Add("--write-baseline", Takes::Value, {}, store(O.WriteBaseline));
  Add("--changed-since", Takes::Value, {}, store(O.ChangedSince));
  Add("--staged", Takes::Nothing, {}, raise(O.Staged));
  Add("--cache-dir", Takes::Value, {}, store(O.CacheDir));
  Add("--no-cache", Takes::Nothing, {}, [&O](StringRef) {
    O.CacheDir.clear();
    return llvm::Error::success();
  });
  Add("--shard", Takes::Value, {}, [&O](StringRef V) -> llvm::Error {
    auto [Index, Count] = V.split('/');
    if (Index.getAsInteger(10, O.ShardIndex) || Count.getAsInteger(10, O.ShardCount) || O.ShardIndex == 0 ||
        O.ShardIndex > O.ShardCount)
      return sentence("--shard takes the part and their number, as 2/5, not '" + V + "'");
    return llvm::Error::success();
  });
  Add("-j", Takes::Value, {}, [&O](StringRef V) { return number("-j", V, O.Jobs); });
  Add("--timeout", Takes::Value, {}, [&O](StringRef V) { return number("--timeout", V, O.TimeoutSeconds); });
  Add("--fail-on", Takes::Value, {"error", "warning", "remark", "never"}, [&O](StringRef V) {
    O.Threshold = V == "error"     ? FailOn::Error
                  : V == "warning" ? FailOn::Warning
                  : V == "remark"  ? FailOn::Remark
                                   : FailOn::Never;
    return llvm::Error::success();
  });
  Add("--color", Takes::MaybeValue, {"auto", "always", "never"}, when(O.Color));
  Add("--progress", Takes::MaybeValue, {"auto", "always", "never"}, when(O.Progress));
  Add("--globs", Takes::Nothing, {}, raise(O.Globs));
  Add("--help", Takes::Nothing, {}, raise(O.Help));
  Add("-h", Takes::Nothing, {}, raise(O.Help));
  Add("--version", Takes::Nothing, {}, raise(O.Version));
  return R;
}

llvm::Error useRule(const Rule &R, std::optional<StringRef> Value) {
  if (R.What == Takes::Nothing && Value)
    return sentence(R.Name + " takes no value, but '" + *Value + "' was given");
  if (Value && !R.Values.empty() && !llvm::is_contained(R.Values, *Value))
    return sentence(R.Name + " is one of " + llvm::join(R.Values, ", ") + ", not '" + *Value + "'" +
                    suggestion(*Value, R.Values));
  // An empty variable of a script, most often. Only the filter of headers means something by it.
  if (R.What == Takes::Value && Value && Value->empty() && R.Name != "--header-filter")
    return sentence(R.Name + " needs a value, but '' was given");
  return R.Set(Value.value_or(""));
}

/// Rules that only some subcommands know.
llvm::Error checkCombination(const Options &O) {
  if (O.Globs && O.Command != "checks")
    return sentence("--globs belongs to 'raii-tidy checks'");
  size_t Count = O.Arguments.size();
  if (O.Command == "explain" && Count != 1)
    return sentence("'raii-tidy explain' takes the name of one check; 'raii-tidy checks' lists them");
  if (O.Command == "vendor" && Count != 1)
    return sentence("'raii-tidy vendor' takes one directory, into which the headers are copied");
  if ((O.Command == "checks" || O.Command == "pairs") && Count != 0)
    return sentence("'raii-tidy " + O.Command + "' takes no argument, but '" + O.Arguments[0] + "' was given");
  if (!O.Command.empty() && (O.Fix != FixMode::None || O.Diff))
    return sentence("--fix and --diff do not go with 'raii-tidy " + O.Command + "'");
  if (O.Diff && O.As != Format::Text)
    return sentence("--diff prints a patch; it does not go with --format");
  if (!O.WriteBaseline.empty() && (O.Staged || !O.ChangedSince.empty() || O.ShardCount))
    return sentence("--write-baseline needs a whole run: with --staged, --changed-since or --shard the baseline would "
                    "forget everything else");
  if (O.Staged && O.Fix != FixMode::None && !O.Verify)
    return sentence("--staged --fix needs the proof; leave out --no-verify");
  return llvm::Error::success();
}

} // namespace

llvm::Expected<Options> parseOptions(llvm::ArrayRef<const char *> Args) {
  Options O;
  std::vector<Rule> Rules = rules(O);
  std::vector<StringRef> Names;
  for (const Rule &R : Rules)
    Names.push_back(R.Name);

  for (size_t I = 0; I < Args.size(); ++I) {
    StringRef Arg = Args[I];
    if (Arg == "--") {
      O.Flags.emplace(Args.begin() + I + 1, Args.end());
      break;
    }
    if (!Arg.starts_with("-") || Arg == "-") {
      if (O.Command.empty() && O.Arguments.empty() && llvm::is_contained(Commands, Arg))
        O.Command = Arg.str();
      else
        O.Arguments.push_back(Arg.str());
      continue;
    }
    StringRef Name, Rest;
    std::tie(Name, Rest) = Arg.split('=');
    std::optional<StringRef> Value;
    if (Name.size() != Arg.size())
      Value = Rest;
    // -jN, as make and ninja take it.
    if (Arg.size() > 2 && Arg.starts_with("-j") && llvm::isDigit(Arg[2])) {
      Name = "-j";
      Value = Arg.drop_front(2);
    }
    auto R = llvm::find_if(Rules, [Name](const Rule &R) { return R.Name == Name; });
    if (R == Rules.end()) {
      std::string Hint = suggestion(Name, Names);
      if (Hint.empty() && Name.starts_with("-") && !Name.starts_with("--"))
        Hint = "; compiler flags go after '--'";
      return sentence("unknown option '" + Name + "'" + Hint);
    }
    if (R->What == Takes::Value && !Value) {
      if (I + 1 == Args.size())
        return sentence(Name + " needs a value" + (R->Values.empty() ? "" : ": " + llvm::join(R->Values, ", ")));
      Value = Args[++I];
    }
    if (llvm::Error E = useRule(*R, Value))
      return std::move(E);
  }
  if (O.Help || O.Version)
    return O;
  if (llvm::Error E = checkCombination(O))
    return std::move(E);
  return O;
}

StringRef helpText() {
  return R"(Finds hand-written cleanup that is wrong on some path, and rewrites it to scope guards.

usage: raii-tidy [options] [FILE|DIR …] [-- compiler flags]
       raii-tidy explain CHECK | checks | pairs | vendor DIR | doctor

What is analysed
  FILE|DIR …           files, or all units below a directory; all units of the database if left out
  -p DIR               where compile_commands.json is; searched upward if left out
  -- FLAGS             compile every FILE with these flags instead of a database
  --header-filter=RE   headers whose path matches; default: those inside the project, never system headers

What is reported
  --group=GROUP        bug (wrong on some path), modernize (right, a guard is simpler), all (default)
  --checks=GLOBS       raii-leak,raii-double-* or -raii-manual-release; overrides .clang-tidy
  --may-throw=TIER     which callees may throw: auto (default), visible, documented, unknown, allocation
  --pairs=FILE         more acquire/release pairs, in YAML; may be repeated
  --format=FORMAT      text (default), json, sarif, github, gitlab, junit
  -o FILE              write there instead of to standard output
  --fail-on=LEVEL      exit 1 from this level on: error, warning (default), remark, never

Which of it
  --baseline=FILE      leave out the findings that FILE lists;  --write-baseline=FILE  write it
  --changed-since=REV  only findings of what changed since HEAD left REV
  --staged             what is about to be committed: the index of git, not the work tree
  --shard=I/N          the I-th of N parts of the units

Fixing
  --fix[=safe|unsafe]  rewrite the files; without --group or --checks the bug group only
  --diff               print what --fix would do as a unified diff; write nothing
  --guards=STYLE       what is written: raii (default), std, boost, absl, gsl or folly
  --guard-names=STYLE  auto (default), snake_case, camelBack, CamelCase, or a pattern: '{}Closer'
  --no-verify          do not re-parse the fixed code

Running
  -j N                 units at a time (default: all processors)
  --cache-dir=DIR      keep results there, and take them while nothing that a unit read has changed
  --no-cache           do not, whatever was said before
  --timeout=SECONDS    give up on a unit after this long (default 300)
  --progress=WHEN  --color=WHEN     auto (default), always, never
  --help  --version

Other commands
  explain CHECK        what a check finds, why it matters, what the fix does
  checks               the checks; with --globs as a line for .clang-tidy
  pairs                the acquire/release pairs in force
  vendor DIR           copy the guard headers to DIR/raii
  doctor               say what was found: LLVM, database, headers, configuration

Examples
  raii-tidy -p build                   everything in build/compile_commands.json
  raii-tidy --group=bug src/io.cpp     one file, bugs only
  raii-tidy --diff src | less          see the fixes
  raii-tidy --fix src                  make them
  raii-tidy f.cpp -- -std=c++20 -Iinc  no database

Exit status: 0 nothing found, 1 findings, 2 wrong use or configuration, 3 something could not be analysed.
)";
}

} // namespace raiitidy::tool
