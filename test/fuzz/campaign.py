"""One unit of random programs: written, analysed, fixed, compiled, run on every vector, and judged."""
import collections
import dataclasses
import json
import pathlib
import re
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LLVM = pathlib.Path("/usr/lib/llvm-19/bin")
WRAPPED = "fopen fclose fputs getline open close write malloc realloc free pthread_mutex_lock pthread_mutex_unlock".split()
ENDS = re.compile(r"\b(?:unlock|rollback|commit|endBatch)\(|pthread_mutex_unlock|section_leave|lamp_set\(&\w+, 0\)|shared_unref")
LEAKS = {"raii-leak": "explicit", "raii-exception-leak": "thrown", "raii-missing-rollback": "any", "raii-unrestored-state": "any"}
FAILURE = re.compile(r"-\d+|false|nullptr|NULL")
STATE = re.compile(r"(\w+)\.(?:lock|try_lock|begin|beginBatch)\(|(?:pthread_mutex_lock|section_enter|lamp_set|shared_ref)\(&(\w+)\b")
HANDLE = re.compile(r"(\w+) = (?:fopen|open|\(char \*\)(?:m|re)alloc|new|widget_open)\b"
                    r"|(?:(?:session_create|conn_open)\(\d+, |getline\()&(\w+)\b")


class Broken(Exception):
    """The harness itself failed."""


@dataclasses.dataclass
class Truth:
    """What execution says of one program."""
    vectors: int = 0
    complete: bool = True
    leaks: dict = dataclasses.field(default_factory=dict)  # line → (explicit, caught, thrown, ended, first vector)
    wrong: list = dataclasses.field(default_factory=list)  # (what, vector): not a leak, but no right program either
    differences: list = dataclasses.field(default_factory=list)
    left: int = 0  # vectors that leak after the fix


@dataclasses.dataclass
class Result:
    """What was learned of one program. Problems are (kind, text)."""
    name: str
    seed: int
    truth: Truth
    problems: list = dataclasses.field(default_factory=list)
    limits: list = dataclasses.field(default_factory=list)  # rules of the oracle that applied
    reasons: list = dataclasses.field(default_factory=list)  # why fixes were refused
    found: int = 0


def run(command, seconds=300, **more):
    return subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=seconds, **more)


