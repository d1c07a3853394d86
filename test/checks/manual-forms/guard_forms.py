"""raii-tidy has nothing to say of the guard forms of docs/examples/ ("examples") or of the headers ("headers").

    guard_forms.py examples|headers PROGRAM ROOT
"""
import json
import pathlib
import subprocess
import sys
import tempfile

# A context is a coroutine, and in one a handler that rethrows is how a failure is told from success.
MAY_SAY = {("07_transaction_context.cpp", "raii-try-catch-cleanup"), ("07_transaction_context.cpp", "raii-manual-release")}


def findings(program, arguments, flags):
    done = subprocess.run([program, "--group=all", "--format=json", *arguments, "--", *flags],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    if done.returncode not in (0, 1):
        sys.exit(f"raii-tidy ends with status {done.returncode}\n{done.stdout}{done.stderr}")
    report = json.loads(done.stdout)
    if report.get("failures"):
        sys.exit(f"cannot be analysed: {report['failures']}")
    return report["findings"]


def main():
    what, program, root = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    include, examples = root / "include", root / "docs" / "examples"
    if what == "examples":
        files = [str(f) for f in sorted(examples.glob("*.cpp")) if "_manual" not in f.stem]
        found = findings(program, files, ["-std=c++20", "-isystem", str(include), "-I", str(examples),
                                          "-I", str(root / "test" / "guards")])
        found = [f for f in found if (pathlib.Path(f["file"]).name, f["check"]) not in MAY_SAY]
    else:
        with tempfile.TemporaryDirectory(prefix="raii-headers-") as folder:
            unit = pathlib.Path(folder) / "unit.cpp"
            headers = [h for h in sorted(include.glob("raii/*.hpp")) if h.name != "asio.hpp"]
            unit.write_text("".join(f"#include <raii/{h.name}>\n" for h in headers))
            found = findings(program, ["--header-filter=/raii/", str(unit)], ["-std=c++20", "-I", str(include)])
    for f in found:
        print(f"{f['file']}:{f['line']}: {f['level']}: {f['message']} [{f['check']}]")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
