#!/usr/bin/env python3
"""Builds and runs the tests of the guards (include/raii).

    run-guards.py [--long] [--jobs N] [--only WORD] [--list] [--times] [--bless] [--bench]

Kinds of test, one folder each:
  run/           programs that count their checks. Built by g++ as the oldest
                 standard and by clang, with ASan and UBSan, as the newest;
                 --long builds every standard with both, and both sanitized.
  compile_fail/  clang -verify with the expected text; g++ must refuse too.
  headers        each header alone, twice in one unit, and all in two units.
  codegen/       pairs of functions whose assembly must be equal.
  differential/  random sequences on contextlib's stacks and on ours.
  compare        instructions against absl::Cleanup and Boost.ScopeExit.
  budget         compile time of scope_exit.hpp (CPU time).
  consume        scratch projects: find_package, add_subdirectory, one header.
  docs/guards/   the code on each page compiles.
  docs/examples/ the examples, as run/, with the expected output beside them.
  mutants.py     each fault has its place in a header; --long: put there, it must fail its test.

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

--bench prints the costs instead, as they stand in docs/evidence/guards.md; it fails if one is over its budget.

The suites are modules of test/guards/suites; each gives (name, function, arguments) for every test.
The compilers are RAII_CLANGXX (clang++-19) and RAII_GXX (g++).
"""
import argparse
import concurrent.futures
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
from suites import codegen, compile_fail, consume, costs, differential, headers, mutation, pages, programs  # noqa: E402
from suites.common import CLANG, GXX, ROOT, Result, Suite  # noqa: E402


def parallel_tests(suite):
    yield from headers.tests(suite)
    yield from compile_fail.tests(suite)
    yield from codegen.tests(suite)
    yield from programs.tests(suite, HERE / "run")
    yield from programs.tests(suite, ROOT / "docs" / "examples")
    yield from differential.tests(suite)
    yield from pages.tests(suite)
    yield from mutation.tests(suite)
    yield from consume.tests(suite)


def execute(tests, jobs):
    results = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for name, future in [(n, pool.submit(f, *a)) for n, f, a in tests]:
            try:
                r = future.result()
            except Exception as e:  # a test that breaks the runner has failed
                r = Result(name, "failed", f"{type(e).__name__}: {e}")
            results.append(r)
            if r.status == "failed":
                head = "\n".join("    " + line for line in r.text.splitlines()[:40])
                print(f"FAILED {r.name}\n{head}", flush=True)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="only tests whose name contains this")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--bless", action="store_true", help="write the .expected files of the examples; then read them")
    parser.add_argument("--bench", action="store_true", help="print what guards cost; nothing else runs")
    parser.add_argument("--times", action="store_true", help="print measured figures and the slowest tests")
    options = parser.parse_args()
    for cc in (CLANG, GXX):
        if not shutil.which(cc):
            print(f"run-guards: no compiler {cc}; set RAII_CLANGXX and RAII_GXX", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory(prefix="raii-guards-") as scratch:
        suite = Suite(options.long, scratch, bless=options.bless)
        if options.bench:
            over = costs.bench(suite)
            print("\n" + "\n".join([f"over budget: {what}" for what in over] or ["within budget"]))
            return 1 if over else 0
        started = time.monotonic()

        def wanted(tests):
            return [t for t in tests if not options.only or options.only in t[0]]
        parallel, serial = wanted(parallel_tests(suite)), wanted(costs.tests(suite))
        if options.list:
            print("\n".join(t[0] for t in parallel + serial))
            return 0
        results = execute(parallel, options.jobs) + execute(serial, 1)  # alone on the machine, as far as this script goes
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