class Tools:
    def __init__(self, folder, program=None, includes=(HERE,)):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.program = program or ROOT / "build" / "bin" / "raii-tidy"
        self.flags = ["-std=c++20", f"-I{ROOT / 'include'}", f"-I{HERE}"]
        self.seconds = collections.Counter()
        self.runtime = [self.folder / "runtime.o", self.folder / "judge.o"]
        self.prefix = self.folder / "prefix.h"
        self.prepare()

    def timed(self, what, function, *arguments, **more):
        start = time.monotonic()
        try:
            return function(*arguments, **more)
        finally:
            self.seconds[what] += time.monotonic() - start

    def prepare(self):
        for object_ in self.runtime:
            done = run([LLVM / "clang++", *self.flags, "-O1", "-c", HERE / f"{object_.stem}.cpp", "-o", object_])
            if done.returncode != 0:
                raise Broken(done.stderr)
        # What every unit includes, and what the fixed ones do, is parsed once.
        self.prefix.write_text('#include "fuzz.h"\n#include <memory>\n#include <mutex>\n'
                               '#include <raii/scope_exit.hpp>\n#include <raii/unique_resource.hpp>\n')
        done = run([LLVM / "clang++", *self.flags, "-O0", "-gline-tables-only", "-x", "c++-header", self.prefix,
                    "-o", f"{self.prefix}.pch"])
        if done.returncode != 0:
            raise Broken(done.stderr)

    def tidy(self, source, *more, statuses=(0, 1)):
        done = run([self.program, "--may-throw=allocation", f"--pairs={HERE / 'pairs.yaml'}", "-j1",
                    "--progress=never", *more, source, "--", *self.flags], cwd=source.parent)
        if done.returncode not in statuses:
            raise Broken(f"raii-tidy ends with status {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def findings(self, source, *more):
        return json.loads(self.tidy(source, "--format=json", *more))["findings"]

    def fix(self, source):
        """All safe fixes, until quiet, without the program's own proof: what it would have to refuse is a fault here."""
        for _ in range(10):
            before = source.read_bytes()
            # 3: what it wrote itself does not compile; the compiler will say which program that is.
            self.tidy(source, "--fix", "--no-verify", "--group=all", statuses=(0, 1, 3))
            if source.read_bytes() == before:
                return

    def compile(self, source, table, output):
        return run([LLVM / "clang++", *self.flags, "-O0", "-gline-tables-only", f"-DPROGRAMS={table}", "-include-pch",
                    f"{self.prefix}.pch", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-unused-const-variable",
                    "-Wno-unused-variable", "-fno-caret-diagnostics", "-c", source, "-o", output])

    def link(self, before, after, output):
        done = run([LLVM / "clang++", "-fuse-ld=lld", "-no-pie", before, after, *self.runtime,
                    *(f"-Wl,--wrap={w}" for w in WRAPPED), "-pthread", "-o", output])
        if done.returncode != 0:
            raise Broken(done.stderr)

    def lines_of(self, executable, addresses):
        if not addresses:
            return {}
        ask = "".join(f"{int(a, 16) - 1:#x}\n" for a in addresses)
        done = subprocess.run([LLVM / "llvm-symbolizer", f"--obj={executable}", "--no-inlines", "--functions=none"],
                              input=ask, capture_output=True, text=True, timeout=60)
        places = [l for l in done.stdout.splitlines() if l.strip()]
        if len(places) != len(addresses):
            raise Broken(f"llvm-symbolizer answers {len(places)} of {len(addresses)} questions")
        return {a: int(p.rsplit(":", 2)[-2]) for a, p in zip(addresses, places)}

    def execute(self, executable, cap):
        """{name: Truth} of all programs of the unit."""
        truths = collections.defaultdict(Truth)
        skipped, addresses, records = [], set(), []
        while True:
            done = run([executable, f"--cap={cap}", *(f"--skip={s}" for s in skipped)], seconds=600)
            lines = done.stdout.splitlines()
            ended = bool(lines) and lines[-1] == "E end"
            if not ended and not any(" crashes," in l for l in lines[-1:]):
                raise Broken(f"the unit ends with status {done.returncode}\n{done.stdout[-500:]}{done.stderr[-500:]}")
            for line in lines:
                what, name, rest = (line.split(" ", 2) + [""])[:3]
                if what != "E":
                    records.append((what, name, rest))
                if what == "F":
                    skipped.append(name)
                elif what in "DW" and " crashes," in line:
                    skipped.append(name)
            if ended:
                break
        for what, name, rest in records:
            t = truths[name]
            words = rest.split()
            if what == "F":
                t.vectors, t.complete = int(words[0]), words[1] == "1"
            elif what == "L":
                addresses.add(words[0])
                t.leaks[words[0]] = (int(words[2]), int(words[3]), int(words[4]), int(words[5]), words[6])
            elif what == "W":
                t.wrong.append((" ".join(words[:-1]), words[-1]))
                t.complete &= "crashes," not in words  # no vector after it was run
            elif what == "D":
                t.differences.append(rest)
            elif what == "R":
                t.left = int(words[0])
        lines = self.lines_of(executable, sorted(addresses))
        for t in truths.values():
            merged = {}
            for address, leak in t.leaks.items():
                line = lines[address]
                old = merged.get(line, (0, 0, 0, 0, leak[4]))
                merged[line] = (*(a + b for a, b in zip(old[:4], leak[:4])), old[4])
            t.leaks = merged
        return truths


def ranges(text):
    """{name: (first line, last line)} of the programs of a unit."""
    found, name, first = {}, None, 0
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"(?:template <typename N> )?(?:static )?(?:int|Coroutine) (?:in_|Of_)?(\w+?)(?:::run)?\((?:int|N) n\) \{$", line)
        if match:
            name, first = match.group(1), number
        elif line == "}" and name:
            found[name] = (first, number)
            name = None
    return found


def by_program(findings, where):
    sorted_ = collections.defaultdict(list)
    for f in findings:
        for name, (first, last) in where.items():
            if first <= f["line"] <= last:
                sorted_[name].append(f)
                break
        else:
            raise Broken(f"a finding outside of every program: {f}")
    return sorted_


def returned_behind(body, line):
    """What the block of that line returns at its end; empty if it ends in another way."""
    depth = 0
    for text in body[line + 1:]:
        if depth == 0 and (m := re.search(r"^\s*return (.*);", text)):
            return m.group(1)
        depth += text.count("{") - text.count("}")
        if depth < 0:
            break
    return ""


def subject(line):
    """(variable, whether it is a state) of an acquisition's line."""
    m = STATE.search(line)
    if m:
        return (m.group(1) or m.group(2)), True
    m = HANDLE.search(line)
    return ((m.group(1) or m.group(2)), False) if m else ("?", False)


