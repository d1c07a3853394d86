"""The plugin in stock clang-tidy: its options, comments that silence, headers, the tools around it, other versions.

    plugin.py PROGRAM ROOT PLUGIN
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import toolkit
from toolkit import Project, TOY, UNSAFE, leak, manual, clean

PLUGIN = None
OPTIONS = {"RaiiAssumeHeaders": "'false'", "RaiiEditor": "'false'", "RaiiGuardNames": "auto", "RaiiGuardTypes": "''",
           "RaiiGuards": "raii", "RaiiIgnoredFunctions": "''", "RaiiMayThrow": "auto", "RaiiNeverThrow": "''", "RaiiPairs": "''", "RaiiUnsafeFixes": "'false'"}
OWN = {"raii-partial-rollback": {"Evidence": "class", "Inverses": "''"}, "raii-unrestored-state": {"IgnoredStates": "''"}}


class Plugin(Project):
    def run_command(self, *command, cwd=None):
        done = subprocess.run(list(map(str, command)), cwd=cwd or self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=300)
        return done

    def tidy(self, *arguments, checks="-*,raii-*"):
        return self.run_command("clang-tidy-19", "-load", PLUGIN, *([f"--checks={checks}"] if checks else []), *arguments)

    def options(self, check):
        return [*OPTIONS.items(), *OWN.get(check, {}).items()]

    def names(self):
        return self.run_tool("checks", "--globs").stdout.strip().split(",")


class Options(Plugin):
    def test_list_checks(self):
        done = self.expect(self.tidy("--list-checks"), 0)
        self.assertEqual(done.stdout.split()[2:], sorted(self.names()))

    def test_dump_config_has_every_option_with_its_default(self):
        dumped = dict(re.findall(r"^  (raii-[\w-]+\.\w+): (.*)$", self.expect(self.tidy("--dump-config"), 0).stdout, re.M))
        self.assertEqual(dumped, {f"{check}.{option}": value for check in self.names() for option, value in self.options(check)})

    def test_dumped_configuration_is_one(self):
        self.write(".clang-tidy", self.tidy("--dump-config").stdout)
        self.expect(self.tidy("--verify-config", checks=None), 0, out="No config errors detected.")

    def test_verify_config(self):
        every = "".join(f"  {check}.{option}: {value}\n" for check in self.names() for option, value in self.options(check))
        shared = "".join(f"  {option}: {value}\n" for option, value in OPTIONS.items())
        self.write(".clang-tidy", f"Checks: '-*,raii-*'\nCheckOptions:\n{every}{shared}")
        self.expect(self.tidy("--verify-config", checks=None), 0, out="No config errors detected.")
        self.write(".clang-tidy", "Checks: '-*,raii-leek'\nCheckOptions:\n  raii-leak.RaiiMayThro: auto\n")
        done = self.tidy("--verify-config", checks=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("unknown check 'raii-leek'", done.stderr)
        self.assertIn("unknown check option 'raii-leak.RaiiMayThro'; did you mean 'raii-leak.RaiiMayThrow'", done.stderr)

    def test_wrong_values_are_said(self):
        self.write("a.cpp", leak())
        for option, value in (("RaiiMayThrow", "always"), ("RaiiGuards", "lambda"), ("RaiiPairs", "none.yaml"),
                              ("RaiiNeverThrow", "log[a"), ("RaiiIgnoredFunctions", "*[")):
            done = self.tidy(f"--config={{Checks: '-*,raii-leak', CheckOptions: {{{option}: \"{value}\"}}}}", "a.cpp", "--", checks=None)
            self.assertIn(f"'{value}'" if option != "RaiiPairs" else value, done.stdout + done.stderr)

    def test_options_act(self):
        self.write("a.cpp", "#include <mutex>\nint f(std::mutex &m, int n) {\n  m.lock();\n  if (n)\n    return 1;\n  m.unlock();\n  return 0;\n}\n")
        self.tidy("--config={CheckOptions: {RaiiGuards: std}}", "--fix", "a.cpp", "--")
        self.assertIn("std::lock_guard", self.read("a.cpp"))

    def reported(self, check, text, **options):
        """Lines of the findings, which the program sees in the same way."""
        self.write("a.cpp", text)
        keys = ", ".join(f"{name.replace('__', '.')}: '{value}'" for name, value in options.items())
        self.write(".clang-tidy", f"Checks: '-*,{check}'\nCheckOptions: {{{keys}}}\n")
        found = re.findall(r"a\.cpp:(\d+):.*\[" + check, self.expect(self.tidy("a.cpp", "--", checks=None), 0).stdout)
        self.assertEqual(re.findall(r"a\.cpp:(\d+):.*\[" + check, self.run_tool(f"--checks={check}", "a.cpp", "--").stdout), found)
        return list(map(int, found))

    def test_ignored_functions(self):
        two = leak("a") + "namespace legacy {\n" + leak("b") + "}\n"
        self.assertEqual(len(self.reported("raii-leak", two)), 2)
        self.assertEqual(len(self.reported("raii-leak", two, RaiiIgnoredFunctions="legacy::*")), 1)
        self.assertEqual(len(self.reported("raii-leak", two, RaiiIgnoredFunctions="other;*loada; legacy::*")), 0)

    def test_never_throw(self):
        text = ("#include <cstdio>\nnamespace app { void note(int); void work(int); }\nvoid f(const char *path) {\n"
                "  FILE *f = fopen(path, \"r\");\n  if (!f)\n    return;\n  app::note(1);\n  fclose(f);\n}\n")
        self.assertEqual(self.reported("raii-exception-leak", text, RaiiMayThrow="unknown"), [4])
        self.assertEqual(self.reported("raii-exception-leak", text, RaiiMayThrow="unknown", RaiiNeverThrow="app::note"), [])
        self.assertEqual(self.reported("raii-exception-leak", text.replace("note(1)", "work(1)"), RaiiMayThrow="unknown",
                                       RaiiNeverThrow="app::note"), [4])

    STEPS = ("struct Club {\n  bool enrol(int) noexcept;\n  void expel(int) noexcept;\n};\nbool store(int) noexcept;\nbool notify(int) noexcept;\n"
             "bool f(Club &c, int n) {\n  c.enrol(n);\n  if (!store(n)) {\n    c.expel(n);\n    return false;\n  }\n"
             "  if (!notify(n))\n    return false;\n  return true;\n}\n")

    def test_inverses(self):
        check = "raii-partial-rollback"
        self.assertEqual(self.reported(check, self.STEPS), [])
        self.assertEqual(self.reported(check, self.STEPS, **{"raii-partial-rollback__Inverses": "arm:disarm; enrol:expel"}), [8])
        done = self.tidy("--config={Checks: '-*,raii-partial-rollback', CheckOptions: {raii-partial-rollback.Inverses: enrol}}", "a.cpp", "--",
                         checks=None)
        self.assertIn("'enrol' is not a step and its undo", done.stdout + done.stderr)

    def test_evidence(self):
        text = ("#include <set>\nbool store(int) noexcept;\nstruct Index {\n  std::set<int> numbers;\n"
                "  bool add(int n) {\n    numbers.insert(n);\n    if (!store(n)) {\n      numbers.erase(n);\n      return false;\n    }\n    return true;\n  }\n"
                "  bool put(int n) {\n    numbers.insert(n);\n    if (!store(n))\n      return false;\n    return true;\n  }\n};\n")
        self.assertEqual(self.reported("raii-partial-rollback", text), [14])
        self.assertEqual(self.reported("raii-partial-rollback", text, **{"raii-partial-rollback__Evidence": "function"}), [])

    def test_ignored_states(self):
        text = ("struct View {\n  bool busy_ = false;\n  void draw(int);\n  int show(int n) {\n    bool before = busy_;\n    busy_ = true;\n"
                "    draw(n);\n    if (n > 3)\n      return -1;\n    busy_ = before;\n    return 0;\n  }\n};\n")
        self.assertEqual(self.reported("raii-unrestored-state", text), [6])
        self.assertEqual(self.reported("raii-unrestored-state", text, **{"raii-unrestored-state__IgnoredStates": "View::busy_"}), [])
        self.assertEqual(self.reported("raii-unrestored-state", text, **{"raii-unrestored-state__IgnoredStates": "*idle_"}), [6])


class Silencing(Plugin):
    def found(self, text):
        self.write("a.cpp", text)
        done = self.expect(self.tidy("a.cpp", "--", checks="-*,raii-leak"), 0)
        program = self.run_tool("--checks=raii-leak", "a.cpp", "--")
        count = done.stdout.count("[raii-leak]")
        self.assertEqual(program.stdout.count("[raii-leak]"), count, "the program sees the same comments")
        return count

    def test_comments(self):
        two = leak("a") + leak("b")
        self.assertEqual(self.found(two), 2)
        line = '  FILE *f = fopen(path, "r");'
        for comment in ("NOLINT", "NOLINT(raii-leak)", "NOLINT(raii-*)", "NOLINT(*)", "NOLINT(google-x, raii-leak)"):
            self.assertEqual(self.found(two.replace(line, f"{line} // {comment}", 1)), 1, comment)
            self.assertEqual(self.found(two.replace(line, f"{line} /* {comment} because */", 1)), 1, comment)
            next_ = comment.replace("NOLINT", "NOLINTNEXTLINE")
            self.assertEqual(self.found(two.replace(line, f"  // {next_}\n{line}", 1)), 1, next_)
        for other in ("NOLINT(raii-exception-leak)", "NOLINT(bugprone-*)", "NOLINTNEXTLINE", "NOLINTX"):
            self.assertEqual(self.found(two.replace(line, f"{line} // {other}", 1)), 2, other)
        self.assertEqual(self.found(f"// NOLINTBEGIN(raii-leak)\n{leak('a')}// NOLINTEND(raii-leak)\n{leak('b')}"), 1)
        self.assertEqual(self.found(f"// NOLINTBEGIN\n{leak('a')}// NOLINTEND\n{leak('b')}"), 1)
        self.assertEqual(self.found(f"// NOLINTBEGIN(raii-manual-release)\n{two}// NOLINTEND(raii-manual-release)\n"), 2)

    def test_a_comment_at_the_way_out_does_not_silence(self):
        """The warning stands at the acquisition; there is one place for the comment."""
        self.assertEqual(self.found(leak().replace("return -2;", "return -2; // NOLINT")), 1)

    def test_headers(self):
        self.write("inc/own.h", "#pragma once\n" + leak("own").replace("int load", "inline int load"))
        self.write("a.cpp", '#include "inc/own.h"\n' + leak("a"))
        only = self.expect(self.tidy("a.cpp", "--"), 0).stdout
        self.assertIn("a.cpp:4:", only)
        self.assertNotIn("own.h:4:13: warning", only)
        self.assertIn("own.h:4:13: warning", self.tidy("--header-filter=inc/.*", "a.cpp", "--").stdout)
        self.write(".clang-tidy", "HeaderFilterRegex: 'own\\.h$'\n")
        self.assertIn("own.h:4:13: warning", self.tidy("a.cpp", "--").stdout)
        # The program takes the same key.
        self.write(".clang-tidy", "HeaderFilterRegex: 'nothing'\n")
        self.expect(self.run_tool("a.cpp", "--"), 1, out="a.cpp:4:", not_out="own.h:4:")
        self.write(".clang-tidy", "HeaderFilterRegex: '.*'\nExcludeHeaderFilterRegex: 'own'\n")
        self.assertNotIn("own.h:4:13: warning", self.tidy("a.cpp", "--").stdout)
        self.expect(self.run_tool("a.cpp", "--"), 1, not_out="own.h:4:")


class Tools(Plugin):
    def test_fix_notes_applies_unsafe_fixes_only_under_their_option(self):
        self.write(".raii-tidy.yaml", TOY)
        for arguments, changed in ((["--fix"], False), (["--fix-notes"], False), (["--fix", "--config={CheckOptions: {RaiiUnsafeFixes: true}}"], False),
                                   (["--fix-notes", "--config={CheckOptions: {RaiiUnsafeFixes: true}}"], True)):
            self.write("a.cpp", UNSAFE)
            self.tidy(*arguments, "a.cpp", "--", self.include, "-std=c++17")
            self.assertEqual(self.read("a.cpp") != UNSAFE, changed, arguments)

    def test_run_clang_tidy(self):
        self.write("a.cpp", leak("a"))
        self.write("b.cpp", clean("b"))
        self.database(["a.cpp", "b.cpp"])
        done = self.run_command("run-clang-tidy-19", "-load", PLUGIN, "-p", ".", "-quiet", "-checks=-*,raii-*",
                                "-warnings-as-errors=raii-leak")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("[raii-leak,-warnings-as-errors]", done.stdout)
        self.write(".raii-tidy.yaml", TOY)
        self.write("u.cpp", UNSAFE)
        self.database(["u.cpp"])
        self.run_command("run-clang-tidy-19", "-load", PLUGIN, "-p", ".", "-quiet", "-checks=-*,raii-*", "-fix")
        self.assertEqual(self.read("u.cpp"), UNSAFE, "nothing unsafe")

    def test_clang_tidy_diff(self):
        self.write("a.cpp", leak("a"))
        self.database(["a.cpp"])
        git = lambda *a: self.run_command("git", "-c", "user.name=t", "-c", "user.email=t@example.org", *a)
        git("init", "-q")
        git("add", "a.cpp")
        git("commit", "-q", "-m", "x")
        self.write("a.cpp", leak("a") + leak("b"))
        patch = self.write("p.diff", git("diff", "-U0").stdout)
        with open(patch) as text:
            done = subprocess.run(["clang-tidy-diff-19.py", "-clang-tidy-binary", "clang-tidy-19", "-p1", "-path", ".", "-load", PLUGIN, "-checks=-*,raii-*", "-quiet"], stdin=text,
                                  cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertIn("a.cpp:13:13: warning", done.stdout, done.stderr)
        self.assertNotIn("a.cpp:3:13: warning", done.stdout)

    def test_cmake(self):
        """CMAKE_CXX_CLANG_TIDY in a real build of the example."""
        source = self.folder / "legacy"
        shutil.copytree(pathlib.Path(toolkit.ROOT) / "examples" / "legacy", source)
        configure = ["cmake", "-S", source, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++-19"]
        command = f"clang-tidy-19;-load;{PLUGIN};-checks=-*,raii-*"
        done = self.run_command(*configure, "-B", "build", f"-DCMAKE_CXX_CLANG_TIDY={command}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.run_command("cmake", "--build", "build", "-j2")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("[raii-leak]", done.stdout)
        self.assertIn("returns here without", done.stdout)
        done = self.run_command(*configure, "-B", "strict", f"-DCMAKE_CXX_CLANG_TIDY={command};-warnings-as-errors=raii-leak")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.run_command("cmake", "--build", "strict", "-j2")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("[raii-leak,-warnings-as-errors]", done.stdout)


class OtherVersions(Plugin):
    def refused(self, version, sentence):
        self.write("a.cpp", leak())
        done = self.run_command(f"clang-tidy-{version}", "-load", PLUGIN, "-checks=-*,raii-*", "a.cpp", "--")
        self.assertEqual(done.returncode, 1, f"not a signal, and not as if all were well\n{done.stdout}{done.stderr}")
        self.assertRegex(done.stderr, sentence)

    @unittest.skipUnless(shutil.which("clang-tidy-14"), "clang-tidy-14 is not installed")
    def test_14(self):
        self.refused(14, r"Error opening .*undefined symbol.*\n *-load request ignored")

    @unittest.skipUnless(shutil.which("clang-tidy-16"), "clang-tidy-16 is not installed")
    def test_16(self):
        self.refused(16, r"^raii-tidy: error: this plugin is made for clang-tidy 19, and cannot run in clang-tidy 16\.\d+\.\d+; use")


if __name__ == "__main__":
    PLUGIN = sys.argv.pop(3)
    toolkit.main()
