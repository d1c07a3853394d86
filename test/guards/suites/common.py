"""What the suites share: compilers, flags, how a command is run, the lines that steer a test."""
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parents[1]
ROOT = HERE.parents[1]
INCLUDE = ROOT / "include"
CLANG = os.environ.get("RAII_CLANGXX", "clang++-19")
GXX = os.environ.get("RAII_GXX", "g++")
WARN = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror".split()
SAN = "-fsanitize=address,undefined -fno-sanitize-recover=all -g1".split()
# Headers that need coroutines; every other one is C++17.
CXX20_HEADERS = {"context.hpp", "async.hpp", "asio.hpp"}
# Headers for another library, and what else their units need.
FOREIGN_HEADERS = {"asio.hpp": ("asio.hpp", ["-DASIO_HAS_CO_AWAIT=1", "-DASIO_HAS_STD_COROUTINE=1"])}


class Result:
    def __init__(self, name, status, text=""):
        self.name, self.status, self.text = name, status, text


def run(cmd, timeout=600, cwd=None, env=None, stdin=subprocess.DEVNULL):
    try:
        env = dict(env or os.environ, LC_ALL="C")  # messages in plain ASCII
        p = subprocess.run(cmd, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=timeout, cwd=cwd, env=env)
        return p.returncode, p.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as e:
        return 124, (e.stdout or b"").decode("utf-8", "replace") + "\ntimed out"


def directives(path):
    found = {}
    for line in path.read_text().splitlines():
        m = re.match(r"// ([A-Z0-9]+):\s*(.*)", line)
        if m:
            found.setdefault(m.group(1), []).append(m.group(2).strip())
        elif not line.startswith("//"):
            break
    return found


def is_clang(cc):
    return cc == CLANG


def label(cc):
    return "clang" if is_clang(cc) else "gcc"


HAVE = {}


def has_header(header, include):
    if header not in HAVE:
        HAVE[header] = run([GXX, "-std=c++20", "-I", str(include), "-x", "c++", "-include", header,
                            "-fsyntax-only", "/dev/null"])[0] == 0
    return HAVE[header]


class Suite:
    """What is tested, and how thoroughly."""

    def __init__(self, long, scratch, include=INCLUDE, bless=False, warn=tuple(WARN)):
        self.long, self.scratch, self.include, self.bless = long, pathlib.Path(scratch), include, bless
        self.warn = list(warn)
