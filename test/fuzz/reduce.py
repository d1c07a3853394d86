"""Makes a failing random program small: edits its tree while the same kind of problem stays.

All single edits of a round are judged as one unit; the one that leaves the least wins, until none is left.
"""
import copy
import re

import campaign
import render

LISTS = ("a", "b")  # the statement lists of a node (render.py)


def lists_of(program):
    """Paths to all lists of statements of a program."""
    found = []

    def walk(nodes, path):
        found.append(path)
        for i, n in enumerate(nodes):
            for key in LISTS:
                if key in n:
                    walk(n[key], (*path, i, key))
            for kind in ("cases", "handlers"):
                for j, part in enumerate(n.get(kind, ())):
                    key = "a" if kind == "cases" else "b"
                    walk(part[key], (*path, i, kind, j, key))

    walk(program["body"], ("body",))
    return found


def at(program, path):
    for step in path:
        program = program[step]
    return program


def edits(program):
    """Copies of the program, each with one thing less."""
    made = []

    def change(path, function):
        copied = copy.deepcopy(program)
        function(at(copied, path))
        made.append(copied)

    if program["wrapping"] != "plain":
        made.append({**copy.deepcopy(program), "wrapping": "plain"})
    for path in lists_of(program):
        nodes = at(program, path)
        for half in (slice(0, len(nodes) // 2), slice(len(nodes) // 2, None)) if len(nodes) > 3 else ():
            change(path, lambda l, half=half: l.__delitem__(half))
        for i, n in enumerate(nodes):
            change(path, lambda l, i=i: l.__delitem__(i))
            for key in LISTS:
                if n.get(key):
                    change(path, lambda l, i=i, key=key: l.__setitem__(slice(i, i + 1), l[i][key]))
            if n["k"] == "if" and n.get("b"):
                change(path, lambda l, i=i: l[i].__setitem__("b", []))
            for j, part in enumerate(n.get("cases", ())):
                change(path, lambda l, i=i, j=j: l.__setitem__(slice(i, i + 1), [x for x in l[i]["cases"][j]["a"]
                                                                                 if x.get("t") != "break;"]))
            for kind in ("cases", "handlers"):
                for j in range(len(n.get(kind, ()))):
                    if len(n[kind]) > 1:
                        change(path, lambda l, i=i, j=j, kind=kind: l[i][kind].__delitem__(j))
    return made


def size(program):
    return len("\n".join(render.program_text("p", program)))


def compiling(tools, programs):
    """Those of [(name, program)] that compile."""
    source = tools.folder / "candidates.cpp"
    while programs:
        text = render.unit_text(programs)
        source.write_text(text)
        done = tools.compile(source, "programs_before", tools.folder / "candidates.o")
        if done.returncode == 0:
            return programs
        where = campaign.ranges(text)
        blamed = {name for number in re.findall(r"candidates\.cpp:(\d+):\d+: error", done.stderr)
                  for name, (a, b) in where.items() if a <= int(number) <= b}
        if not blamed:
            raise campaign.Broken(done.stderr)
        programs = [(n, p) for n, p in programs if n not in blamed]
    return []


def judged(tools, programs, cap):
    """{name: Result} of [(name, program)] that compile."""
    results, todo, by_name = {}, [(n, 0) for n, _ in programs], dict(programs)
    while todo:
        done, todo = campaign.judge_unit(tools, todo, render.unit_text([(n, by_name[n]) for n, _ in todo]), cap)
        results.update((r.name, r) for r in done)
    return results


def sort_of(problem):
    """What must stay the same while a program shrinks: the kind, and of a finding the check."""
    kind, text = problem
    return kind, *re.findall(r"\[(raii-[a-z-]+)\]$", text)


def reduce(tools, name, program, cap=1000, say=print):
    """The smallest program found that still has a problem of the first kind that this one has."""
    first = judged(tools, [(name, program)], cap)[name]
    if not first.problems:
        return program
    kind = min(sort_of(p) for p in first.problems)
    while True:
        unique = {}
        for candidate in sorted(edits(program), key=size):
            unique.setdefault("\n".join(render.program_text("p", candidate)), candidate)
        named = [(f"{name}_{i}", c) for i, c in enumerate(unique.values())]
        results = judged(tools, compiling(tools, named), cap)
        left = [c for n, c in named if n in results and any(sort_of(p) == kind for p in results[n].problems)
                and not results[n].truth.wrong]
        if not left:
            return program
        program = left[0]
        say(f"{name}: {' '.join(kind)}: {size(program)} characters", flush=True)
