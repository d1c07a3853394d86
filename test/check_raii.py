#!/usr/bin/env python3
"""Tests a check on one annotated file. Called by lit as

    // RUN: %check_raii %s raii-leak %t [options] [-- compiler flags]

For each standard, and in both places (the plugin in stock clang-tidy, the program), the check's findings must be
equal: check, place, message, notes and edits. Then:

  * functions named *_bad have a finding, *_ok have none; FN_*_bad and FP_*_ok are known limits, the other way round;
  * every finding is expected by a comment  // CHECK-MESSAGES: :[[@LINE-3]]:3: warning: …  and none is unexpected
    (CHECK-NOTES instead: every note is expected, too);  -by-name leaves this to the names of the functions;
  * the fixed file matches the  // CHECK-FIXES: …  comments;
  * every fixed file compiles without new warnings, is quiet when analysed again with all checks, and is the same
    from both places (the plugin may repeat an include);
  * the fixes are as Checks.def declares them;
  * a file with a main is built and run before and after with each call failing in turn (test/Inputs/fault.h).

Options:
  -std=c++17,c++20       standards; these two are the default
  -all                   all raii-* checks instead of the named one
  -check-suffixes=A,B    CHECK-MESSAGES-A … instead of the plain prefixes; an empty name is the plain one
  -unsafe                unsafe fixes are applied too (--fix=unsafe, RaiiUnsafeFixes)
  -option=Key=Value      a check option of the plugin;  -arg=--flag the same for the program
  -pairs=FILE            more catalogue entries, for both places
  -by-name               no CHECK-MESSAGES: the names of the functions say it all
  -no-names              the names of functions say nothing
  -no-run                do not run a main
"""
import os
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from harness import faults, law, names  # noqa: E402
from harness.model import Failure, apply_edits, as_clang_tidy_exports, render  # noqa: E402
from harness.tools import Plugin, Program, run  # noqa: E402

TEST = pathlib.Path(__file__).resolve().parent
ROOT = TEST.parent
ROUNDS = 10
ANNOTATION = re.compile(r"// (?:CHECK-(?:MESSAGES|NOTES|FIXES)|RUN:|REQUIRES:).*$", re.M)
GUARD_INCLUDE = re.compile(r'^#\s*include\s*[<"](?:raii/[^>"]*|absl/[^>"]*|boost/scope/[^>"]*|gsl/util|folly/ScopeGuard\.h|memory|mutex|shared_mutex|utility)[>"]\s*$')


class Options:
    """The command line, read by hand: lit's tests write -std=…, not --std …"""

    def __init__(self, arguments):
        self.flags = []
        if "--" in arguments:
            at = arguments.index("--")
            arguments, self.flags = arguments[:at], arguments[at + 1:]
        self.program, self.plugin, self.clang_tidy, self.llvm = "raii-tidy", "", None, "/usr/lib/llvm-19/bin"
        self.standards, self.suffixes = ["c++17", "c++20"], [""]
        self.all = self.unsafe = self.by_name = self.no_names = self.no_run = False
        self.check_options, self.program_options = {}, []
        rest = []
        for argument in arguments:
            name, _, value = argument.lstrip("-").partition("=")
            if not argument.startswith("-"):
                rest.append(argument)
            elif name in ("program", "plugin", "llvm"):
                setattr(self, name, value)
            elif name == "clang-tidy":
                self.clang_tidy = value.split()
            elif name == "std":
                self.standards = value.split(",")
            elif name == "check-suffixes":
                self.suffixes = value.split(",")
            elif name in ("all", "unsafe", "by-name", "no-names", "no-run"):
                setattr(self, name.replace("-", "_"), True)
            elif name == "option":
                key, _, setting = value.partition("=")
                self.check_options[key] = setting
            elif name == "arg":
                self.program_options.append(value)
            elif name == "pairs":
                self.check_options["RaiiPairs"] = value
                self.program_options.append(f"--pairs={value}")
            else:
                sys.exit(f"check_raii: unknown option {argument}")
        if len(rest) != 3:
            sys.exit("check_raii: expected FILE CHECK TEMPORARY")
        self.source, self.check, self.temporary = pathlib.Path(rest[0]).resolve(), rest[1], pathlib.Path(rest[2])
        if self.unsafe:
            self.check_options["RaiiUnsafeFixes"] = "true"
        if self.check.startswith("raii-") and self.check not in law.declared_fixes(ROOT):
            sys.exit(f"check_raii: {self.check} is not in Checks.def")

    @property
    def mode(self):
        return "unsafe" if self.unsafe else "safe"


