#!/usr/bin/env python3
"""What the checks cost in the language server: raii-clangd against stock clangd-19 on the same files.

    lsp.py SERVER [--stock=clangd-19] [--edits=N] [--edit=body|comment|outside] [-p DIR] FILE…

Both servers have every file open. Per edit the servers are asked in changing order; the figures are the time until the
diagnostics of that version come, and the processor time that the server's threads spent on it. Memory is the resident
set at the end. Ratios are of the medians, of processor time, which the system counts in steps of 10 ms, of the means. An edit is a new variable in the body of a function chosen at random
(--edit=body), what is typed most; a comment behind a function (--edit=comment); or a new variable outside of all of them
(--edit=outside), after which nothing that was known of the functions holds. The preamble stays.
A figure to read, not a test: nothing here fails because it is slow.
"""
import argparse
import os
import pathlib
import random
import re
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--stock", default="clangd-19")
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--edit", choices=["body", "comment", "outside"], default="body")
    parser.add_argument("-p", dest="database", default="")
    options = parser.parse_args()
    files = [f.resolve() for f in options.files]
    arguments = ["--log=error", "--background-index=0", *([f"--compile-commands-dir={os.path.abspath(options.database)}"] if options.database else [])]
    home = tempfile.mkdtemp()
    servers = {}
    for name, binary in (("stock", options.stock), ("raii", os.path.abspath(options.server))):
        servers[name] = Server([binary, *arguments], files[0].parent, env={"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home})
        servers[name].initialize()
    texts = {f: f.read_text(errors="replace") for f in files}
    for f in files:
        for s in servers.values():
            s.open(f, texts[f])
            s.wait_for(f, 0, 300)
    rng, version = random.Random(1), 0
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
    print(f"{'file':40} {'wall stock':>11} {'wall raii':>11} {'ratio':>6} {'cpu stock':>10} {'cpu raii':>10} {'ratio':>6}")
    ratios = []
    for f in files:
        m = {n: (statistics.median(wall[n, f]), statistics.fmean(used[n, f])) for n in servers}
        ratios.append((m["raii"][0] / m["stock"][0], m["raii"][1] / m["stock"][1] if m["stock"][1] else 1))
        print(f"{f.name:40} {m['stock'][0]:9.3f} s {m['raii'][0]:9.3f} s {ratios[-1][0]:6.3f} "
              f"{m['stock'][1]:8.3f} s {m['raii'][1]:8.3f} s {ratios[-1][1]:6.3f}")
    memory = {n: resident(s.process.pid) for n, s in servers.items()}
    print(f"median ratio: wall {statistics.median(r[0] for r in ratios):.3f}, cpu {statistics.median(r[1] for r in ratios):.3f}; "
          f"memory {memory['stock']:.0f} MiB stock, {memory['raii']:.0f} MiB raii, ratio {memory['raii'] / memory['stock']:.3f}")
    for s in servers.values():
        s.stop()


if __name__ == "__main__":
    main()
