"""Runs a program before and after its fix with the n-th call failing, for every n, and compares the event logs.

The log is written by test/Inputs/fault.h and fault_runtime.cpp, one event a line, first character its kind:
    = NAME          a scenario starts
    + KIND ID       acquired        - KIND ID   released        * KIND ID   used
    ! NAME          this call fails now
    . TEXT          anything else that can be observed, the end of the scenario too
"""
import os
import re

from harness.model import Failure
from harness.tools import run

LIMIT = 200  # vectors; a test with more points than this should be split


def build(compiler, source, folder, flags, inputs, output, sanitize):
    text = (folder / source).read_text()
    parts = [source, inputs / "fault_runtime.cpp"]
    wrapped = (inputs / "fault_wrapped.txt").read_text().split()
    libraries = ["-pthread"]
    if "sqlite3.h" in text:
        parts.append(inputs / "fault_sqlite.cpp")
        wrapped += (inputs / "fault_sqlite_wrapped.txt").read_text().split()
        libraries.append("-lsqlite3")
    # The check of dynamic types reads from a pipe, which is an event of the wrapped functions.
    more = ["-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-sanitize-recover=undefined"] if sanitize else []
    done = run([compiler, "-O0", "-w", *flags, *more, *parts, *(f"-Wl,--wrap={w}" for w in wrapped), *libraries,
                "-o", output], cwd=folder)
    if done.returncode != 0:
        raise Failure(f"{source} does not build in {folder.name}:\n{done.stderr}")


def run_vector(executable, n, folder):
    """(exit status, stdout, events, whether n was beyond the last point)."""
    log = folder / "events.log"
    log.unlink(missing_ok=True)
    environment = dict(os.environ, RAII_FAULT_N=str(n), RAII_FAULT_LOG=str(log), LC_ALL="C",
                       ASAN_OPTIONS="detect_leaks=0:allocator_may_return_null=1")
    done = run([executable], cwd=folder, env=environment)
    if not log.exists():
        raise Failure(f"{executable} wrote no events; does its main call fault::run?\n{done.stdout}{done.stderr}")
    events = log.read_text().splitlines()
    beyond = "; beyond" in events
    return done, [e for e in events if not e.startswith(";")], beyond


def scenarios(events):
    """[(name, events)]; events outside of any scenario go under the empty name."""
    parts = [("", [])]
    for event in events:
        if event.startswith("= "):
            parts.append((event[2:], []))
        else:
            parts[-1][1].append(event)
    return [p for p in parts if p[0] or p[1]]


def held_at_end(events):
    """Resources acquired and never released, and complaints about use or release of what is not held."""
    held, complaints = [], []
    ever = set()
    for event in events:
        kind, what = event[0], event[2:]
        if kind == "+":
            held.append(what)
            ever.add(what)
        elif kind == "-":
            if what in held:
                held.remove(what)
            elif what in ever:
                complaints.append(f"released twice: {what}")
        elif kind == "*" and what in ever and what not in held:
            complaints.append(f"used after its release: {what}")
    return held, complaints


MEMORY = ("- memory ", "- object ", "- array ")


def visible(events):
    """Without the moments at which memory is given back, which no program can tell. That it is, and that nobody uses it
    afterwards, held_at_end sees; what a destructor does is an event of its own."""
    return [e for e in events if not e.startswith(MEMORY)]


def compare(before, after):
    """A sentence on what is wrong with the events of a scenario after the fix, or None."""
    leaked, complaints_before = held_at_end(before)
    left, complaints = held_at_end(after)
    if not leaked and left:
        return f"leaks what did not leak: {left[0]}"
    before, after = visible(before), visible(after)
    fresh = [c for c in complaints if c not in complaints_before]
    if fresh:
        return fresh[0]
    if not leaked:
        return None if before == after else "nothing leaked before, and yet the events differ"
    extra, i = [], 0
    for event in after:
        if i < len(before) and event == before[i]:
            i += 1
        else:
            extra.append(event)
    if i != len(before):
        return f"an event is missing or has moved: {before[i]}"
    for event in extra:
        if not (event[0] == "-" and event[2:] in leaked):
            return f"an event came that is not a missing release: {event}"
    if any(what not in leaked for what in left):
        return "more leaks than before"
    return None


def run_both(compiler, source, before, after, flags, inputs):
    """Raises Failure unless the fixed program behaves; returns the number of vectors run."""
    old, new = before / "before.exe", after / "after.exe"
    build(compiler, source, before, flags, inputs, old, sanitize=False)
    build(compiler, source, after, flags, inputs, new, sanitize=True)
    for n in range(LIMIT):
        was, events_before, beyond = run_vector(old, n, before)
        now, events_after, _ = run_vector(new, n, after)
        where = f"with fault {n}" if n else "without a fault"
        if was.returncode != now.returncode or was.stdout != now.stdout:
            raise Failure(f"{where} the fixed program ends with status {now.returncode}, not {was.returncode}, "
                          f"or prints something else:\n--- before\n{was.stdout}{was.stderr}\n--- after\n"
                          f"{now.stdout}{now.stderr}\n{(after / source).read_text()}")
        parts_before, parts_after = scenarios(events_before), scenarios(events_after)
        if [p[0] for p in parts_before] != [p[0] for p in parts_after]:
            raise Failure(f"{where} the fixed program does not run the same scenarios")
        for (name, old_events), (_, new_events) in zip(parts_before, parts_after):
            wrong = compare(old_events, new_events)
            if wrong:
                raise Failure(f"{where}, in scenario {name}: {wrong}\n--- before\n" + "\n".join(old_events) +
                              "\n--- after\n" + "\n".join(new_events) + f"\n\n{(after / source).read_text()}")
        if beyond and n > 0:
            return n
    raise Failure(f"more than {LIMIT} points of failure; split the test")


MAIN = re.compile(r"^\s*int\s+main\s*\(", re.M)
