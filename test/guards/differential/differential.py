#!/usr/bin/env python3
"""A table and random sequences on contextlib's stacks and on ours: the events must be equal.

    differential.py INTERPRETER [--sequences N] [--seed N]

INTERPRETER is interpreter.cpp, built; the language is described there.
"""
import argparse
import asyncio
import contextlib
import random
import subprocess
import sys


class Thrown(Exception):
    def __init__(self, n):
        self.n = n


def name(e):
    return "-" if e is None else str(e.n)


class Behaviour:
    def __init__(self, say, label, how):
        self.say, self.label, self.how = say, label, how

    def leave(self, e):
        self.say(f"exit{self.label}({name(e)})")
        if self.how == ".":
            return False
        if self.how == "s":
            return True
        if self.how == "r":
            if e is not None:
                raise e
            return False
        raise Thrown(int(self.how))

    def call(self):
        self.say(f"call{self.label}")
        if self.how not in (".", "s", "r"):
            raise Thrown(int(self.how))


class Manager:
    def __init__(self, b):
        self.b = b

    def __enter__(self):
        self.b.say("enter" + self.b.label)

    def __exit__(self, kind, e, trace):
        return self.b.leave(e)

    async def __aenter__(self):
        return self.__enter__()

    async def __aexit__(self, kind, e, trace):
        return self.b.leave(e)


class Failing:
    def __init__(self, say, n):
        self.say, self.n = say, n

    def __enter__(self):
        self.say(f"fails{self.n}")
        raise Thrown(self.n)

    def __exit__(self, *_):
        self.say("never")


def synchronous(stack, popped, say, op):
    what = op[0]
    if what == "E":
        stack.enter_context(Manager(Behaviour(say, *op[1:])))
    elif what == "P":
        b = Behaviour(say, *op[1:])
        stack.push(lambda kind, e, trace: b.leave(e))
    elif what == "C":
        stack.callback(Behaviour(say, *op[1:]).call)
    elif what == "F":
        stack.enter_context(Failing(say, op[1]))
    elif what == "O":
        popped.append(stack.pop_all())
    elif what == "T":
        raise Thrown(op[1])
    else:
        return False
    return True


def run_sync(ops):
    events, popped = [], []
    say = events.append
    try:
        finished = False
        with contextlib.ExitStack() as stack:
            for op in ops:
                if not synchronous(stack, popped, say, op):
                    stack.close()
            finished = True
        say("finished" if finished else "suppressed")
        say("body-ok")
    except Thrown as e:
        say(f"body-{e.n}")
    for stack in popped:
        try:
            stack.close()
            say("popped-ok")
        except Thrown as e:
            say(f"popped-{e.n}")
    return events


async def run_async(ops):
    events, popped = [], []
    say = events.append

    def awaited(f):
        async def g(*arguments):
            return f(*arguments)
        return g
    try:
        finished = False
        async with contextlib.AsyncExitStack() as stack:
            for op in ops:
                if op[0] == "AE":
                    await stack.enter_async_context(Manager(Behaviour(say, *op[1:])))
                elif op[0] == "AP":
                    b = Behaviour(say, *op[1:])
                    stack.push_async_exit(awaited(lambda kind, e, trace, b=b: b.leave(e)))
                elif op[0] == "AC":
                    stack.push_async_callback(awaited(Behaviour(say, *op[1:]).call))
                elif not synchronous(stack, popped, say, op):
                    await stack.aclose()
            finished = True
        say("finished" if finished else "suppressed")
        say("body-ok")
    except Thrown as e:
        say(f"body-{e.n}")
    for stack in popped:
        try:
            await stack.aclose()
            say("popped-ok")
        except Thrown as e:
            say(f"popped-{e.n}")
    return events