def judge_detection(result, findings, lines, body):
    """Compares what was found with the truth; lines: the unit's text."""
    truth = result.truth
    found = {f["line"]: f for f in findings if f["check"] in LEAKS}
    result.found = len(found)
    states_found = {subject(lines[l - 1])[0] for l in found if subject(lines[l - 1])[1]}
    names_found = {subject(lines[l - 1])[0] for l in found}
    wrong = [w for w, _ in truth.wrong]
    # limits.md: Recursive locks. A function that takes a lock which it holds is not judged.
    recursive = any(w.endswith("acquired-while-held") for w in wrong)
    # limits.md: Locks given up and taken again.
    callers = any(w.endswith("released-unborn") for w in wrong)
    for line, (explicit, caught, thrown, ended, vector) in sorted(truth.leaks.items()):
        name, is_state = subject(lines[line - 1])
        if is_state and (recursive or callers):
            result.limits.append("recursive lock" if recursive else "lock of the caller")
            continue
        if line in found:
            kind = LEAKS[found[line]["check"]]
            # getline keeps its buffer: the explicit way out may be told of the later of two calls.
            if kind == "thrown" and explicit and not any(
                    LEAKS[f["check"]] == "explicit" and subject(lines[l - 1])[0] == name for l, f in found.items()):
                result.problems.append(("kind", f"line {line}: leaks on an explicit path, vector {vector}"))
            # What a handler does with an exception is an explicit way out.
            if kind == "explicit" and not explicit and not caught and not is_state and not any("catch" in l for l in body):
                result.problems.append(("kind", f"line {line}: leaks only by exception, vector {vector}"))
            continue
        if is_state and name in states_found:
            continue  # all acquisitions of one receiver are one lifetime
        if is_state and not ended:
            result.limits.append("acquires only")  # limits.md: Functions that only lock
            continue
        # limits.md: Locks and states kept for the caller. Each release stands before a `return` of what says failure.
        ends = [i for i, l in enumerate(body) if name in l and ENDS.search(l)]
        if is_state and all(FAILURE.fullmatch(returned_behind(body, i)) for i in ends):
            result.limits.append("kept for the caller")
            continue
        if not is_state and name in names_found:
            result.limits.append("merged")
            continue
        result.problems.append(("missed", f"line {line}: {lines[line - 1].strip()} leaks, vector {vector}"))
    for line, f in sorted(found.items()):
        name, is_state = subject(lines[line - 1])
        if line in truth.leaks or (is_state and (recursive or callers)):
            continue
        # All acquisitions of one receiver are one lifetime, and getline keeps the memory that it is given.
        again = is_state or "getline(" in lines[line - 1]
        if again and any(subject(lines[l - 1])[0] == name for l in truth.leaks):
            continue
        if not truth.complete:
            result.limits.append("unconfirmed")
            continue
        result.problems.append(("false", f"line {line}: {f['message']} [{f['check']}]"))
    for f in findings:
        if f["check"] == "raii-double-release" and not wrong:
            result.problems.append(("false", f"line {f['line']}: {f['message']} [{f['check']}]"))


def quoted(finding):
    """The variable that a message names."""
    return (re.findall(r"'(\w+)'", finding["message"]) or [finding["message"]])[0]


