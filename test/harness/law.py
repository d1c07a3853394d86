"""What every fix must hold: it compiles without new warnings, and is quiet when analysed again."""
import collections
import re

from harness.model import Failure, render
from harness.tools import run

WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wthread-safety", "-Wno-unused-parameter", "-Wno-unused-function"]
# What a fix may bring to light: a release that is the right one now is a pair that a guard could hold. The warning is
# fixed by the smallest change; the remark is another decision of the maintainer's.
MAY_BRING = {"raii-mismatched-release": {"raii-manual-release"}}
MESSAGE = re.compile(r"^[^\n]*?:\d+:\d+: (warning|error|fatal error): (.*)$", re.M)


def compile_messages(compiler, source, folder, flags):
    """Counter of the compiler's warnings and errors, without places."""
    done = run([compiler, "-fsyntax-only", "-fno-caret-diagnostics", *WARNINGS, *flags, source], cwd=folder)
    return collections.Counter((m.group(1), m.group(2)) for m in MESSAGE.finditer(done.stderr)), done


def must_compile(compiler, source, before, after, flags):
    """The file in folder after has no error, and no warning that it had not in folder before."""
    old, done = compile_messages(compiler, source, before, flags)
    if done.returncode != 0:
        raise Failure(f"the test itself does not compile:\n{done.stderr}")
    new, done = compile_messages(compiler, source, after, flags)
    if done.returncode != 0:
        raise Failure(f"the fixed file does not compile:\n{done.stderr}\n{(after / source).read_text()}")
    # A message that quotes a changed type or name counts as new, and should: the fix made it.
    if new - old:
        raise Failure(f"the fixed file has new warnings:\n{done.stderr}\n{(after / source).read_text()}")


def must_be_quiet(before, after, fixed_text):
    """No fixable finding is left, and none has come that was not there before."""
    fixable = [f for f in after if f.edits]
    if fixable:
        raise Failure(f"the fixed file still has fixable findings:\n{render(fixable)}\n{fixed_text}")
    unfixed = collections.Counter((f.check, f.message) for f in before if not f.edits)
    fresh = collections.Counter((f.check, f.message) for f in after) - unfixed
    if fresh:
        shown = render([f for f in after if (f.check, f.message) in fresh])
        raise Failure(f"the fix leaves or brings findings:\n{shown}\n{fixed_text}")


def declared_fixes(root):
    """{check: "Always" | "Sometimes" | "None"} of Checks.def."""
    text = (root / "checks" / "Checks.def").read_text()
    return {name: fix for name, fix in re.findall(r'^RAII_CHECK\(\w+,\s*"([\w-]+)",\s*\w+,\s*(\w+)', text, re.M)}


def must_be_as_declared(findings, declared):
    """A check declared None never has edits, one declared Always has always."""
    for f in findings:
        availability = declared.get(f.check)
        if availability == "None" and f.edits:
            raise Failure(f"{f.check} is declared to have no fix, but has one:\n{render([f])}")
        if availability == "Always" and not f.edits:
            raise Failure(f"{f.check} is declared to always have a fix, but has none:\n{render([f])}")
