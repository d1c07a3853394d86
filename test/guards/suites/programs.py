"""run/ and docs/examples/: programs that are built, run and checked."""
import difflib
import os
import pathlib
import re
import shlex
import subprocess

from suites.common import CLANG, GXX, HERE, ROOT, SAN, Result, directives, has_header, is_clang, label, run


def tests(suite, folder):
    examples = folder != HERE / "run"
    for src in sorted(folder.glob("*.cpp")):
        d = directives(src)
        expected = src.with_suffix(".expected")
        if examples:
            d["EXPECT"] = [expected.name]
            d.setdefault("FLAGS", []).append(f"-I{folder}")
        stds = d.get("STD", ["17 20"])[0].split()
        if suite.long and "23" not in stds:
            stds = stds + ["23"]
        lowest, highest = stds[0], [s for s in stds if s != "23"][-1]
        also = [(lowest, shlex.split(extra)) for extra in d.get("ALSO", [])]
        also += [("20", shlex.split(extra)) for extra in d.get("ALSO20", [])]
        if "ASIO" in d:  # the same example once more, on Asio's task type
            also.append((lowest, ["-DRAII_EXAMPLE_ASIO"]))
        if suite.long:  # everything, and one build of each compiler watched by the sanitizers
            configs = [(cc, std, SAN if std == highest else []) for cc in (GXX, CLANG) for std in stds]
            configs += [(cc, std, extra) for cc in (GXX, CLANG) for std, extra in also + [(lowest, ["-O2"])]]
        elif examples:
            configs = [(CLANG, lowest, [])]
            if "_manual" not in src.stem:
                configs += [(CLANG, std, extra) for std, extra in also]
        else:
            # The oldest standard on one compiler, the newest on the other; clang is the one that rejects `try`.
            configs = [(GXX, lowest, []), (CLANG, highest, SAN)]
            configs += [(CLANG if "-fno-exceptions" in extra else GXX, std, extra) for std, extra in also]
        for cc, std, extra in configs:
            name = f"{src.relative_to(ROOT)} [{label(cc)} c++{std}{' ' if extra else ''}{'sanitized' if extra is SAN else ' '.join(extra)}]"
            yield name, check, (suite, name, src, d, cc, std, extra)


def check(suite, name, src, d, cc, std, extra):
    on_asio = "-DRAII_EXAMPLE_ASIO" in extra
    if on_asio and is_clang(cc):
        extra = extra + ["-DASIO_HAS_CO_AWAIT=1", "-DASIO_HAS_STD_COROUTINE=1"]
    for header in d.get("REQUIRES", []) + (["asio.hpp"] if on_asio else []):
        if not has_header(header, suite.include):
            return Result(name, "skipped", f"<{header}> is not installed")
    exe = suite.scratch / re.sub(r"\W+", "_", name)
    flags = [f for line in d.get("FLAGS", []) for f in shlex.split(line)]
    if is_clang(cc):
        flags += [f for line in d.get("CLANGFLAGS", []) for f in shlex.split(line)]
    libs = [f for line in d.get("LIBS", []) for f in shlex.split(line)]
    cmd = ([cc, f"-std=c++{std}"] + suite.warn + flags + extra +
           ["-I", str(suite.include), "-I", str(HERE), str(src), "-o", str(exe)] + libs)
    code, text = run(cmd)
    if code:
        return Result(name, "failed", f"does not compile: {' '.join(cmd)}\n{text}")
    work = pathlib.Path(str(exe) + ".dir")
    work.mkdir(exist_ok=True)
    with open(work / "stdout", "wb") as out, open(work / "stderr", "wb") as err:
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:handle_abort=0", RAII_LONG="1" if suite.long else "")
        try:
            code = subprocess.run([str(exe)], stdin=subprocess.DEVNULL, stdout=out,
                                  stderr=err, cwd=work, timeout=600, env=env).returncode
        except subprocess.TimeoutExpired:
            code = 124
    got = (work / "stdout").read_text(errors="replace")
    text = got + (work / "stderr").read_text(errors="replace")
    exe.unlink()
    if code:
        return Result(name, "failed", f"exit status {code}\n{text}")
    if "EXPECT" in d:
        want_file = src.parent / d["EXPECT"][0]
        if suite.bless:
            want_file.write_text(got)
        want = want_file.read_text() if want_file.exists() else ""
        if got != want:
            return Result(name, "failed", "".join(difflib.unified_diff(
                want.splitlines(1), got.splitlines(1), "expected", "printed")))
    elif not re.search(r"^\d+ checks, 0 failed$", got, re.M):
        return Result(name, "failed", "the program did not report its checks\n" + text)
    return Result(name, "passed")
