#!/usr/bin/env python3
"""Runs every command of docs/tutorial.md, in order and in one shell, in a home of its own.

    tutorial.py ROOT LLVM

A command is a line of a ```sh block (a here-document belongs to its line). `# status N` at its end says which exit
status it promises; otherwise 0. What the text says of the findings is looked at here, too.

LLVM, the folder that lit puts first on the path, is taken off it again: the page's `cmake --preset dev` would find another
path of the same compiler there, and rebuild the checkout under the other tests.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
PATH = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if p != sys.argv[2])


def commands(page):
    for block in re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S):
        lines = iter(block.splitlines())
        for line in lines:
            command, _, status = line.partition("# status ")
            if "<<'EOF'" in line:
                command = line
                for more in lines:
                    command += "\n" + more
                    if more == "EOF":
                        break
            yield command.rstrip(), int(status or 0)


def main():
    page = (ROOT / "docs" / "tutorial.md").read_text()
    script = ["set -u"]
    wanted = list(commands(page))
    for n, (command, status) in enumerate(wanted):
        script.append(f"printf '\\n>>> %s\\n' {shlex.quote(command)}")
        script.append(f"{command}\nstatus=$?")
        script.append(f'if [ $status != {status} ]; then echo "FAIL: status $status, the page says {status}: command {n + 1}"; exit 1; fi')
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            ["bash"], input="\n".join(script) + "\n", cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=900, env={**os.environ, "PATH": PATH, "HOME": home, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                              **{f"GIT_{who}_{what}": "tutorial@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}})
        said = done.stdout
        promised = [
            (">>> raii-tidy --group=bug stock.cpp", "'mutex' is still locked on a path out of the function [raii-leak]"),
            (">>> raii-tidy doctor", "guard headers:   on the include path"),
            (">>> raii-tidy --fix\n", "left 0 bug findings"),
            (">>> git commit -q -m \"A report\"", "report.cpp:4:15: warning: 'out' is not released"),
            (">>> raii-tidy --changed-since=main\n", "report.cpp:5:15: warning"),
        ]
        failures = [] if done.returncode == 0 else [f"status {done.returncode}"]
        for command, text in promised:
            at = said.find(command)
            end = said.find("\n>>> ", at + 1)
            if at < 0 or text not in said[at:end if end > 0 else None]:
                failures.append(f"after {command!r} the page promises {text!r}")
        log = pathlib.Path(home) / "legacy" / "raii-tidy.sarif"
        if not log.exists() or '"raii-leak"' not in log.read_text():
            failures.append("no SARIF log with the finding")
        if failures:
            print(said)
            print("\n".join(failures))
        print(f"{len(wanted) - len(failures)} passed, {len(failures)} failed")
        return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
