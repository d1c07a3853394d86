"""Each fault put into a header must fail its test (mutants.py)."""
import re
import shutil

from mutants import MUTANTS
from suites import codegen, compile_fail, programs
from suites.common import CLANG, HERE, Result, Suite, directives


def tests(suite):
    for n, (header, test, old, new) in enumerate(MUTANTS, 1):
        name = f"mutant {n} of {header}"
        yield name, check, (suite, name, n, header, test, old, new)


def check(suite, name, n, header, test, old, new):
    include = suite.scratch / f"mutant{n}"
    shutil.copytree(suite.include, include)
    target = include / "raii" / header
    text = target.read_text()
    pattern = r"\s*".join(re.escape(word) for word in old.split())  # however it is laid out
    text, found = re.subn(pattern, lambda _: new, text, count=1)
    if not found:
        return Result(name, "failed", f"the header does not contain:\n{old}")
    target.write_text(text)
    folder, _, stem = test.rpartition("/")
    src = HERE / (folder or "run") / f"{stem}.cpp"
    d = directives(src)
    mutated = Suite(False, suite.scratch, include, warn=[])
    std = d.get("STD", ["17"])[0].split()[0]
    if folder == "compile_fail":
        outcome = compile_fail.check(mutated, name, src, std)
    elif folder == "codegen":
        outcome = codegen.check(mutated, name, src, CLANG, "-O2", [])
    else:
        outcome = programs.check(mutated, f"{name} {test}", src, d, CLANG, std, [])
        if outcome.text.startswith("does not compile") and not re.search(rf"{test}.cpp:.*static assertion failed", outcome.text):
            return Result(name, "failed", "the mutant proves nothing: it " + outcome.text)
    shutil.rmtree(include)
    if outcome.status != "failed":
        return Result(name, "failed", f"{test} does not notice that\n{old}\nis now\n{new}")
    return Result(name, "passed")
