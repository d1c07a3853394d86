"""Which units are analysed, and what is said of those that cannot be."""
import json
import os
import re
from toolkit import Project, leak, main, manual, clean


class Units(Project):
    def test_no_database(self):
        self.write("a.cpp", clean())
        done = self.expect(self.run_tool(), 2, err=["no compile_commands.json", "CMAKE_EXPORT_COMPILE_COMMANDS=ON",
                                                    "bear", "after '--'"])
        self.assertEqual(done.stderr.count("\n"), 1)
        self.expect(self.run_tool("a.cpp"), 2, err="no compile_commands.json")
        self.expect(self.run_tool("-p", "build"), 2, err="-p: there is no 'build'")
        (self.folder / "build").mkdir()
        self.expect(self.run_tool("-p", "build"), 2, err="no compile_commands.json in 'build'; make one")

    def test_searched_upward(self):
        self.write("src/deep/a.cpp", leak())
        self.database(["src/deep/a.cpp"])
        self.expect(self.run_tool(cwd=self.folder / "src/deep"), 1, out="a.cpp:3:")
        self.expect(self.run_tool("src/deep/a.cpp"), 1, out="src/deep/a.cpp:3:")

    def test_broken_database(self):
        self.write("compile_commands.json", "[{]")
        self.expect(self.run_tool(), 2, err=["'compile_commands.json' is not JSON: ", "configure the build again"])
        self.write("compile_commands.json", '[{"directory": "."}]')
        self.expect(self.run_tool(), 2, err="'compile_commands.json', entry 1: \"file\" is missing")
        self.write("compile_commands.json", "[]")
        self.expect(self.run_tool(), 2, err="lists no compile command")

    def test_command_as_text_with_launcher(self):
        self.write("a.cpp", "#ifndef WANTED\n#error no\n#endif\n" + clean())
        self.write("compile_commands.json", json.dumps(
            [{"directory": str(self.folder), "file": "a.cpp",
              "command": "ccache g++ -DWANTED='\"a b\"' -MD -MF a.d -o a.o -c a.cpp"}]))
        self.expect(self.run_tool(), 0, err="1 unit;")

    def test_response_file(self):
        self.write("flags.rsp", "-DWANTED=1")
        self.write("a.cpp", "#ifndef WANTED\n#error no\n#endif\n" + clean())
        self.database([("a.cpp", ["@flags.rsp"])])
        self.expect(self.run_tool(), 0)

    def test_file_not_in_database_takes_a_neighbours_flags(self):
        self.write("a.cpp", clean())
        self.write("b.cpp", "#ifndef WANTED\n#error no\n#endif\n" + leak())
        self.database([("a.cpp", ["-DWANTED"])])
        done = self.expect(self.run_tool("b.cpp"), 1, out="b.cpp:6:",
                           err="'b.cpp' is not in 'compile_commands.json'; taking the flags of 'a.cpp'")
        self.assertEqual(done.stderr.count("note:"), 1)

    def test_same_unit_twice_is_analysed_once(self):
        self.write("a.cpp", leak())
        self.database(["a.cpp", ("a.cpp", ["-fPIC"])])
        self.expect(self.run_tool(), 1, err="1 unit;")
        self.database(["a.cpp", ("a.cpp", ["-DX"])])
        done = self.expect(self.run_tool(), 1, err="2 units; 1 bug finding")
        self.assertEqual(done.stdout.count("[raii-leak]"), 1)

    def test_directory(self):
        self.write("one/a.cpp", leak("a"))
        self.write("two/b.cpp", leak("b"))
        self.database(["one/a.cpp", "two/b.cpp"])
        self.expect(self.run_tool("one"), 1, out="one/a.cpp", not_out="two/b.cpp")
        (self.folder / "empty").mkdir()
        self.expect(self.run_tool("empty"), 2, err="no unit of 'compile_commands.json' lies in directory 'empty'")
        self.expect(self.run_tool("one", "--", self.include), 1, out="one/a.cpp")
        self.expect(self.run_tool("empty", "--", self.include), 2, err="holds no C or C++ file")

    def test_unreadable(self):
        self.database(["a.cpp"])
        self.expect(self.run_tool("nothing.cpp"), 2, err="cannot read 'nothing.cpp': No such file or directory")
        self.expect(self.run_tool(), 3, err="a.cpp: not analysed: there is no such file; if the database is older")
        self.expect(self.run_tool("--", "-w"), 2, err="no file to compile")

    def test_header_through_a_unit(self):
        self.write("lib.h", "#pragma once\n" + leak("h").replace("int load", "inline int load"))
        self.write("a.cpp", clean())
        self.write("b.cpp", '#include "lib.h"\n' + leak("b"))
        self.database(["a.cpp", "b.cpp"])
        done = self.expect(self.run_tool("lib.h"), 1, out="lib.h:4:", not_out="b.cpp:")
        self.assertEqual(self.expect(self.run_tool("lib.h", "--", self.include), 1, out="lib.h:4:").stdout, done.stdout)
        self.write("alone.h", clean())
        self.expect(self.run_tool("alone.h"), 3, err="header 'alone.h' is included by no unit")
        self.write("c.cpp", '#if 0\n#include "alone.h"\n#endif\n')
        self.database(["a.cpp", "b.cpp", "c.cpp"])
        self.expect(self.run_tool("alone.h"), 3, err="alone.h: not read by 'c.cpp'")

    def test_folder_of_headers(self):
        """A library without sources of its own: each header through a unit that includes it."""
        self.write("inc/own.h", "#pragma once\n" + leak("h").replace("int load", "inline int load"))
        self.write("a.cpp", '#include "inc/own.h"\n' + leak("a"))
        self.database(["a.cpp"])
        self.expect(self.run_tool("inc"), 1, out="inc/own.h:4:", not_out="a.cpp:")
        self.expect(self.run_tool("inc", "--", self.include), 1, out="inc/own.h:4:")
        self.write("inc/alone.h", clean())
        self.expect(self.run_tool("inc"), 3, out="inc/own.h:4:", err="header 'inc/alone.h' is included by no unit")

    def test_assembler_in_the_database(self):
        for name in ("a.cpp", "boot.S", "trap.s"):
            self.write(name, clean() if name == "a.cpp" else ".globl f\n")
        self.database(["boot.S", "a.cpp", "trap.s"])
        self.expect(self.run_tool(), 0, err=["1 unit;", "2 files ('boot.S', …) are assembler and left out"])
        self.database(["a.cpp", "trap.s"])
        self.expect(self.run_tool("a.cpp"), 0, err=["1 unit;", "'trap.s' is assembler and left out"])

    def test_gcc_only_flags(self):
        foreign = ["-Wlogical-op", "-Wno-maybe-uninitialized", "-Wduplicated-cond", "-fno-such-gcc-flag",
                   "-fconserve-stack-please", "-Wimplicit-fallthrough=3", "-mno-such-machine-flag", "-Werror"]
        self.write("a.cpp", leak("a"))
        self.write("b.cpp", leak("b"))
        self.database([("a.cpp", foreign), ("b.cpp", foreign + ["-mcx16", "-Wall", "-fPIC", "-O2"])])
        done = self.expect(self.run_tool(), 1, out=["a.cpp:3:", "b.cpp:3:"],
                           err=["flags that clang does not know were left out", "-Wlogical-op", "-fno-such-gcc-flag",
                                "-fconserve-stack-please", "-mno-such-machine-flag"], not_err=["-mcx16", "-Wall"])
        self.assertEqual(done.stderr.count("note:"), 1)

    def test_warnings_as_errors_do_not_stop_a_unit(self):
        self.write("a.cpp", "static int unused;\n" + leak())
        self.database([("a.cpp", ["-Wall", "-Werror"])])
        self.expect(self.run_tool(), 1, out="[raii-leak]")

    def test_unparsable_unit(self):
        self.write("a.cpp", '#include "missing.h"\n')
        self.write("b.cpp", leak())
        self.write("c.cpp", "int f( {\nint g( {\n")
        self.database(["a.cpp", "b.cpp", "c.cpp"])
        done = self.expect(self.run_tool(), 3, out="b.cpp:3:", err=[
            "a.cpp: not fully analysed: a.cpp:1:10: 'missing.h' file not found; build the project once",
            "c.cpp: not fully analysed: c.cpp:", "3 units (2 could not be analysed)"])
        self.assertEqual(len(re.findall("not fully analysed", done.stderr)), 2)

    def test_crash_is_contained(self):
        self.write("a.cpp", "#pragma clang __debug crash\n")
        self.write("b.cpp", leak())
        self.write("c.cpp", "#pragma clang __debug llvm_fatal_error\n")
        self.database(["a.cpp", "b.cpp", "c.cpp"])
        done = self.expect(self.run_tool("-j2"), 3, out="b.cpp:3:",
                           err=["a.cpp: not analysed: the analysis crashed (", "c.cpp: not analysed: ",
                                "2 could not be analysed"])
        self.assertNotIn("PLEASE submit", done.stderr)

    def test_hang_is_ended(self):
        self.write("a.cpp", "constexpr long f() { long n = 0; for (;;) ++n; return n; }\nstatic_assert(f());\n")
        self.write("b.cpp", leak())
        self.database([("a.cpp", ["-std=c++17", "-fconstexpr-steps=4294967295"]), "b.cpp"])
        self.expect(self.run_tool("--timeout=2"), 3, out="b.cpp:3:", err="a.cpp: not analysed: took longer than 2 s")

    def test_output_does_not_depend_on_j(self):
        names = []
        self.write("shared.h", "#pragma once\n" + leak("shared").replace("int load", "inline int load"))
        for i in range(12):
            names.append(f"u{i}.cpp")
            self.write(names[-1], '#include "shared.h"\n' + (leak(i) if i % 3 else manual(i)) + clean(i))
        self.write("bad.cpp", "int f( {")
        self.write("crash.cpp", "#pragma clang __debug crash\n")
        self.database([*names, "bad.cpp", "crash.cpp"])
        for more in ([], ["--format=json"], ["--diff", "--group=all"]):
            one, many = (self.run_tool(f"-j{j}", *more) for j in (1, 6))
            self.assertEqual((one.stdout, one.stderr, one.returncode), (many.stdout, many.stderr, many.returncode))
        self.assertEqual(self.run_tool("-j4").stdout.count("shared.h:4:13: warning:"), 1)

    def test_header_filter(self):
        self.write("include/own.h", "#pragma once\n" + leak("own").replace("int load", "inline int load"))
        self.write("sys/sys.h", "#pragma once\n" + leak("sys").replace("int load", "inline int load"))
        self.write("a.cpp", '#include "own.h"\n#include <sys.h>\n' + clean())
        self.database([("a.cpp", ["-Iinclude", "-isystem", "sys"])])
        self.expect(self.run_tool(), 1, out="include/own.h:", not_out="sys.h:")
        self.expect(self.run_tool("--header-filter=nothing"), 0, not_out="own.h")
        self.expect(self.run_tool("--header-filter=.*"), 1, out="own.h", not_out="sys.h:")
        self.expect(self.run_tool("--header-filter=("), 2, err="--header-filter is not a regular expression")
        # Headers outside of the project are not its business.
        other = self.folder / "project"
        self.write("project/a.cpp", '#include "own.h"\n' + clean())
        self.write("project/compile_commands.json", json.dumps(
            [{"directory": str(other), "file": "a.cpp", "arguments": ["c++", "-I../include", self.include, "a.cpp"]}]))
        self.expect(self.run_tool(cwd=other), 0, not_out="own.h")

    def test_bodies_in_system_headers_change_nothing(self):
        self.write("a.cpp", "#include <memory>\n#include <string>\n#include <vector>\n" + leak())
        self.database(["a.cpp"])
        self.assertEqual(self.run_tool().stdout, self.run_tool(env={"RAII_TIDY_WHOLE_HEADERS": "1"}).stdout)


