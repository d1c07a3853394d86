"""Each header alone, twice in one unit, and all in two units."""
import pathlib
import re

from suites.common import CLANG, CXX20_HEADERS, FOREIGN_HEADERS, GXX, WARN, Result, has_header, is_clang, label, run


BARE = ("scope_exit.hpp", "restore.hpp", "capability_guard.hpp")  # they say so


def all_headers(suite):
    return sorted(str(p.relative_to(suite.include)) for p in suite.include.glob("raii/**/*.hpp"))


def tests(suite):
    for header in all_headers(suite):
        first = 20 if pathlib.Path(header).name in CXX20_HEADERS else 17
        for cc in (GXX, CLANG):
            foreign = pathlib.Path(header).name in FOREIGN_HEADERS
            stds = [s for s in (17, 20, 23) if s >= first]
            for std in [first] if foreign else stds:
                for extra in ([[]] if foreign else [[], ["-fno-exceptions", "-fno-rtti"]]):
                    if not suite.long and std not in (first, 23) or (extra and std != first and not suite.long):
                        continue
                    name = f"headers {header} [{label(cc)} c++{std} {' '.join(extra)}]"
                    yield name, check, (suite, name, header, cc, std, extra)
    for header in BARE:
        yield f"headers {header} includes nothing", bare, (suite, f"headers {header} includes nothing", header)
    for cc in (GXX, CLANG):
        name = f"headers all in two units [{label(cc)}]"
        yield name, two_units, (suite, name, cc)


def check(suite, name, header, cc, std, extra):
    foreign, flags = FOREIGN_HEADERS.get(pathlib.Path(header).name, (None, []))
    if foreign and not has_header(foreign, suite.include):
        return Result(name, "skipped", f"<{foreign}> is not installed")
    src = suite.scratch / (re.sub(r"\W+", "_", name) + ".cpp")
    src.write_text(f"#include <{header}>\n#include <{header}>\n"
                   "namespace raii_is_declared = raii;\nint main() { return 0; }\n")
    pedantic = ["-Wold-style-cast", "-Wnon-virtual-dtor", "-Woverloaded-virtual"]
    if is_clang(cc):
        pedantic += ["-Wshadow-all", "-Wdocumentation", "-Wextra-semi", "-Wimplicit-fallthrough"]
    if is_clang(cc):
        extra = extra + flags
    code, text = run([cc, f"-std=c++{std}"] + WARN + pedantic + extra +
                     ["-I", str(suite.include), "-fsyntax-only", str(src)])
    return Result(name, "failed" if code else "passed", text)


def bare(suite, name, header):
    """Nothing but the header's own text reaches the compiler."""
    for cc in (GXX, CLANG):
        code, text = run([cc, "-std=c++20", "-E", "-I", str(suite.include), "-x", "c++", str(suite.include / "raii" / header)])
        files = {f for f in re.findall(r'^# \d+ "([^"<]+)"', text, re.M)}
        foreign = [f for f in files if pathlib.Path(f).name not in (header, "stdc-predef.h")]
        if code or foreign:
            return Result(name, "failed", f"{label(cc)}: {foreign or text}")
    return Result(name, "passed")


def two_units(suite, name, cc):
    base = suite.scratch / re.sub(r"\W+", "_", name)
    body = "".join(f"#include <{h}>\n" for h in all_headers(suite) if pathlib.Path(h).name not in FOREIGN_HEADERS)
    units = []
    for i, rest in enumerate(("int other(); int main() { return other(); }\n", "int other(); int other() { return 0; }\n")):
        units.append(pathlib.Path(f"{base}{i}.cpp"))
        units[-1].write_text(body + rest)
    code, text = run([cc, "-std=c++20"] + WARN + ["-I", str(suite.include)] + list(map(str, units)) + ["-o", f"{base}.exe"])
    if code == 0:
        code, text = run([f"{base}.exe"])
    return Result(name, "failed" if code else "passed", text)
