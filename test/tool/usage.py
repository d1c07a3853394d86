"""The command line: what is refused and how, what the other commands print, exit statuses."""
import fcntl
import os
import pty
import re
import stat
import struct
import subprocess
import termios

import toolkit
from toolkit import Project, leak, main, manual, clean


class Usage(Project):
    def wrong(self, arguments, sentence):
        done = self.expect(self.run_tool(*arguments), 2, err=sentence)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, "one sentence, not:\n" + done.stderr)
        self.assertTrue(done.stderr.startswith("raii-tidy: error: "))

    def test_unknown_option_names_the_nearest(self):
        self.wrong(["--chekcs=x"], "unknown option '--chekcs'; did you mean '--checks'?")
        self.wrong(["--fxi"], "did you mean '--fix'?")
        self.wrong(["-Iinclude"], "compiler flags go after '--'")

    def test_unknown_value_names_the_valid_ones(self):
        self.wrong(["--group=bugs"], "--group is one of bug, modernize, all, not 'bugs'; did you mean 'bug'?")
        self.wrong(["--format=xml"], "--format is one of text, json, sarif, github, gitlab, junit, not 'xml'")
        self.wrong(["--fix=safee"], "did you mean 'safe'?")
        self.wrong(["--guards=qt"], "--guards is one of raii, std, boost, absl, gsl, folly, not 'qt'")
        self.wrong(["--may-throw=always"], "auto, visible, documented, unknown, allocation")
        self.wrong(["--fail-on=none"], "error, warning, remark, never")
        self.wrong(["-j", "0"], "-j takes a number above 0, not '0'")
        self.wrong(["--timeout=soon"], "--timeout takes a number above 0, not 'soon'")

    def test_missing_and_needless_values(self):
        self.wrong(["--group"], "--group needs a value: bug, modernize, all")
        self.wrong(["--diff=yes"], "--diff takes no value, but 'yes' was given")
        self.wrong(["--globs"], "--globs belongs to 'raii-tidy checks'")
        self.wrong(["explain"], "'raii-tidy explain' takes the name of one check")
        self.wrong(["vendor"], "'raii-tidy vendor' takes one directory")
        self.wrong(["pairs", "x"], "'raii-tidy pairs' takes no argument, but 'x' was given")

    def test_empty_values(self):
        """An empty variable of a script must not become a run over everything."""
        for option in ("--changed-since", "--baseline", "--write-baseline", "-p", "-o", "--checks", "--format", "--cache-dir"):
            self.wrong([f"{option}="], f"{option} needs a value, but '' was given" if option != "--format" else "--format is one of")
        self.wrong(["-p", ""], "-p needs a value")
        self.write("a.cpp", clean())
        self.expect(self.run_tool("--header-filter=", "a.cpp", "--"), 0)

    def test_options_before_a_command(self):
        self.expect(self.run_tool("--color=never", "explain", "raii-leak"), 0, out="raii-leak")

    def test_what_does_not_go_together(self):
        self.wrong(["--diff", "--format=sarif"], "--diff prints a patch; it does not go with --format")

    def test_what_cannot_be_written_is_said_before_the_work(self):
        self.write("leak.cpp", leak())
        self.wrong(["leak.cpp", "-o", "no/x", "--fix", "--", self.include], "-o: 'no/x' cannot be written: there is no directory 'no'")
        self.assertEqual(self.read("leak.cpp"), leak())
        self.wrong(["leak.cpp", "--write-baseline=no/x", "--", self.include], "--write-baseline: 'no/x' cannot be written")
        (self.folder / "folder").mkdir()
        self.wrong(["leak.cpp", "-o", "folder", "--", self.include], "'folder' is a directory, a file was expected")

    def test_standard_output_that_cannot_be_written(self):
        self.write("leak.cpp", leak())
        whole = f"{toolkit.PROGRAM} leak.cpp -- {self.include}"
        full = subprocess.run(f"{whole} >/dev/full", shell=True, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(full.returncode, 2, full.stderr)
        self.assertIn("cannot write to the standard output: No space left on device", full.stderr)
        for quiet in (f"{whole} | head -c 10", f"{toolkit.PROGRAM} explain raii-leak | true", f"{whole} >&-"):
            done = subprocess.run(quiet, shell=True, cwd=self.folder, capture_output=True, text=True)
            self.assertNotIn("LLVM ERROR", done.stderr, quiet)
            self.assertNotIn("cannot write", done.stderr, quiet)

    def test_what_is_no_source(self):
        self.write("notes.txt", "text")
        self.wrong(["notes.txt", "--"], "'notes.txt' is no C or C++ source by its name")
        self.write("as.txt", clean())
        self.expect(self.run_tool("as.txt", "--", "-x", "c++"), 0, err="1 unit;")

    def test_unknown_check(self):
        self.write("a.cpp", clean())
        self.wrong(["--checks=raii-lek", "a.cpp", "--"], "no check is named 'raii-lek'; did you mean 'raii-leak'?")
        self.wrong(["--checks=raii-leak", "--group=modernize", "a.cpp", "--"], "leaves no check to run")

    def test_mistyped_command(self):
        self.wrong(["chekcs"], "did you mean 'checks'?")

    def test_help_is_short_and_shows_examples(self):
        done = self.expect(self.run_tool("--help"), 0, out=["Examples", "Exit status: 0 nothing found"])
        self.assertLess(len(done.stdout.splitlines()), 70)
        self.assertLess(max(map(len, done.stdout.splitlines())), 120)
        for later in ("mine", "merge"):
            self.assertNotIn(later, done.stdout)

    def test_version(self):
        self.expect(self.run_tool("--version"), 0, out="LLVM 19.")

    def test_checks(self):
        self.expect(self.run_tool("checks"), 0, out=["raii-leak", "modernize"])
        self.expect(self.run_tool("checks", "--group=bug"), 0, out="raii-leak", not_out="raii-manual-release")
        globs = self.expect(self.run_tool("checks", "--group=bug", "--globs"), 0).stdout
        self.assertRegex(globs, r"^raii-[a-z-]+(,raii-[a-z-]+)*\n$")

    def test_explain(self):
        for name in self.run_tool("checks", "--globs").stdout.strip().split(","):
            done = self.expect(self.run_tool("explain", name), 0)
            self.assertIn(name, done.stdout)
        self.expect(self.run_tool("explain", "leak"), 0)
        self.wrong(["explain", "raii-laek"], "no check is named 'raii-laek'; did you mean 'raii-leak'?")

    def test_pairs(self):
        self.expect(self.run_tool("pairs"), 0, out=["fopen", "<built-in>/stdio.yaml:"])

    def test_exit_statuses(self):
        self.write("leak.cpp", leak())
        self.write("manual.cpp", manual())
        self.write("clean.cpp", clean())
        self.write("broken.cpp", "int f( {")
        flags = ["--", self.include]
        self.expect(self.run_tool("clean.cpp", *flags), 0, err="1 unit; 0 bug findings, 0 to modernize")
        self.expect(self.run_tool("manual.cpp", *flags), 0, out="remark: ", err="1 to modernize")
        self.expect(self.run_tool("manual.cpp", "--fail-on=remark", *flags), 1)
        self.expect(self.run_tool("leak.cpp", *flags), 1, out="warning: ")
        self.expect(self.run_tool("leak.cpp", "--fail-on=error", *flags), 0)
        self.expect(self.run_tool("leak.cpp", "--fail-on=never", *flags), 0)
        self.expect(self.run_tool("leak.cpp", "broken.cpp", *flags), 3, out="warning: ", err="broken.cpp: not fully")

    def test_output_into_a_pipe(self):
        """What is no file is written into, not replaced: `-o /dev/null` as root must leave the device."""
        self.write("leak.cpp", leak())
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            self.expect(self.run_tool("leak.cpp", "-o", "pipe", "--", self.include), 1)
            self.assertIn(b"raii-leak", os.read(reader, 1 << 20))
        finally:
            os.close(reader)
        self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))

    def test_output_file(self):
        self.write("leak.cpp", leak())
        done = self.expect(self.run_tool("leak.cpp", "-o", "out.txt", "--", self.include), 1)
        self.assertEqual(done.stdout, "")
        self.assertIn("[raii-leak]", self.read("out.txt"))

    def test_text_looks_as_clangs(self):
        self.write("tab.cpp", '#include <stdio.h>\nint f(int n) {\n\tFILE *f = fopen("x", "r");\n\tif (n) return 1;\n'
                              '\tfclose(f);\n\treturn 0;\n}\n')
        done = self.expect(self.run_tool("tab.cpp", "--group=bug", "--", self.include), 1)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^tab\.cpp:3:12: warning: .* \[raii-leak\]$")
        self.assertEqual(lines[1], '    3 |         FILE *f = fopen("x", "r");')
        self.assertEqual(lines[2].rstrip("~"), "      |                   ^")
        self.assertNotIn("\x1b", done.stdout)
        coloured = self.run_tool("tab.cpp", "--color=always", "--", self.include)
        self.assertIn("\x1b[", coloured.stdout)

    def test_progress(self):
        self.write("a.cpp", clean())
        self.expect(self.run_tool("--progress=always", "a.cpp", "--"), 0, err="[1/1] a.cpp")
        self.expect(self.run_tool("a.cpp", "--"), 0, not_err="[1/1]")

    def on_terminal(self, *arguments):
        """What the program writes to a terminal of 80 columns: (each text that a row had before it was cleared, the rows left)."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        process = subprocess.Popen([toolkit.PROGRAM, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=slave, env={**os.environ, "TERM": "xterm"})
        os.close(slave)
        said = b""
        while True:
            try:
                said += os.read(master, 4096)
            except OSError:  # how a terminal ends
                break
        os.close(master)
        self.assertEqual(process.wait(timeout=60), 0)
        rows, cleared = [], []
        for line in re.sub(r"\x1b\[[\d;]*m", "", said.decode()).split("\r\n"):
            *before, row = line.split("\r\x1b[K")
            cleared += filter(None, before)
            rows.append(row)
        return cleared, rows

    def test_progress_on_a_terminal(self):
        for name in ("a.cpp", "b.cpp", "c.cpp"):
            self.write(name, clean())
        cleared, rows = self.on_terminal("-j1", "a.cpp", "b.cpp", "c.cpp", "--")
        self.assertEqual(cleared, ["[1/3] a.cpp", "[2/3] b.cpp", "[3/3] c.cpp"])
        self.assertEqual(rows, ["raii-tidy: 3 units; 0 bug findings, 0 to modernize", ""])
        cleared, _ = self.on_terminal("--progress=never", "a.cpp", "b.cpp", "--")
        self.assertEqual(cleared, [])

    def test_progress_fits_the_terminal(self):
        long = "/".join(["a_folder_with_a_name"] * 5) + "/unit.cpp"
        for name in ("a.cpp", long, "c.cpp"):
            self.write(name, clean())
        cleared, _ = self.on_terminal("-j1", "a.cpp", long, "c.cpp", "--")
        self.assertEqual([text.split()[0] for text in cleared], ["[1/3]", "[2/3]", "[3/3]"])
        self.assertLessEqual(max(map(len, cleared)), 80)

    def test_doctor(self):
        self.write("src/a.cpp", clean())
        self.database(["src/a.cpp"], "build")
        self.write(".clang-tidy", "Checks: '-*'\n")
        self.expect(self.run_tool("doctor"), 0, out=["LLVM:            19.", "build/compile_commands.json, 1 units",
                                                     "configuration:   .clang-tidy", "guard headers:   on the include"])
        self.expect(self.run_tool("doctor", "src/a.cpp", "--"), 0, out="run 'raii-tidy vendor DIR'")
        (self.folder / "build/compile_commands.json").unlink()
        self.expect(self.run_tool("doctor"), 2, out="CMAKE_EXPORT_COMPILE_COMMANDS=ON")

    def test_vendor(self):
        self.expect(self.run_tool("vendor", "third"), 0, out="headers written to 'third/raii'")
        self.assertTrue((self.folder / "third/raii/scope_exit.hpp").exists())
        self.expect(self.run_tool("vendor", "third"), 0, out="0 headers written")
        changed = self.folder / "third/raii/scope_exit.hpp"
        changed.write_text("// mine\n")
        self.expect(self.run_tool("vendor", "third"), 1, err="'third/raii/scope_exit.hpp' differs")
        self.assertEqual(changed.read_text(), "// mine\n")
        self.write("file", "")
        self.wrong(["vendor", "file"], "'file' is not a directory")
        # Vendored headers are what a fix needs.
        changed.unlink()
        self.run_tool("vendor", "third")
        self.write("leak.cpp", leak())
        self.expect(self.run_tool("--fix", "leak.cpp", "--", "-Ithird"), 0, err="fixed 1 finding in 1 file")


if __name__ == "__main__":
    main()
