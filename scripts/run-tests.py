#!/usr/bin/env python3
"""Builds everything and runs every suite; the last line on stdout is "N passed, N failed".

A suite that is a script or a unit-test executable says its own counts: its last line of that form, or
GoogleTest's JSON report. A suite that says none counts as one test, by its exit status.

With RAII_STRICT in the environment, as in CI, a test that is skipped because something is missing here is a failure.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LIT = "/usr/lib/llvm-19/build/utils/lit/lit.py"
COUNTS = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$", re.M)


class Totals:
    """What passed and failed over all suites."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []  # (suite, test, output)

    def add(self, passed, failures, skipped, suite):
        self.passed += passed
        self.failed += len(failures)
        self.skipped += skipped
        for test, output in failures:
            self.failures.append((suite, test, output))


def run(command, seconds, **more):
    """Runs a command; returns (exit status, output). A status of None means that it took too long."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=seconds, text=True, errors="replace", **more)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        output = late.stdout or b""
        return None, (output if isinstance(output, str) else output.decode(errors="replace")) + \
            f"\nkilled after {seconds} s\n"


def is_strict():
    return bool(os.environ.get("RAII_STRICT"))


def script_suite(command, seconds, may_skip=False):
    """A script that prints its counts."""
    status, output = run(command, seconds, cwd=ROOT)
    said = COUNTS.findall(output)
    if not said:
        if status == 0:
            return 1, [], 0
        return 0, [(" ".join(map(str, command[-1:])), output)], 0
    passed, failed, skipped = (int(n or 0) for n in said[-1])
    failures = [(f"failure {i + 1} of {failed}", output if i == 0 else "(see above)") for i in range(failed)]
    if status != 0 and not failures:
        failures = [(f"exit status {status} though it counts no failure", output)]
    if skipped and is_strict() and not may_skip:
        failures.append((f"RAII_STRICT: {skipped} skipped, and scripts/install-deps should bring what they need", output))
    return passed, failures, skipped


def unit_suite(executable, seconds):
    """A GoogleTest executable, or any other that prints its counts."""
    report = BUILD / "test" / (executable.name + ".json")
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    status, output = run([executable, f"--gtest_output=json:{report}"], seconds, cwd=ROOT)
    if not report.exists():
        if status != 0 and not COUNTS.search(output):
            return 0, [(f"{executable.name} ended with status {status}", output)], 0
        return script_suite([executable], seconds)
    passed, failures, skipped = 0, [], 0
    for group in json.loads(report.read_text())["testsuites"]:
        for test in group["testsuite"]:
            name = f"{group['name']}.{test['name']}"
            if test.get("failures"):
                failures.append((name, "\n".join(f["failure"] for f in test["failures"])))
            elif test.get("result") == "SKIPPED" or test.get("status") == "NOTRUN":
                skipped += 1
            else:
                passed += 1
    if status != 0 and not failures:
        failures = [(f"{executable.name} ended with status {status}", output)]
    return passed, failures, skipped


def lit_suite(paths, seconds, jobs, long):
    """The lit tests below the given folders of test/."""
    report = BUILD / "test" / "lit.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, LIT, "-q", f"-j{jobs}", "--output", report, *paths]
    if long:
        command.insert(2, "-Dlong=1")
    status, output = run(command, seconds, cwd=BUILD)
    if not report.exists():
        return 0, [("lit", output)], 0
    passed, failures, skipped = 0, [], 0
    for test in json.loads(report.read_text())["tests"]:
        name = test["name"].replace("raii-tidy :: ", "")
        if test["code"] in ("PASS", "XFAIL", "FLAKYPASS"):
            passed += 1
        elif test["code"] in ("UNSUPPORTED", "SKIPPED", "EXCLUDED"):
            skipped += 1
            lacks = re.search(r"unavailable features: (.*)", test.get("output", ""))
            if is_strict() and lacks and lacks[1] != "long":
                failures.append((f"{name} was not run: {lacks[1]} is missing, and scripts/install-deps should bring what it "
                                 "takes (RAII_STRICT)", ""))
        else:
            failures.append((f"{name} ({test['code']})", test.get("output", "")))
    if status != 0 and not failures:
        failures = [("lit ended badly", output)]
    return passed, failures, skipped


def build(jobs):
    """Configures and builds; returns the output of the step that failed, or None."""
    if not (ROOT / "tool" / "CMakeLists.txt").exists():
        print("build: the program has no sources yet")
        return None
    for command in (["cmake", "--preset", "dev"], ["ninja", "-C", BUILD, f"-j{jobs}"]):
        status, output = run(command, 1500, cwd=ROOT)
        if status != 0:
            return output
    return None


def suites(options):
    """(name, budget in seconds, function) of each suite that this checkout has."""
    def script(path, *more):
        # The catalogue has entries for libraries that nothing here needs; it says which, and checks those that are there.
        return lambda limit: script_suite([sys.executable, ROOT / path, *more], limit, may_skip="catalogue" in path)

    long = ["--long"] if options.long else []
    for name, budget, path, more in (("guards", 600 if options.long else 150, "test/guards/run-guards.py", long),
                                     ("catalogue", 60, "test/catalogue/check-headers.py", []),
                                     ("own sources", 120, "test/own-sources.py", []),
                                     ("fuzz", 900 if options.long else 60, "test/fuzz/run-fuzz.py", long)):
        if (ROOT / path).exists():
            yield name, budget, script(path, *more)
    for executable in sorted((BUILD / "bin").glob("*-tests")):
        yield f"unit {executable.name}", 60, lambda limit, e=executable: unit_suite(e, limit)
    if (BUILD / "test" / "lit.site.cfg.py").exists():
        yield "lit", 1200 if options.long else 600, lambda limit: lit_suite([BUILD / "test"], limit, options.jobs, options.long)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="the slow suites too")
    parser.add_argument("--no-build", action="store_true", help="test what is built")
    parser.add_argument("--only", default="", metavar="REGEX", help="suites whose name matches")
    parser.add_argument("-j", "--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()

    totals = Totals()
    start = time.monotonic()
    if not options.no_build:
        problem = build(options.jobs)
        print(f"build: {time.monotonic() - start:.0f} s (budget 360 s)", flush=True)
        totals.add(0 if problem else 1, [("build", problem)] if problem else [], 0, "build")
    if totals.failed == 0:
        for name, budget, suite in suites(options):
            if not re.search(options.only, name):
                continue
            began = time.monotonic()
            passed, failures, skipped = suite(4 * budget)
            took = time.monotonic() - began
            totals.add(passed, failures, skipped, name)
            late = " OVER BUDGET" if took > budget else ""
            print(f"{name}: {passed} passed, {len(failures)} failed, {skipped} skipped "
                  f"in {took:.0f} s (budget {budget} s){late}", flush=True)

    for suite, test, output in totals.failures:
        print(f"\nFAILED {suite}: {test}\n{output.rstrip()}")
    if totals.failures:
        print("\nFailed:")
        for suite, test, _ in totals.failures:
            print(f"  {suite}: {test}")
    print(f"{time.monotonic() - start:.0f} s in all")
    skipped = f", {totals.skipped} skipped" if totals.skipped else ""
    print(f"{totals.passed} passed, {totals.failed} failed{skipped}")
    return 1 if totals.failed else 0


if __name__ == "__main__":
    sys.exit(main())
