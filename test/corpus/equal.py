#!/usr/bin/env python3
"""Whether the places agree on real code: the same findings with and without the bodies of system headers, and from
the plugin.

    equal.py DATABASE… [--units=N] [--program=FILE] [--plugin=FILE] [--llvm=DIR] [-j N]

DATABASE is a folder with compile_commands.json. Compared are check, place, message, notes and edits of each unit.
--units takes N units at random (seed 1) of each database; --plugin compares stock clang-tidy with that plugin, too.
Prints each difference; the last line is "N passed, N failed", a unit being one test.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))
from harness.model import from_export  # noqa: E402
from harness.tools import from_json  # noqa: E402


def units(folder, count):
    entries = json.loads((pathlib.Path(folder) / "compile_commands.json").read_text())
    paths = sorted({os.path.normpath(os.path.join(e["directory"], e["file"])) for e in entries})
    if count and count < len(paths):
        paths = sorted(random.Random(1).sample(paths, count))
    return [p for p in paths if os.path.exists(p)]


def of_program(options, database, path, whole):
    environment = dict(os.environ)
    environment.pop("RAII_TIDY_WHOLE_HEADERS", None)
    if whole:
        environment["RAII_TIDY_WHOLE_HEADERS"] = "1"
    done = subprocess.run([options.program, "-p", database, "--group=all", "--checks=raii-*", "--no-verify",
                           "--format=json", "--header-filter=.*", "-j1", path], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=environment, cwd="/", timeout=600)
    if json.loads(done.stdout).get("failures"):
        return None
    return from_json(done.stdout, "/", "safe")


def of_plugin(options, database, path):
    with tempfile.TemporaryDirectory() as folder:
        exported = pathlib.Path(folder) / "found.yaml"
        subprocess.run([options.llvm / "clang-tidy", "-load", options.plugin, "-p", database, "--quiet",
                        "--config={}", "--checks=-*,raii-*", "--header-filter=.*", f"--export-fixes={exported}", path],
                       stdin=subprocess.DEVNULL, capture_output=True, cwd="/", timeout=600)
        return from_export(exported.read_text(), "/") if exported.exists() else []


def said(findings, with_edits):
    """Each finding as text, without clang-tidy's own note on fixes that overlap, which has no place. Edits are left out
    against the plugin: it repeats an include a finding."""
    lines = []
    for f in findings:
        if not os.path.normpath("/" + f.file).startswith("/usr/"):
            lines.append("\n  ".join([f"{f.file}:{f.line}:{f.column}: {f.message} [{f.check}]",
                                      *(f"{n.file}:{n.line}:{n.column}: {n.message}" for n in f.notes if n.line),
                                      *(str(e) for e in f.edits if with_edits)]))
    return sorted(set(lines))


def compare(options, database, path):
    """None if the unit cannot be analysed; else the differences."""
    skipped = of_program(options, database, path, whole=False)
    whole = of_program(options, database, path, whole=True)
    if skipped is None or whole is None:
        return None if skipped is None and whole is None else [f"{path}: analysed in one way only"]
    pairs = [("bodies parsed", said(skipped, True), said(whole, True))]
    if options.plugin:
        pairs.append(("plugin", said(skipped, False), said(of_plugin(options, database, path), False)))
    found = []
    for name, ours, theirs in pairs:
        found += [f"only with bodies skipped, not with {name}: {x}" for x in ours if x not in theirs]
        found += [f"only with {name}: {x}" for x in theirs if x not in ours]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", nargs="+")
    parser.add_argument("--units", type=int, default=0)
    parser.add_argument("--program", type=pathlib.Path, default=HERE.parents[2] / "build" / "bin" / "raii-tidy")
    parser.add_argument("--plugin", type=pathlib.Path)
    parser.add_argument("--llvm", type=pathlib.Path, default=pathlib.Path("/usr/lib/llvm-19/bin"))
    parser.add_argument("-j", type=int, default=1)
    options = parser.parse_args()
    passed = failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for database in options.database:
            jobs = [(p, pool.submit(compare, options, database, p)) for p in units(database, options.units)]
            for path, job in jobs:
                differences = job.result()
                if differences is None:
                    skipped += 1
                    print(f"cannot be analysed: {path}")
                elif differences:
                    failed += 1
                    print("\n".join(differences))
                else:
                    passed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