class Configuration(Project):
    def setUp(self):
        super().setUp()
        self.write("a.cpp", leak() + manual())
        self.database(["a.cpp"])

    def test_groups(self):
        self.expect(self.run_tool(), 1, out=["[raii-leak]", "[raii-manual-release]"],
                    err="1 bug finding, 1 to modernize")
        self.expect(self.run_tool("--group=bug"), 1, out="[raii-leak]", not_out="manual-release")
        self.expect(self.run_tool("--group=modernize"), 0, out="manual-release", not_out="[raii-leak]")
        self.expect(self.run_tool("--checks=raii-manual-*"), 0, out="manual-release", not_out="[raii-leak]")
        self.expect(self.run_tool("--checks=-raii-leak"), 0, out="manual-release", not_out="[raii-leak]")

    def test_only_our_globs_of_clang_tidy_files_count(self):
        self.write(".clang-tidy", "Checks: '-*,bugprone-*'\n")
        self.expect(self.run_tool(), 1, out=["[raii-leak]", "[raii-manual-release]"], not_out="bugprone")
        self.write(".clang-tidy", "Checks: '-*,bugprone-*,-raii-leak'\n")
        self.expect(self.run_tool(), 0, out="manual-release", not_out="[raii-leak]")
        self.expect(self.run_tool("--checks=raii-leak"), 1, out="[raii-leak]")
        self.write(".clang-tidy", "Checks: ['-*', '-raii-*', 'raii-leak']\n")
        self.expect(self.run_tool(), 1, out="[raii-leak]", not_out="manual-release")

    def test_broken_clang_tidy_file(self):
        self.write(".clang-tidy", "Checks: '*'\nCheckOption: [}\n")
        done = self.expect(self.run_tool(), 2, err="broken configuration: .clang-tidy:2: ")
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_broken_values_of_clang_tidy_file(self):
        """No finding and no silence: a wrong configuration is wrong use, and no baseline takes it in."""
        self.write("a.cpp", leak())
        self.database(["a.cpp"])
        for text, said in (("HeaderFilterRegex: '('\n", "HeaderFilterRegex '(' of 'a.cpp' is not a regular expression"),
                           ("ExcludeHeaderFilterRegex: '['\n", "ExcludeHeaderFilterRegex '['"),
                           ("CheckOptions: {RaiiMayThrow: nonsense}\n", "option RaiiMayThrow is 'nonsense'"),
                           ("CheckOptions: {RaiiPairs: none.yaml}\n", "none.yaml"),
                           ("CheckOptions: {raii-leak.RaiiMayThrow: visible}\n", "write it without the name of the check")):
            self.write(".clang-tidy", text)
            self.expect(self.run_tool("--write-baseline=known.json"), 2, err=["broken configuration: ", said])
            self.assertFalse((self.folder / "known.json").exists())
        self.write(".clang-tidy", "HeaderFilterRegex: ''\n")
        self.expect(self.run_tool(), 1, out="a.cpp:3:")

    def test_obsolete_key_of_clang_tidy_file(self):
        self.write("a.cpp", leak())
        self.database(["a.cpp"])
        self.write(".clang-tidy", "Checks: 'raii-leak'\nAnalyzeTemporaryDtors: false\nWarningsAsErrors: ''\n")
        self.expect(self.run_tool(), 1, out="a.cpp:3:")
        self.write(".clang-tidy", "AnalyzeTemporaryDtors: false\nChecks: [\n")
        self.expect(self.run_tool(), 2, err="broken configuration: .clang-tidy:2: ")

    def test_options_come_from_clang_tidy_files_and_the_command_line_wins(self):
        self.write(".clang-tidy", "CheckOptions: {RaiiGuards: std}\n")
        self.expect(self.run_tool("--diff"), 1, not_out="raii/")
        self.expect(self.run_tool("--diff", "--guards=raii"), 1, out="+#include <raii/")

    def test_warnings_as_errors(self):
        self.write(".clang-tidy", "WarningsAsErrors: 'raii-leak'\n")
        self.expect(self.run_tool("--fail-on=error"), 1, out="error: ")

    def test_nolint(self):
        text = leak().replace('"r");', '"r"); // NOLINT(raii-leak)', 1)
        self.write("a.cpp", text)
        self.expect(self.run_tool("--group=bug"), 0, not_out="[raii-leak]")
        self.write("a.cpp", leak().replace("  FILE *f", "  // NOLINTNEXTLINE(raii-*)\n  FILE *f", 1))
        self.expect(self.run_tool("--group=bug"), 0, not_out="[raii-leak]")
        self.write("a.cpp", "// NOLINTBEGIN(raii-leak)\n" + leak() + "// NOLINTEND(raii-leak)\n")
        self.expect(self.run_tool("--group=bug"), 0, not_out="[raii-leak]")

    def test_pairs_files(self):
        self.write("pairs.yaml", "pairs: nonsense\n")
        self.expect(self.run_tool("--pairs=pairs.yaml"), 2, err="pairs.yaml:1: ")
        self.expect(self.run_tool("--pairs=none.yaml"), 2, err="none.yaml")
        self.write(".raii-tidy.yaml", "pairs: nonsense\n")
        self.expect(self.run_tool(), 2, err=".raii-tidy.yaml:1: ")

    def test_json(self):
        report = json.loads(self.run_tool("--format=json").stdout)
        self.assertEqual([f["check"] for f in report["findings"]], ["raii-leak", "raii-manual-release"])
        first = report["findings"][0]
        self.assertEqual((first["file"], first["line"], first["group"], first["level"]), ("a.cpp", 3, "bug", "warning"))
        self.assertTrue(first["notes"])
        self.assertEqual(first["fixes"][0]["applicability"], "safe")
        self.assertTrue(first["fixes"][0]["proven"])


if __name__ == "__main__":
    main()
