"""The code on the pages of docs/guards/ compiles."""
import re

from suites.common import CLANG, GXX, HERE, ROOT, Result, is_clang, run


def tests(suite):
    for page in sorted((ROOT / "docs" / "guards").glob("*.md")):
        if "```cpp" in page.read_text():
            name = f"{page.relative_to(ROOT)} [its code compiles]"
            yield name, check, (suite, name, page)


def check(suite, name, page):
    for n, block in enumerate(re.findall(r"^```cpp\n(.*?)^```", page.read_text(), re.M | re.S)):
        src = suite.scratch / f"{page.stem}{n}.cpp"
        src.write_text(block)
        for cc in (GXX, CLANG):
            code, text = run([cc, "-std=c++20", "-Wall", "-Wextra", "-Wthread-safety" if is_clang(cc) else "-Wshadow",
                              "-Werror", "-I", str(suite.include), "-I", str(HERE), "-fsyntax-only", str(src)])
            if code:
                return Result(name, "failed", text)
    return Result(name, "passed")
