#!/usr/bin/env python3
"""Stands in for clang-tidy with the plugin, and for raii-tidy, in the tests of check_raii.py itself.

What it "finds" stands in the file:
    // FAKE: anchor text | level | check | message | old text => new text
is a finding where the anchor text first stands in the code, as long as it does; the fix may be left out.
FAKE-PLUGIN and FAKE-PROGRAM are seen in one place only. "\\n" is a line's end.
"""
import fnmatch
import json
import re
import sys

DIRECTIVE = re.compile(rb"^// FAKE(-PLUGIN|-PROGRAM)?: (.*)$", re.M)


def findings(path, place, globs):
    content = open(path, "rb").read()
    code = DIRECTIVE.sub(lambda m: b"/" * len(m.group(0)), content)
    for match in DIRECTIVE.finditer(content):
        if match.group(1) and match.group(1).decode().lower() != f"-{place}":
            continue
        anchor, level, check, message, *fix = [p.replace(b"\\n", b"\n") for p in match.group(2).split(b" | ")]
        at = code.find(anchor)
        if at < 0 or not any(fnmatch.fnmatch(check.decode(), g) for g in globs):
            continue
        edits = []
        if fix:
            old, new = fix[0].split(b" => ")
            edits = [(code.find(old), len(old), new.decode())]
        yield at, level.decode(), check.decode(), message.decode(), edits


def as_plugin(path, globs, exported):
    out = ["---", f"MainSourceFile: '{path}'", "Diagnostics:"]
    for at, level, check, message, edits in findings(path, "plugin", globs):
        out += [f"  - DiagnosticName: {check}", "    DiagnosticMessage:", f"      Message: {json.dumps(message)}",
                f"      FilePath: '{path}'", f"      FileOffset: {at}"]
        out.append("      Replacements:" + ("" if edits else " []"))
        for offset, length, text in edits:
            out += [f"        - FilePath: '{path}'", f"          Offset: {offset}", f"          Length: {length}",
                    f"          ReplacementText: {json.dumps(text)}"]
        out += [f"    Level: {level.capitalize()}", "    BuildDirectory: ''"]
    with open(exported, "w") as file:
        file.write("\n".join(out) + "\n...\n")


def as_program(path, globs):
    content = open(path, "rb").read()
    found = []
    for at, level, check, message, edits in findings(path, "program", globs):
        line_start = content.rfind(b"\n", 0, at) + 1
        found.append({"check": check, "level": level, "message": message, "file": path,
                      "line": content.count(b"\n", 0, at) + 1, "column": at - line_start + 1, "notes": [],
                      "fixes": [{"applicability": "safe", "edits": [
                          {"file": path, "offset": o, "length": n, "text": t} for o, n, t in edits]}] if edits else []})
    print(json.dumps({"findings": found, "failures": []}))


def fix(path, globs):
    for _ in range(10):
        content = open(path, "rb").read()
        edits = [e for f in findings(path, "program", globs) for e in f[4]]
        if not edits:
            return
        offset, length, text = edits[0]
        with open(path, "wb") as file:
            file.write(content[:offset] + text.encode() + content[offset + length:])


def main():
    arguments = sys.argv[1:sys.argv.index("--")]
    path = [a for a in arguments if not a.startswith("-")][-1]
    value = {name: rest for name, _, rest in (a.partition("=") for a in arguments)}
    globs = [g for g in value["--checks"].split(",") if not g.startswith("-")]
    if "--export-fixes" in value:
        as_plugin(path, globs, value["--export-fixes"])
    elif "--fix" in value:
        fix(path, globs)
    else:
        as_program(path, globs)


main()
