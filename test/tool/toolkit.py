"""What the tests of the program share: a project in a folder of its own, and the program run in it."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ROOT = None
SECONDS = 120

# A bug with a safe fix, without any header to parse.
LEAK = """#include <stdio.h>
int load{0}(const char *path, int n) {{
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n > 3)
    return -2;
  fclose(f);
  return 0;
}}
"""
# Right, released by hand: a remark.
MANUAL = """#include <stdio.h>
int keep{0}(const char *path) {{
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  int c = fgetc(f);
  c += fgetc(f);
  fclose(f);
  return c;
}}
"""
# A pair whose release may throw, so that the fix is unsafe.
TOY = """version: 1
pairs:
- name: toy
  noun: toy
  acquire: { call: toy_open, arguments: 1 }
  release: { call: toy_close, arguments: 1, throws: unknown }
"""
UNSAFE = """struct Toy;
Toy *toy_open(const char *);
void toy_close(Toy *);
int use(const char *p, int n) {
  Toy *t = toy_open(p);
  if (!t)
    return -1;
  if (n > 3)
    return -2;
  toy_close(t);
  return 0;
}
"""
CLEAN = "int answer{0}() {{ return 42; }}\n"


def leak(name=""):
    return LEAK.format(name)


def manual(name=""):
    return MANUAL.format(name)


def clean(name=""):
    return CLEAN.format(name)


def snippets(page):
    """The code blocks of a page of docs/: (the words in bold that the last paragraph began with, language, text)."""
    name, language, text = "", None, ""
    for line in (pathlib.Path(ROOT) / "docs" / page).read_text().splitlines():
        if line.startswith("```"):
            if language is not None:
                yield name, language, text
            language, text = (line[3:], "") if language is None else (None, "")
        elif language is not None:
            text += line + "\n"
        elif line.startswith("**"):
            name = line.split("**")[1]


class Project(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="raii-tidy-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.include = f"-I{ROOT}/include"

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(errors="surrogateescape"))
        return path

    def read(self, name):
        return (self.folder / name).read_text()

    def database(self, units, where="."):
        """units: name or (name, [flags])."""
        entries = []
        for unit in units:
            name, flags = unit if isinstance(unit, tuple) else (unit, [])
            entries.append({"directory": str(self.folder), "file": name,
                            "arguments": ["c++", self.include, *flags, "-c", name, "-o", name + ".o"]})
        self.write(f"{where}/compile_commands.json", json.dumps(entries))

    def run_tool(self, *arguments, cwd=None, env=None):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd or self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS, env={**os.environ, **(env or {})})
        # Not text=True: it would turn CRLF into LF.
        done.stdout, done.stderr = (b.decode(errors="surrogateescape") for b in (done.stdout, done.stderr))
        return done

    def expect(self, done, status, out=(), err=(), not_out=(), not_err=()):
        shown = f"\nstatus {done.returncode}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"
        self.assertEqual(done.returncode, status, shown)
        for wanted in [out] if isinstance(out, str) else out:
            self.assertIn(wanted, done.stdout, shown)
        for wanted in [err] if isinstance(err, str) else err:
            self.assertIn(wanted, done.stderr, shown)
        for unwanted in [not_out] if isinstance(not_out, str) else not_out:
            self.assertNotIn(unwanted, done.stdout, shown)
        for unwanted in [not_err] if isinstance(not_err, str) else not_err:
            self.assertNotIn(unwanted, done.stderr, shown)
        return done

    def findings(self, done):
        return json.loads(done.stdout)["findings"]

    def no_leftovers(self):
        """No temporary file of the program's is left anywhere in the project."""
        self.assertEqual([p for p in self.folder.rglob(".*raii-tidy*") if p.name != ".raii-tidy.yaml"], [])


def main():
    global PROGRAM, ROOT
    PROGRAM, ROOT = sys.argv[1], sys.argv[2]
    sys.modules["toolkit"].PROGRAM, sys.modules["toolkit"].ROOT = PROGRAM, ROOT
    run(sys.argv[3:])


def run(arguments):
    """The tests of the script. Under RAII_STRICT none may be skipped: lit would count it as passed."""
    result = unittest.main(module="__main__", argv=[sys.argv[0], *arguments], verbosity=2, exit=False).result
    skipped = sorted({why for _, why in result.skipped}) if os.environ.get("RAII_STRICT") else []
    if skipped:
        print(f"RAII_STRICT: {len(result.skipped)} skipped, and scripts/install-deps should bring what they need: "
              f"{'; '.join(skipped)}", file=sys.stderr)
    sys.exit(0 if result.wasSuccessful() and not skipped else 1)
