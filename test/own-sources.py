#!/usr/bin/env python3
"""Our own sources, linted by our own program: nothing may be found, in no check, remarks included.

Prints the findings and the count of units; the last line is "N passed, N failed".
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"


def main():
    run = subprocess.run([BUILD / "bin" / "raii-tidy", "-p", BUILD, "--group=all", "--no-verify", "--format=json",
                          f"--header-filter=^{ROOT}/(checks|tool|include)/", f"--cache-dir={BUILD / 'own-sources'}",
                          f"-j{len(os.sched_getaffinity(0))}", "checks", "tool"], cwd=ROOT, capture_output=True, text=True)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        print(run.stdout + run.stderr + f"exit status {run.returncode}, and no report")
        print("0 passed, 1 failed")
        return 1
    findings = report["findings"] if isinstance(report, dict) else report
    for found in findings:
        print(f"{found['file']}:{found['line']}: {found['message']} [{found['check']}]")
    print(run.stderr.strip())
    failed = bool(findings) or run.returncode != 0 or " units; " not in run.stderr
    print(f"{0 if failed else 1} passed, {1 if failed else 0} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
