"""What a guard costs: instructions of a function, milliseconds of a compiler, against other libraries of the same machine.

The suites compare and budget run with all others. Instructions are counted, so that nothing there can vary. The budget
is CPU time: the best of as many rounds as it takes to come below the limit, so that a busy machine makes it slow and
not wrong. The bench (--bench) asserts the same limits and prints the tables of docs/evidence/guards.md.
"""
import os
import re
import subprocess

from suites import codegen, headers
from suites.common import CLANG, GXX, Result, has_header, is_clang, label

HEADER_MS, GUARD_MS = 10, 1  # the budget of scope_exit.hpp: of the header, of each guard
GUARDS = 100
ROUNDS = 40


def cpu(cmd):
    """CPU time of a command in milliseconds."""
    p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode:
        raise RuntimeError("does not compile: " + " ".join(cmd))
    return (usage.ru_utime + usage.ru_stime) * 1000


class Timer:
    """Compiles units in turn, so that a busy moment hits all alike; keeps the best time of each."""

    def __init__(self, suite, cc, std="17"):
        self.suite, self.cc, self.std, self.commands, self.best = suite, cc, std, {}, {}

    def add(self, key, text, *mode):
        src = self.suite.scratch / f"cost_{label(self.cc)}_{re.sub(r'[^A-Za-z0-9]', '_', str(key))}.cpp"
        src.write_text(text)
        self.commands[key] = [self.cc, f"-std=c++{self.std}", "-I", str(self.suite.include), *mode, str(src)]

    def round(self):
        for key, command in self.commands.items():
            ms = cpu(command)
            self.best[key] = min(ms, self.best.get(key, ms))


SYNTAX, CODE = ("-fsyntax-only",), ("-O0", "-c", "-o", "/dev/null")


def many(line):
    """A unit's worth of functions, each with the guard of this line, or with none."""
    return "void act(int);\n" + "".join(
        f"void f{i}(int a) {{ {line.replace('@', str(i))} act({i}); }}\n" for i in range(GUARDS))


INCLUDE = "#include <raii/scope_exit.hpp>\n"
# The smallest template that calls a closure from its destructor.
HAND = ("template <class F> struct hand { F f; explicit hand(F &&g) : f(static_cast<F &&>(g)) {}\n"
        "hand(const hand &) = delete; ~hand() { f(); } };\ntemplate <class F> hand(F) -> hand<F>;\n")
MANY_GUARDS = many("raii::scope_exit g([a] { act(a + @); });")
MANY_BY_HAND = many("hand g([a] { act(a + @); });")
MANY_PLAIN = many("act(a + @);")


def tests(suite):
    for cc in (GXX, CLANG):
        yield f"budget scope_exit.hpp [{label(cc)}]", budget, (suite, f"budget scope_exit.hpp [{label(cc)}]", cc)
        yield f"compare [{label(cc)}]", compare, (suite, f"compare [{label(cc)}]", cc)


def budget(suite, name, cc):
    """The header against an empty unit; a guard against the bare calls in the front end (-fsyntax-only), and with
    code made at -O0 against the smallest template that calls a closure from its destructor."""
    timer = Timer(suite, cc)
    timer.add("empty", "", *SYNTAX)
    timer.add("header", INCLUDE, *SYNTAX)
    timer.add("guards", INCLUDE + MANY_GUARDS, *SYNTAX)
    timer.add("plain", INCLUDE + MANY_PLAIN, *SYNTAX)
    timer.add("code", INCLUDE + MANY_GUARDS, *CODE)
    timer.add("hand", INCLUDE + HAND + MANY_BY_HAND, *CODE)
    for n in range(1, ROUNDS + 1):
        timer.round()
        best = timer.best
        header = best["header"] - best["empty"]
        front = (best["guards"] - best["plain"]) / GUARDS
        over_hand = (best["code"] - best["hand"]) / GUARDS
        within = header <= HEADER_MS and front <= GUARD_MS and over_hand <= GUARD_MS
        if within and n > 1:
            break
    text = (f"scope_exit.hpp {header:.1f} ms (<= {HEADER_MS}); a guard {front:.2f} ms in the front end (<= {GUARD_MS}), with "
            f"code at -O0 {over_hand:.2f} ms more than the smallest template (<= {GUARD_MS}); best of {n}")
    return Result(name, "passed" if within else "failed", text)


COMPARED = {
    "by hand": ("raii/scope_exit.hpp", "struct later { handle *h; ~later() { give_back(h); } } g{h}; return work(h);"),
    "raii::scope_exit": ("raii/scope_exit.hpp", "raii::scope_exit g([h] { give_back(h); }); return work(h);"),
    "raii::scope_exit and release": ("raii/scope_exit.hpp", "raii::scope_exit g([h] { give_back(h); }); "
                                     "int r = work(h); g.release(); return r;"),
    "raii::scope_fail": ("raii/scope_fail.hpp", "raii::scope_fail g([h] { give_back(h); }); return work(h);"),
    "absl::Cleanup": ("absl/cleanup/cleanup.h", "absl::Cleanup g = [h] { give_back(h); }; return work(h);"),
    "Boost.ScopeExit": ("boost/scope_exit.hpp", "BOOST_SCOPE_EXIT_ALL(h) { give_back(h); }; return work(h);"),
}
# The same for many guards in one unit; h is the argument there.
MANY_OTHERS = {
    "absl::Cleanup": ("absl/cleanup/cleanup.h", many("absl::Cleanup g = [a] { act(a + @); };")),
    "Boost.ScopeExit": ("boost/scope_exit.hpp", many("BOOST_SCOPE_EXIT_ALL(a) { act(a + @); };")),
}


