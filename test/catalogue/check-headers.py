#!/usr/bin/env python3
"""Compares every shipped entry of the catalogue with the real header that declares it.

For each pair of checks/catalogue/*.yaml whose headers exist here, a C++ file is compiled that takes the address of
every function named and asserts that the number of its parameters fits, that the handle is where the entry says, that
a release takes what an acquisition gives, and that the name is the real callee and not a macro for another one.
Headers that are absent are named, and their entries skipped.

usage: check-headers.py [--keep DIR] [PAIR ...]
Environment: CXX (clang++-19), JAVA_HOME.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    sys.exit("check-headers.py: needs PyYAML (package python3-yaml; scripts/install-deps installs it)")

CATALOGUE = pathlib.Path(__file__).resolve().parents[2] / "checks" / "catalogue"
ROLES = ("acquire", "release", "commit", "rollback", "hand-over")

# Names that belong to other versions of a library than the one installed.
OTHER_VERSIONS = {
    "_Py_INCREF": "CPython 3.8 and 3.9",
    "_Py_DECREF": "CPython 3.8 and 3.9",
    "_Py_XINCREF": "CPython 3.8 and 3.9",
    "_Py_XDECREF": "CPython 3.8 and 3.9",
}
# Entries for methods of any class, or of a template, are tried on one that must fit.
EXAMPLES = {"lockable": "std::timed_mutex", "shared-lockable": "std::shared_timed_mutex",
            "counting-semaphore": "std::counting_semaphore<>"}
# Names that std::timed_mutex need not have.
OTHER_CLASSES = {"*::tryLock"}
# The packages whose headers are not on the default path.
PACKAGES = ("libxml-2.0", "python3", "libpq", "libmariadb")

PROLOGUE = r"""
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace raii_entry {
template <std::size_t N, class... A> struct nth { using type = void; };
template <std::size_t N, class H, class... T> struct nth<N, H, T...> : nth<N - 1, T...> {};
template <class H, class... T> struct nth<0, H, T...> { using type = H; };

template <class F> struct of;
#define SHAPE(TYPE, VARIADIC, ...)                                                                                     \
  template <__VA_ARGS__ class R, class... A> struct of<TYPE> {                                                         \
    using result = R;                                                                                                  \
    template <std::size_t N> using parameter = typename nth<N, A...>::type;                                            \
    static constexpr std::size_t parameters = sizeof...(A);                                                            \
    static constexpr bool variadic = VARIADIC;                                                                         \
  };
#define CLASS class C,
SHAPE(R (*)(A...), false, )
SHAPE(R (*)(A...) noexcept, false, )
SHAPE(R (*)(A..., ...), true, )
SHAPE(R (*)(A..., ...) noexcept, true, )
SHAPE(R (**)(A...), false, )
SHAPE(R (**)(A...) noexcept, false, )
SHAPE(R (C::*)(A...), false, CLASS)
SHAPE(R (C::*)(A...) const, false, CLASS)
SHAPE(R (C::*)(A...) noexcept, false, CLASS)
SHAPE(R (C::*)(A...) const noexcept, false, CLASS)

template <class F> constexpr bool counts(std::size_t min, std::size_t max, std::size_t highest) {
  return of<F>::variadic ? of<F>::parameters <= min
                         : of<F>::parameters >= min && of<F>::parameters <= max && of<F>::parameters >= highest;
}
template <class T> constexpr bool is_pointer = std::is_pointer_v<T>;
template <class T> constexpr bool is_out = std::is_pointer_v<T> && !std::is_const_v<std::remove_pointer_t<T>>;
template <class T> constexpr bool is_number_or_pointer = std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>;
constexpr bool contains(std::string_view text, std::string_view name) { return text.find(name) != text.npos; }
} // namespace raii_entry
#define TEXT_(...) #__VA_ARGS__
#define TEXT(...) TEXT_(__VA_ARGS__)
"""


def calls_of(value):
    for call in value if isinstance(value, list) else [value]:
        yield call if isinstance(call, dict) else {"call": call}


def headers_of(pair):
    value = pair.get("header", [])
    return value if isinstance(value, list) else [value]


def counts_of(call):
    """The fewest and the most arguments, and the number that the indexes need."""
    text = str(call.get("arguments", "0+"))
    if text.endswith("+"):
        low, high = int(text[:-1]), 99
    else:
        low, _, high = text.partition("-")
        low, high = int(low), int(high or low)
    indexes = [c["argument"] for c in conditions_of(call)]
    if "takes" in call:
        indexes.append(int(str(call["takes"]).split()[0]))
    where = place_of(call, None)
    if where and where[0] in ("argument", "out"):
        indexes.append(where[1])
    return low, high, max(indexes, default=-1) + 1


def conditions_of(call):
    when = call.get("when", [])
    return when if isinstance(when, list) else [when]


def place_of(call, default):
    text = call.get("where")
    if text is None:
        return default
    word, _, number = text.partition(" ")
    return (word, int(number)) if number else (word, None)


def handle_type(pair, role, call, function):
    """The C++ type of the handle in this call, or None where there is none."""
    held = pair.get("class", "handle") in ("memory", "handle") and "commit" not in pair
    method = "::" in call["call"]
    if role == "acquire":
        default = ("result", None) if held else ("receiver", None) if method else ("argument", 0)
    else:
        default = ("receiver", None) if method else ("argument", 0)
        if all(place_of(c, (None, None))[0] == "nothing" for c in calls_of(pair["acquire"])):
            default = ("nothing", None)
    where, index = place_of(call, default)
    if where == "result":
        return where, f"{function}::result"
    if where == "argument":
        return where, f"{function}::parameter<{index}>"
    if where == "out":
        return where, f"std::remove_pointer_t<{function}::parameter<{index}>>"
    return where, None


def checks_of(pair, notes):
    """The assertions for one pair, one a line."""
    name = pair["name"]
    out = []
    given, taken = [], []
    for role in ROLES:
        if role not in pair:
            continue
        for call in calls_of(pair[role]):
            callee = call["call"]
            if callee in OTHER_VERSIONS:
                notes.append(f"{callee} is of {OTHER_VERSIONS[callee]}")
                continue
            if callee in OTHER_CLASSES:
                continue
            if name in EXAMPLES:
                example = EXAMPLES[name]
                callee = f"{example}::{callee.rpartition('::')[2]}"
                has = f"has_{len(out)}_{name.replace('-', '_')}"
                out.append(f"namespace {{ struct {has} : {example} {{ using {callee}; }}; }}")
                if call.get("arguments") == 0: # the others are templates
                    out.append(f"static_assert(raii_entry::of<decltype(&{callee})>::parameters == 0);")
                continue
            function = f"raii_entry::of<decltype(&::{callee})>"
            low, high, needed = counts_of(call)
            out.append(
                f"static_assert(raii_entry::counts<decltype(&::{callee})>({low}, {high}, {needed}), "
                f'"{callee}: number of arguments");'
            )
            if "::" not in callee:
                arguments = ", ".join(["0"] * (low if high == 99 else high))
                for text in (callee, f"{callee}({arguments})"):
                    out.append(
                        f'static_assert(raii_entry::contains(TEXT({text}), "{callee}"), '
                        f'"{callee} is a macro for another function");'
                    )
            where, handle = handle_type(pair, role, call, function)
            if handle is None:
                continue
            if role == "acquire":
                fails = str(call.get("fails", "null" if where == "result" else ""))
                if where == "result":
                    trait = "is_pointer" if fails == "null" else "is_number_or_pointer"
                    if pair.get("class") not in ("lock", "state"):
                        out.append(f'static_assert(raii_entry::{trait}<{handle}>, "{callee}: failure value");')
                if where == "out":
                    parameter = handle[len("std::remove_pointer_t<") : -1]
                    out.append(f'static_assert(raii_entry::is_out<{parameter}>, "{callee}: out-argument");')
                given.append((callee, handle))
            else:
                taken.append((role, callee, handle))
    releases = [t for t in taken if t[0] != "hand-over"]
    for callee, handle in given:
        if releases:
            fits = " || ".join(f"std::is_convertible_v<{handle}, {t}>" for _, _, t in releases)
            out.append(f'static_assert({fits}, "no release takes what {callee} gives");')
    for _, callee, handle in taken:
        if given:
            fits = " || ".join(f"std::is_convertible_v<{g}, {handle}>" for _, g in given)
            out.append(f'static_assert({fits}, "{callee} takes what no acquisition gives");')
    return out


def include_flags():
    flags = []
    for package in PACKAGES:
        try:
            found = subprocess.run(["pkg-config", "--cflags-only-I", package], capture_output=True, text=True)
        except FileNotFoundError:
            break
        if found.returncode == 0:
            flags += found.stdout.split()
    java = os.environ.get("JAVA_HOME")
    if not java and shutil.which("javac"):
        java = pathlib.Path(shutil.which("javac")).resolve().parents[1]
    if java and (pathlib.Path(java) / "include" / "jni.h").exists():
        flags += ["-I", f"{java}/include", "-I", f"{java}/include/linux"]
    return flags


def compile_text(compiler, flags, path, text):
    path.write_text(text)
    return subprocess.run(
        [compiler, "-std=c++20", "-fsyntax-only", "-ferror-limit=0", "-Wno-deprecated-declarations", *flags, str(path)],
        capture_output=True,
        text=True,
    )


def missing_headers(compiler, flags, folder, headers):
    text = "".join(f"#if __has_include(<{h}>)\n#else\nabsent <{h}>\n#endif\n" for h in headers)
    path = folder / "headers.cpp"
    path.write_text(text)
    found = subprocess.run([compiler, "-std=c++20", "-E", "-P", *flags, str(path)], capture_output=True, text=True)
    if found.returncode:
        sys.exit(f"check-headers.py: {compiler} fails:\n{found.stderr}")
    return set(re.findall(r"^absent\s*<(.*)>$", found.stdout, re.M))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", metavar="DIR", help="write the generated files there and keep them")
    parser.add_argument("pairs", nargs="*", metavar="PAIR", help="only these entries")
    options = parser.parse_args()
    compiler = os.environ.get("CXX", "clang++-19")
    if not shutil.which(compiler):
        sys.exit(f"check-headers.py: no {compiler} (set CXX)")
    flags = include_flags()

    passed, failed, skipped = [], [], []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = {f: yaml.safe_load(f.read_text())["pairs"] for f in sorted(CATALOGUE.glob("*.yaml"))}
        known = {p["name"] for pairs in files.values() for p in pairs}
        for name in options.pairs:
            if name not in known:
                sys.exit(f"check-headers.py: no entry is called '{name}'")
        headers = sorted({h for pairs in files.values() for p in pairs for h in headers_of(p)})
        absent = missing_headers(compiler, flags, folder, headers)

        for file, pairs in files.items():
            included, lines, here = [], [], []
            for pair in pairs:
                name = pair["name"]
                if options.pairs and name not in options.pairs:
                    continue
                missing = [h for h in headers_of(pair) if h in absent]
                if missing:
                    skipped.append((name, f"no header {', '.join(missing)}"))
                    continue
                anywhere = any(str(c["call"]).startswith("*::") for c in calls_of(pair["acquire"]))
                if (anywhere and name not in EXAMPLES) or not (anywhere or headers_of(pair)):
                    skipped.append((name, "part of the language" if not anywhere else "methods of any class"))
                    continue
                notes = []
                lines.append((name, checks_of(pair, notes)))
                here.append((name, notes))
                included += [h for h in headers_of(pair) if h not in included]
            if not here:
                continue
            text = "".join(f"#include <{h}>\n" for h in included) + PROLOGUE
            for name, checks in lines:
                # Errors name the entry as their file.
                text += "".join(f'#line 1 "entry:{name}"\n{check}\n' for check in checks)
            result = compile_text(compiler, flags, folder / (file.stem + ".cpp"), text)
            errors = {}
            other = []
            for line in result.stderr.splitlines():
                if not re.search(r": (fatal )?error: ", line):
                    continue
                found = re.match(r"entry:([^:]+):\d+:\d+: (.*)", line)
                if found:
                    errors.setdefault(found[1], []).append(found[2])
                else:
                    other.append(line)
            for name, notes in here:
                if name in errors or (result.returncode and not errors):
                    failed.append(name)
                    for line in dict.fromkeys(errors.get(name, other or [result.stderr])):
                        print(f"FAIL {name}: {line}")
                else:
                    passed.append(name)
                for note in notes:
                    print(f"note {name}: {note}")
    for name, why in skipped:
        print(f"skip {name}: {why}")
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
