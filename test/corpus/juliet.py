#!/usr/bin/env python3
"""Recall and alarms on the Juliet C/C++ 1.3 test suite (a checkout of it, named by the user).

    juliet.py FOLDER [--sample=N] [--seed=N] [--program=FILE] [-j N] [--list=missed|alarms]

FOLDER holds testcases/ and testcasesupport/. Only cases that lie in one file count; cases for Windows are left out and
counted. A case is found if a finding of its kind lies in a function of the bad side; a good function is an alarm
if any leak or double release is reported in it, whatever the case is about. Functions are told by their
names, as the suite defines them; `good()`, which only calls the others, is not counted. The second table lists recall by flow
variant, where one is below 100 %.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve()
LEAKS = {"raii-leak", "raii-exception-leak"}
KINDS = {"CWE401": LEAKS, "CWE415": {"raii-double-release"}, "CWE775": LEAKS}
ALARMS = LEAKS | {"raii-double-release"}
CASE = re.compile(r"^(CWE\d+)_.*_(\d+)\.(c|cpp)$")
# Definitions of functions begin in the first column, and so does the brace that ends them.
DEFINITION = re.compile(r"^(?=[\w~])(?:[\w:*&<> ]+\s[*&]*)?([~\w:]+)\s*\([^;]*\)\s*$")


def functions(text):
    """(name, first line, last line) of each function of a case."""
    name, first, found = None, 0, []
    for number, line in enumerate(text.splitlines(), 1):
        definition = DEFINITION.match(line)
        if definition:
            name, first = definition[1], number
        elif line.startswith("}") and name:
            found.append((name, first, number))
            name = None
    return found


def side(name):
    if re.search(r"bad", name, re.I):
        return "bad"
    if re.fullmatch(r"(CWE\w+_)?good", name):
        return None
    return "good" if re.search(r"good", name, re.I) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sample", type=int, default=0, help="so many cases of each weakness, at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default=str(HERE.parents[2] / "build" / "bin" / "raii-tidy"))
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--list", choices=("missed", "alarms"))
    options = parser.parse_args()

    cases, windows = collections.defaultdict(list), 0
    for path in sorted((options.folder / "testcases").rglob("*.c*")):
        named = CASE.match(path.name)
        if not named or named[1] not in KINDS:
            continue
        if "w32" in path.name:
            windows += 1
            continue
        cases[named[1]].append(path)
    print(f"cases for Windows left out: {windows}")
    print("| weakness | cases | found | recall | good functions | alarms |")
    print("|---|---|---|---|---|---|")
    variants = collections.defaultdict(lambda: [0, 0])
    for kind, paths in cases.items():
        if options.sample and options.sample < len(paths):
            paths = sorted(random.Random(options.seed).sample(paths, options.sample))
        done = subprocess.run(
            [options.program, "--group=bug", "--checks=raii-*", "--format=json", "--no-verify", "--progress=never",
             f"-j{options.jobs}", *map(str, paths), "--", f"-I{options.folder}/testcasesupport", "-w"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in (0, 1, 3):
            sys.exit(f"{options.program} ends with status {done.returncode}:\n{done.stderr}")
        report = json.loads(done.stdout)
        for failure in report["failures"]:
            print(f"not analysed: {failure['unit']}: {failure['reason']}", file=sys.stderr)
        lines = collections.defaultdict(list)
        for finding in report["findings"]:
            lines[pathlib.Path(finding["file"]).resolve()].append((finding["line"], finding["check"]))
        found = good = alarms = 0
        for path in paths:
            hits = set()
            alarmed = set()
            bodies = functions(path.read_text(errors="replace"))
            good += sum(side(name) == "good" for name, _, _ in bodies)
            for line, check in lines[path.resolve()]:
                for name, first, last in bodies:
                    if first <= line <= last:
                        if side(name) == "bad" and check in KINDS[kind]:
                            hits.add(name)
                        elif side(name) == "good" and check in ALARMS:
                            alarmed.add(name)
            alarms += len(alarmed)
            found += bool(hits)
            variant = variants[CASE.match(path.name)[2]]
            variant[0] += bool(hits)
            variant[1] += 1
            if options.list == "missed" and not hits:
                print(f"missed {path}")
            if options.list == "alarms" and alarmed:
                print(f"alarm {path} {' '.join(sorted(alarmed))}")
        print(f"| {kind} | {len(paths)} | {found} | {100 * found / len(paths):.1f} % | {good} | "
              f"{alarms} ({100 * alarms / max(good, 1):.2f} %) |", flush=True)
    print("\n| flow variant | found | of |\n|---|---|---|")
    for variant, (found, of) in sorted(variants.items()):
        if found < of:
            print(f"| {variant} | {found} | {of} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
