#!/usr/bin/env python3
"""Builds and runs the tests of the guards (include/raii).

    run-guards.py [--long] [--jobs N] [--only WORD] [--list] [--times] [--bless]

Kinds of test, one folder each:
  run/           programs that count their checks. Built by g++ as the oldest
                 standard and by clang, with ASan and UBSan, as the newest;
                 --long builds every standard with both, and both sanitized.
  compile_fail/  clang -verify with the expected text; g++ must refuse too.
  headers        each header alone, twice in one unit, and all in two units.
  codegen/       pairs of functions whose assembly must be equal.
  budget         compile time of the headers (CPU time, best of several).
  differential/  random sequences on contextlib's stacks and on ours.
  compare        instructions and compile time against absl::Cleanup and Boost.ScopeExit.
  consume        scratch projects: find_package, add_subdirectory, one header.
  docs/guards/   the code on each page compiles.
  docs/examples/ the examples, as run/, with the expected output beside them.
  mutants.py     (--long) each fault put into a header must fail its test.

Lines in a test's first comment steer it:
  // STD: 17 20          standards (default 17 20; --long adds 23)
  // ALSO: -fno-exceptions -fno-rtti     built once more with these flags (ALSO20: as C++20)
  // FLAGS: -O2          extra flags
  // LIBS: -lsqlite3     extra libraries
  // REQUIRES: sqlite3.h a header; without it the test is skipped, aloud
  // GCC: pattern        compile_fail: what g++ must say; "each line" means an
                         error on each line where clang has one
  // CLANGONLY: reason   compile_fail: not for g++
  // ASIO: both          an example built on the tests' task and on Asio's
An example's output must equal the file of its name that ends in .expected.

The compilers are RAII_CLANGXX (clang++-19) and RAII_GXX (g++).
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
INCLUDE = ROOT / "include"
CLANG = os.environ.get("RAII_CLANGXX", "clang++-19")
GXX = os.environ.get("RAII_GXX", "g++")
WARN = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror".split()
SAN = "-fsanitize=address,undefined -fno-sanitize-recover=all -g1".split()
# Headers that need coroutines; every other one is C++17.
CXX20_HEADERS = {"context.hpp", "async.hpp", "asio.hpp"}
# Headers for another library, and what else their units need.
FOREIGN_HEADERS = {"asio.hpp": ("asio.hpp", ["-DASIO_HAS_CO_AWAIT=1", "-DASIO_HAS_STD_COROUTINE=1"])}


class Result:
    def __init__(self, name, status, text=""):
        self.name, self.status, self.text = name, status, text


def run(cmd, timeout=600, cwd=None, env=None, stdin=subprocess.DEVNULL):
    try:
        env = dict(env or os.environ, LC_ALL="C")  # messages in plain ASCII
        p = subprocess.run(cmd, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=timeout, cwd=cwd, env=env)
        return p.returncode, p.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as e:
        return 124, (e.stdout or b"").decode("utf-8", "replace") + "\ntimed out"


def directives(path):
    found = {}
    for line in path.read_text().splitlines():
        m = re.match(r"// ([A-Z0-9]+):\s*(.*)", line)
        if m:
            found.setdefault(m.group(1), []).append(m.group(2).strip())
        elif not line.startswith("//"):
            break
    return found


def is_clang(cc):
    return cc == CLANG


def label(cc):
    return "clang" if is_clang(cc) else "gcc"


HAVE = {}


def has_header(header, include):
    if header not in HAVE:
        HAVE[header] = run([GXX, "-std=c++20", "-I", str(include), "-x", "c++", "-include", header,
                            "-fsyntax-only", "/dev/null"])[0] == 0
    return HAVE[header]


class Suite:
    def __init__(self, long, scratch, include=INCLUDE, bless=False, warn=WARN):
        self.long, self.scratch, self.include, self.bless = long, pathlib.Path(scratch), include, bless
        self.warn = warn

    # -- run/ and the examples --------------------------------------------------------------
    def program_tests(self, folder):
        examples = folder != HERE / "run"
        for src in sorted(folder.glob("*.cpp")):
            d = directives(src)
            expected = src.with_suffix(".expected")
            if examples:
                d["EXPECT"] = [expected.name]
                d.setdefault("FLAGS", []).append(f"-I{folder}")
            stds = d.get("STD", ["17 20"])[0].split()
            if self.long and "23" not in stds:
                stds = stds + ["23"]
            lowest, highest = stds[0], [s for s in stds if s != "23"][-1]
            also = [(lowest, shlex.split(extra)) for extra in d.get("ALSO", [])]
            also += [("20", shlex.split(extra)) for extra in d.get("ALSO20", [])]
            if "ASIO" in d:  # the same example once more, on Asio's task type
                also.append((lowest, ["-DRAII_EXAMPLE_ASIO"]))
            if self.long:  # everything, and one build of each compiler watched by the sanitizers
                configs = [(cc, std, SAN if std == highest else []) for cc in (GXX, CLANG) for std in stds]
                configs += [(cc, std, extra) for cc in (GXX, CLANG) for std, extra in also + [(lowest, ["-O2"])]]
            elif examples:
                configs = [(CLANG, lowest, [])]
                if "_manual" not in src.stem:
                    configs += [(CLANG, std, extra) for std, extra in also]
            else:
                # The oldest standard on one compiler, the newest on the other; clang is the one that rejects `try`.
                configs = [(GXX, lowest, []), (CLANG, highest, SAN)]
                configs += [(CLANG if "-fno-exceptions" in extra else GXX, std, extra) for std, extra in also]
            for cc, std, extra in configs:
                name = f"{src.relative_to(ROOT)} [{label(cc)} c++{std}{' ' if extra else ''}{'sanitized' if extra is SAN else ' '.join(extra)}]"
                yield name, self.program, (name, src, d, cc, std, extra)

    def program(self, name, src, d, cc, std, extra):
        on_asio = "-DRAII_EXAMPLE_ASIO" in extra
        if on_asio and is_clang(cc):
            extra = extra + ["-DASIO_HAS_CO_AWAIT=1", "-DASIO_HAS_STD_COROUTINE=1"]
        for header in d.get("REQUIRES", []) + (["asio.hpp"] if on_asio else []):
            if not has_header(header, self.include):
                return Result(name, "skipped", f"<{header}> is not installed")
        exe = self.scratch / re.sub(r"\W+", "_", name)
        flags = [f for line in d.get("FLAGS", []) for f in shlex.split(line)]
        if is_clang(cc):
            flags += [f for line in d.get("CLANGFLAGS", []) for f in shlex.split(line)]
        libs = [f for line in d.get("LIBS", []) for f in shlex.split(line)]
        cmd = ([cc, f"-std=c++{std}"] + self.warn + flags + extra +
               ["-I", str(self.include), "-I", str(HERE), str(src), "-o", str(exe)] + libs)
        code, text = run(cmd)
        if code:
            return Result(name, "failed", f"does not compile: {' '.join(cmd)}\n{text}")
        work = pathlib.Path(str(exe) + ".dir")
        work.mkdir(exist_ok=True)
        with open(work / "stdout", "wb") as out, open(work / "stderr", "wb") as err:
            env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:handle_abort=0", RAII_LONG="1" if self.long else "")
            try:
                code = subprocess.run([str(exe)], stdin=subprocess.DEVNULL, stdout=out,
                                      stderr=err, cwd=work, timeout=600, env=env).returncode
            except subprocess.TimeoutExpired:
                code = 124
        got = (work / "stdout").read_text(errors="replace")
        text = got + (work / "stderr").read_text(errors="replace")
        exe.unlink()
        if code:
            return Result(name, "failed", f"exit status {code}\n{text}")
        if "EXPECT" in d:
            want_file = src.parent / d["EXPECT"][0]
            if self.bless:
                want_file.write_text(got)
            want = want_file.read_text() if want_file.exists() else ""
            if got != want:
                return Result(name, "failed", "".join(difflib.unified_diff(
                    want.splitlines(1), got.splitlines(1), "expected", "printed")))
        elif not re.search(r"^\d+ checks, 0 failed$", got, re.M):
            return Result(name, "failed", "the program did not report its checks\n" + text)
        return Result(name, "passed")

    # -- compile_fail/ ----------------------------------------------------------------------
    def compile_fail_tests(self):
        for src in sorted((HERE / "compile_fail").glob("*.cpp")):
            for std in directives(src).get("STD", ["17 20"])[0].split():
                name = f"{src.relative_to(ROOT)} [c++{std}]"
                yield name, self.compile_fail, (name, src, std)

    def compile_fail(self, name, src, std):
        d = directives(src)
        flags = [f for line in d.get("FLAGS", []) for f in shlex.split(line)]
        common = [f"-std=c++{std}", "-Wall", "-Wextra", "-fsyntax-only", "-I", str(self.include), "-I", str(HERE)] + flags
        code, text = run([CLANG] + common + ["-Xclang", "-verify", "-Xclang", "-verify-ignore-unexpected=note", str(src)])
        if code:
            return Result(name, "failed", text)
        if "expected-" not in src.read_text() or "expected-no-diagnostics" in src.read_text():
            return Result(name, "failed", "expects no diagnostic, so it proves nothing")
        if "CLANGONLY" in d:
            return Result(name, "passed")
        wanted = d.get("GCC")
        if not wanted:
            return Result(name, "failed", "no // GCC: line with the text that g++ must print")
        code, text = run([GXX] + common + ["-Werror", str(src)])
        missing = []
        for w in wanted:
            if w == "each line":  # an error on every line where clang is to report one
                for n, line in enumerate(src.read_text().splitlines(), 1):
                    if re.search("expected-(error|warning) ", line) and not re.search(rf"{src.name}:{n}:\d+: error", text):
                        missing.append(f"an error on line {n}")
            elif not re.search(w, text):
                missing.append(w)
        if code == 0 or missing:
            return Result(name, "failed", f"g++ accepts it or does not say {missing}\n{text}")
        return Result(name, "passed")

    # -- headers/ ---------------------------------------------------------------------------
    def header_list(self):
        return sorted(str(p.relative_to(self.include)) for p in self.include.glob("raii/**/*.hpp"))

    def header_tests(self):
        for header in self.header_list():
            first = 20 if pathlib.Path(header).name in CXX20_HEADERS else 17
            for cc in (GXX, CLANG):
                foreign = pathlib.Path(header).name in FOREIGN_HEADERS
                stds = [s for s in (17, 20, 23) if s >= first]
                for std in [first] if foreign else stds:
                    for extra in ([[]] if foreign else [[], ["-fno-exceptions", "-fno-rtti"]]):
                        if not self.long and std not in (first, 23) or (extra and std != first and not self.long):
                            continue
                        name = f"headers {header} [{label(cc)} c++{std} {' '.join(extra)}]"
                        yield name, self.header, (name, header, cc, std, extra)
        for cc in (GXX, CLANG):
            name = f"headers all in two units [{label(cc)}]"
            yield name, self.two_units, (name, cc)

    def header(self, name, header, cc, std, extra):
        foreign, flags = FOREIGN_HEADERS.get(pathlib.Path(header).name, (None, []))
        if foreign and not has_header(foreign, self.include):
            return Result(name, "skipped", f"<{foreign}> is not installed")
        src = self.scratch / (re.sub(r"\W+", "_", name) + ".cpp")
        src.write_text(f"#include <{header}>\n#include <{header}>\n"
                       "namespace raii_is_declared = raii;\nint main() { return 0; }\n")
        pedantic = ["-Wold-style-cast", "-Wnon-virtual-dtor", "-Woverloaded-virtual"]
        if is_clang(cc):
            pedantic += ["-Wshadow-all", "-Wdocumentation", "-Wextra-semi", "-Wimplicit-fallthrough"]
        if is_clang(cc):
            extra = extra + flags
        code, text = run([cc, f"-std=c++{std}"] + WARN + pedantic + extra +
                         ["-I", str(self.include), "-fsyntax-only", str(src)])
        return Result(name, "failed" if code else "passed", text)

    def two_units(self, name, cc):
        base = self.scratch / re.sub(r"\W+", "_", name)
        body = "".join(f"#include <{h}>\n" for h in self.header_list() if pathlib.Path(h).name not in FOREIGN_HEADERS)
        units = []
        for i, rest in enumerate(("int other(); int main() { return other(); }\n", "int other(); int other() { return 0; }\n")):
            units.append(pathlib.Path(f"{base}{i}.cpp"))
            units[-1].write_text(body + rest)
        code, text = run([cc, "-std=c++20"] + WARN + ["-I", str(self.include)] + list(map(str, units)) + ["-o", f"{base}.exe"])
        if code == 0:
            code, text = run([f"{base}.exe"])
        return Result(name, "failed" if code else "passed", text)

    # -- codegen/ ---------------------------------------------------------------------------
    def codegen_tests(self):
        for src in sorted((HERE / "codegen").glob("*.cpp")):
            for cc in (GXX, CLANG):
                for opt in ("-O2", "-O3", "-Os") if self.long else ("-O2",):
                    for extra in ([], ["-fno-exceptions"]):
                        name = f"{src.relative_to(ROOT)} [{label(cc)} {' '.join([opt] + extra)}]"
                        yield name, self.codegen, (name, src, cc, opt, extra)

    def functions(self, src, cc, flags):
        """The instructions of each extern "C" function of a unit, with its own name and its labels made neutral.
        A function's cold part (exception landing, at -O2 in a section of its own) belongs to it."""
        asm = self.scratch / (re.sub(r"\W+", "_", f"{src.name} {cc} {' '.join(flags)}") + ".s")
        code, text = run([cc, "-std=c++17", "-I", str(self.include), "-S", "-fno-asynchronous-unwind-tables", "-g0"] +
                         ([] if is_clang(cc) else ["-fno-ipa-icf"]) + flags + [str(src), "-o", str(asm)])
        if code:
            raise RuntimeError(text)
        found, current = {}, None
        for line in asm.read_text().splitlines():
            m = re.match(r"([A-Za-z_][\w.]*):", line)
            if m:
                current = re.sub(r"\.(cold|part)(\.\d+)?$", "", m.group(1))
                found.setdefault(current, [])
                continue
            if re.match(r"\s*\.(section|text)\b", line) or re.match(r"\s*\.size\b", line):
                if ".size" in line:
                    current = None
                continue
            line = line.split("#")[0].strip()
            if current is None or not line or line.startswith(".cfi") or re.match(r"\.(p2align|globl|type|byte|uleb|long|align|set|addrsig)", line):
                continue
            if re.match(r"\.L\w+:$", line) or line.startswith(".L") or not line.startswith("."):
                found[current].append(line)
        result = {}
        for name, lines in found.items():
            order, out = {}, []
            for line in lines:
                if re.match(r"\.L(FB|FE|LSDA|FSB|VL|COLD|HOT|func|cst_|tmp|EHB|EHE)\w*:", line):
                    continue
                line = re.sub(r"\b" + re.escape(name) + r"(\.cold)?\b", "SELF", line)
                line = re.sub(r"\.L\w+", lambda m: order.setdefault(m.group(0), f".L{len(order)}"), line)
                out.append(re.sub(r"\s+", " ", line))
            result[name] = out
        return result

    def codegen(self, name, src, cc, opt, extra):
        text = src.read_text()
        try:
            got = self.functions(src, cc, [opt] + extra)
        except RuntimeError as e:
            return Result(name, "failed", str(e))
        pairs = re.findall(r"^// (EQUAL|NOT LARGER): (\w+) (\w+)$", text, re.M)
        if not pairs:
            return Result(name, "failed", "no pairs")
        wrong = []

        def instructions(f):
            return [l for l in got[f] if not l.endswith(":")]
        for relation, a, b in pairs:
            if a not in got or b not in got or not instructions(a) or not instructions(b):
                wrong.append(f"{a} or {b} not found in the assembly")
            elif relation == "EQUAL" and got[a] != got[b]:
                wrong.append(f"{a} ({len(instructions(a))} instructions) differs from {b} ({len(instructions(b))}):\n" +
                             "\n".join(got[a]) + "\n  --\n" + "\n".join(got[b]))
            elif relation == "NOT LARGER" and len(instructions(a)) > len(instructions(b)):
                wrong.append(f"{a} has {len(instructions(a))} instructions, {b} {len(instructions(b))}")
        return Result(name, "failed" if wrong else "passed", "\n".join(wrong))

    # -- budget -----------------------------------------------------------------------------
    def budget_tests(self):
        for cc in (GXX, CLANG):
            name = f"budget scope_exit.hpp [{label(cc)}]"
            yield name, self.budget, (name, cc)

    def cpu(self, cmd):
        """CPU time of a command in milliseconds."""
        p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        if p.returncode:
            raise RuntimeError("does not compile: " + " ".join(cmd))
        return (usage.ru_utime + usage.ru_stime) * 1000

    def budget(self, name, cc):
        """The header against an empty unit; a guard against the bare calls in the front end (-fsyntax-only), and with
        code made at -O0 against the smallest template that calls a closure from its destructor."""
        guards = 100

        def functions(line):
            return "void act(int);\n" + "".join(f"void f{i}(int a) {{ {line.replace('@', str(i))} act({i}); }}\n" for i in range(guards))
        include = "#include <raii/scope_exit.hpp>\n"
        units = {
            "empty": "",
            "header": include,
            "guards": include + functions("raii::scope_exit g([a] { act(a + @); });"),
            "plain": include + functions("act(a + @);"),
            "hand": include + "template <class F> struct hand { F f; explicit hand(F &&g) : f(static_cast<F &&>(g)) {}\n"
                    "hand(const hand &) = delete; ~hand() { f(); } };\ntemplate <class F> hand(F) -> hand<F>;\n" +
                    functions("hand g([a] { act(a + @); });"),
            "memory": "#include <memory>\n",
        }
        for key, body in units.items():
            (self.scratch / f"budget_{label(cc)}_{key}.cpp").write_text(body)
        syntax, code = ["-fsyntax-only"], ["-O0", "-c", "-o", "/dev/null"]
        wanted = {(key, mode[0]): mode for mode, keys in ((syntax, ("empty", "header", "memory", "guards", "plain")),
                                                          (code, ("guards", "hand"))) for key in keys}
        best = {}
        for _ in range(15 if self.long else 6):  # in turn, so that a busy moment hits all alike
            for (key, first), mode in wanted.items():
                ms = self.cpu([cc, "-std=c++17", "-I", str(self.include), *mode,
                               str(self.scratch / f"budget_{label(cc)}_{key}.cpp")])
                best[key, first] = min(ms, best.get((key, first), ms))
        header = best["header", "-fsyntax-only"] - best["empty", "-fsyntax-only"]
        memory = best["memory", "-fsyntax-only"] - best["empty", "-fsyntax-only"]
        front = (best["guards", "-fsyntax-only"] - best["plain", "-fsyntax-only"]) / guards
        over_hand = (best["guards", "-O0"] - best["hand", "-O0"]) / guards
        text = (f"scope_exit.hpp {header:.1f} ms (<= 10; <memory> {memory:.0f} ms); a guard {front:.2f} ms in the front end "
                f"(<= 1), with code at -O0 {over_hand:.2f} ms more than the smallest template (<= 1)")
        return Result(name, "passed" if header <= 10 and front <= 1 and over_hand <= 1 else "failed", text)

    # -- compare ---------------------------------------------------------------------------
    COMPARED = {
        "raii::scope_exit": ("raii/scope_exit.hpp", "raii::scope_exit g([h] { give_back(h); }); return work(h);"),
        "raii::scope_exit and release": ("raii/scope_exit.hpp", "raii::scope_exit g([h] { give_back(h); }); "
                                         "int r = work(h); g.release(); return r;"),
        "raii::scope_fail": ("raii/scope_fail.hpp", "raii::scope_fail g([h] { give_back(h); }); return work(h);"),
        "absl::Cleanup": ("absl/cleanup/cleanup.h", "absl::Cleanup g = [h] { give_back(h); }; return work(h);"),
        "Boost.ScopeExit": ("boost/scope_exit.hpp", "BOOST_SCOPE_EXIT_ALL(h) { give_back(h); }; return work(h);"),
    }

    def compare_tests(self):
        for cc in (GXX, CLANG):
            yield f"compare [{label(cc)}]", self.compare, (f"compare [{label(cc)}]", cc)

    def compare(self, name, cc):
        """Instructions of one function at -O2, and milliseconds to compile its unit, against the libraries of Debian."""
        figures, missing = {}, []
        for what, (header, body) in self.COMPARED.items():
            if not has_header(header, self.include):
                missing.append(f"<{header}>")
                continue
            src = self.scratch / f"compare_{label(cc)}_{len(figures)}.cpp"
            src.write_text(f"#include <{header}>\nstruct handle;\nextern \"C\" {{\nhandle *acquire();\n"
                           "void give_back(handle *) noexcept;\nint work(handle *);\n"
                           f"int measured() {{ handle *h = acquire(); {body} }}\n}}\n")
            lines = self.functions(src, cc, ["-O2"])["measured"]
            cmd = [cc, "-std=c++17", "-I", str(self.include), "-O2", "-c", str(src), "-o", "/dev/null"]
            figures[what] = (sum(not l.endswith(":") for l in lines), min(self.cpu(cmd) for _ in range(3)))
        text = "; ".join(f"{what}: {n} instructions, {ms:.0f} ms" for what, (n, ms) in figures.items())
        ours, fail, release = (figures[k] for k in list(self.COMPARED)[:1] + ["raii::scope_fail", "raii::scope_exit and release"])
        wrong = [what for what in ("absl::Cleanup", "Boost.ScopeExit")
                 if what in figures and (ours[0] > figures[what][0] or ours[1] > figures[what][1])]
        if release[0] >= fail[0]:
            wrong.append("scope_fail is no longer than scope_exit and release")
        if wrong:
            return Result(name, "failed", f"not better than {', '.join(wrong)}: {text}")
        if missing:
            return Result(name, "skipped", f"{' and '.join(missing)} not installed")
        return Result(name, "passed", text)

    # -- docs ------------------------------------------------------------------------------
    def docs_tests(self):
        for page in sorted((ROOT / "docs" / "guards").glob("*.md")):
            if "```cpp" in page.read_text():
                name = f"{page.relative_to(ROOT)} [its code compiles]"
                yield name, self.docs, (name, page)

    def docs(self, name, page):
        for n, block in enumerate(re.findall(r"^```cpp\n(.*?)^```", page.read_text(), re.M | re.S)):
            src = self.scratch / f"{page.stem}{n}.cpp"
            src.write_text(block)
            for cc in (GXX, CLANG):
                code, text = run([cc, "-std=c++20", "-Wall", "-Wextra", "-Wthread-safety" if is_clang(cc) else "-Wshadow",
                                  "-Werror", "-I", str(self.include), "-I", str(HERE), "-fsyntax-only", str(src)])
                if code:
                    return Result(name, "failed", text)
        return Result(name, "passed")

    # -- differential -----------------------------------------------------------------------
    def differential_tests(self):
        for cc in (GXX, CLANG) if self.long else (CLANG,):
            name = f"differential against contextlib [{label(cc)}]"
            yield name, self.differential, (name, cc)

    def differential(self, name, cc):
        exe = self.scratch / re.sub(r"\W+", "_", name)
        folder = HERE / "differential"
        code, text = run([cc, "-std=c++20"] + WARN + ["-I", str(self.include), "-I", str(HERE),
                         str(folder / "interpreter.cpp"), "-o", str(exe)] + (SAN if is_clang(cc) else []))
        if code == 0:
            code, text = run([sys.executable, str(folder / "differential.py"), str(exe),
                              "--sequences", "6000" if self.long else "500"])
        return Result(name, "failed" if code else "passed", text)

    # -- consume ----------------------------------------------------------------------------
    def consume_tests(self):
        yield "consume a single copied header", self.copied_header, ("consume a single copied header",)
        for way in ("find_package", "add_subdirectory"):
            yield f"consume {way}", self.consume, (f"consume {way}", way)

    PROGRAM = ("int main() {\n  int n = 1;\n  { raii::scope_exit g([&n] { n = 0; }); }\n  return n;\n}\n")

    def copied_header(self, name):
        for header in ("scope_exit.hpp", "unique_resource.hpp", "restore.hpp", "capability_guard.hpp"):
            work = self.scratch / f"copied_{header}"
            work.mkdir()
            shutil.copy(self.include / "raii" / header, work)
            uses = {"scope_exit.hpp": self.PROGRAM,
                    "unique_resource.hpp": "int main() { raii::unique_malloc p(malloc(1)); return !p; }\n",
                    "restore.hpp": "int main() { int n = 0; { raii::restore r(n, 1); } return n; }\n",
                    "capability_guard.hpp": "struct m { int n = 1; void lock() { --n; } void unlock() {} };\n"
                                            "int main() { m x; raii::capability_guard g(x); return x.n; }\n"}[header]
            (work / "main.cpp").write_text(f'#include "{header}"\n' + uses)
            code, text = run([GXX, "-std=c++17"] + WARN + ["main.cpp", "-o", "main"], cwd=work)
            if code == 0:
                code, text = run([str(work / "main")])
            if code:
                return Result(name, "failed", f"{header}: {text}")
        return Result(name, "passed")

    def consume(self, name, way):
        if not shutil.which("cmake"):
            return Result(name, "skipped", "cmake is not installed")
        work = self.scratch / way
        (work / "project").mkdir(parents=True)
        configure = ["cmake", f"-DCMAKE_CXX_COMPILER={GXX}"]
        steps = []
        if way == "find_package":
            steps += [configure + ["-S", str(ROOT), "-B", str(work / "raii"), "-DRAII_BUILD_TOOL=OFF"],
                      ["cmake", "--install", str(work / "raii"), "--prefix", str(work / "prefix")]]
            how = "find_package(raii 0.1 REQUIRED)"
            configure += [f"-DCMAKE_PREFIX_PATH={work / 'prefix'}"]
        else:
            how = f'add_subdirectory("{ROOT}" raii)'
        (work / "project" / "CMakeLists.txt").write_text(
            f"cmake_minimum_required(VERSION 3.25)\nproject(scratch LANGUAGES C CXX)\n{how}\n"
            "add_executable(scratch main.cpp)\ntarget_link_libraries(scratch PRIVATE raii::raii)\n")
        (work / "project" / "main.cpp").write_text("#include <raii/scope_exit.hpp>\n" + self.PROGRAM)
        steps += [configure + ["-S", str(work / "project"), "-B", str(work / "build")],
                  ["cmake", "--build", str(work / "build")], [str(work / "build" / "scratch")]]
        for step in steps:
            code, text = run(step)
            if code:
                return Result(name, "failed", " ".join(step) + "\n" + text)
        return Result(name, "passed")

    # -- mutants ----------------------------------------------------------------------------
    def mutant_tests(self):
        sys.path.insert(0, str(HERE))
        from mutants import MUTANTS
        for n, (header, test, old, new) in enumerate(MUTANTS, 1):
            yield f"mutant {n} of {header}", self.mutant, (f"mutant {n} of {header}", n, header, test, old, new)

    def mutant(self, name, n, header, test, old, new):
        include = self.scratch / f"mutant{n}"
        shutil.copytree(self.include, include)
        target = include / "raii" / header
        text = target.read_text()
        pattern = r"\s*".join(re.escape(word) for word in old.split())  # however it is laid out
        text, found = re.subn(pattern, lambda _: new, text, count=1)
        if not found:
            return Result(name, "failed", f"the header does not contain:\n{old}")
        target.write_text(text)
        src = HERE / "run" / f"{test}.cpp"
        d = directives(src)
        mutated = Suite(False, self.scratch, include, warn=[])
        outcome = mutated.program(f"{name} {test}", src, d, CLANG, d.get("STD", ["17"])[0].split()[0], [])
        shutil.rmtree(include)
        if outcome.text.startswith("does not compile") and not re.search(rf"{test}.cpp:.*static assertion failed", outcome.text):
            return Result(name, "failed", "the mutant proves nothing: it " + outcome.text)
        if outcome.status != "failed":
            return Result(name, "failed", f"{test} does not notice that\n{old}\nis now\n{new}")
        return Result(name, "passed")

    def all_tests(self):
        yield from self.header_tests()
        yield from self.compile_fail_tests()
        yield from self.codegen_tests()
        yield from self.program_tests(HERE / "run")
        yield from self.program_tests(ROOT / "docs" / "examples")
        yield from self.differential_tests()
        yield from self.docs_tests()
        if self.long:
            yield from self.mutant_tests()
        yield from self.consume_tests()

    # Alone on the machine, as far as this script goes.
    def serial_tests(self):
        yield from self.budget_tests()
        yield from self.compare_tests()


