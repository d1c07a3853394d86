#!/usr/bin/env python3
"""What the checks cost in the language server: raii-clangd against stock clangd-19 on the same files.

    lsp.py SERVER [--stock=clangd-19] [--rounds=N] [--edits=N] [--edit=body|comment|outside] [-p DIR] FILE…

Both servers have every file open. Per edit the servers are asked in changing order; the figures are the time until the
diagnostics of that version come, and the processor time that the server's threads spent on it. Memory is the resident
set at the end. The ratios of a round are of the medians, of processor time, which the system counts in steps of 10 ms, of
the means. Each round starts both servers anew, since of two processes of one program one may be faster by several
per cent all its life: with several rounds the figure is their median, with the least and the greatest beside it, and
clangd-19 given as SERVER shows what is noise.

An edit is a new variable in the body of a function chosen at random (--edit=body), what is typed most; a comment behind
a function (--edit=comment); or a new variable outside of all of them (--edit=outside), after which nothing that was known
of the functions holds. The preamble stays. A figure to read, not a test: nothing here fails because it is slow.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lsp"))
from client import Server  # noqa: E402


def processor_time(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024


BODY = re.compile(r"^[A-Za-z_].*\)( const)?( noexcept)?( override)? *{$")


def edited(text, kind, version, rng):
    """The text with one edit; where it has no place for the kind, a comment at its end."""
    lines = text.split("\n")
    if kind == "body":
        starts = [i for i, line in enumerate(lines)
                  if BODY.match(line) or (line == "{" and i and lines[i - 1].rstrip().endswith((")", ") const")))]
        if starts:
            lines.insert(rng.choice(starts) + 1, f"  int edited_{version} = {version}; (void)edited_{version};")
            return "\n".join(lines)
    elif kind == "outside":
        return text + f"\nstatic const int edited_{version} = {version};\n"
    ends = [i for i, line in enumerate(lines) if line.startswith("}")] or [len(lines) - 1]
    lines[rng.choice(ends)] += f" // {version}"
    return "\n".join(lines)


def measured(options, files, rng):
    """One round: by file and server the seconds of each edit, waited and spent; and the memory of each server."""
    arguments = ["--log=error", "--background-index=0", *([f"--compile-commands-dir={os.path.abspath(options.database)}"] if options.database else [])]
    home = tempfile.mkdtemp()
    servers = {}
    for name, binary in (("stock", options.stock), ("raii", options.server)):
        servers[name] = Server([os.path.abspath(shutil.which(binary) or binary), *arguments], files[0].parent,
                               env={"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home})
        servers[name].initialize()
    texts, version = {f: f.read_text(errors="replace") for f in files}, 0
    for f in files:
        for s in servers.values():
            s.open(f, texts[f])
            s.wait_for(f, 0, 300)
    wall, used = ({(n, f): [] for n in servers for f in files} for _ in range(2))
    for _ in range(options.edits):
        for f in files:
            version += 1
            text = edited(texts[f], options.edit, version, rng)
            for name in rng.sample(sorted(servers), 2):
                s = servers[name]
                before, began = processor_time(s.process.pid), time.monotonic()
                s.change(f, text, version)
                s.wait_for(f, version, 300)
                wall[name, f].append(time.monotonic() - began)
                # What it goes on to do (semantic data) belongs to the edit as well.
                time.sleep(0.1)
                used[name, f].append(processor_time(s.process.pid) - before)
    memory = {n: resident(s.process.pid) for n, s in servers.items()}
    for s in servers.values():
        s.stop()
    return wall, used, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--stock", default="clangd-19")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--edit", choices=["body", "comment", "outside"], default="body")
    parser.add_argument("-p", dest="database", default="")
    options = parser.parse_args()
    files = [f.resolve() for f in options.files]
    rng = random.Random(1)
    rounds = [measured(options, files, rng) for _ in range(options.rounds)]
    median = statistics.median
    print(f"{'file':40} {'wall stock':>11} {'wall raii':>11} {'ratio':>6} {'least':>6} {'most':>6} {'cpu stock':>10} {'cpu raii':>10} {'ratio':>6}")
    waits, costs = [], []
    for f in files:
        wait = {n: [median(wall[n, f]) for wall, _, _ in rounds] for n in ("stock", "raii")}
        cost = {n: [statistics.fmean(used[n, f]) for _, used, _ in rounds] for n in ("stock", "raii")}
        by_round = [r / s for r, s in zip(wait["raii"], wait["stock"])]
        waits.append(median(by_round))
        costs.append(median([r / s if s else 1 for r, s in zip(cost["raii"], cost["stock"])]))
        print(f"{f.name:40} {median(wait['stock']):9.3f} s {median(wait['raii']):9.3f} s {waits[-1]:6.3f} {min(by_round):6.3f} {max(by_round):6.3f} "
              f"{median(cost['stock']):8.3f} s {median(cost['raii']):8.3f} s {costs[-1]:6.3f}")
    memory = {n: median(m[n] for _, _, m in rounds) for n in ("stock", "raii")}
    print(f"median ratio: wall {median(waits):.3f}, cpu {median(costs):.3f}; "
          f"memory {memory['stock']:.0f} MiB stock, {memory['raii']:.0f} MiB raii, ratio {memory['raii'] / memory['stock']:.3f}")


if __name__ == "__main__":
    main()
