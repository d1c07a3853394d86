"""Each fault put into a header must fail its test (mutants.py)."""
import re
import shutil

from mutants import MUTANTS
from suites import codegen, compile_fail, programs
from suites.common import CLANG, HERE, Result, Suite, directives


def tests(suite):
    yield "places of the mutants", places, (suite,)
    if not suite.long:
        return
    for n, (header, test, old, new) in enumerate(MUTANTS, 1):
        name = f"mutant {n} of {header}"
        yield name, check, (suite, name, n, header, test, old, new)


def apply(include, header, old, new):
    """Puts the fault into the header's text; None where the header has changed, and the fault has no place any more."""
    pattern = r"\s*".join(re.escape(word) for word in old.split())  # however it is laid out
    text, found = re.subn(pattern, lambda _: new, (include / "raii" / header).read_text(), count=1)
    return text if found else None


def places(suite):
    """Without --long: each mutant still finds its place."""
    lost = [f"mutant {n} of {header}: {old}" for n, (header, test, old, new) in enumerate(MUTANTS, 1)
            if apply(suite.include, header, old, new) is None]
    return Result("places of the mutants", "failed" if lost else "passed", "\n".join(lost))


def check(suite, name, n, header, test, old, new):
    include = suite.scratch / f"mutant{n}"
    shutil.copytree(suite.include, include)
    text = apply(include, header, old, new)
    if text is None:
        return Result(name, "failed", f"the header does not contain:\n{old}")
    (include / "raii" / header).write_text(text)
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