# The situations of CPython's own tests of its stacks, and those that were wrong here once.
TABLE = """
s
s T 1
s C 1 .
s C 1 . C 2 . C 3 . C 4 .
s C 1 10 C 2 11 C 3 12
s C 1 10 T 200
s E 1 . P 2 . C 3 .
s E 1 . T 200
s P 1 s T 200
s P 1 s P 2 . P 3 . T 200
s P 1 . P 2 s P 3 . T 200
s P 1 s P 2 10 P 3 11 T 200
s P 1 10 P 2 s P 3 11 T 200
s P 1 s C 2 10 T 200
s P 1 r P 2 . T 200
s P 1 r P 2 10 T 200
s P 1 r
s E 1 10 E 2 11 E 3 12
s E 1 s E 2 r E 3 10 T 200
s E 1 . F 100 E 2 .
s E 1 s F 100
s E 1 . E 2 . O E 3 .
s E 1 . O T 200
s E 1 10 O E 2 s T 200
s E 1 . X E 2 . X
s E 1 10 X E 2 .
s E 1 s E 2 10 X E 3 .
s C 1 10 O X O
a AE 1 . AP 2 . AC 3 .
a AE 1 . T 200
a AP 1 s AP 2 10 T 200
a AP 1 10 AP 2 s AP 3 11 T 200
a E 1 . AE 2 . C 3 . AC 4 . T 200
a P 1 10 AE 2 . T 200
a C 1 10 AC 2 11
a AE 1 . F 100
a AE 1 r E 2 r T 200
a AE 1 . O T 200
a AE 1 10 X AE 2 s
"""


def parse(line):
    words = line.split()
    kind, ops, i = words[0], [], 1
    while i < len(words):
        what = words[i]
        if what in ("O", "X"):
            ops.append((what,))
            i += 1
        elif what in ("F", "T"):
            ops.append((what, int(words[i + 1])))
            i += 2
        else:
            ops.append((what, words[i + 1], words[i + 2]))
            i += 3
    return kind, ops


def sequence(rng, kind):
    ops, label = [], 0
    for _ in range(rng.randint(0, 9)):
        label += 1
        how = rng.choice([".", ".", ".", "s", "r", str(rng.randint(10, 99)), str(rng.randint(10, 99))])
        what = rng.choice("EEEPPCCFOXT" if rng.random() < 0.5 else "EEPPCC")
        if what in "EPC":
            ops.append((("A" if kind == "a" and rng.random() < 0.6 else "") + what, str(label), how))
        elif what in "FT":
            if rng.random() < 0.3:
                ops.append((what, rng.randint(100, 199)))
        else:
            ops.append((what,))
    if rng.random() < 0.5:
        ops.append(("T", rng.randint(200, 299)))
    return ops


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("interpreter")
    parser.add_argument("--sequences", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    programs = [parse(line) for line in TABLE.split("\n") if line]
    programs += [(kind, sequence(rng, kind)) for i in range(options.sequences) for kind in [("s", "a")[i % 2]]]
    text = "".join(" ".join([kind] + [str(w) for op in ops for w in op]) + "\n" for kind, ops in programs)
    ours = subprocess.run([options.interpreter], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    lines = ours.splitlines()
    wrong, seen = 0, {"suppressed": 0, "finished": 0, "body-": 0, "popped-": 0}
    for (kind, ops), source, got in zip(programs, text.splitlines(), lines):
        expected = run_sync(ops) if kind == "s" else asyncio.run(run_async(ops))
        for key in seen:
            seen[key] += any(e.startswith(key) and e != "body-ok" for e in expected)
        if got.split() != expected:
            wrong += 1
            if wrong <= 5:
                print(f"{source}\n  contextlib: {' '.join(expected)}\n  raii:       {got}")
    if len(lines) < len(programs) + 1:
        print(f"{len(programs)} sequences, but only {len(lines)} lines")
        wrong += 1
    if min(seen.values()) < options.sequences // 20:
        print(f"the sequences are too tame: {seen}")
        wrong += 1
    print(f"{len(programs)} sequences, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
