"""The workflows of docs/integrations/ci: each is parsed, and its commands are run on a repository with a branch.

Left out are the steps that a machine of the forge does by itself (uses:, task:) and those that install: they build
this very tool, which is what is being tested. Of these it is made sure that the files they name are here.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ElementTree

import yaml

import toolkit
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


class Workflows(Project):
    def setUp(self):
        super().setUp()
        root = pathlib.Path(toolkit.ROOT)
        self.ci = root / "docs" / "integrations" / "ci"
        self.project = self.folder / "project"
        shutil.copytree(root / "examples" / "legacy", self.project)
        (self.folder / "bin").mkdir()
        os.symlink(toolkit.PROGRAM, self.folder / "bin" / "raii-tidy")
        self.environment = {
            **os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1", "CXX": "clang++-19", "CXXFLAGS": self.include,
            **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
        self.shell("git init -q -b main && printf 'build\\n*.xml\\n*.sarif\\ngl-*\\n' >.gitignore && cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON && "
                   "raii-tidy -p build --write-baseline=raii-tidy.json && git add . && git commit -q -m first && "
                   "git init -q --bare ../origin && git remote add origin ../origin && git push -q origin main && "
                   "rm -rf build && git checkout -q -b topic")
        self.base = self.shell("git rev-parse main").stdout.strip()
        self.write("project/report.cpp", BUG)
        self.shell("sed -i 's/export.cpp)/export.cpp report.cpp)/' CMakeLists.txt && git add . && git commit -q -m change")

    def shell(self, script, status=0, **environment):
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=self.project, capture_output=True, text=True,
                              timeout=300, env={**self.environment, **environment})
        self.assertEqual(done.returncode, status, f"{script}\n{done.stdout}{done.stderr}")
        return done

    def installs(self, script):
        """A step that installs names files of this repository that are there; it is not run."""
        if "install-deps" not in script and "apt-get" not in script and "git clone" not in script and "ninja" not in script:
            return False
        for path in re.findall(r"raii-tidy/(scripts/[\w-]+)", script):
            self.assertTrue(os.access(pathlib.Path(toolkit.ROOT) / path, os.X_OK), path)
        for preset in re.findall(r"--preset (\w+)", script):
            presets = json.loads((pathlib.Path(toolkit.ROOT) / "CMakePresets.json").read_text())["configurePresets"]
            self.assertIn(preset, [p["name"] for p in presets])
        return True

    def test_github(self):
        flow = yaml.safe_load((self.ci / "github.yml").read_text())
        self.assertIn(True, flow)  # "on" is a truth value of YAML's
        [job] = flow["jobs"].values()
        scripts = {s["name"]: s["run"] for s in job["steps"] if "run" in s and not self.installs(s["run"])}
        self.assertEqual(list(scripts), ["Configure", "What the pull request brings", "Everything, for code scanning"])
        self.shell(scripts["Configure"])
        done = self.shell(scripts["What the pull request brings"], status=1, GITHUB_BASE_REF="main")
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), 1, done.stdout)
        self.assertRegex(lines[0], r"^::warning file=report\.cpp,line=3,col=15,title=raii-leak::")
        self.shell(scripts["Everything, for code scanning"])
        [run] = json.loads(self.read("project/raii-tidy.sarif"))["runs"]
        self.assertEqual([r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]], ["report.cpp"])
        uploads = [s["with"]["sarif_file"] for s in job["steps"] if "upload-sarif" in s.get("uses", "")]
        self.assertEqual(uploads, ["raii-tidy.sarif"])

    def test_gitlab(self):
        [job] = yaml.safe_load((self.ci / "gitlab.yml").read_text()).values()
        for script in job["before_script"][:-1]:
            self.assertTrue(self.installs(script), script)
        whole = "\n".join(job["script"])
        self.shell(whole)
        done = self.shell(whole, status=1, CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base)
        self.assertIn("report.cpp:3:15: warning:", done.stdout)
        report = json.loads(self.read("project/" + job["artifacts"]["reports"]["codequality"]))
        self.assertEqual([r["location"]["path"] for r in report], ["report.cpp"])

    def test_azure(self):
        flow = yaml.safe_load((self.ci / "azure.yml").read_text())
        scripts = [s["script"] for s in flow["steps"] if "script" in s and not self.installs(s["script"])]
        self.assertEqual(len(scripts), 2)
        self.shell(scripts[0])
        parts, failures = flow["strategy"]["parallel"], 0
        [published] = [s["inputs"]["testResultsFiles"] for s in flow["steps"] if "task" in s]
        for part in range(1, parts + 1):
            environment = {**self.environment, "SYSTEM_JOBPOSITIONINPHASE": str(part), "SYSTEM_TOTALJOBSINPHASE": str(parts)}
            subprocess.run(["bash", "-c", scripts[1]], cwd=self.project, env=environment, capture_output=True, timeout=300)
            failures += len(ElementTree.parse(self.project / published).getroot().findall("testsuite/testcase/failure"))
        self.assertEqual(failures, 1)

    def test_jenkins(self):
        text = (self.ci / "Jenkinsfile").read_text()
        self.assertEqual(text.count("{"), text.count("}"))
        scripts = re.findall(r"^\s*sh '([^']+)'$", text, re.M)
        self.assertEqual(len(scripts), text.count("sh '"))
        self.shell(scripts[0])
        self.assertIn("1 bug finding", self.shell(scripts[1], status=1).stderr)
        [published] = re.findall(r"junit '([^']+)'", text)
        suites = ElementTree.parse(self.project / published).getroot()
        self.assertEqual([s.get("name") for s in suites if s.get("failures") != "0"], ["report.cpp"])


class Settings(Project):
    def test_settings_of_editors_can_be_read(self):
        page = (pathlib.Path(toolkit.ROOT) / "docs" / "integrations" / "editors.md").read_text()
        readers = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}
        seen = []
        for kind, text in re.findall(r"^```(\w+)\n(.*?)^```", page, re.M | re.S):
            if kind in readers:
                self.assertTrue(readers[kind](text))
                seen.append(kind)
        self.assertEqual(sorted(set(seen)), ["json", "toml", "yaml"])
        page = (pathlib.Path(toolkit.ROOT) / "docs" / "integrations" / "pre-commit.md").read_text()
        [text] = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
        hooks = {h["id"] for h in yaml.safe_load((pathlib.Path(toolkit.ROOT) / ".pre-commit-hooks.yaml").read_text())}
        self.assertLessEqual({h["id"] for r in yaml.safe_load(text)["repos"] for h in r["hooks"]}, hooks)
        self.assertEqual(hooks, set(re.findall(r"^\| `(raii-tidy[\w-]*)` \|", page, re.M)))


if __name__ == "__main__":
    main()
