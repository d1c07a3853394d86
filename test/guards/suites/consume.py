"""Scratch projects: find_package, add_subdirectory, one copied header."""
import pathlib
import shutil

from suites import headers
from suites.common import GXX, ROOT, WARN, Result, run


def tests(suite):
    yield "consume a single copied header", copied_header, (suite, "consume a single copied header")
    for way in ("find_package", "add_subdirectory"):
        yield f"consume {way}", project, (suite, f"consume {way}", way)


PROGRAM = ("int main() {\n  int n = 1;\n  { raii::scope_exit g([&n] { n = 0; }); }\n  return n;\n}\n")


def copied_header(suite, name):
    for header in ("scope_exit.hpp", "unique_resource.hpp", "restore.hpp", "capability_guard.hpp"):
        work = suite.scratch / f"copied_{header}"
        work.mkdir()
        shutil.copy(suite.include / "raii" / header, work)
        uses = {"scope_exit.hpp": PROGRAM,
                "unique_resource.hpp": "int main() { raii::unique_malloc p(malloc(1)); return !p; }\n",
                "restore.hpp": "int main() { int n = 0; { raii::restore r(n, 1); } return n; }\n",
                "capability_guard.hpp": "struct m { int n = 1; void lock() { --n; } void unlock() {} };\n"
                                        "int main() { m x; raii::capability_guard g(x); return x.n; }\n"}[header]
        (work / "main.cpp").write_text(f'#include "{header}"\n' + uses)
        code, text = run([GXX, "-std=c++17"] + WARN + ["main.cpp", "-o", "main"], cwd=work)
        if code == 0:
            code, text = run([str(work / "main")])
        if code:
            return Result(name, "failed", f"{header}: {text}")
    return Result(name, "passed")


def project(suite, name, way):
    if not shutil.which("cmake"):
        return Result(name, "skipped", "cmake is not installed")
    work = suite.scratch / way
    (work / "project").mkdir(parents=True)
    configure = ["cmake", f"-DCMAKE_CXX_COMPILER={GXX}"]
    steps = []
    if way == "find_package":
        steps += [configure + ["-S", str(ROOT), "-B", str(work / "raii"), "-DRAII_BUILD_TOOL=OFF"],
                  ["cmake", "--install", str(work / "raii"), "--prefix", str(work / "prefix")]]
        how = "find_package(raii 0.1 REQUIRED)"
        configure += [f"-DCMAKE_PREFIX_PATH={work / 'prefix'}"]
    else:
        how = f'add_subdirectory("{ROOT}" raii)'
    (work / "project" / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.25)\nproject(scratch LANGUAGES C CXX)\n{how}\n"
        "add_executable(scratch main.cpp)\ntarget_link_libraries(scratch PRIVATE raii::raii)\n")
    # Every header that needs nothing but C++17 is there.
    found = [h for h in headers.all_headers(suite) if pathlib.Path(h).name not in headers.CXX20_HEADERS]
    (work / "project" / "main.cpp").write_text("".join(f"#include <{h}>\n" for h in found) + PROGRAM)
    steps += [configure + ["-S", str(work / "project"), "-B", str(work / "build")],
              ["cmake", "--build", str(work / "build")], [str(work / "build" / "scratch")]]
    for step in steps:
        code, text = run(step)
        if code:
            return Result(name, "failed", " ".join(step) + "\n" + text)
    return Result(name, "passed")
