"""Formats for other programs: each is read by something that knows it, not by us alone."""
import json
import os
import pathlib
import subprocess
import xml.etree.ElementTree as ElementTree

import toolkit
from toolkit import Project, leak, main, manual, clean


def multitool():
    """The validator's folder, which scripts/install-deps fills; the schema lies in it."""
    return pathlib.Path(toolkit.ROOT) / "build/npm/node_modules/@microsoft/sarif-multitool-linux"


# A code quality report by GitLab's documentation: these fields have to be there, others are not read. Paths are relative to
# the repository, without "./" before them; GitLab shows one issue of those with the same fingerprint.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^raii-[a-z-]+$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!/|\\.\\.?/)."},
                    "lines": {"type": "object", "required": ["begin"], "additionalProperties": False,
                              "properties": {"begin": {"type": "integer", "minimum": 1}}}}}}}}


def validate(log, schema):
    # Debian's Python has Debian's jsonschema, whatever else is first on the path.
    return subprocess.run(["/usr/bin/python3", "-m", "jsonschema", "-i", log, schema], capture_output=True, text=True, timeout=120)


def validate_gitlab(test, text):
    log, schema = test.write("gitlab.json", text), test.write("gitlab-schema.json", json.dumps(GITLAB))
    done = validate(log, schema)
    test.assertEqual(done.returncode, 0, done.stdout + done.stderr)
    fingerprints = [issue["fingerprint"] for issue in json.loads(text)]
    test.assertEqual(len(fingerprints), len(set(fingerprints)))


class Formats(Project):
    def setUp(self):
        super().setUp()
        self.write("src/a b.cpp", "// grüße 𝄞\n" + leak("a").replace('"r");', '"r"); /* 𝄞 */') + manual("a"))
        self.write("src/clean.cpp", clean())
        self.database(["src/a b.cpp", "src/clean.cpp"])

    def report(self, kind, *more, status=1):
        return self.expect(self.run_tool(f"--format={kind}", *more), status).stdout

    def sarif(self, *more, status=1):
        return json.loads(self.report("sarif", *more, status=status))