def file_check(options, checked, text, kind, implicit=()):
    """Runs FileCheck over text with the comments of the test; kind is MESSAGES, NOTES or FIXES."""
    prefixes = [f"CHECK-{kind}" + (f"-{s}" if s else "") for s in options.suffixes]
    source_text = options.source.read_text()
    if not any(re.search(rf"\b{p}(-\w+)?:", source_text) for p in prefixes):
        return False
    checked.write_text(text)
    done = run([f"{options.llvm}/FileCheck", options.source, f"--input-file={checked}", "--strict-whitespace",
                f"--check-prefixes={','.join(prefixes)}", "--allow-unused-prefixes", "--dump-input=fail",
                *(f"--implicit-check-not={i}" for i in implicit)])
    if done.returncode != 0:
        raise Failure(f"{kind} differ:\n{done.stderr}\nThe whole text was:\n{text}")
    return True


def check_messages(options, folder, findings):
    """The comments of the test expect each finding, and no other is there."""
    levels = "{{(warning|error|remark): }}"
    text = render(findings)
    expected = file_check(options, folder / "messages.txt", text, "MESSAGES", [levels])
    expected |= file_check(options, folder / "notes.txt", text, "NOTES", [levels, "note: "])
    if findings and not expected and not options.by_name:
        raise Failure(f"findings, but no CHECK-MESSAGES or CHECK-NOTES:\n{text}")
    if not options.no_names:
        lines = [f.line for f in findings if f.file == options.source.name]
        # A finding in the header of a test is not in one of its functions.
        wrong = names.violations(options.source.read_text(), lines)
        if wrong:
            raise Failure("names and findings differ:\n" + "\n".join(wrong) + f"\n{text}")


UNSAFE_NOTE = re.compile(r"^(?:an unsafe fix is available with `raii-tidy --fix=unsafe`: |fix \(unsafe\): [^;]*; )")


def same_place(findings):
    """Without what the places may do differently: the edits of notes, which JSON does not carry, and how the note on
    an unsafe fix begins, which the program offers and the plugin only names."""
    return [(f.file, f.line, f.column, f.check, f.level, f.message,
             tuple((n.line, n.column, UNSAFE_NOTE.sub("unsafe: ", n.message)) for n in f.notes), f.edits)
            for f in findings]


def check_equal(plugin, program):
    """Both lists are the same; else says what only one of them has."""
    ours, theirs = same_place(as_clang_tidy_exports(plugin, program)), same_place(plugin)
    if ours == theirs:
        return

    def shown(entries):
        return "".join(f"{e[0]}:{e[1]}:{e[2]}: {e[4]}: {e[5]} [{e[3]}]\n" + "".join(f"    note {n}\n" for n in e[6]) +
                       "".join(f"    {edit}\n" for edit in e[7]) for e in entries)

    raise Failure("plugin and program differ\n--- only the plugin\n" + shown([e for e in theirs if e not in ours]) +
                  "--- only the program\n" + shown([e for e in ours if e not in theirs]))


def with_plain_includes(text):
    """Without the include of a guard that stands twice, with the blank line before it, and neighbouring includes in one order: two fixes that add
    different headers at one place may come either way round."""
    lines, block, seen = [], [], set()
    for line in [*text.splitlines(), ""]:
        if GUARD_INCLUDE.match(line):
            if line.strip() in seen:
                if not block and lines and not lines[-1]:
                    lines.pop()  # the blank line of a block that is there already
                continue
            seen.add(line.strip())
            # Two headers that each begin a block there.
            if not block and len(lines) > 1 and not lines[-1] and GUARD_INCLUDE.match(lines[-2]):
                lines.pop()
                block.append(lines.pop())
        if line.startswith("#include"):
            block.append(line)
            continue
        lines += sorted(block) + [line]
        block = []
    return "\n".join(lines)


def with_note_edits(findings):
    """As clang-apply-replacements reads them: without edits on the warning, the first note that has some counts."""
    return [f if f.edits else
            type(f)(**{**vars(f), "edits": next((n.edits for n in f.notes if n.edits), ())}) for f in findings]


