"""A manual form of docs/examples/: the tool must flag it, and its fix must do what it promises. Called by lit as

    # RUN: %manual 01_managed_connection_manual %t --finds=raii-leak --at='fopen(path'

The example NAME.cpp must have a finding of that check on a line that contains TEXT. Then, as --fix says:

  none      no fix is offered
  safe      the fixed file compiles without warnings, prints NAME.expected, and is quiet about the check; with each
  unsafe    acquisition failing in turn (test/Inputs/fault.h) it does the same as before

  --prints=FILE   what the fixed program prints, where the manual form is wrong and the fix mends it; that with each
                  acquisition failing it does the same as before is then not asked
"""
import argparse
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
TEST = pathlib.Path(__file__).resolve().parents[2]
ROOT = TEST.parent
EXAMPLES = ROOT / "docs" / "examples"
sys.path.insert(0, str(TEST))
from harness import faults  # noqa: E402
from harness.model import Failure, render  # noqa: E402
from harness.tools import Program, run  # noqa: E402

WARNINGS = "-Wall -Wextra -Wpedantic -Wshadow -Werror".split()
MAIN = re.compile(r"^int main\(\) \{\n", re.M)


def directives(text, name):
    return [word for line in re.findall(rf"^// {name}: (.*)$", text, re.M) for word in line.split()]


class Form:
    def __init__(self, options):
        self.options = options
        self.name = options.example + ".cpp"
        self.text = (EXAMPLES / self.name).read_text()
        # The guards as an installed library: what they are made of is not the project's.
        self.flags = [f"-std=c++{directives(self.text, 'STD')[0]}", "-isystem", str(ROOT / "include"),
                      "-I", str(EXAMPLES), "-I", str(TEST / "guards")]
        self.compiler = f"{options.llvm}/clang++"
        self.program = Program([options.program], [])
        self.folder = pathlib.Path(options.folder).resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.plain = self.copy("plain", self.text)

    def copy(self, name, text):
        folder = self.folder / name
        folder.mkdir(parents=True)
        (folder / self.name).write_text(text)
        return folder

    def findings(self, folder):
        return self.program.findings(self.name, folder, [self.options.finds], self.flags, "unsafe")

    def found(self):
        """The finding that the test is about."""
        findings = self.findings(self.plain)
        lines = self.text.splitlines()
        at = [f for f in findings if f.file == self.name and self.options.at in lines[f.line - 1]]
        if not at:
            raise Failure(f"no {self.options.finds} on a line with '{self.options.at}'; there is\n{render(findings)}")
        return at[0]

    def printed(self, folder):
        executable = folder / "program"
        built = run([self.compiler, *WARNINGS, *self.flags, "-fsanitize=address,undefined", self.name, "-o", executable,
                     *directives(self.text, "LIBS")], cwd=folder)
        if built.returncode:
            raise Failure(f"the fixed program does not compile:\n{built.stderr}")
        done = run([executable], cwd=folder)
        if done.returncode:
            raise Failure(f"the fixed program ends with status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def under_faults(self, name, text):
        """The example as one scenario of fault.h."""
        end = text.rindex("}")
        body = MAIN.sub("static int example() {\n", text[:end]) + "  return 0;\n}\n"
        return self.copy(name, '#include "fault.h"\n' + body +
                         'int main() { return fault::run({{"example", [] { example(); }}}); }\n')

    def check(self):
        options, found = self.options, self.found()
        if options.fix == "none":
            if found.edits:
                raise Failure(f"there is a fix now; test it:\n{render([found])}")
            return
        if not found.edits:
            raise Failure(f"no fix is offered:\n{render([found])}")
        fixed = self.copy("fixed", self.text)
        self.program.fix(self.name, fixed, [options.finds], self.flags, options.fix)
        text = (fixed / self.name).read_text()
        if text == self.text:
            raise Failure(f"--fix={options.fix} changes nothing")
        expected = pathlib.Path(options.prints) if options.prints else EXAMPLES / (options.example + ".expected")
        printed = self.printed(fixed)
        if printed != expected.read_text():
            raise Failure(f"the fixed program prints\n{printed}and not\n{expected.read_text()}\n{text}")
        left = self.findings(fixed)
        if [f for f in left if f.message == found.message]:
            raise Failure(f"the fixed program is not quiet:\n{render(left)}\n{text}")
        if not options.prints:
            ignored = pathlib.Path(__file__).resolve().parent / "Inputs" / "no-vptr.txt"
            flags = [*self.flags, "-I", str(TEST / "Inputs"), f"-fsanitize-ignorelist={ignored}"]
            faults.run_both(self.compiler, self.name, self.under_faults("before", self.text),
                            self.under_faults("after", text), flags, TEST / "Inputs")


def main():
    parser = argparse.ArgumentParser()
    for name in ("--program", "--llvm", "--finds", "--at"):
        parser.add_argument(name, required=True)
    parser.add_argument("--fix", choices=("none", "safe", "unsafe"), required=True)
    parser.add_argument("--prints", metavar="FILE")
    parser.add_argument("example")
    parser.add_argument("folder")
    options = parser.parse_args()
    try:
        Form(options).check()
    except Failure as failure:
        print(f"manual.py: {options.example}: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
