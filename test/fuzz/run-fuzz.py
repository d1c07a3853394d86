#!/usr/bin/env python3
"""Random programs against the truth of their execution; see docs/evidence/fuzz.md.

    run-fuzz.py [--programs=N] [--seed=S] [--unit=50] [--cap=N] [--folder=DIR] [--program=raii-tidy] [--json=FILE]
"""
import argparse
import collections
import json
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import campaign  # noqa: E402
import generate  # noqa: E402
import mutants  # noqa: E402
import reduce  # noqa: E402
import render  # noqa: E402


REGRESSIONS = pathlib.Path(__file__).resolve().parent / "regressions"


def regressions():
    """[(name, lines, traits)] of the programs that failed once, made small."""
    found = []
    for path in sorted(REGRESSIONS.glob("*.cpp")):
        lines = path.read_text().splitlines()
        traits = [int(l.split(":")[1]) for l in lines if l.startswith("// traits:")]
        found.append((path.stem, [l for l in lines if not l.startswith("//")], traits[0] if traits else 0))
    return found


def replay(options):
    failed = False
    kept = {name: text for name, *text in regressions()}
    for name in options.replay:
        with tempfile.TemporaryDirectory() as temporary:
            tools = campaign.Tools(options.folder or temporary, options.program)
            if name in kept:
                seed, text = 0, render.unit_of_texts([(name, *kept[name])])
            else:
                seed = int(name.lstrip("p"))
                text = render.unit_text([(name, generate.program(seed))])
            results, rest = campaign.judge_unit(tools, [(name, seed)], text, options.cap)
            result = results[0]
            print(text)
            folder = tools.folder / "unit"
            print(campaign.run(["diff", "-u", folder / "u.cpp", folder / "fixed" / "u.cpp"]).stdout)
            print(tools.tidy(folder / "u.cpp", "--group=all", "--no-verify"))
            for kind, what in result.problems:
                print(f"PROBLEM {kind}: {what}")
                vector = what.rsplit("vector ", 1)[-1] if "vector " in what else None
                if vector and (folder / "unit.exe").exists():
                    print(campaign.run([folder / "unit.exe", f"--show={name}", vector]).stdout)
            print("truth:", result.truth, result.limits, result.reasons)
            failed |= bool(result.problems)
    return 1 if failed else 0


def make_small(options):
    """Prints a small program for each name that fails; for regressions/."""
    with tempfile.TemporaryDirectory() as temporary:
        tools = campaign.Tools(options.folder or temporary, options.program)
        for name in options.reduce:
            program = reduce.reduce(tools, name, generate.program(int(name.lstrip("p"))))
            print(f"// traits: {program['traits']}", *render.program_text(name, program), sep="\n", flush=True)