def compared_unit(header, body):
    return (f"#include <{header}>\nstruct handle;\nextern \"C\" {{\nhandle *acquire();\n"
            "void give_back(handle *) noexcept;\nint work(handle *);\n"
            f"int measured() {{ handle *h = acquire(); {body} }}\n}}\n")


def instructions(suite, cc):
    """{what: instructions at -O2}, and which headers are missing."""
    figures, missing = {}, []
    for what, (header, body) in COMPARED.items():
        if not has_header(header, suite.include):
            missing.append(f"<{header}>")
            continue
        src = suite.scratch / f"compare_{label(cc)}_{len(figures)}.cpp"
        src.write_text(compared_unit(header, body))
        lines = codegen.assembly(suite, src, cc, ["-O2"])["measured"]
        figures[what] = sum(not line.endswith(":") for line in lines)
    return figures, missing


def compare(suite, name, cc):
    """Instructions of one function at -O2, against the struct by hand and the libraries of Debian."""
    figures, missing = instructions(suite, cc)
    text = "; ".join(f"{what}: {n} instructions" for what, n in figures.items())
    wrong = []
    if figures["raii::scope_exit"] != figures["by hand"]:
        wrong.append("scope_exit is not what one writes by hand")
    wrong += [f"{what} needs fewer" for what in ("absl::Cleanup", "Boost.ScopeExit")
              if figures.get(what, 10000) < figures["raii::scope_exit"]]
    if figures["raii::scope_exit and release"] >= figures["raii::scope_fail"]:
        wrong.append("scope_fail needs no more than scope_exit and release")
    if wrong:
        return Result(name, "failed", f"{', '.join(wrong)}: {text}")
    if missing:
        return Result(name, "skipped", f"{' and '.join(missing)} not installed")
    return Result(name, "passed", text)


# -- the bench ----------------------------------------------------------------------------------
def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def bench(suite, rounds=7):
    """Prints the tables of docs/evidence/guards.md; gives what is over its budget."""
    compilers, over = (GXX, CLANG), []
    counts = {cc: instructions(suite, cc)[0] for cc in compilers}
    print("Instructions of one function that acquires, works and gives back, at -O2:\n")
    print(table(["", *map(label, compilers)], [[what, *(counts[cc].get(what, "–") for cc in compilers)] for what in COMPARED]))

    libraries = ["memory", "absl/cleanup/cleanup.h", "boost/scope_exit.hpp"]
    known = [h for h in headers.all_headers(suite) + libraries if has_header(h, suite.include)]
    heads, guards = {}, {}
    for cc in compilers:
        timer = Timer(suite, cc, "20")
        timer.add("empty", "", *SYNTAX)
        for header in known:
            foreign = headers.FOREIGN_HEADERS.get(header.split("/")[-1], (None, []))[1] if is_clang(cc) else []
            timer.add(header, f"#include <{header}>\n", *SYNTAX, *foreign)
        kinds = {"raii::scope_exit": ("raii/scope_exit.hpp", MANY_GUARDS), **MANY_OTHERS}
        for what, (header, text) in kinds.items():
            if header in known:
                for mode in (SYNTAX, CODE):
                    timer.add((what, "plain", mode[0]), f"#include <{header}>\n" + MANY_PLAIN, *mode)
                    timer.add((what, mode[0]), f"#include <{header}>\n" + text, *mode)
        for mode in (SYNTAX, CODE):
            timer.add(("by hand", "plain", mode[0]), HAND + MANY_PLAIN, *mode)
            timer.add(("by hand", mode[0]), HAND + MANY_BY_HAND, *mode)
        for _ in range(rounds):
            timer.round()
        heads[cc] = {h: timer.best[h] - timer.best["empty"] for h in known}
        guards[cc] = {(what, mode[0]): (timer.best[what, mode[0]] - timer.best[what, "plain", mode[0]]) / GUARDS
                      for what in ["by hand", *kinds] for mode in (SYNTAX, CODE) if (what, mode[0]) in timer.best}
        if heads[cc]["raii/scope_exit.hpp"] > HEADER_MS:
            over.append(f"scope_exit.hpp with {label(cc)}: {heads[cc]['raii/scope_exit.hpp']:.1f} ms")
        if guards[cc]["raii::scope_exit", SYNTAX[0]] > GUARD_MS:
            over.append(f"a scope_exit with {label(cc)}: {guards[cc]['raii::scope_exit', SYNTAX[0]]:.2f} ms")
    print("\nMilliseconds that a header adds to an empty unit (C++20, -fsyntax-only):\n")
    print(table(["", *map(label, compilers)], [[f"`<{h}>`", *(f"{heads[cc][h]:.1f}" for cc in compilers)] for h in known]))
    print(f"\nMilliseconds that one guard adds, in a unit of {GUARDS}, to the same call without a guard:\n")
    columns = [(cc, mode) for cc in compilers for mode in (SYNTAX, CODE)]
    print(table(["", *(f"{label(cc)} {mode[0]}" for cc, mode in columns)],
                [[what, *(f"{guards[cc][what, mode[0]]:.2f}" if (what, mode[0]) in guards[cc] else "–" for cc, mode in columns)]
                 for what in ["by hand", "raii::scope_exit", *MANY_OTHERS]]))
    print(f"\nCPU time, user and system, of the whole compiler; best of {rounds}.")
    return over
