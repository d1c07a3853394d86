"""Random sequences on contextlib's stacks and on ours."""
import re
import sys

from suites.common import CLANG, GXX, HERE, SAN, WARN, Result, is_clang, label, run


def tests(suite):
    for cc in (GXX, CLANG) if suite.long else (CLANG,):
        name = f"differential against contextlib [{label(cc)}]"
        yield name, check, (suite, name, cc)


def check(suite, name, cc):
    exe = suite.scratch / re.sub(r"\W+", "_", name)
    folder = HERE / "differential"
    code, text = run([cc, "-std=c++20"] + WARN + ["-I", str(suite.include), "-I", str(HERE),
                     str(folder / "interpreter.cpp"), "-o", str(exe)] + (SAN if is_clang(cc) else []))
    if code == 0:
        code, text = run([sys.executable, str(folder / "differential.py"), str(exe),
                          "--sequences", "6000" if suite.long else "500"])
    return Result(name, "failed" if code else "passed", text)