def check_mutants(tools, seed, options):
    """How many kinds of broken fixes the harness does not notice."""
    names = [(f"p{s}", s) for s in range(seed * 1000003, seed * 1000003 + 100)]
    text = render.unit_text([(n, generate.program(s)) for n, s in names])
    results, rest = campaign.judge_unit(tools, names, text, options.cap)
    clean = {r.name: r.truth.left for r in results if not r.problems and not r.truth.wrong}
    survived = 0
    for mutant in mutants.MUTANTS:
        tried, caught = campaign.judge_mutant(tools, mutant, clean, options.cap)
        print(f"mutant {mutant.__name__}: {caught} of {tried} programs caught: {mutant.__doc__}", flush=True)
        survived += tried > 0 and caught == 0
        if tried == 0:
            print(f"mutant {mutant.__name__}: no program of this seed has a place for it")
    return survived


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--unit", type=int, default=50)
    parser.add_argument("--cap", type=int, default=4000)
    parser.add_argument("--folder")
    parser.add_argument("--program")
    parser.add_argument("--json")
    parser.add_argument("--long", action="store_true", help="3000 programs, and the mutants (mutants.py)")
    parser.add_argument("--mutants", action="store_true", help="the mutants alone")
    parser.add_argument("--replay", nargs="+", metavar="NAME", help="programs by name: all that is known of them")
    parser.add_argument("--reduce", nargs="+", metavar="NAME", help="programs by name, made small")
    options = parser.parse_args()
    if options.replay:
        return replay(options)
    if options.reduce:
        return make_small(options)
    if options.long and options.programs == 300:
        options.programs = 3000
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10 ** 8)
    print(f"seed {seed}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        tools = campaign.Tools(options.folder or temporary, options.program)
        if options.mutants:
            return check_mutants(tools, seed, options)
        results = []
        todo = regressions()
        while todo:
            done, rest = campaign.judge_unit(tools, [(n, 0) for n, *_ in todo], render.unit_of_texts(todo), options.cap)
            results += done
            todo = [t for t in todo if any(t[0] == n for n, _ in rest)]
        for first in range(0, options.programs, options.unit):
            seeds = [seed * 1000003 + first + i for i in range(min(options.unit, options.programs - first))]
            todo = [(f"p{s}", s) for s in seeds]
            while todo:
                text = render.unit_text([(n, generate.program(s)) for n, s in todo])
                done, todo = campaign.judge_unit(tools, todo, text, options.cap)
                results += done
    leaky = [r for r in results if r.truth.leaks]
    right = [r for r in results if not r.truth.leaks and not r.truth.wrong]
    reported = [r for r in results if r.found]
    healed = [r for r in reported if not any(check in campaign.LEAKS for check, _ in r.reasons)]
    print(f"{len(results)} programs, {sum(r.truth.vectors for r in results)} vectors, {len(leaky)} leaky, "
          f"{len(right)} right, {sum(not r.truth.complete for r in results)} not enumerated to the end")
    print(f"programs with leaks that are reported: {len(reported)}; safe fixes for all of them: {len(healed)} "
          f"({100 * len(healed) / max(1, len(reported)):.1f} %)")
    problems = collections.Counter(k for r in results for k, _ in r.problems)
    print("problems:", dict(problems))
    print("limits:", dict(collections.Counter(x for r in results for x in r.limits)))
    print("wrong:", dict(collections.Counter(x for r in results for x, _ in r.truth.wrong)))
    for (check, why), n in collections.Counter(x for r in results for x in r.reasons).most_common(40):
        print(f"{n:6} {check}: {why}")
    for r in results:
        for kind, text in r.problems:
            print(f"{r.name}: {kind}: {text}")
    print({k: round(v, 1) for k, v in tools.seconds.items()}, f"{time.monotonic() - start:.0f} s")
    if options.json:
        summary = {"programs": len(results), "vectors": sum(r.truth.vectors for r in results), "leaky": len(leaky),
                   "right": len(right), "reported": len(reported), "healed": len(healed),
                   "sites": sum(len(r.truth.leaks) for r in results), "findings": sum(r.found for r in results),
                   "incomplete": sum(not r.truth.complete for r in results), "problems": dict(problems),
                   "limits": dict(collections.Counter(x for r in results for x in r.limits)),
                   "reasons": collections.Counter(f"{c}: {w.split(' (')[0]}" for r in results for c, w in r.reasons),
                   "refused": {r.name: sorted({f"{c}: {w}" for c, w in r.reasons if c in campaign.LEAKS}) for r in reported
                               if r not in healed},
                   "failing": [r.name for r in results if r.problems], "seconds": dict(tools.seconds)}
        pathlib.Path(options.json).write_text(json.dumps(summary))
    passed = sum(not r.problems for r in results)
    failed = len(results) - passed
    if options.long:
        with tempfile.TemporaryDirectory() as temporary:
            survived = check_mutants(campaign.Tools(temporary, options.program), seed, options)
        failed += survived
        passed += len(mutants.MUTANTS) - survived
    if failed:
        print("again: test/fuzz/run-fuzz.py --replay " + " ".join(r.name for r in results if r.problems))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
