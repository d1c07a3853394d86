"""The workflows of docs/integrations/ci: each is parsed, and its commands are run on a repository with a branch.

They run as they stand, those that install, too, on a machine that has nothing but debian:12 and the packages that the file
itself installs (machine.py); RAII_TIDY_REPOSITORY is a repository in which building raii-tidy takes the one that is tested.
Left out are the steps that a machine of the forge does by itself (uses:, task:).
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import yaml

import toolkit
from formats import validate_gitlab
from machine import Machine, write_program
from toolkit import Project, main

BUG = """#include <cstdio>
bool report(const char *path, int pages) {
  FILE *out = fopen(path, "w");
  if (!out)
    return false;
  if (pages == 0)
    return false;
  fclose(out);
  return true;
}
"""
REPOSITORY = """cmake_minimum_required(VERSION 3.20)
project(raii_tidy LANGUAGES C CXX)
add_custom_target(raii-tidy
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/bin
  COMMAND ${CMAKE_COMMAND} -E create_symlink %s ${CMAKE_BINARY_DIR}/bin/raii-tidy)
"""
SOMEBODY = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Workflows(Project):
    def setUp(self):
        super().setUp()
        root = pathlib.Path(toolkit.ROOT)
        self.ci = root / "docs" / "integrations" / "ci"
        self.program = str(pathlib.Path(toolkit.PROGRAM).resolve())
        self.project = self.folder / "project"
        shutil.copytree(root / "examples" / "legacy", self.project)
        self.prepare("git init -q -b main && printf 'build\\n*.xml\\n*.sarif\\ngl-*\\n' >.gitignore && "
                     "cmake -B build -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_EXPORT_COMPILE_COMMANDS=ON && "
                     f"{self.program} -p build --write-baseline=raii-tidy.json && git add . && git commit -q -m first && "
                     "git init -q --bare ../origin && git remote add origin ../origin && git push -q origin main && "
                     "rm -rf build && git checkout -q -b topic")
        self.base = self.prepare("git rev-parse main").stdout.strip()
        self.write("project/report.cpp", BUG)
        self.prepare("sed -i 's/export.cpp)/export.cpp report.cpp)/' CMakeLists.txt && git add . && git commit -q -m change")
        for name in ("scripts/install-deps", "CMakePresets.json"):
            self.write(f"raii-tidy/{name}", (root / name).read_bytes()).chmod(0o755)
        self.write("raii-tidy/CMakeLists.txt", REPOSITORY % self.program)
        self.prepare("git init -q && git add . && git commit -q -m all", self.folder / "raii-tidy")
        self.repository = f"file://{self.folder}/raii-tidy"

    def done(self, process, *statuses):
        self.assertIn(process.returncode, statuses, f"{process.args[-1]}\n{process.stdout}{process.stderr}")
        return process

    def prepare(self, script, cwd=None):
        """With all that is here."""
        return self.done(subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script], cwd=cwd or self.project, capture_output=True, text=True, timeout=300,
            env={**os.environ, **SOMEBODY, "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}), 0)

    def step(self, machine, script, *statuses, **more):
        """In the project, on a machine; its /opt is a folder of the test's."""
        return self.done(machine.run(script.replace("/opt/", f"{self.folder}/opt/"), self.project, **more), *statuses or [0])

    def junit(self, name):
        """The suites with failures of a report, which is then gone: the next step has to write its own."""
        path = self.project / name
        suites = [s.get("name") for s in ElementTree.parse(path).getroot() if s.findall("testcase/failure")]
        path.unlink()
        return suites

    def test_github(self):
        flow = yaml.safe_load((self.ci / "github.yml").read_text())
        self.assertIn(True, flow)  # "on" is a truth value of YAML's
        [job] = flow["jobs"].values()
        self.assertEqual(job["container"], "debian:12")
        machine, said = Machine(self.folder), {}
        added = self.write("added-to-path", "")
        for step in job["steps"]:
            if "run" not in step:
                continue
            variables = {k: v.replace("${{ vars.RAII_TIDY_REPOSITORY }}", self.repository) for k, v in step.get("env", {}).items()}
            said[step["name"]] = self.step(
                machine, step["run"], int(step["name"] == "What the pull request brings"), shell="bash -e",
                GITHUB_BASE_REF="main", GITHUB_PATH=str(added), **variables).stdout
            machine.path = [*added.read_text().split(), str(machine.bin)]
        lines = said["What the pull request brings"].splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"^::warning file=report\.cpp,line=3,col=15,title=raii-leak::")
        [run] = json.loads(self.read("project/raii-tidy.sarif"))["runs"]
        self.assertEqual([r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]], ["report.cpp"])
        uploads = [s["with"]["sarif_file"] for s in job["steps"] if "upload-sarif" in s.get("uses", "")]
        self.assertEqual(uploads, ["raii-tidy.sarif"])

    def test_gitlab(self):
        [job] = yaml.safe_load((self.ci / "gitlab.yml").read_text()).values()
        self.assertEqual(job["image"], "debian:12")
        machine = Machine(self.folder)
        whole = "\n".join(job["before_script"] + job["script"])
        published = "project/" + job["artifacts"]["reports"]["codequality"]

        def report(status, **variables):
            shutil.rmtree(self.folder / "opt", ignore_errors=True)
            said = self.step(machine, whole, status, RAII_TIDY_REPOSITORY=self.repository, **variables).stdout
            text = self.read(published)
            (self.folder / published).unlink()
            validate_gitlab(self, text)
            return said, [r["location"]["path"] for r in json.loads(text)]

        self.assertEqual(report(0)[1], ["report.cpp"])
        said, paths = report(1, CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base)
        self.assertEqual(paths, ["report.cpp"])
        self.assertIn("report.cpp:3:15: warning:", said)
        self.prepare("git checkout -q main")
        self.assertEqual(report(0)[1], [])

    def test_azure(self):
        flow = yaml.safe_load((self.ci / "azure.yml").read_text())
        self.assertEqual(flow["container"]["image"], "debian:12")
        [name] = re.findall(r"^--name (\S+)$", flow["container"]["options"])
        # Steps are not run by root, and go on after a command that failed; the host can become root in the container.
        machine = Machine(self.folder, is_root=False)
        (self.folder / "host").mkdir()
        write_program(self.folder / "host", "docker", f'#!/bin/sh\n[ "$1 $2 $3 $4" = "exec -u 0 {name}" ] || exit 125\nshift 4\n'
                                                      f'PATH={machine.bin} IS_ROOT=yes exec "$@"\n')

        def step(entry, *statuses, **variables):
            script = entry["script"].replace("$(RAII_TIDY_REPOSITORY)", self.repository)
            if entry.get("target") == "host":
                variables["PATH"] = f"{self.folder}/host"
            return self.step(machine, script, *statuses, shell="bash", **variables)

        *prepare, run = [s for s in flow["steps"] if "script" in s]
        for entry in prepare:
            machine.path = re.findall(r"^##vso\[task\.prependpath\](.*)$", step(entry).stdout, re.M) + machine.path
        [published] = [s["inputs"]["testResultsFiles"] for s in flow["steps"] if "task" in s]
        parts, found = flow["strategy"]["parallel"], []
        for part in range(1, parts + 1):
            done = step(run, 0, 1, SYSTEM_JOBPOSITIONINPHASE=str(part), SYSTEM_TOTALJOBSINPHASE=str(parts))
            found.append((done.returncode, self.junit(published)))
        self.assertEqual(sorted(found), [(0, []), (1, ["report.cpp"])])

    def test_jenkins(self):
        file = self.ci / "Jenkinsfile"
        read = subprocess.run(["groovy", pathlib.Path(__file__).parent / "Inputs" / "pipeline.groovy", file],
                              capture_output=True, text=True, timeout=120)
        stages = json.loads(self.done(read, 0).stdout)
        self.assertEqual([s["stage"] for s in stages], ["Configure", "raii-tidy"])
        [packages] = re.findall(r"agent's image has raii-tidy and the packages that build the project, here (.+)\.$", file.read_text(), re.M)
        machine = Machine(self.folder)
        machine.install(re.split(", | and ", packages))
        os.symlink(self.program, machine.bin / "raii-tidy")
        for stage, status in zip(stages, (0, 1)):
            [command] = stage["sh"]
            done = self.step(machine, command, status, shell="sh -xe")
        self.assertIn("1 bug finding", done.stderr)
        [published] = stages[1]["always"]["junit"]
        self.assertEqual(self.junit(published), ["report.cpp"])


class Hooks(Project):
    def test_hooks_of_the_page_are_there(self):
        [text] = [text for _, language, text in toolkit.snippets("integrations/pre-commit.md") if language == "yaml"]
        hooks = {h["id"] for h in yaml.safe_load((pathlib.Path(toolkit.ROOT) / ".pre-commit-hooks.yaml").read_text())}
        self.assertLessEqual({h["id"] for r in yaml.safe_load(text)["repos"] for h in r["hooks"]}, hooks)
        page = (pathlib.Path(toolkit.ROOT) / "docs" / "integrations" / "pre-commit.md").read_text()
        self.assertEqual(hooks, set(re.findall(r"^\| `(raii-tidy[\w-]*)` \|", page, re.M)))


if __name__ == "__main__":
    main()
