"""Findings as plain values, the reader of clang-tidy's --export-fixes, and the application of edits."""
import dataclasses
import os
import pathlib


class Failure(Exception):
    """A test that did not hold; its text is what the developer reads."""


@dataclasses.dataclass(frozen=True, order=True)
class Edit:
    """Replace length bytes at offset by text."""
    file: str
    offset: int
    length: int
    text: str


@dataclasses.dataclass(frozen=True, order=True)
class Note:
    file: str
    line: int
    column: int
    message: str
    edits: tuple = ()


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    column: int
    check: str
    level: str  # "warning", "error", "remark"
    message: str
    notes: tuple = ()
    edits: tuple = ()

    def lines(self):
        """As the compiler would print it; files by their name alone."""
        head = [f"{self.file}:{self.line}:{self.column}: {self.level}: {self.message} [{self.check}]"]
        return head + [f"{n.file}:{n.line}:{n.column}: note: {n.message}" for n in self.notes]


def render(findings):
    return "".join(line + "\n" for f in findings for line in f.lines())


def place(offset, content):
    """Line and column, both from 1, of a byte offset."""
    line_start = content.rfind(b"\n", 0, offset) + 1
    return content.count(b"\n", 0, offset) + 1, offset - line_start + 1


def apply_edits(findings, read):
    """Applies the fixes of findings, each whole or, where it overlaps an earlier one, not at all.

    read(file) gives the bytes of a file. Returns {file: new bytes} of the changed files. Equal insertions at one
    place (the include of the guards) are made once.
    """
    chosen = []
    for finding in findings:
        fresh = [e for e in finding.edits if e not in chosen]
        if any(_overlap(e, c) for e in fresh for c in chosen):
            continue
        chosen += fresh
    changed = {}
    for file in sorted({e.file for e in chosen}):
        content = read(file)
        mine = [e for e in chosen if e.file == file]
        # Of several edits at one place the insertion comes first, else the order of the findings holds.
        order = sorted(range(len(mine)), key=lambda i: (mine[i].offset, mine[i].length > 0, i))
        result, at = b"", 0
        for i in order:
            edit = mine[i]
            result += content[at:edit.offset] + edit.text.encode()
            at = edit.offset + edit.length
        changed[file] = result + content[at:]
    return changed


OVERLAPS = "this fix will not be applied because it overlaps with another fix"  # clang-tidy's own note


def as_clang_tidy_exports(theirs, ours):
    """ours, without the fixes that clang-tidy dropped in theirs because they overlap another finding's fix.

    Only where a fix does overlap another one of ours; a fix that is missing for another reason stays a difference.
    """
    without = {(f.file, f.line, f.column, f.check, f.message): f.notes for f in theirs if not f.edits}
    result = []
    for f in ours:
        if f.edits and (f.file, f.line, f.column, f.check, f.message) in without and any(
                _overlap(a, b) for g in ours if g is not f for a in f.edits for b in g.edits if a != b):
            said = [n for n in without[f.file, f.line, f.column, f.check, f.message] if n.message == OVERLAPS]
            f = dataclasses.replace(f, edits=(), notes=type(f.notes)([*f.notes, *said]))
        result.append(f)
    return result


def _overlap(a, b):
    return a.file == b.file and a.offset < b.offset + b.length and b.offset < a.offset + a.length


# The YAML that clang-tidy exports: maps, lists and one-line scalars. Reading it here keeps the harness free of
# packages that a machine's python3 may lack.

def _scalar(text):
    text = text.strip()
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        return _double_quoted(text[1:-1])
    return [] if text == "[]" else text


def _double_quoted(text):
    simple = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f"}
    out, i = "", 0
    while i < len(text):
        if text[i] != "\\":
            out, i = out + text[i], i + 1
            continue
        kind = text[i + 1]
        width = {"x": 2, "u": 4, "U": 8}.get(kind)
        if width:
            out, i = out + chr(int(text[i + 2:i + 2 + width], 16)), i + 2 + width
        else:
            out, i = out + simple.get(kind, kind), i + 2
    return out


def read_yaml(text):
    """The value of an exported file: nested dicts and lists of strings."""
    lines = [l for l in text.splitlines() if l.strip() and l.strip() not in ("---", "...")]
    value, rest = _block(lines, 0)
    if rest != len(lines):
        raise Failure(f"cannot read the exported fixes at: {lines[rest]}")
    return value


def _indent(line):
    return len(line) - len(line.lstrip(" "))


def _block(lines, i):
    if i >= len(lines):
        return {}, i
    indent = _indent(lines[i])
    if lines[i].lstrip().startswith("- "):
        items = []
        while i < len(lines) and _indent(lines[i]) == indent and lines[i].lstrip().startswith("- "):
            lines[i] = lines[i].replace("- ", "  ", 1)
            item, i = _block(lines, i)
            items.append(item)
        return items, i
    fields = {}
    while i < len(lines) and _indent(lines[i]) == indent and not lines[i].lstrip().startswith("- "):
        key, _, value = lines[i].strip().partition(":")
        if value.strip():
            fields[key], i = _scalar(value), i + 1
        else:
            i += 1
            nested = i < len(lines) and (_indent(lines[i]) > indent or lines[i].lstrip().startswith("- ")
                                         and _indent(lines[i]) >= indent)
            fields[key], i = _block(lines, i) if nested else ("", i)
    return fields, i


def from_export(text, folder):
    """The findings of an --export-fixes file, sorted, with paths relative to folder."""
    contents = {}

    def content(path):
        if path not in contents:
            contents[path] = pathlib.Path(path).read_bytes() if path else b""
        return contents[path]

    def short(path):
        return os.path.relpath(os.path.realpath(path), os.path.realpath(folder)) if path else ""

    def edits(message, base):
        return tuple(sorted(Edit(short(_absolute(r["FilePath"], base)), int(r["Offset"]), int(r["Length"]),
                                 r["ReplacementText"]) for r in message.get("Replacements") or []))

    found = []
    for entry in (read_yaml(text).get("Diagnostics") or []) if text.strip() else []:
        base = entry.get("BuildDirectory") or folder
        notes = []
        for note in entry.get("Notes") or []:
            # Clang's own renderer adds these for a place inside a macro; they are not the check's.
            if note["Message"].startswith("expanded from macro "):
                continue
            path = _absolute(note["FilePath"], base)
            line, column = place(int(note["FileOffset"]), content(path)) if path else (0, 0)
            notes.append(Note(short(path), line, column, note["Message"], edits(note, base)))
        message = entry["DiagnosticMessage"]
        path = _absolute(message["FilePath"], base)
        line, column = place(int(message["FileOffset"]), content(path)) if path else (0, 0)
        found.append(Finding(short(path), line, column, entry["DiagnosticName"], entry["Level"].lower(),
                             message["Message"], tuple(notes), edits(message, base)))
    return sorted(found)


def _absolute(path, base):
    return os.path.normpath(os.path.join(base, path)) if path else ""