class Validated(Formats):
    """Needs what scripts/install-deps fetches by npm."""

    def validate(self, text):
        """By the OASIS schema and by the rules of a validator that is not ours."""
        log = self.write("log.sarif", text)
        done = validate(log, multitool() / "sarif-2.1.0.json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        binary = multitool() / "Sarif.Multitool"
        binary.chmod(0o755)
        done = subprocess.run([binary, "validate", log, "--level", "Error;Warning", "--kind", "Fail", "--output",
                               self.folder / "validated.sarif"], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
        found = json.loads((self.folder / "validated.sarif").read_text(encoding="utf-8-sig"))["runs"][0]["results"]
        found = [r for r in found if r["ruleId"] not in ALLOWED_RULES]
        self.assertEqual(found, [], done.stdout + done.stderr)

    def test_is_valid(self):
        self.validate(self.report("sarif"))
        self.validate(self.report("sarif", "--fix", "--group=bug", status=0))
        self.write("src/broken.cpp", "int f( {")
        self.database(["src/a b.cpp", "src/broken.cpp"])
        self.validate(self.report("sarif", status=3))

    def test_the_validators_see_what_is_wrong(self):
        log = self.sarif()
        log["runs"][0]["results"][0]["level"] = "loud"
        with self.assertRaisesRegex(AssertionError, "loud"):
            self.validate(json.dumps(log))
        log = self.sarif()
        log["runs"][0]["results"][0]["ruleIndex"] = 99
        with self.assertRaises(AssertionError):
            self.validate(json.dumps(log))


class Sarif(Formats):
    def test_rules_have_help(self):
        rules = self.sarif()["runs"][0]["tool"]["driver"]["rules"]
        names = self.run_tool("checks", "--globs").stdout.strip().split(",")
        self.assertEqual([r["id"] for r in rules], names)
        for rule in rules:
            self.assertEqual(rule["help"]["markdown"], self.run_tool("explain", rule["id"]).stdout)
            self.assertGreater(len(rule["fullDescription"]["text"]), len(rule["shortDescription"]["text"]) / 2)
            bug = rule["properties"]["tags"][0] == "bug"
            self.assertEqual(rule["defaultConfiguration"]["level"], "warning" if bug else "note")

    def test_results(self):
        run = self.sarif()["runs"][0]
        self.assertEqual([(r["ruleId"], r["level"]) for r in run["results"]],
                         [("raii-leak", "warning"), ("raii-manual-release", "note")])
        for result in run["results"]:
            self.assertEqual(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
        leak_ = run["results"][0]
        where = leak_["locations"][0]
        self.assertEqual(where["physicalLocation"]["artifactLocation"], {"uri": "src/a%20b.cpp", "uriBaseId": "SRCROOT"})
        self.assertEqual(where["physicalLocation"]["region"]["startLine"], 4)
        self.assertEqual(where["logicalLocations"][0]["fullyQualifiedName"], "loada")
        self.assertEqual(run["originalUriBaseIds"]["SRCROOT"]["uri"], f"file://{self.folder}/")
        steps = leak_["codeFlows"][0]["threadFlows"][0]["locations"]
        self.assertEqual([s["location"]["physicalLocation"]["region"]["startLine"] for s in steps], [4, 5, 7, 8])
        self.assertIn("acquired here", steps[0]["location"]["message"]["text"])
        self.assertIn("returns here without", steps[-1]["location"]["message"]["text"])
        self.assertIn("released here on another path", leak_["relatedLocations"][0]["message"]["text"])

    def test_level_by_configuration(self):
        self.write(".clang-tidy", "WarningsAsErrors: 'raii-leak'\n")
        self.assertEqual(self.sarif()["runs"][0]["results"][0]["level"], "error")

    def test_fixes_are_what_fix_does(self):
        """Applied by their lines and columns, in UTF-16 units as the log says."""
        run = self.sarif("--group=bug")["runs"][0]
        self.assertEqual(run["columnKind"], "utf16CodeUnits")
        lines = [line.encode("utf-16-le") for line in self.read("src/a b.cpp").splitlines(keepends=True)]
        changes = [c for r in run["results"] for f in r["fixes"] for c in f["artifactChanges"]]
        replacements = [r for c in changes for r in c["replacements"]]
        self.assertEqual({c["artifactLocation"]["uri"] for c in changes}, {"src/a%20b.cpp"})
        text = b"".join(lines)
        starts = [sum(map(len, lines[:i])) for i in range(len(lines) + 1)]
        at = lambda line, column: starts[line - 1] + 2 * (column - 1)
        for r in sorted(replacements, key=lambda r: (r["deletedRegion"]["startLine"], r["deletedRegion"]["startColumn"]),
                        reverse=True):
            d = r["deletedRegion"]
            text = (text[:at(d["startLine"], d["startColumn"])] + r["insertedContent"]["text"].encode("utf-16-le") +
                    text[at(d["endLine"], d["endColumn"]):])
        self.run_tool("--fix", "--group=bug")
        self.assertEqual(text.decode("utf-16-le"), self.read("src/a b.cpp"))

    def test_failures_are_notifications(self):
        self.write("src/broken.cpp", "int f( {")
        self.database(["src/a b.cpp", "src/broken.cpp"])
        invocation = self.sarif(status=3)["runs"][0]["invocations"][0]
        self.assertEqual((invocation["executionSuccessful"], invocation["exitCode"]), (False, 3))
        self.assertIn("src/broken.cpp: not fully analysed", invocation["toolExecutionNotifications"][0]["message"]["text"])

    def fingerprints(self):
        return [r["partialFingerprints"]["raiiTidyContent/v1"] for r in self.sarif("--group=bug")["runs"][0]["results"]]

    def test_fingerprints_stay_when_lines_move(self):
        self.write("src/a b.cpp", leak("a"))
        before = self.fingerprints()
        self.write("src/a b.cpp", "// more\n\n" + clean("x") + leak("a").replace("  FILE *f = fopen(", "      FILE *f =  fopen( "))
        self.assertEqual(self.fingerprints(), before)
        # Not of another function, nor of another file; equal lines of one function are two.
        self.write("src/a b.cpp", leak("b"))
        self.assertNotEqual(self.fingerprints(), before)
        self.write("src/a b.cpp", clean())
        self.write("src/clean.cpp", leak("a"))
        self.assertNotEqual(self.fingerprints(), before)
        self.write("src/clean.cpp", '#include <stdio.h>\nint f(int n) {\n' + 2 * (
            '  {\n  FILE *f = fopen("x", "r");\n  if (!f) return 1;\n  if (fgetc(stdin) == n) return 2;\n  fclose(f);\n  }\n') + "return 0; }\n")
        twice = self.fingerprints()
        self.assertEqual((len(twice), len(set(twice))), (2, 2))


class Forges(Formats):
    def test_github(self):
        lines = self.report("github").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], r"^::warning file=src/a b\.cpp,line=4,col=\d+,title=raii-leak::'f' is ")
        self.assertIn("%0Asrc/a b.cpp:8: returns here without 'fclose'", lines[0])
        self.assertTrue(lines[1].startswith("::notice file="))
        self.write("50%.cpp", leak())
        self.write("x,y:z.cpp", "int f( {")
        self.database(["50%.cpp", "x,y:z.cpp"])
        lines = self.report("github", status=3).splitlines()
        self.assertIn("file=50%25.cpp,line=3", lines[0])
        self.assertTrue(lines[1].startswith("::error title=raii-tidy::x,y:z.cpp: not fully analysed"))

    def test_gitlab(self):
        """The fields that GitLab asks for, paths relative to the repository."""
        self.write(".git/HEAD", "ref: refs/heads/main\n")
        text = self.expect(self.run_tool("-p", "..", "--format=gitlab", cwd=self.folder / "src"), 1).stdout
        validate_gitlab(self, text)
        report = json.loads(text)
        self.assertEqual([issue["severity"] for issue in report], ["major", "info"])
        self.assertEqual({issue["location"]["path"] for issue in report}, {"src/a b.cpp"})
        text = self.report("gitlab", "src/clean.cpp", status=0)
        validate_gitlab(self, text)
        self.assertEqual(json.loads(text), [])

    def test_gitlabs_schema_sees_what_is_wrong(self):
        """Ours is by GitLab's page: it has to refuse what GitLab would."""
        self.write(".git/HEAD", "ref: refs/heads/main\n")
        [first, second] = json.loads(self.report("gitlab"))
        where = first["location"]
        for wrong in ([{**first, "severity": "warning"}], [{**first, "location": {**where, "path": "./a.cpp"}}],
                      [{**first, "location": {**where, "path": "/a.cpp"}}], [{**first, "location": {**where, "lines": {"begin": "4"}}}],
                      [{**first, "check_name": None}], [first, {**second, "fingerprint": first["fingerprint"]}], {"issues": []}):
            with self.assertRaises(AssertionError):
                validate_gitlab(self, json.dumps(wrong))

    def test_junit(self):
        self.write("src/broken.cpp", 'int f( { "<&>\x01" ')
        self.database(["src/a b.cpp", "src/clean.cpp", "src/broken.cpp"])
        root = ElementTree.fromstring(self.report("junit", status=3))
        suites = {s.get("name"): s for s in root}
        self.assertEqual(list(suites), ["src/a b.cpp", "src/broken.cpp", "src/clean.cpp", "analysis"])
        cases = suites["src/a b.cpp"].findall("testcase")
        self.assertEqual([c.get("name").split(":")[0] for c in cases], ["raii-leak", "raii-manual-release"])
        self.assertIn("returns here without", cases[0].find("failure").text)
        self.assertIsNotNone(cases[1].find("skipped"))
        self.assertIsNone(suites["src/clean.cpp"].find("testcase/failure"))
        self.assertIn("not fully analysed", suites["analysis"].find("testcase/error").get("message"))
        for suite in suites.values():
            for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                if suite.get("name") != "src/broken.cpp":
                    self.assertEqual(int(suite.get(name)), len(suite.findall(f"testcase/{tag}")), (suite.get("name"), name))
            self.assertEqual(int(suite.get("tests")), len(suite.findall("testcase")))
        root = ElementTree.fromstring(self.report("junit", "--fail-on=remark", status=3))
        self.assertEqual(len(root.findall("testsuite/testcase/failure")), 2)


# The project has no address on the web that could be named (SARIF2005: informationUri).
ALLOWED_RULES = {"SARIF2005"}

if __name__ == "__main__":
    main()