def snapshot(folder):
    """{relative path: bytes} of the sources below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file() and p.suffix in (".cpp", ".c", ".h", ".hpp", ".cc")}


class Case:
    """One file under one standard."""

    def __init__(self, options, standard, first):
        self.options, self.standard, self.first = options, standard, first
        self.folder = options.temporary.resolve() / standard
        self.name = options.source.name
        self.plain = self.fresh("plain")
        extra = [] if options.source.suffix == ".c" else [f"-std={standard}"]
        self.flags = [*extra, "-IInputs", f"-I{TEST / 'Inputs'}", f"-I{ROOT / 'include'}", *options.flags]
        self.checks = ["raii-*"] if options.all else [options.check]
        clang_tidy = options.clang_tidy or [f"{options.llvm}/clang-tidy"]
        self.plugin = Plugin(clang_tidy, options.plugin, options.check_options)
        self.program = Program([str(pathlib.Path(p).resolve()) if '/' in p else p for p in options.program.split()], options.program_options)
        self.compiler = f"{options.llvm}/clang" if options.source.suffix == ".c" else f"{options.llvm}/clang++"

    def fresh(self, name):
        """A copy of the test without its annotations, and of its Inputs, which a fix may change."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / self.name).write_text(ANNOTATION.sub("//", self.options.source.read_text()))
        inputs = self.options.source.parent / "Inputs"
        if inputs.is_dir() and inputs != TEST / "Inputs":
            shutil.copytree(inputs, folder / "Inputs")
        return folder

    def plugin_findings(self, folder):
        return with_note_edits(self.plugin.findings(self.name, folder, self.checks, self.flags))

    def program_findings(self, folder, checks=None):
        return self.program.findings(self.name, folder, checks or self.checks, self.flags, self.options.mode)

    def check(self):
        plugin, program = self.plugin_findings(self.plain), self.program_findings(self.plain)
        check_equal(plugin, program)
        law.must_be_as_declared(program, law.declared_fixes(ROOT))
        check_messages(self.options, self.folder, program)
        if not any(f.edits for f in program):
            if file_check(self.options, self.folder / "fixes.txt", "", "FIXES"):
                raise Failure("CHECK-FIXES, but there is no fix:\n" + render(program))
            law.must_compile(self.compiler, self.name, self.plain, self.plain, self.flags)
            return
        unproven = self.program.unproven(self.name, self.plain, self.checks, self.flags)
        if unproven:
            raise Failure("the program's own proof rejects:\n" + "\n".join(unproven))
        fixed = self.fix_both()
        text = (fixed / self.name).read_text()
        file_check(self.options, self.folder / "fixes.txt", text, "FIXES")
        law.must_compile(self.compiler, self.name, self.plain, fixed, self.flags)
        law.must_be_quiet(program, self.program_findings(fixed), text)
        if self.first:
            everything = ["raii-*"]
            before = self.program_findings(self.plain, everything)
            # Findings of other checks have fixes that nobody asked for; they may stay.
            others = [type(f)(**{**vars(f), "edits": ()}) for f in before if f not in program]
            after = [type(f)(**{**vars(f), "edits": ()}) for f in self.program_findings(fixed, everything)
                     if f.check not in law.MAY_BRING.get(self.options.check, ())]
            law.must_be_quiet([f for f in program if not f.edits] + others, after, text)
            if faults.MAIN.search(text) and not self.options.no_run:
                faults.run_both(self.compiler, self.name, self.plain, fixed, self.flags, TEST / "Inputs")

    def fix_both(self):
        """Fixes until quiet in both places; returns the folder that the program fixed."""
        by_plugin, by_program = self.fresh("plugin"), self.fresh("program")
        for _ in range(ROUNDS):
            changed = apply_edits(self.plugin_findings(by_plugin), lambda f: (by_plugin / f).read_bytes())
            if not changed:
                break
            for file, content in changed.items():
                if (by_plugin / file).resolve().is_relative_to(by_plugin.resolve()):
                    (by_plugin / file).write_bytes(content)
                else:
                    raise Failure(f"a fix touches {file}, which is none of the test's files")
        else:
            raise Failure(f"the plugin's fixes are not quiet after {ROUNDS} rounds")
        self.program.fix(self.name, by_program, self.checks, self.flags, self.options.mode)
        ours, theirs = snapshot(by_program), snapshot(by_plugin)
        for file in ours:
            a, b = (with_plain_includes(t[file].decode()) for t in (ours, theirs))
            if a != b:
                raise Failure(f"{file} as fixed by plugin and program differs\n--- plugin\n{b}\n--- program\n{a}")
        return by_program


def main():
    options = Options(sys.argv[1:])
    for i, standard in enumerate(options.standards):
        try:
            Case(options, standard, i == 0).check()
        except Failure as failure:
            print(f"check_raii: {os.path.relpath(options.source, ROOT)} [{standard}]: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