def execute(tests, jobs, quiet=False, stop_at_failure=False):
    results = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = [(n, pool.submit(f, *a)) for n, f, a in tests]
        for n, future in futures:
            try:
                r = future.result()
            except concurrent.futures.CancelledError:
                continue
            except Exception as e:  # a test that breaks the runner has failed
                r = Result(n, "failed", f"{type(e).__name__}: {e}")
            results.append(r)
            if r.status == "failed":
                if stop_at_failure:
                    for _, other in futures:
                        other.cancel()
                if not quiet:
                    head = "\n".join("    " + l for l in r.text.splitlines()[:40])
                    print(f"FAILED {r.name}\n{head}", flush=True)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="only tests whose name contains this")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--bless", action="store_true", help="write the .expected files of the examples; then read them")
    parser.add_argument("--times", action="store_true", help="print measured figures and the slowest tests")
    options = parser.parse_args()
    for cc in (CLANG, GXX):
        if not shutil.which(cc):
            print(f"run-guards: no compiler {cc}; set RAII_CLANGXX and RAII_GXX", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory(prefix="raii-guards-") as scratch:
        suite = Suite(options.long, scratch, bless=options.bless)
        started = time.monotonic()

        def wanted(tests):
            return [t for t in tests if not options.only or options.only in t[0]]
        parallel, serial = wanted(suite.all_tests()), wanted(suite.serial_tests())
        if options.list:
            print("\n".join(t[0] for t in parallel + serial))
            return 0
        results = execute(parallel, options.jobs) + execute(serial, 1)
        skipped = {}
        for r in results:
            if r.status == "skipped":
                skipped.setdefault(r.text, []).append(r.name)
            elif r.text and options.times and r.status == "passed":
                print(f"{r.name}: {r.text}")
        for reason, names in skipped.items():
            print(f"skipped {len(names)}: {reason}")
        count = {s: sum(r.status == s for r in results) for s in ("passed", "failed", "skipped")}
        if options.times:
            print(f"{time.monotonic() - started:.0f} s")
        line = f"{count['passed']} passed, {count['failed']} failed"
        print(line + (f", {count['skipped']} skipped" if count["skipped"] else ""))
        return 1 if count["failed"] or not count["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
