"""What a run is about: a baseline, what changed, what is staged, a part of the units. With a real git."""
import json
import os
import subprocess

from toolkit import Project, leak, main, manual, clean


class Repository(Project):
    def setUp(self):
        super().setUp()
        self.write("a.cpp", leak("a") + clean("a"))
        self.write("b.cpp", '#include "lib.h"\n' + clean("b"))
        self.write("lib.h", '#pragma once\n#include "deep.h"\n')
        self.write("deep.h", "#pragma once\n")
        self.write("CMakeLists.txt", "")
        self.database(["a.cpp", "b.cpp"], "build")
        self.write(".gitignore", "build\n")
        self.git("init", "-q", "-b", "main")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")

    def git(self, *arguments, cwd=None):
        done = subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments], cwd=cwd or self.folder, text=True,
            capture_output=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout


class Baseline(Repository):
    def test_old_findings_are_left_out_and_new_ones_are_not(self):
        self.expect(self.run_tool("--write-baseline=known.json"), 0, err="1 finding written to 'known.json'")
        self.expect(self.run_tool("--baseline=known.json"), 0, not_out="raii-leak", err="0 bug findings, 0 to modernize; 1 in the baseline")
        # Lines move: still known. A second one in the same function, of the same text, is another.
        self.write("a.cpp", clean("before") + leak("a") + leak("new"))
        done = self.expect(self.run_tool("--baseline=known.json"), 1, err="1 bug finding, ")
        self.assertEqual(done.stdout.count("[raii-leak]"), 1)
        self.assertIn("a.cpp:14:", done.stdout)
        # And is not fixed, either.
        self.expect(self.run_tool("--baseline=known.json", "--fix"), 0, err="fixed 1 finding in 1 file")
        self.assertEqual(self.read("a.cpp").count("fclose(f);"), 1)

    def test_equal_findings_of_one_function(self):
        block = '  {\n    FILE *f = fopen("x", "r");\n    if (!f) return 1;\n    if (fgetc(stdin) == n) return 2;\n    fclose(f);\n  }\n'
        whole = "#include <stdio.h>\nint twice(int n) {\n%sreturn 0;\n}\n"
        self.write("a.cpp", whole % block)
        self.run_tool("--write-baseline=known.json")
        self.expect(self.run_tool("--baseline=known.json"), 0)
        self.write("a.cpp", whole % (2 * block))
        self.expect(self.run_tool("--baseline=known.json"), 1, err="1 bug finding, 0 to modernize; ")

    def test_the_file_is_sorted_and_does_not_depend_on_lines_or_j(self):
        self.write("b.cpp", leak("b") + manual("b"))
        self.run_tool("--write-baseline=one.json", "-j1")
        self.write("b.cpp", clean("x") + leak("b") + manual("b"))
        self.run_tool("--write-baseline=two.json", "-j4")
        self.assertEqual(self.read("one.json"), self.read("two.json"))
        findings = json.loads(self.read("one.json"))["findings"]
        self.assertEqual([f["file"] for f in findings], ["a.cpp", "b.cpp", "b.cpp"])
        self.assertEqual(findings[0]["function"], "loada")
        self.assertNotIn("line", findings[0])

    def test_from_another_folder_and_with_writing_at_once(self):
        self.run_tool("--write-baseline=known.json")
        self.write("sub/keep", "")
        self.expect(self.run_tool("--baseline=../known.json", "-p", "../build", cwd=self.folder / "sub"), 0, err="1 in the baseline")
        self.write("b.cpp", leak("b"))
        self.expect(self.run_tool("--baseline=known.json", "--write-baseline=known.json"), 0, out="b.cpp:3:",
                    err="2 findings written")
        self.expect(self.run_tool("--baseline=known.json"), 0, err="2 in the baseline")

    def test_what_is_gone_is_said(self):
        self.run_tool("--write-baseline=known.json")
        self.write("a.cpp", clean("a"))
        self.expect(self.run_tool("--baseline=known.json"), 0, err="1 findings of the baseline are gone; --write-baseline=known.json")
        self.expect(self.run_tool("--baseline=known.json", "b.cpp"), 0, not_err="gone")

    def test_broken_files(self):
        self.expect(self.run_tool("--baseline=none.json"), 2, err=["baseline 'none.json': ", "--write-baseline=none.json"])
        for text, why in (("{", "not JSON"), ("[]", "no list \"findings\""), ('{"findings": [], "version": 2}', "version"),
                          ('{"version": 1, "findings": [{}]}', "finding 1 has no \"fingerprint\"")):
            self.write("known.json", text)
            done = self.expect(self.run_tool("--baseline=known.json"), 2, err=why)
            self.assertEqual(done.stderr.count("\n"), 1)
        self.expect(self.run_tool("--write-baseline=x", "--staged"), 2, err="needs a whole run")

    def test_a_thousand_old_findings(self):
        self.write("a.cpp", "".join(leak(f"x{i}") for i in range(1000)))
        self.run_tool("--no-verify", "--write-baseline=known.json")
        self.assertEqual(len(json.loads(self.read("known.json"))["findings"]), 1000)
        self.write("a.cpp", "".join(leak(f"x{i}") for i in (*range(500, 1000), 1000, *range(500))))
        done = self.expect(self.run_tool("--baseline=known.json"), 1, err="1 bug finding, ")
        self.assertIn("1000 in the baseline", done.stderr)


