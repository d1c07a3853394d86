"""The cache: the same answers, faster; and never an old one."""
import json
import os
import resource
import shutil
import subprocess

import toolkit
from toolkit import Project, leak, main, manual, clean


class Cache(Project):
    def setUp(self):
        super().setUp()
        self.write("first/.keep", "")
        self.write("second/lib.h", "#pragma once\ninline int parse(int n) { return n; }\n")
        self.write("a.cpp", '#include <map>\n#include <string>\n#include "lib.h"\n' + leak("a"))
        self.write("b.cpp", manual("b"))
        self.units()

    def units(self, *flags):
        self.database([("a.cpp", ["-Ifirst", "-Isecond", *flags]), "b.cpp"])

    def cached(self, *more):
        """A run with the cache, which must say what a run without it says."""
        plain = self.run_tool("--format=json", *more)
        known = self.run_tool("--format=json", "--cache-dir=cache", *more)
        self.assertEqual((known.stdout, known.stderr, known.returncode), (plain.stdout, plain.stderr, plain.returncode))
        return self.findings(known)

    def entries(self):
        return {p.name: p.read_bytes() for p in (self.folder / "cache").glob("*.result")}

    def seconds(self, *arguments):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run_tool(*arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def test_the_second_run_is_taken_from_it(self):
        self.cached()
        entries = self.entries()
        self.assertGreaterEqual(len(entries), 2)
        self.cached()
        self.assertEqual(self.entries(), entries, "nothing new was computed")
        cold, warm = self.seconds(), min(self.seconds("--cache-dir=cache") for _ in range(3))
        print(f"without {cold:.2f} s, with {warm:.2f} s of processor time")
        self.assertLess(warm, cold / 2)
        # Times do not matter, the content does.
        os.utime(self.folder / "a.cpp")
        self.cached()
        self.assertEqual(self.entries(), entries)

    def test_it_is_really_the_entry_that_speaks(self):
        self.cached()
        for name, content in self.entries().items():
            (self.folder / "cache" / name).write_bytes(content.replace(b"is not released on", b"IS NOT RELEASED ON"))
        self.expect(self.run_tool("--cache-dir=cache"), 1, out="IS NOT RELEASED ON")
        self.expect(self.run_tool("--cache-dir=cache", "--no-cache"), 1, not_out="IS NOT RELEASED ON")

    def test_everything_that_matters_is_noticed(self):
        count = len(self.cached())
        self.write("a.cpp", self.read("a.cpp") + leak("more"))
        self.assertEqual(len(self.cached()), count + 1)
        # A header's content: the callee throws now.
        self.write("a.cpp", '#include "lib.h"\n' + "#include <stdio.h>\nint f(int n) {\n  FILE *f = fopen(\"x\", \"r\");\n  if (!f)\n    return 1;\n"
                   "  n = parse(n);\n  ++n;\n  fclose(f);\n  return n;\n}\n")
        self.assertEqual([f["check"] for f in self.cached("a.cpp")], ["raii-manual-release"])
        throwing = "#pragma once\ninline int parse(int n) { if (n < 0) throw n; return n; }\n"
        self.write("second/lib.h", throwing)
        self.assertIn("raii-exception-leak", [f["check"] for f in self.cached("a.cpp")])
        # A header that appears earlier on the search path.
        self.write("first/lib.h", "#pragma once\ninline int parse(int n) { return n; }\n")
        self.assertEqual([f["check"] for f in self.cached("a.cpp")], ["raii-manual-release"])
        (self.folder / "first/lib.h").unlink()
        self.assertIn("raii-exception-leak", [f["check"] for f in self.cached("a.cpp")])
        # Flags, configuration, pairs, options.
        self.units("-fno-exceptions")
        self.cached("a.cpp")
        self.units()
        self.write(".clang-tidy", "Checks: '-raii-exception-leak'\n")
        self.assertNotIn("raii-exception-leak", [f["check"] for f in self.cached("a.cpp")])
        self.write(".clang-tidy", "CheckOptions: {RaiiMayThrow: allocation}\n")
        self.cached("a.cpp")
        self.write("b.cpp", "int toy_open(int);\nvoid toy_close(int);\nint f(int n) {\n  int t = toy_open(1);\n  if (n)\n    return 1;\n  toy_close(t);\n  return 0;\n}\n")
        self.assertEqual(self.cached("b.cpp"), [])
        self.write(".raii-tidy.yaml", "version: 1\npairs:\n- name: toy\n  noun: toy\n  acquire: { call: toy_open, arguments: 1 }\n"
                                      "  release: { call: toy_close, arguments: 1 }\n")
        self.assertEqual([f["check"] for f in self.cached("b.cpp")], ["raii-leak"])
        self.cached("b.cpp", "--group=modernize")
        self.cached("b.cpp", "--header-filter=x")

    def test_guard_headers_that_appear(self):
        self.write("compile_commands.json", json.dumps([{"directory": str(self.folder), "file": "b.cpp", "arguments": ["c++", "-Ithird", "b.cpp"]}]))
        self.write("b.cpp", leak("b"))
        self.assertEqual([f["fixes"] for f in self.cached("--group=bug")], [[]])
        self.run_tool("vendor", "third")
        self.assertEqual([len(f["fixes"]) for f in self.cached("--group=bug")], [1])

    def test_failures_are_not_kept(self):
        self.write("b.cpp", "#pragma clang __debug crash\n")
        self.cached()
        self.write("b.cpp", '#include "later.h"\n' + clean("b"))
        self.cached("b.cpp")
        self.write("later.h", "")
        self.assertEqual(self.cached("b.cpp"), [])

    def test_fix_with_a_cache(self):
        self.cached()
        self.expect(self.run_tool("--cache-dir=cache", "--fix", "--group=all"), 0, err="left 0 bug findings, 0 to modernize")
        self.cached()

    def test_broken_entries_are_computed_again(self):
        found = self.cached()
        for i, (name, content) in enumerate(sorted(self.entries().items())):
            (self.folder / "cache" / name).write_bytes(content[:-7] if i % 2 else b"")
        self.assertEqual(self.cached(), found)

    def test_two_at_once(self):
        command = [toolkit.PROGRAM, "--cache-dir=cache", "--format=json"]
        running = [subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(3)]
        self.assertEqual(len({p.communicate(timeout=120)[0] for p in running}), 1)
        self.assertEqual([p for p in (self.folder / "cache").iterdir() if not p.name.endswith(".result")], [])

    def test_a_folder_that_cannot_be_used(self):
        self.write("file", "")
        self.expect(self.run_tool("--cache-dir=file/x"), 2, err="--cache-dir: cannot create 'file/x'")

    def test_old_entries_go(self):
        self.cached()
        old = self.write("cache/0000.result", b"x")
        os.utime(old, (1, 1))
        self.cached()
        self.assertFalse(old.exists())


if __name__ == "__main__":
    main()