def judge_unit(tools, programs, text, cap=4000, keep=None):
    """programs: [(name, seed)]; text: the unit. Returns the Results."""
    folder = tools.folder / "unit"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "fixed").mkdir(parents=True)
    source, fixed = folder / "u.cpp", folder / "fixed" / "u.cpp"
    source.write_text(text)
    fixed.write_text(text)
    lines = text.splitlines()
    where = ranges(text)
    done = tools.timed("compile before", tools.compile, source, "programs_before", folder / "before.o")
    if done.returncode != 0:
        raise Broken(f"the generated unit does not compile:\n{done.stderr}")
    warned = collections.Counter(re.findall(r"warning: .*", done.stderr))
    found = tools.timed("detection", tools.findings, source, "--group=bug", "--no-verify")
    tools.timed("fix", tools.fix, fixed)
    results = {name: Result(name, seed, Truth()) for name, seed in programs}
    after = fixed.read_text()
    done = tools.timed("compile after", tools.compile, fixed, "programs_after", folder / "after.o")
    where_after = ranges(after)
    if done.returncode != 0:
        # The first error: those behind it may follow from it.
        error = re.search(r"^.*?u\.cpp:(\d+):\d+: (error.*)", done.stderr, re.M)
        guilty = [n for n, (a, b) in where_after.items() if error and a <= int(error.group(1)) <= b]
        name = guilty[0] if guilty else programs[0][0]
        results[name].problems.append(("compile", error.group(2) if error else done.stderr[:2000]))
        return [results[name]], [(n, s) for n, s in programs if n != name]
    fresh = collections.Counter(re.findall(r"warning: .*", done.stderr)) - warned
    for match in re.finditer(r"^.*?u\.cpp:(\d+):\d+: (warning: .*)", done.stderr, re.M):
        if match.group(2) in fresh:
            for n, (a, b) in where_after.items():
                if a <= int(match.group(1)) <= b:
                    results[n].problems.append(("warning", match.group(2)))
    again = tools.timed("second run", tools.findings, fixed, "--group=all", "--no-verify")
    tools.timed("link", tools.link, folder / "before.o", folder / "after.o", folder / "unit.exe")
    truths = tools.timed("run", tools.execute, folder / "unit.exe", cap)
    findings, left = by_program(found, where), by_program(again, where_after)
    for name, result in results.items():
        result.truth = truths[name]
        judge_detection(result, findings[name], lines, lines[where[name][0]:where[name][1]])
        if result.truth.wrong:
            result.limits.append("wrong in another way")  # it takes a lock twice, …: not comparable
        else:
            result.problems += [("difference", d) for d in result.truth.differences]
        # By variable: what is left of two acquisitions that were one finding is worded in another way.
        had = {quoted(f) for f in findings[name]}
        for f in left[name]:
            if any(x["applicability"] == "safe" for x in f.get("fixes", ())):
                result.problems.append(("not quiet", f"line {f['line']}: {f['message']}: a safe fix is left"))
            # A handler that released and dropped the exception only drops it now: other checks see what was there before.
            resources = f["check"] in LEAKS or f["check"] == "raii-double-release"
            if resources and quoted(f) not in had:
                result.problems.append(("not quiet", f"line {f['line']} of the fixed: {f['message']} [{f['check']}]"))
            if f["check"] in LEAKS or f["check"] == "raii-manual-release":
                why = [n["message"] for n in f.get("notes", ()) if n["message"].startswith(("no fix: ", "fix (unsafe)"))]
                result.reasons.append((f["check"], why[0] if why else "no reason"))
        # What nothing is said of any more must have been mended, unless a limit says why it was never reported.
        if result.truth.left and not result.limits and not any(c in LEAKS for c, _ in result.reasons):
            first, last = where_after[name]
            if any(l.endswith(("_guard.release();", "cleanup_guard.reset();")) for l in after.splitlines()[first:last]):
                result.limits.append("cancelled guard")  # limits.md: Guards that are cancelled
                continue
            result.problems.append(("left", f"{result.truth.left} vectors still leak after the fix"))
    return list(results.values()), []


def judge_mutant(tools, mutant, clean, cap):
    """Of the unit that judge_unit has left: (programs with such a mutant, programs whose mutant is noticed).

    clean: {name: vectors that leak after the fix} of the programs without problems.
    """
    folder = tools.folder / "unit"
    lines = (folder / "fixed" / "u.cpp").read_text().splitlines()
    changed, tried, caught = list(lines), set(), set()
    for name, (first, last) in sorted(ranges("\n".join(lines)).items(), key=lambda e: -e[1][0]):
        variants = mutant(lines[first - 1:last]) if name in clean else []
        if variants:
            changed[first - 1:last] = variants[len(name + mutant.__name__) % len(variants)]
            tried.add(name)
    source = folder / "mutant.cpp"
    rest = set(tried)
    while True:
        source.write_text("\n".join(changed) + "\n")
        done = tools.compile(source, "programs_after", folder / "mutant.o")
        if done.returncode == 0:
            break
        # What does not compile is noticed; the original takes its place.
        blamed = set()
        where = ranges("\n".join(changed))
        for number in re.findall(r"mutant\.cpp:(\d+):\d+: error", done.stderr):
            blamed |= {n for n, (a, b) in where.items() if a <= int(number) <= b}
        if not blamed:
            raise Broken(done.stderr[:3000])
        originals = ranges("\n".join(lines))
        for name in sorted(blamed, key=lambda n: -where[n][0]):
            (a, b), (c, d) = where[name], originals[name]
            changed[a - 1:b] = lines[c - 1:d]
        caught |= blamed
        rest -= blamed
    tools.link(folder / "before.o", folder / "mutant.o", folder / "mutant.exe")
    for name, truth in tools.execute(folder / "mutant.exe", cap).items():
        if name in rest and (truth.differences or truth.left > clean[name]):
            caught.add(name)
    return len(tried), len(caught & tried)
