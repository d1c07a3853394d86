#!/usr/bin/env python3
"""The README's terminal shows what the program prints: runs each `$ raii-tidy …` line of it in examples/legacy.

    readme.py PROGRAM            exit status 1 and the difference where the README says something else
    readme.py PROGRAM --write    writes what the program prints now
"""
import difflib
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(<!-- terminal: [^\n]*-->\n)(.*?)(<!-- terminal: end -->)", re.S)


def shown(program, command):
    words = shlex.split(command)
    done = subprocess.run([program, *words[1:], "--", "-std=c++17", f"-I{ROOT / 'include'}"], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT / "examples" / "legacy", timeout=120)
    return [f"$ {command}", *(done.stdout + done.stderr).rstrip("\n").split("\n")]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    readme = ROOT / "README.md"
    text = readme.read_text()
    block = BLOCK.search(text)
    lines = []
    for command in re.findall(r"^    \$ (raii-tidy .*)$", block[2], re.M):
        lines += shown(program, command) + [""]
    wanted = "\n" + "".join(f"    {line}".rstrip() + "\n" for line in lines)
    if "--write" in sys.argv:
        readme.write_text(text[:block.end(1)] + wanted + text[block.start(3):])
        return 0
    sys.stdout.writelines(difflib.unified_diff(block[2].splitlines(True), wanted.splitlines(True), "README.md", "program"))
    return block[2] != wanted


if __name__ == "__main__":
    sys.exit(main())
