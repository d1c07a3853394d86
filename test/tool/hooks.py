"""The hooks, in scratch repositories, with Debian's pre-commit and with plain git."""
import json
import os
import pathlib
import resource
import shutil
import subprocess

import toolkit
from toolkit import Project, leak, main, clean


class Hooks(Project):
    def setUp(self):
        super().setUp()
        self.environment = {
            **os.environ, "RAII_TIDY": toolkit.PROGRAM, "HOME": str(self.folder),
            "PRE_COMMIT_HOME": str(self.folder / "cache"), "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "t",
            "GIT_COMMITTER_EMAIL": "t@example.org",
            "RAII_TIDY_PLUGIN": str(pathlib.Path(toolkit.PROGRAM).parent.parent / "lib" / "raii-tidy-plugin.so")}
        self.project = self.folder / "project"
        self.write("project/a.cpp", clean("a"))
        self.write("project/b.cpp", '#include "lib.h"\n' + clean("b"))
        self.write("project/lib.h", "#pragma once\n")
        self.write("project/.gitignore", "build\n")
        self.write("project/.clang-tidy", "Checks: '-*'\n")
        self.units(["a.cpp", "b.cpp"])
        self.git("init", "-q", "-b", "main")

    def units(self, names):
        self.write("project/build/compile_commands.json", json.dumps(
            [{"directory": str(self.project), "file": n, "arguments": ["c++", "-std=c++17", self.include, "-c", f"./{n}"]} for n in names]))

    def run_in(self, *command, cwd=None):
        return subprocess.run(list(map(str, command)), cwd=cwd or self.project, env=self.environment, capture_output=True,
                              text=True, timeout=300)

    def git(self, *arguments, cwd=None):
        done = self.run_in("git", *arguments, cwd=cwd)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def stage(self, name, text):
        self.write(f"project/{name}", text)
        self.git("add", name)

    def commit(self, *arguments, fails=(), passes=False, not_said=None, cwd=None):
        """A commit that the hook stops, saying this, or lets through."""
        head = self.run_in("git", "rev-parse", "HEAD").stdout
        done = self.run_in("git", "commit", "-m", "x", *arguments, cwd=cwd)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode == 0, passes, said)
        self.assertEqual(head != self.run_in("git", "rev-parse", "HEAD").stdout, passes, said)
        for wanted in [fails] if isinstance(fails, str) else fails:
            self.assertIn(wanted, said)
        if not_said:
            self.assertNotIn(not_said, said)
        return said


# What a shell, git or an option parser may read as something else.
ODD = ["with space.cpp", "it's \"quoted\".cpp", "gr\u00f6\u00dfe.cpp", "-dash.cpp", "a$b`c`.cpp", "*.cpp"]


