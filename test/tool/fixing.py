"""What --fix does to files, and what it never does."""
import json
import os
import pathlib
import random
import re
import shutil
import signal
import stat
import subprocess
import time
import unittest

import toolkit
from toolkit import Project, leak, main, manual, clean

LONG = "".join(map(clean, range(2000)))


class Fixing(Project):
    def fix(self, *arguments, status=0, err=()):
        return self.expect(self.run_tool("--fix", *arguments, "--", self.include), status, err=err)

    def test_fixes_and_is_quiet_afterwards(self):
        self.write("a.cpp", leak("a") + leak("b"))
        self.fix("a.cpp", err="fixed 2 findings in 1 file, left 0 bug findings")
        text = self.read("a.cpp")
        self.assertEqual(text.count("#include <raii/"), 1)
        self.assertNotIn("fclose(f);", text)
        before = (self.folder / "a.cpp").stat()
        self.fix("a.cpp", err="fixed 0 findings in 0 files")
        after = (self.folder / "a.cpp").stat()
        self.assertEqual((before.st_mtime_ns, before.st_ino), (after.st_mtime_ns, after.st_ino), "nothing to fix, nothing written")
        self.no_leftovers()

    def test_bug_group_only_unless_asked(self):
        self.write("a.cpp", leak() + manual())
        self.fix("a.cpp", err=["fixed 1 finding", "--group=all would apply 1 more"])
        self.assertIn("fclose(f);\n  return c;", self.read("a.cpp"))
        self.fix("a.cpp", "--group=all", err="fixed 1 finding")
        self.assertNotIn("fclose", self.read("a.cpp"))

    def test_unsafe_only_when_asked(self):
        # The release may throw: a guard's destructor would end the program.
        self.write("toy.yaml", "version: 1\npairs:\n- name: toy\n  noun: toy\n"
                               "  acquire: { call: toy_open, arguments: 1 }\n"
                               "  release: { call: toy_close, arguments: 1, throws: unknown }\n")
        source = ("struct Toy;\nToy *toy_open(const char *);\nvoid toy_close(Toy *);\nint use(const char *p, int n) {\n"
                  "  Toy *t = toy_open(p);\n  if (!t)\n    return -1;\n  if (n > 3)\n    return -2;\n"
                  "  toy_close(t);\n  return 0;\n}\n")
        self.write("a.cpp", source)
        pairs = "--pairs=toy.yaml"
        self.expect(self.run_tool(pairs, "a.cpp", "--", self.include), 1, out="note: fix (unsafe): ",
                    err="fixes available: 0 safe, 1 unsafe")
        self.fix(pairs, "a.cpp", status=1, err="--fix=unsafe would apply 1 more")
        self.assertEqual(self.read("a.cpp"), source)
        self.expect(self.run_tool("--fix=unsafe", pairs, "a.cpp", "--", self.include), 0, err="fixed 1 finding (1 unsafe)")
        self.assertIn("raii::scope_exit", self.read("a.cpp"))

    def test_line_ends_byte_order_mark_and_odd_bytes_stay(self):
        body = leak().replace("int load", "// na\udcefve \udcff\nint load").encode("utf-8", "surrogateescape")
        dos = b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n")
        self.write("a.cpp", dos)
        self.fix("a.cpp", err="fixed 1 finding")
        after = (self.folder / "a.cpp").read_bytes()
        self.assertTrue(after.startswith(b"\xef\xbb\xbf#include <"))
        self.assertEqual(after.count(b"\xef\xbb\xbf"), 1)
        self.assertIn(b"#include <stdio.h>\r\n", after)
        self.assertIn(b"// na\xefve \xff\r\n", after)
        self.assertIn(b"#include <raii/", after)
        self.assertEqual(after.count(b"\n"), after.count(b"\r\n"), "every line still ends with CRLF")

    def test_symbolic_link_stays_a_link(self):
        self.write("real/a.cpp", leak())
        os.symlink("real/a.cpp", self.folder / "link.cpp")
        self.fix("link.cpp", err="fixed 1 finding")
        self.assertTrue((self.folder / "link.cpp").is_symlink())
        self.assertIn("raii/", self.read("real/a.cpp"))
        self.no_leftovers()

    def test_permissions_stay(self):
        path = self.write("a.cpp", leak())
        path.chmod(0o754)
        self.fix("a.cpp")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o754)

    def test_read_only_file_is_not_touched(self):
        path = self.write("a.cpp", leak())
        path.chmod(0o444)
        self.fix("a.cpp", status=1, err=["a.cpp: not fixed: it is read-only", "left 1 bug finding"])
        self.assertEqual(self.read("a.cpp"), leak())
        # A diff writes nothing, so it may speak of it.
        self.expect(self.run_tool("--diff", "a.cpp", "--", self.include), 1, out="+#include <raii/")

    def test_units_with_errors_are_not_fixed(self):
        self.write("a.cpp", leak() + "int g() { return unknown; }\n")
        self.expect(self.run_tool("--fix", "a.cpp", "--", self.include), 3, err="use of undeclared identifier 'unknown'")
        self.assertNotIn("raii", self.read("a.cpp"))

    def test_header_is_fixed_once(self):
        self.write("inc/lib.h", "#pragma once\n" + leak("h").replace("int load", "inline int load"))
        os.symlink("inc", self.folder / "alias")
        for i, way in enumerate(["inc", "inc", "alias", "inc"]):
            self.write(f"u{i}.cpp", f'#include "{way}/lib.h"\n' + leak(i))
        self.database([f"u{i}.cpp" for i in range(4)])
        self.expect(self.run_tool(), 1, err="4 units; 5 bug findings")
        self.expect(self.run_tool("--fix"), 0, err="fixed 5 findings in 5 files, left 0")
        self.assertEqual(self.read("inc/lib.h").count("#include <raii/"), 1)
        self.assertEqual(self.read("inc/lib.h").count("raii::"), 1)
        self.expect(self.run_tool(), 0, err="0 bug findings")

    def test_a_reader_that_would_break_stops_the_fix(self):
        """b.cpp sees the header without the guards' folder on its path: the fix would break it."""
        self.write("lib.h", "#pragma once\n" + leak("h").replace("int load", "inline int load"))
        self.write("a.cpp", '#include "lib.h"\n' + clean("a"))
        self.write("b.cpp", '#define inline static\n#include "lib.h"\n' + clean("b"))
        flags = {"a.cpp": [self.include], "b.cpp": []}
        self.write("compile_commands.json", json.dumps(
            [{"directory": str(self.folder), "file": f, "arguments": ["c++", *flags[f], f]} for f in flags]))
        before = self.read("lib.h")
        self.run_tool("--fix")
        self.assertEqual(self.read("lib.h"), before)

    def test_proof_fails_when_the_fixed_code_does_not_compile(self):
        self.write(".clang-tidy", "CheckOptions: {RaiiAssumeHeaders: true}\n")
        source = leak() + "struct M { void lock(); void unlock(); };\n"
        self.write("a.cpp", source)
        done = self.expect(self.run_tool("a.cpp", "--"), 1, err="1 proof failed", out=[
            "note: no fix: the fixed code did not compile, or was not quiet (a.cpp:", "file not found"])
        self.assertNotIn("fixes available", done.stderr)
        self.expect(self.run_tool("--fix", "a.cpp", "--"), 1, err=["fixed 0 findings", "1 proof failed"])
        self.assertEqual(self.read("a.cpp"), source)
        report = json.loads(self.run_tool("--format=json", "a.cpp", "--").stdout)
        self.assertEqual(report["proofsFailed"], 1)
        self.assertIn("proof failed", report["findings"][0]["noFix"])
        # Without the proof the very same fix is made: it is the proof that stopped it.
        self.run_tool("--fix", "--no-verify", "a.cpp", "--")
        self.assertIn("raii/", self.read("a.cpp"))

    def test_one_bad_plan_does_not_take_the_others_with_it(self):
        self.write(".clang-tidy", "CheckOptions: {RaiiAssumeHeaders: true}\n")
        locks = "".join(f"int locked{i}(int n) {{\n  m.lock();\n  if (n)\n    return 1;\n  m.unlock();\n  return 0;\n}}\n"
                        for i in range(3))
        self.write("a.cpp", leak("a") + "#include <mutex>\nstd::mutex m;\n" + locks + leak("b"))
        self.expect(self.run_tool("--fix", "a.cpp", "--"), 1, err=["fixed 3 findings", "2 proofs failed"])
        text = self.read("a.cpp")
        self.assertEqual(text.count("std::lock_guard") + text.count("std::unique_lock"), 3)
        self.assertEqual(text.count("fclose(f);"), 2)

    def test_new_warning_fails_the_proof(self):
        """Under -Weverything the guard shadows, pads or is C++98-incompatible; whatever is new refuses the fix."""
        self.write("a.cpp", leak())
        done = self.run_tool("--format=json", "a.cpp", "--", self.include, "-Weverything", "-std=c++17")
        findings = [f for f in self.findings(done) if f["check"] == "raii-leak"]
        self.assertEqual(len(findings), 1)
        if not findings[0]["fixes"]:
            self.assertIn("warning:", findings[0]["noFix"])

    def test_warnings_that_were_there_do_not(self):
        self.write("a.cpp", "static int unused;\n" + leak())
        self.expect(self.run_tool("--fix", "a.cpp", "--", self.include, "-Wall"), 0, err="fixed 1 finding")

    def test_changed_file_is_not_touched(self):
        """The file changes between the parse and the write."""
        path = self.write("a.cpp", leak())
        self.write("slow.cpp", "constexpr long f() { long n = 0; for (;;) ++n; return n; }\nstatic_assert(f());\n")
        process = subprocess.Popen(
            [toolkit.PROGRAM, "--fix", "--timeout=4", "-j2", "a.cpp", "slow.cpp", "--", self.include, "-std=c++17",
             "-fconstexpr-steps=4294967295"], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        time.sleep(2.5)
        path.write_text("// mine\n" + leak())
        out, err = process.communicate(timeout=toolkit.SECONDS)
        self.assertIn("'a.cpp' changed while it was analysed and was not touched", err)
        self.assertEqual(self.read("a.cpp"), "// mine\n" + leak())
        self.no_leftovers()

    def test_interrupt_leaves_nothing_behind(self):
        for signum in (signal.SIGINT, signal.SIGTERM):
            for i in range(6):
                self.write(f"u{i}.cpp", leak(i))
            self.database([f"u{i}.cpp" for i in range(6)])
            process = subprocess.Popen([toolkit.PROGRAM, "--fix", "-j2"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            time.sleep(random.uniform(0.1, 0.6))
            process.send_signal(signum)
            process.communicate(timeout=30)
            self.assertIn(process.returncode, (-signum, 0))
            for i in range(6):
                self.assertIn(self.is_whole(f"u{i}.cpp"), ("old", "new"))
            self.no_leftovers()

    def is_whole(self, name):
        text = self.read(name)
        if "fclose(f);\n  return 0;\n}\n" in text and "raii" not in text:
            return "old"
        return "new" if "raii::" in text and text.endswith("return 0;\n}\n") else "torn:\n" + text

    def test_kill_at_any_time_leaves_old_or_new(self):
        """kill -9 at forty moments over three files: each is as it was or as it shall be, whole, whatever the others are."""
        names = ["a.cpp", "sub/b.cpp", "inc.h"]
        old = {"a.cpp": '#include "inc.h"\n' + leak("a") + LONG, "sub/b.cpp": leak("b") + LONG,
               "inc.h": "#pragma once\n" + leak("h").replace("int load", "inline int load")}
        self.database(names[:2])
        began = time.monotonic()
        for name in names:
            self.write(name, old[name])
        self.run_tool("--fix", "--no-verify", "-j2")
        whole = time.monotonic() - began
        new = {name: self.read(name) for name in names}
        for name in names:
            self.assertTrue("raii::" in new[name], name + " is not fixed")
        seen = set()
        for n in range(40):
            for name in names:
                self.write(name, old[name])
            process = subprocess.Popen([toolkit.PROGRAM, "--fix", "--no-verify", "-j2"], cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # The files are written at the end: most moments lie there.
            time.sleep(whole * (random.uniform(0, 0.6) if n % 4 == 0 else random.uniform(0.6, 1.05)))
            process.kill()
            process.wait()
            for name in names:
                text = self.read(name)
                self.assertTrue(text in (old[name], new[name]), f"{name} is neither old nor new after kill {n}")
                seen.add(text == old[name])
            # A name that a killed process left behind is hidden and no source; the next run works all the same.
            for left in self.folder.rglob(".*raii-tidy.*"):
                self.assertTrue(left.read_text() in new.values(), "half a file was left behind")
                left.unlink()
        self.assertIn(True, seen)
        for name in names:
            self.write(name, old[name])
        self.run_tool("--fix", "--no-verify", "-j2")
        self.assertTrue({name: self.read(name) for name in names} == new, "the last run fixes all")

    def test_one_include_for_guards_that_need_several(self):
        self.write("a.cpp", leak("a") + leak("b").replace("fclose(f);\n  return 0;", "fclose(f);\n  return load_a_second(n);")
                   .replace("#include <stdio.h>\n", "int load_a_second(int);\n"))
        self.expect(self.run_tool("--fix=unsafe", "--guards=absl", "a.cpp", "--", self.include, "-std=c++17"), 0,
                    err="fixed 2 findings")
        self.assertEqual(self.read("a.cpp").count("#include <absl/cleanup/cleanup.h>"), 1)
        self.assertEqual(self.read("a.cpp").count("#include <utility>"), 1)

    @unittest.skipUnless(shutil.which("git") and shutil.which("patch"), "needs git and patch")
    def test_diff_is_what_fix_does(self):
        names = ["a.cpp", "sub dir/b.cpp", "dos.cpp", "noend.cpp"]
        texts = [leak("1") + "".join(map(clean, range(9))) + leak("2"), leak("3"), leak("4").replace("\n", "\r\n"), leak("5").rstrip("\n")]
        for name, text in zip(names, texts):
            self.write(name, text.encode())
        self.database(names)
        patch = self.run_tool("--diff")
        self.expect(patch, 1)
        self.assertIn("would fix 5 findings in 4 files", patch.stderr)
        for name, text in zip(names, texts):
            self.assertEqual((self.folder / name).read_bytes(), text.encode(), "--diff writes nothing")
        self.write("fix.patch", patch.stdout)
        copies = {}
        for tool, command in (("git", ["git", "apply", "--whitespace=nowarn", "../fix.patch"]),
                              ("patch", ["patch", "-p1", "--binary", "-i", "../fix.patch"])):
            copy = self.folder / tool
            for name in names:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.folder / name, copy / name)
            # Outside of any repository, or git would look for the paths in that one.
            done = subprocess.run(command, cwd=copy, capture_output=True, text=True,
                                  env={**os.environ, "GIT_CEILING_DIRECTORIES": str(self.folder)})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr + patch.stdout)
            copies[tool] = [(copy / name).read_bytes() for name in names]
        self.expect(self.run_tool("--fix"), 0)
        fixed = [(self.folder / name).read_bytes() for name in names]
        self.assertEqual(copies["git"], fixed)
        self.assertEqual(copies["patch"], fixed)
        self.assertEqual(self.run_tool("--diff").stdout, "")

    def test_what_takes_a_structure_away_goes_first(self):
        """A guard inside of the try, or beside the label, would keep what the other fix takes away."""
        self.write("a.cpp", "#include <stdlib.h>\nvoid fill(char *);\nvoid convert(int n) {\n  char *p = static_cast<char *>(malloc(n));\n"
                            "  try {\n    fill(p);\n  } catch (...) {\n    free(p);\n    throw;\n  }\n  free(p);\n}\n")
        self.write("b.cpp", "#include <stdio.h>\n#include <stdlib.h>\nextern \"C\" int parse(FILE *, char *);\nint load(const char *path) {\n"
                            "  int rc = -1;\n  char *p = NULL;\n  FILE *f = fopen(path, \"r\");\n  if (!f)\n    goto out;\n  p = (char *)malloc(4096);\n"
                            "  if (!p)\n    goto out;\n  if (parse(f, p))\n    rc = 0;\nout:\n  free(p);\n  if (f)\n    fclose(f);\n  return rc;\n}\n")
        self.expect(self.run_tool("a.cpp", "b.cpp", "--group=all", "--fix", "--", self.include), 0)
        self.assertNotIn("catch", self.read("a.cpp"))
        self.assertNotIn("goto", self.read("b.cpp"))

    def test_fixes_that_meet_wait_for_the_next_round(self):
        """Two resources in one function; whatever the planner makes of them, the end is quiet and compiles."""
        self.write("a.cpp", '#include <stdio.h>\n#include <stdlib.h>\nint two(const char *p, int n) {\n'
                            '  FILE *f = fopen(p, "r");\n  if (!f)\n    return -1;\n  char *b = (char *)malloc(10);\n'
                            '  if (!b)\n    return -2;\n  if (n)\n    return -3;\n  free(b);\n  fclose(f);\n  return 0;\n}\n')
        self.expect(self.run_tool("--fix", "a.cpp", "--", self.include), 0, err="fixed 2 findings")
        self.expect(self.run_tool("a.cpp", "--", self.include), 0)


if __name__ == "__main__":
    main()
