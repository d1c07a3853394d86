"""The pages of docs/guards/: one a header, the contract first; their code compiles."""
import pathlib
import re

from suites import headers
from suites.common import CLANG, GXX, HERE, ROOT, Result, is_clang, run

PAGE_OF = {"asio": "async"}


def tests(suite):
    for page in sorted((ROOT / "docs" / "guards").glob("*.md")):
        if "```cpp" in page.read_text():
            name = f"{page.relative_to(ROOT)} [its code compiles]"
            yield name, check, (suite, name, page)
    yield "docs/guards [one page a header, contract first]", contracts, (suite, "docs/guards [one page a header, contract first]")


def contracts(suite, name):
    wrong = []
    for header in headers.all_headers(suite):
        stem = pathlib.Path(header).stem
        page = ROOT / "docs" / "guards" / f"{PAGE_OF.get(stem, stem)}.md"
        text = page.read_text() if page.exists() else ""
        if f"<raii/{stem}.hpp>" not in text:
            wrong.append(f"{header} has no page")
        elif re.search(r"^(?:## .*|```.*)$", text, re.M).group(0) != "## Contract":
            wrong.append(f"{page.name} does not start with the contract")
        wrong += [f"{page.name} does not say: {label}" for label in ("Requires", "Effects", "Throws", "Not for")
                  if not re.search(rf"\*\*{label}\.\*\*|\| {label} \|", text)]
    return Result(name, "failed" if wrong else "passed", "\n".join(wrong))


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