class PreCommit(Hooks):
    def use(self, hook, *arguments):
        hooks = self.folder / f"hooks{len(list(self.folder.glob('hooks*')))}"
        (hooks / "tool").mkdir(parents=True)
        shutil.copy(pathlib.Path(toolkit.ROOT) / ".pre-commit-hooks.yaml", hooks)
        shutil.copytree(pathlib.Path(toolkit.ROOT) / "tool" / "hooks", hooks / "tool" / "hooks")
        self.git("init", "-q", cwd=hooks)
        self.git("add", ".", cwd=hooks)
        self.git("commit", "-q", "-m", "hooks", cwd=hooks)
        revision = self.git("rev-parse", "HEAD", cwd=hooks).strip()
        self.write("project/.pre-commit-config.yaml", json.dumps(
            {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [{"id": hook, "args": list(arguments)}]}]}))
        self.git("add", ".")
        done = self.run_in("/usr/bin/pre-commit", "install")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.commit(passes=True)

    def test_check(self):
        self.use("raii-tidy")
        self.stage("a.cpp", leak("a"))
        self.commit(fails=["a.cpp:3:13: warning:", "[raii-leak]", "Failed"])
        self.stage("a.cpp", clean("other"))
        self.commit(passes=True)
        # A header, through the unit that includes it.
        self.stage("lib.h", "#pragma once\n" + leak("h").replace("int load", "inline int load"))
        self.commit(fails="lib.h:4:")
        self.stage("lib.h", "#pragma once\n// right\n")
        # What is not staged does not count, neither bad nor broken; and is still there afterwards.
        self.stage("a.cpp", clean("third"))
        self.write("project/a.cpp", leak("unstaged"))
        self.write("project/b.cpp", "int f( {")
        self.commit(passes=True)
        self.assertEqual(self.read("project/a.cpp"), leak("unstaged"))
        self.git("checkout", "b.cpp")
        # The other way round: bad staged, right in the work tree.
        self.stage("a.cpp", leak("staged"))
        self.write("project/a.cpp", clean("fourth"))
        self.commit(fails="a.cpp:3:")
        self.git("add", ".")
        # No C++: nothing runs.
        self.commit(passes=True)
        self.stage("notes.txt", "text")
        self.assertIn("Skipped", self.commit(passes=True))

    def test_clear_failures(self):
        self.use("raii-tidy")
        self.stage("new.cpp", clean("new"))
        self.commit(fails=["'new.cpp' is compiled by no unit of 'build/compile_commands.json'", "configure the build again"])
        self.units(["a.cpp", "b.cpp", "new.cpp"])
        self.stage("new.h", clean("h"))
        self.commit(fails="header 'new.h' is included by no unit")
        self.git("rm", "-q", "--cached", "new.h")
        self.write("project/.clang-tidy", "Checks: [}\n")
        self.git("add", ".clang-tidy")
        self.commit(fails="broken configuration: .clang-tidy:1:")
        self.write("project/.clang-tidy", "")
        self.git("add", ".clang-tidy")
        shutil.rmtree(self.project / "build")
        self.commit(fails=["no compile_commands.json", "CMAKE_EXPORT_COMPILE_COMMANDS=ON"])
        self.environment["RAII_TIDY"] = "/nowhere"
        self.environment["PATH"] = "/usr/bin:/bin"
        self.commit(fails="the program is neither on the path")

    def test_all_files(self):
        self.use("raii-tidy", "--group=bug")
        self.stage("a.cpp", leak("a"))
        self.git("commit", "-q", "-m", "x", "--no-verify")
        done = self.run_in("/usr/bin/pre-commit", "run", "--all-files")
        self.assertEqual(done.returncode, 1)
        self.assertIn("a.cpp:3:", done.stdout)

    def test_fix(self):
        self.use("raii-tidy-fix")
        self.stage("a.cpp", leak("a"))
        self.commit(fails=["files were modified by this hook", "fixed 1 finding in 1 file"])
        self.assertIn("raii::", self.read("project/a.cpp"))
        self.git("add", ".")
        self.commit(passes=True)

    def test_odd_names(self):
        self.units(["a.cpp", "b.cpp", *ODD])
        for hook in ["raii-tidy", "raii-tidy-plugin"]:
            self.use(hook)
            for name in ODD:
                self.write(f"project/{name}", leak("f"))
                self.git("add", "--", name)
            said = self.commit(fails=[f"{name}:3:13: " for name in ODD])
            self.assertEqual(said.count("[raii-leak"), len(ODD))
            for name in ODD:
                self.write(f"project/{name}", clean("f") + f"// {hook}\n")
            self.git("add", ".")
            self.commit(passes=True)

    def test_plugin(self):
        self.use("raii-tidy-plugin")
        self.stage("a.cpp", leak("a"))
        self.commit(fails=["a.cpp:3:13: error:", "[raii-leak,-warnings-as-errors]"])
        self.stage("a.cpp", clean("other"))
        self.commit(passes=True)
        shutil.rmtree(self.project / "build")
        self.stage("a.cpp", clean("third"))
        self.commit(fails="no compile_commands.json here or in build/")

    def test_plugin_clear_failures(self):
        """pre-commit hides the output of a hook that passes: what clang-tidy only mentions must fail."""
        self.use("raii-tidy-plugin")
        self.stage("a.cpp", clean("one"))
        self.stage(".clang-tidy", "Checks: [}\n")
        self.commit(fails=["broken configuration: ", ".clang-tidy:1:"])
        self.stage(".clang-tidy", "CheckOptions: {raii-leak.RaiiMayThro: auto}\n")
        self.commit(fails=["broken configuration: ", "did you mean 'raii-leak.RaiiMayThrow'"])
        self.stage(".clang-tidy", "CheckOptions: {RaiiMayThrow: nonsense}\n")
        self.commit(fails="option RaiiMayThrow is 'nonsense'")
        self.stage(".clang-tidy", "")
        self.stage("new.cpp", clean("new"))
        self.commit(fails=["'new.cpp' is compiled by no unit of 'build/compile_commands.json'", "configure the build again"])
        self.git("rm", "-qf", "new.cpp")
        database = self.project / "build/compile_commands.json"
        text = database.read_text()
        database.write_text(json.dumps([{"directory": "/nowhere/at/all", "file": str(self.project / "a.cpp"), "arguments": ["c++", "a.cpp"]}]))
        self.commit(fails="its directory '/nowhere/at/all' cannot be entered", not_said="LLVM ERROR")
        database.write_text("")
        self.commit(fails="configure the build again", not_said="Traceback")
        (self.project / "b2").mkdir()
        (self.project / "b2/compile_commands.json").write_text(text)
        shutil.rmtree(self.project / "build")
        self.use("raii-tidy-plugin", "-p", "b2")
        self.stage("a.cpp", clean("two"))
        self.commit(passes=True)


