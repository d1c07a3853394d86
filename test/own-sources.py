#!/usr/bin/env python3
"""Our own sources, linted by our own program: nothing may be found, in no check, remarks included; and what is silenced there
says why, after the NOLINT or in a comment on the line before.

Prints the findings and the count of units; the last line is "N passed, N failed".
"""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"


NOLINT = re.compile(r"//\s*NOLINT(?:NEXTLINE|BEGIN)?(?![A-Z])(?:\(([^)]*)\))?(.*)")
# Lines, and whether the last one silences without a reason.
SAMPLES = (
    (["f(); // NOLINT(raii-leak)"], True),
    (["f(); // NOLINT(raii-leak): "], True),
    (["f(); // NOLINT"], True),
    (["/// What it does.", "f(); // NOLINT(raii-*)"], True),
    (["// NOLINTNEXTLINE(bugprone-x,raii-leak)"], True),
    (["f(); // NOLINT(raii-leak): the loop ends the program"], False),
    (["// Ends the program.", "f(); // NOLINT(raii-leak)"], False),
    (["f(); // NOLINT(bugprone-x)"], False),
    (["// NOLINTEND(raii-leak)"], False),
)


def unexplained(lines):
    """Numbers of the lines that silence a check of ours without a reason."""
    for n, line in enumerate(lines):
        silenced = NOLINT.search(line)
        if silenced and re.search(r"raii|^\*", silenced[1] or "*") and not re.search(r"\w", silenced[2]) and \
                not (n and re.match(r"\s*//(?!/)", lines[n - 1])):
            yield n + 1


def silenced_without_reason():
    for lines, wanted in SAMPLES:
        if (list(unexplained(lines)) == [len(lines)]) != wanted:
            yield f"the rule of reasons is wrong about {lines}"
    for path in sorted(p for room in ("checks", "tool", "include") for p in (ROOT / room).rglob("*.[chd]*")):
        for n in unexplained(path.read_text().splitlines()):
            yield f"{path.relative_to(ROOT)}:{n}: NOLINT without a reason after it"


def main():
    silenced = list(silenced_without_reason())
    print("\n".join(silenced) if silenced else "what is silenced says why")
    run = subprocess.run([BUILD / "bin" / "raii-tidy", "-p", BUILD, "--group=all", "--no-verify", "--format=json",
                          f"--header-filter=^{ROOT}/(checks|tool|include)/", f"--cache-dir={BUILD / 'own-sources'}",
                          f"-j{len(os.sched_getaffinity(0))}", "./checks", "./tool"], cwd=ROOT, capture_output=True, text=True)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        print(run.stdout + run.stderr + f"exit status {run.returncode}, and no report")
        print("0 passed, 1 failed")
        return 1
    findings = report["findings"] if isinstance(report, dict) else report
    for found in findings:
        print(f"{found['file']}:{found['line']}: {found['message']} [{found['check']}]")
    print(run.stderr.strip())
    failed = bool(silenced) + bool(findings or run.returncode != 0 or " units; " not in run.stderr)
    print(f"{2 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
