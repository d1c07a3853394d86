"""compile_fail/: what must not compile, and what the compilers say."""
import re
import shlex

from suites.common import CLANG, GXX, HERE, ROOT, Result, directives, run


def tests(suite):
    for src in sorted((HERE / "compile_fail").glob("*.cpp")):
        for std in directives(src).get("STD", ["17 20"])[0].split():
            name = f"{src.relative_to(ROOT)} [c++{std}]"
            yield name, check, (suite, name, src, std)


def check(suite, name, src, std):
    d = directives(src)
    flags = [f for line in d.get("FLAGS", []) for f in shlex.split(line)]
    common = [f"-std=c++{std}", "-Wall", "-Wextra", "-fsyntax-only", "-I", str(suite.include), "-I", str(HERE)] + flags
    code, text = run([CLANG] + common + ["-Xclang", "-verify", "-Xclang", "-verify-ignore-unexpected=note", str(src)])
    if code:
        return Result(name, "failed", text)
    if "expected-" not in src.read_text() or "expected-no-diagnostics" in src.read_text():
        return Result(name, "failed", "expects no diagnostic, so it proves nothing")
    if "CLANGONLY" in d:
        return Result(name, "passed")
    wanted = d.get("GCC")
    if not wanted:
        return Result(name, "failed", "no // GCC: line with the text that g++ must print")
    code, text = run([GXX] + common + ["-Werror", str(src)])
    missing = []
    for w in wanted:
        if w == "each line":  # an error on every line where clang is to report one
            for n, line in enumerate(src.read_text().splitlines(), 1):
                if re.search("expected-(error|warning) ", line) and not re.search(rf"{src.name}:{n}:\d+: error", text):
                    missing.append(f"an error on line {n}")
        elif not re.search(w, text):
            missing.append(w)
    if code == 0 or missing:
        return Result(name, "failed", f"g++ accepts it or does not say {missing}\n{text}")
    return Result(name, "passed")