class Changed(Repository):
    def changed(self, status, *more, **what):
        return self.expect(self.run_tool("--changed-since=main", *more), status, **what)

    def test_only_new_lines(self):
        self.git("checkout", "-q", "-b", "topic")
        self.changed(0, err="0 units; 0 bug findings")
        self.write("a.cpp", leak("a") + leak("new") + clean("a"))
        self.changed(1, out="a.cpp:13:", not_out="a.cpp:3:", err=["1 unit;", "1 not of the change"])
        self.git("commit", "-q", "-a", "-m", "second")
        self.changed(1, out="a.cpp:13:", not_out="a.cpp:3:")

    def test_what_others_did_meanwhile_does_not_count(self):
        self.git("checkout", "-q", "-b", "topic")
        self.write("b.cpp", leak("b"))
        self.git("commit", "-q", "-a", "-m", "ours")
        self.git("checkout", "-q", "main")
        self.write("a.cpp", clean("a"))
        self.git("commit", "-q", "-a", "-m", "theirs")
        self.git("checkout", "-q", "topic")
        self.changed(1, out="b.cpp:3:", not_out="a.cpp:")

    def test_a_changed_line_on_the_path(self):
        self.write("a.cpp", leak("a").replace("  if (n > 3)\n    return -2;\n", ""))
        self.git("commit", "-q", "-a", "-m", "right")
        self.write("a.cpp", leak("a"))
        self.changed(1, out="a.cpp:3:")

    def test_made_by_a_line_that_was_removed(self):
        self.write("a.cpp", leak("a").replace("    return -2;", "  { fclose(f);\n    return -2; }"))
        self.git("commit", "-q", "-a", "-m", "right")
        self.write("a.cpp", leak("a").replace("    return -2;", "  {\n    return -2; }"))
        # The closing call shared its line; make a pure removal of it.
        self.write("a.cpp", leak("a").replace("    return -2;", "  {\n    fclose(f);\n    return -2; }"))
        self.git("commit", "-q", "-a", "-m", "right, on a line of its own")
        self.write("a.cpp", leak("a").replace("    return -2;", "  {\n    return -2; }"))
        self.assertEqual(self.git("diff", "--numstat").split()[:2], ["0", "1"])
        self.changed(1, out="a.cpp:3:")

    def test_made_by_a_header(self):
        """The callee throws from now on: the finding stands in a file that did not change."""
        throws = "#pragma once\ninline int parse(int n) { if (n < 0) throw n; return n; }\n"
        self.write("deep.h", throws.replace("if (n < 0) throw n; ", ""))
        self.write("b.cpp", '#include "lib.h"\n#include <stdio.h>\n' + leak("old").split("\n", 1)[1] + 'int f(int n) {\n  FILE *f = fopen("x", "r");\n'
                            "  if (!f)\n    return 1;\n  n = parse(n);\n  fclose(f);\n  return n;\n}\n")
        self.git("commit", "-q", "-a", "-m", "does not throw")
        self.changed(0, err="0 units;")
        self.write("deep.h", throws)
        done = self.changed(1, "--group=bug", err="1 unit; 1 bug finding, ")
        self.assertIn("b.cpp:13:", done.stdout)
        self.assertIn("[raii-exception-leak]", done.stdout)
        self.assertNotIn("[raii-leak]", done.stdout)

    def test_new_files_and_odd_names(self):
        self.write("sub/nä w\"x.cpp", leak("new"))
        self.database(["a.cpp", "b.cpp", 'sub/nä w"x.cpp'], "build")
        self.changed(1, out='sub/nä w"x.cpp:3:', not_out="a.cpp:3:")
        self.git("add", ".")
        self.changed(1, out='sub/nä w"x.cpp:3:', not_out="a.cpp:3:")

    def test_whatever_git_is_configured(self):
        """A submodule that moved, links that became files, and the user's taste change nothing in what is seen."""
        other = self.folder / "other"
        self.git("init", "-q", "-b", "main", str(other))
        self.write("other/x.txt", "one\n")
        self.git("add", ".", cwd=other)
        self.git("commit", "-q", "-m", "one", cwd=other)
        self.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./other", "lib")
        (self.folder / "link.h").symlink_to("deep.h")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "with a submodule and a link")
        self.write("lib/x.txt", "two\n")
        self.git("commit", "-q", "-a", "-m", "two", cwd=self.folder / "lib")
        (self.folder / "link.h").unlink()
        self.write("link.h", "#pragma once\n")
        self.write("a.cpp", leak("a") + clean("a") + leak("new"))
        plain = self.expect(self.run_tool("--changed-since=HEAD"), 1, out="a.cpp:14:", not_out="a.cpp:3:")
        for key, value in (("diff.submodule", "log"), ("diff.submodule", "diff"), ("diff.interHunkContext", "50"), ("diff.noprefix", "true"),
                           ("diff.mnemonicPrefix", "true"), ("diff.relative", "true"), ("color.ui", "always"), ("diff.renames", "copies"),
                           ("diff.context", "20"), ("diff.algorithm", "histogram")):
            self.git("config", key, value)
            self.assertEqual(self.run_tool("--changed-since=HEAD").stdout, plain.stdout, f"{key}={value}")
            self.git("config", "--unset", key)

    def test_what_no_unit_compiles_is_said(self):
        self.write("brand_new.cpp", leak("new"))
        self.write("alone.h", "#pragma once\n" + leak("alone").replace("int load", "inline int load"))
        self.git("mv", "b.cpp", "moved.cpp")
        done = self.expect(self.run_tool("--changed-since=HEAD"), 0, err=["0 units;", "'brand_new.cpp' changed and is compiled by no unit of "
                           "'build/compile_commands.json', so it was not looked at", "'alone.h' changed", "'moved.cpp' changed"])
        self.assertEqual(done.stderr.count("configure the build again"), 3)
        self.expect(self.run_tool("--changed-since=HEAD", "a.cpp"), 0, not_err="brand_new.cpp")

    def test_no_commit_yet(self):
        fresh = self.folder / "fresh"
        self.git("init", "-q", str(fresh))
        self.write("fresh/a.cpp", leak())
        self.expect(self.run_tool("--changed-since=HEAD", cwd=fresh), 2, err="this repository has no commit yet")

    def test_only_the_change_is_fixed(self):
        self.write("a.cpp", leak("a") + leak("new"))
        self.expect(self.run_tool("--changed-since=HEAD", "--fix"), 0, err="fixed 1 finding in 1 file")
        self.assertEqual(self.read("a.cpp").count("fclose(f);"), 1)

    def test_wrong_use(self):
        self.expect(self.run_tool("--changed-since=nowhere"), 2, err="'nowhere' is no commit of this repository")
        self.write("out/a.cpp", clean())
        plain = self.folder.parent
        self.expect(self.run_tool("--changed-since=main", cwd=plain), 2, err="--changed-since needs a git repository")


