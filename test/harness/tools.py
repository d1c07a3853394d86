"""Runs the checks in their two places (plugin in stock clang-tidy, program) and reads what they say."""
import json
import os
import pathlib
import subprocess

from harness.model import Edit, Failure, Finding, Note, from_export

SECONDS = 120


def run(command, **more):
    """Runs a command to its end; returns it with stdout and stderr as text."""
    try:
        return subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=SECONDS, **more)
    except subprocess.TimeoutExpired:
        raise Failure(f"takes longer than {SECONDS} s: {_shown(command)}") from None


def _shown(command):
    return " ".join(str(c) for c in command)


class Plugin:
    """Stock clang-tidy with our plugin loaded."""
    name = "plugin"

    def __init__(self, clang_tidy, plugin, check_options):
        self.command = [*clang_tidy, "-load", plugin] if plugin else [*clang_tidy]
        self.check_options = check_options

    def _config(self):
        options = "".join(f"{{key: {k}, value: '{v}'}}, " for k, v in self.check_options.items())
        return "{Checks: '', CheckOptions: [" + options.rstrip(", ") + "]}"

    def findings(self, source, folder, checks, flags):
        exported = pathlib.Path(folder) / "exported.yaml"
        exported.unlink(missing_ok=True)
        done = run([*self.command, "--quiet", f"--config={self._config()}", f"--checks=-*,{','.join(checks)}",
                    "--header-filter=.*", f"--export-fixes={exported}", source, "--", *flags], cwd=folder)
        found = from_export(exported.read_text(), folder) if exported.exists() else []
        exported.unlink(missing_ok=True)
        if done.returncode not in (0, 1) or (done.returncode == 1 and not found):
            raise Failure(f"clang-tidy ends with status {done.returncode}\n{done.stdout}{done.stderr}")
        return found


class Program:
    """The program raii-tidy."""
    name = "program"

    def __init__(self, program, options):
        self.command = [*program]
        self.options = options

    def _run(self, source, folder, checks, flags, *more):
        done = run([*self.command, *self.options, f"--checks={','.join(checks)}", "--group=all", *more, source,
                    "--", *flags], cwd=folder)
        if done.returncode not in (0, 1):
            raise Failure(f"raii-tidy ends with status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def findings(self, source, folder, checks, flags, mode="safe"):
        done = self._run(source, folder, checks, flags, "--format=json", "--no-verify")
        return from_json(done.stdout, folder, mode)

    def unproven(self, source, folder, checks, flags):
        """The fixes that the program's own proof rejects: each is a defect of the planner."""
        report = json.loads(self._run(source, folder, checks, flags, "--format=json").stdout)
        return [f"{os.path.basename(f['file'])}:{f['line']}: {f['message']} [{f['check']}]"
                for f in report["findings"] if f.get("noFix")]

    def fix(self, source, folder, checks, flags, mode):
        return self._run(source, folder, checks, flags, f"--fix={mode}").stdout


def from_json(text, folder, mode):
    """The findings of --format=json, sorted, with paths relative to folder."""
    try:
        report = json.loads(text)
    except json.JSONDecodeError as error:
        raise Failure(f"the program's JSON is broken ({error}):\n{text}") from None
    if report.get("failures"):
        raise Failure(f"the program could not analyse: {report['failures']}")

    def short(path):
        return os.path.relpath(os.path.realpath(os.path.join(folder, path)), os.path.realpath(folder)) if path else ""

    found = []
    for f in report["findings"]:
        wanted = ("safe", "unsafe") if mode == "unsafe" else ("safe",)
        edits = [Edit(short(e["file"]), e["offset"], e["length"], e["text"])
                 for fix in f.get("fixes", ()) if fix["applicability"] in wanted for e in fix["edits"]]
        notes = [Note(short(n.get("file", "")), n.get("line", 0), n.get("column", 0), n["message"])
                 for n in f.get("notes", ())]
        found.append(Finding(short(f.get("file", "")), f.get("line", 0), f.get("column", 0), f["check"], f["level"],
                             f["message"], tuple(notes), tuple(sorted(edits))))
    return sorted(found)
