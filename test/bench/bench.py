#!/usr/bin/env python3
"""CPU time of raii-tidy against clang and clang-tidy, over the units of a compilation database.

    bench.py DATABASE [--units=N] [--repeat=N] [--build=DIR] [--llvm=DIR]

For each unit the commands run right after one another, in changing order, so that load on the machine meets all alike;
the figure is the median of the ratios of user + system time of whole processes (children included). Peak memory is
the largest resident set of any process. A figure to read, not a test: nothing here fails because it is slow.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import shlex
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve()


def units(database, count):
    seen, found = set(), []
    for entry in json.loads(database.read_text()):
        path = os.path.join(entry["directory"], entry["file"])
        if path not in seen and os.path.exists(path):
            seen.add(path)
            found.append((entry, path))
    random.Random(1).shuffle(found)
    return sorted(found[:count], key=lambda e: e[1]) if count else found


def compile_flags(entry):
    args = entry.get("arguments") or shlex.split(entry["command"])
    if os.path.basename(args[0]) in ("ccache", "distcc", "sccache"):
        args = args[1:]
    kept, skip = [], False
    for arg in args[1:]:
        if skip:
            skip = False
        elif arg in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif arg not in ("-c", "-MD", "-MMD", "-MP", "--"):
            kept.append(arg)
    return kept


def measure(command, folder):
    """CPU seconds, peak resident KiB and status of a command with all its children."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        with open(os.devnull, "r+b") as null:
            status = subprocess.run(command, cwd=folder, stdin=null, stdout=null, stderr=null).returncode
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss, status]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(answer)


def compare(title, ours, theirs, work, repeat):
    """ours, theirs: functions of (entry, path) that give a command."""
    ratios, sums, peaks, broken = [], [0.0, 0.0], [0, 0], 0
    for number, (entry, path) in enumerate(work):
        best = [None, None]
        for turn in range(repeat):
            for side in ((0, 1) if (number + turn) % 2 else (1, 0)):
                seconds, peak, status = measure((ours, theirs)[side](entry, path), entry["directory"])
                peaks[side] = max(peaks[side], peak)
                if best[side] is None or seconds < best[side][0]:
                    best[side] = (seconds, status)
        if best[0][1] not in (0, 1) or best[1][1] not in (0, 1):
            broken += 1  # a unit that clang cannot parse says nothing of speed
            continue
        ratios.append(best[0][0] / max(best[1][0], 0.001))
        sums[0] += best[0][0]
        sums[1] += best[1][0]
    if not ratios:
        print(f"{title}: no unit could be measured ({broken} do not parse)")
        return
    print(f"{title}: median {statistics.median(ratios):.2f}, total {sums[0] / sums[1]:.2f} "
          f"({sums[0]:.1f} s / {sums[1]:.1f} s, {len(ratios)} units{f', {broken} left out' if broken else ''}); "
          f"peak memory {peaks[0] // 1024} MiB / {peaks[1] // 1024} MiB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=pathlib.Path)
    parser.add_argument("--units", type=int, default=30)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parents[2] / "build")
    parser.add_argument("--llvm", type=pathlib.Path, default=pathlib.Path("/usr/lib/llvm-19/bin"))
    parser.add_argument("--only", choices=["syntax", "tidy", "plugin"])
    options = parser.parse_args()
    options.database, options.build = options.database.resolve(), options.build.resolve()
    database = options.database
    if database.is_dir():
        database /= "compile_commands.json"
    database = database.resolve()
    work = units(database, options.units)
    if not work:
        sys.exit(f"{database} lists no unit that exists")
    program, plugin = options.build.resolve() / "bin/raii-tidy", options.build.resolve() / "lib/raii-tidy-plugin.so"
    cheap = "misc-unused-alias-decls"

    def raii(entry, path):
        return [program, "--group=bug", "-j1", "-p", database.parent, path]

    def clang(entry, path):
        driver = "clang" if path.endswith(".c") else "clang++"
        return [options.llvm / driver, "-fsyntax-only", *compile_flags(entry)]

    def tidy(*more, checks=cheap):
        def command(entry, path):
            return [options.llvm / "clang-tidy", "--quiet", *more, "--config={}", f"--checks=-*,{checks}",
                    "-p", database.parent, path]
        return command

    print(f"{len(work)} units of {database.name}, best of {options.repeat} each", flush=True)
    if options.only in (None, "syntax"):
        compare("raii-tidy --group=bug / clang++ -fsyntax-only", raii, clang, work, options.repeat)
    if options.only in (None, "tidy"):
        compare(f"raii-tidy --group=bug / clang-tidy {cheap}", raii, tidy(), work, options.repeat)
    if options.only in (None, "plugin"):
        compare("clang-tidy with the plugin's checks / without", tidy("-load", plugin, checks=cheap + ",raii-*"), tidy(),
                work, options.repeat)


if __name__ == "__main__":
    main()