class Staged(Repository):
    def staged(self, status, *more, **what):
        return self.expect(self.run_tool("--staged", *more), status, **what)

    def test_nothing_staged(self):
        self.staged(0, err="no C or C++ file is staged")
        self.write("README", "text")
        self.git("add", ".")
        self.staged(0, err="no C or C++ file is staged")

    def test_the_index_counts_not_the_work_tree(self):
        self.write("a.cpp", clean("a") + leak("staged"))
        self.git("add", "a.cpp")
        self.write("a.cpp", clean("a"))
        self.staged(1, out="a.cpp:4:", err="1 unit; 1 bug finding")
        self.write("a.cpp", clean("a"))
        self.git("add", "a.cpp")
        self.write("a.cpp", clean("a") + leak("unstaged"))
        self.staged(0, err="1 unit; 0 bug findings")
        (self.folder / "a.cpp").unlink()
        self.staged(0, err="1 unit; 0 bug findings")

    def test_partially_staged_header_of_a_staged_file(self):
        """b.cpp is staged and right with the staged header; the one in the work tree would break it."""
        self.write("deep.h", "#pragma once\nint value();\n")
        self.write("b.cpp", '#include "lib.h"\nint f() { return value(); }\n')
        self.git("add", ".")
        self.write("deep.h", "#error not yet\n")
        self.staged(0)

    def test_only_staged_files_are_reported(self):
        self.write("lib.h", '#pragma once\n#include "deep.h"\n' + leak("lib").replace("int load", "inline int load"))
        self.git("commit", "-q", "-a", "-m", "an old finding")
        self.write("b.cpp", '#include "lib.h"\n' + leak("b"))
        self.git("add", "b.cpp")
        self.staged(1, out="b.cpp:4:", not_out="lib.h:5", err="1 bug finding")

    def test_header_through_a_unit(self):
        self.write("deep.h", "#pragma once\n" + leak("deep").replace("int load", "inline int load"))
        self.git("add", ".")
        self.staged(1, out="deep.h:4:", err="1 unit;")
        self.write("alone.h", clean())
        self.git("add", ".")
        self.staged(3, err="header 'alone.h' is included by no unit of 'build/compile_commands.json'")

    def test_a_file_that_no_unit_compiles(self):
        self.write("new.cpp", clean())
        self.git("add", ".")
        self.staged(3, err=["'new.cpp' is compiled by no unit of 'build/compile_commands.json'", "configure the build again"])

    def test_missing_database_and_broken_configuration(self):
        self.write("a.cpp", clean())
        self.git("add", ".")
        self.write(".clang-tidy", "Checks: [}\n")
        self.staged(2, err="broken configuration: .clang-tidy:1")
        self.write(".clang-tidy", "")
        (self.folder / "build/compile_commands.json").unlink()
        self.staged(2, err=["no compile_commands.json", "CMAKE_EXPORT_COMPILE_COMMANDS=ON"])

    def test_stale_database(self):
        self.write("a.cpp", clean())
        self.git("add", ".")
        self.write("build/compile_commands.json", json.dumps([{"directory": "/nowhere/at/all", "file": str(self.folder / "a.cpp"),
                                                               "arguments": ["c++", "-c", str(self.folder / "a.cpp")]}]))
        self.staged(3, err="its directory '/nowhere/at/all' cannot be entered")

    def test_other_names_of_headers(self):
        self.write("deep.h", '#pragma once\n#include "detail.tcc"\n')
        self.write("detail.tcc", leak("deep").replace("int load", "inline int load"))
        self.git("add", ".")
        self.staged(1, out="detail.tcc:3:")

    def test_a_listed_file_is_gone(self):
        self.git("rm", "-q", "a.cpp")
        self.expect(self.run_tool(), 3, err=["a.cpp: not analysed: there is no such file", "configure the build again"])

    def test_named_files_as_pre_commit_gives_them(self):
        self.staged(1, "a.cpp", out="a.cpp:3:")
        self.staged(0, "b.cpp")
        self.staged(2, "build", err="'build' is a directory")

    def test_fix_of_what_is_staged(self):
        self.write("a.cpp", leak("x"))
        self.git("add", ".")
        self.staged(0, "--fix", err="fixed 1 finding in 1 file")
        self.assertIn("raii::", self.read("a.cpp"))
        self.write("a.cpp", self.read("a.cpp") + "// more\n")
        before = self.read("a.cpp")
        self.staged(1, "--fix", err="a.cpp: not fixed: its text in the work tree is not the staged one")
        self.assertEqual(self.read("a.cpp"), before)

    def test_with_changed_since(self):
        self.write("a.cpp", leak("a") + leak("new"))
        self.git("add", ".")
        self.write("a.cpp", leak("a"))
        self.staged(1, "--changed-since=HEAD", out="a.cpp:13:", not_out="a.cpp:3:")

    def test_in_the_first_commit_and_in_a_subfolder(self):
        new = self.folder / "sub" / "project"
        self.write("sub/project/c.cpp", leak("c"))
        self.git("init", "-q", cwd=new)
        self.git("add", "c.cpp", cwd=new)
        self.write("sub/project/build/compile_commands.json", json.dumps(
            [{"directory": str(new), "file": "c.cpp", "arguments": ["c++", self.include, "c.cpp"]}]))
        self.expect(self.run_tool("--staged", cwd=new), 1, out="c.cpp:3:")

    def test_deleted_files_do_not_matter(self):
        self.git("rm", "-q", "a.cpp")
        self.staged(0, err="no C or C++ file is staged")


class Shards(Repository):
    def test_the_parts_are_the_whole(self):
        names = [f"u{i}.cpp" for i in range(7)]
        for name in names:
            self.write(name, leak(name[:2]))
        self.database(names, "build")
        whole = self.findings(self.run_tool("--format=json"))
        parts = [self.findings(self.run_tool("--format=json", f"--shard={i}/3")) for i in (1, 2, 3)]
        self.assertEqual([len(p) for p in parts], [3, 2, 2])
        key = lambda f: (f["file"], f["line"], f["fingerprint"])
        self.assertEqual(sorted(key(f) for p in parts for f in p), [key(f) for f in whole])
        self.expect(self.run_tool("--shard=9/9"), 0, err="0 units;")
        for wrong in ("0/3", "4/3", "x", "1", "1/x"):
            self.expect(self.run_tool(f"--shard={wrong}"), 2, err="--shard takes the part and their number, as 2/5")


if __name__ == "__main__":
    main()