class PlainGit(Hooks):
    def install(self, *arguments, status=0):
        done = self.run_in(pathlib.Path(toolkit.ROOT) / "scripts" / "install-hook", *arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def test_hook(self):
        self.git("add", ".")
        self.install()
        self.commit(passes=True)
        self.stage("a.cpp", leak("a"))
        self.commit(fails=["a.cpp:3:13: warning:", "[raii-leak]"])
        self.write("project/a.cpp", clean("unstaged"))
        self.commit(fails="a.cpp:3:")
        # commit -a and a commit of one path have an index of their own.
        done = self.run_in("git", "commit", "-a", "-m", "x")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.write("project/a.cpp", leak("b"))
        self.assertEqual(self.run_in("git", "commit", "-m", "x", "a.cpp").returncode, 1)
        self.assertEqual(self.run_in("git", "commit", "-m", "x", "--no-verify", "a.cpp").returncode, 0)

    def test_first_commit_and_amended_ones(self):
        self.install()
        self.stage("a.cpp", leak("a"))
        self.commit(fails="a.cpp:3:13:")  # of an unborn branch
        self.stage("a.cpp", clean("a"))
        self.commit(passes=True)
        self.stage("a.cpp", leak("a"))
        self.commit("--amend", fails="a.cpp:3:13:")
        self.git("commit", "-q", "--amend", "--no-verify", "-m", "bad")
        self.stage("a.cpp", clean("mended"))
        self.commit("--amend", passes=True)
        self.commit("--amend", "-m", "nothing else", passes=True)  # nothing is staged
        self.write("project/a.cpp", leak("a"))
        self.commit("--amend", "-a", fails="a.cpp:3:13:")

    def test_odd_names(self):
        self.units(["a.cpp", "b.cpp", *ODD])
        self.install()
        for name in ODD:
            self.write(f"project/{name}", leak("f"))
            self.git("add", "--", name)
        self.commit(fails=[f"{name}:3:13:" for name in ODD])
        for name in ODD:
            self.write(f"project/{name}", clean("f"))
        self.commit("-a", passes=True)

    def test_deleted_and_renamed(self):
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        self.install()
        self.git("rm", "-q", "b.cpp")
        self.git("mv", "a.cpp", "c.cpp")
        self.commit(fails="'c.cpp' is compiled by no unit")
        self.units(["c.cpp"])
        self.commit(passes=True)
        # Renamed and changed; and staged, but gone from the work tree.
        self.git("mv", "c.cpp", "d.cpp")
        self.stage("d.cpp", clean("a") + leak("d"))
        self.units(["d.cpp"])
        self.commit(fails="d.cpp:4:13:")
        (self.project / "d.cpp").unlink()
        self.commit(fails="d.cpp:4:13:")
        # Only deleted.
        self.git("reset", "-q", "--hard")
        self.git("rm", "-q", "c.cpp", "lib.h")
        self.commit(passes=True)

    def test_submodules(self):
        library = self.folder / "library"
        library.mkdir()
        self.git("init", "-q", "-b", "main", cwd=library)
        (library / "x.cpp").write_text(leak("x"))
        self.git("add", ".", cwd=library)
        self.git("commit", "-q", "-m", "x", cwd=library)
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        self.install()
        for name in ["library", "odd.cpp"]:  # a submodule may be named like a file
            self.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, name)
        self.commit(passes=True)
        inside = self.project / "library"
        (inside / "x.cpp").write_text(clean("x"))
        self.git("commit", "-q", "-a", "-m", "y", cwd=inside)
        (inside / "x.cpp").write_text("changed and not committed")
        self.git("add", "library")
        self.commit(passes=True)
        self.stage("a.cpp", leak("a"))
        self.commit(fails="a.cpp:3:13:")
        # A hook of the submodule's own: .git is a file there.
        self.install(inside)
        self.assertTrue((self.project / ".git/modules/library/hooks/pre-commit").exists())
        self.units(["library/x.cpp"])
        (inside / "x.cpp").write_text(leak("x"))
        done = self.run_in("git", "commit", "-a", "-m", "z", cwd=inside)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("x.cpp:3:13:", done.stdout + done.stderr)

    def test_where_git_looks(self):
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        self.write("project/sub dir/a file.cpp", clean("s"))
        self.units(["a.cpp", "sub dir/a file.cpp"])
        for path in ["my hooks", self.folder / "all hooks"]:
            self.git("config", "core.hooksPath", path)
            self.assertIn("hooks/pre-commit runs", self.install("sub dir").stdout)
            self.assertTrue((self.project / path / "pre-commit").exists())
            self.assertFalse((self.project / ".git/hooks/pre-commit").exists())
            self.stage("a.cpp", leak("a"))
            self.commit(fails="a.cpp:3:13:")
        (self.folder / "config").write_text("[core]\n  hooksPath = ~/everywhere\n")
        self.environment["GIT_CONFIG_GLOBAL"] = str(self.folder / "config")
        self.git("config", "--unset", "core.hooksPath")
        self.assertIn("for all repositories", self.install().stdout)
        self.commit(fails="a.cpp:3:13:")
        self.git("config", "core.hooksPath", "/dev/null")
        self.assertIn("core.hooksPath is '/dev/null'", self.install(status=2).stderr)

    def test_in_a_subdirectory(self):
        self.write("project/sub dir/a file.cpp", clean("s"))
        self.units(["a.cpp", "sub dir/a file.cpp"])
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        inside = self.project / "sub dir"
        done = self.run_in(pathlib.Path(toolkit.ROOT) / "scripts" / "install-hook", cwd=inside)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.project / ".git/hooks/pre-commit").exists())
        self.stage("sub dir/a file.cpp", leak("s"))
        self.commit(fails="sub dir/a file.cpp:3:13:", cwd=inside)
        self.commit("a file.cpp", fails="sub dir/a file.cpp:3:13:", cwd=inside)
        self.stage("sub dir/a file.cpp", clean("t"))
        self.commit(passes=True, cwd=inside)

    def test_a_part_of_what_is_staged(self):
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        self.install()
        self.stage("a.cpp", leak("a"))
        self.write("project/b.cpp", clean("other"))
        self.commit("b.cpp", passes=True)  # a.cpp is not in it
        self.commit("--only", "a.cpp", fails="a.cpp:3:13:")
        self.write("project/a.cpp", clean("mended"))
        self.commit(fails="a.cpp:3:13:")
        self.commit("--include", "a.cpp", passes=True)

    def test_hooks_that_are_there(self):
        self.git("add", ".")
        hook = self.project / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        elsewhere = self.folder / "shared-hook"
        hook.symlink_to(elsewhere)  # to nowhere yet: whoever made it has plans
        self.assertIn("stays", self.install(status=1).stderr)
        self.assertFalse(elsewhere.exists())
        elsewhere.write_text("#!/bin/sh\nexit 0\n")
        self.assertIn("raii-tidy --staged", self.install(status=1).stderr)
        self.assertEqual(elsewhere.read_text(), "#!/bin/sh\nexit 0\n")
        # A bare repository has nothing to commit from.
        self.git("init", "-q", "--bare", self.folder / "bare")
        self.assertIn("no work tree", self.install(self.folder / "bare", status=2).stderr)

    def test_in_a_work_tree_of_its_own(self):
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")
        self.install()
        other = self.folder / "other"
        self.git("worktree", "add", "-q", other, "-b", "topic")
        (other / "a.cpp").write_text(leak("a"))
        self.git("add", "a.cpp", cwd=other)
        (other / "build").mkdir()
        (other / "build/compile_commands.json").write_text(json.dumps(
            [{"directory": str(other), "file": "a.cpp", "arguments": ["c++", self.include, "a.cpp"]}]))
        done = self.run_in("git", "commit", "-m", "x", cwd=other)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("a.cpp:3:", done.stdout + done.stderr)

    def test_options_and_others_hooks(self):
        self.git("add", ".")
        self.run_in(toolkit.PROGRAM, "-p", "build", "--write-baseline=it's known.json")
        self.install(".", "-p", "build", "--baseline=it's known.json")
        self.commit(passes=True)
        hook = self.project / ".git/hooks/pre-commit"
        self.install()  # again: ours may be replaced
        hook.write_text("#!/bin/sh\nexit 0\n")
        self.assertIn("stays", self.install(status=1).stderr)
        self.assertEqual(hook.read_text(), "#!/bin/sh\nexit 0\n")
        self.assertIn("is no git repository", self.install(self.folder, status=2).stderr)

    def test_wrong_options_install_nothing(self):
        self.git("add", ".")
        hook = self.project / ".git/hooks/pre-commit"
        self.assertIn("scripts/install-hook [REPOSITORY]", self.install("--help").stdout)
        self.assertIn("looks at nothing", self.install("--version", status=2).stderr)
        self.assertIn("did you mean '--group'?", self.install(".", "--gruop=bug", status=2).stderr)
        self.assertIn("--group is one of", self.install(".", "--group=bugs", status=2).stderr)
        self.assertFalse(hook.exists())
        self.install(".", "--group=bug")
        written = hook.read_text()
        self.install(".", "--gruop=bug", status=2)
        self.assertEqual(hook.read_text(), written)
        self.stage("a.cpp", leak("a"))
        self.commit(fails="[raii-leak]")

    def test_time_of_a_commit(self):
        """One file of the example: at most 2 s of processor time."""
        example = pathlib.Path(toolkit.ROOT) / "examples" / "legacy"
        for path in example.iterdir():
            shutil.copy(path, self.project)
        self.units([p.name for p in example.glob("*.cpp")])
        self.git("add", ".")
        self.git("commit", "-q", "-m", "example")
        self.install(".", "--group=bug")
        self.stage("export.cpp", (example / "export.cpp").read_text() + "// more\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = self.run_in("git", "commit", "-m", "x")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"a commit of one file: {used:.2f} s")
        self.assertIn("export.cpp:", done.stdout + done.stderr)  # it has looked
        self.assertEqual(done.returncode, 1)
        self.assertLess(used, 2)


if __name__ == "__main__":
    main()
