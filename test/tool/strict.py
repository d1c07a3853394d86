"""What is missing is no reason to be green in CI: RAII_STRICT in toolkit.py, scripts/run-tests.py and scripts/install-deps."""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import unittest.mock

import toolkit
from machine import write_program
from toolkit import Project, main

SCRIPT = """import unittest
import toolkit
class Some(unittest.TestCase):
    def test_one(self): pass
    @unittest.skipUnless(%s, "nothing is installed")
    def test_two(self): pass
toolkit.main()
"""


def strict(wanted):
    return unittest.mock.patch.dict(os.environ, {"RAII_STRICT": "1"} if wanted else {}, clear=False)


class Strict(Project):
    def setUp(self):
        super().setUp()
        # As if by hand, also where CI runs these tests.
        without = unittest.mock.patch.dict(os.environ)
        without.start()
        self.addCleanup(without.stop)
        os.environ.pop("RAII_STRICT", None)

    def test_skipped_by_unittest(self):
        for is_there, is_strict, status in ((False, False, 0), (False, True, 1), (True, True, 0)):
            self.write("some.py", SCRIPT % is_there)
            with strict(is_strict):
                done = subprocess.run([sys.executable, "some.py", "x", "y"], cwd=self.folder, capture_output=True, text=True,
                                      env={**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parent)})
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual("RAII_STRICT: 1 skipped" in done.stderr, status == 1, done.stderr)

    def run_tests(self):
        """scripts/run-tests.py as a module, with a build folder of the test's."""
        spec = importlib.util.spec_from_file_location("run_tests", pathlib.Path(toolkit.ROOT) / "scripts" / "run-tests.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.BUILD = self.folder
        return module

    def test_missing_feature_of_lit(self):
        self.write("test/lit.cfg", "import lit.formats\nconfig.name = 'some'\nconfig.suffixes = ['.test']\n"
                                   "config.test_format = lit.formats.ShTest()\n")
        self.write("test/a.test", "RUN: true\n")
        self.write("test/slow.test", "REQUIRES: long\nRUN: true\n")
        self.write("test/b.test", "REQUIRES: sarif-validator\nRUN: true\n")
        suite = lambda: self.run_tests().lit_suite([self.folder / "test"], 60, 1, False)
        self.assertEqual(suite(), (1, [], 2))
        with strict(True):
            passed, [(name, _)], _ = suite()
        self.assertEqual(passed, 1)
        self.assertRegex(name, r"b\.test was not run: sarif-validator is missing")

    def test_script_that_skips(self):
        script = self.write("some.py", "print('3 passed, 0 failed, 2 skipped')\n")
        suite = lambda **more: self.run_tests().script_suite([sys.executable, script], 60, **more)
        self.assertEqual(suite(), (3, [], 2))
        with strict(True):
            self.assertEqual(suite(may_skip=True), (3, [], 2))
            self.assertIn("2 skipped", suite()[1][0][0])

    def test_npm_fails(self):
        """install-deps where all packages are there and npm is not to be had, by itself or at all."""
        shutil.copy(pathlib.Path(toolkit.ROOT) / "scripts" / "install-deps", self.write("scripts/x", "").parent)
        (self.folder / "bin").mkdir()
        for name in ("bash", "env", "dirname", "grep", "mkdir", "id"):
            os.symlink(shutil.which(name), self.folder / "bin" / name)
        write_program(self.folder / "bin", "dpkg-query", '#!/bin/sh\nshift 3\nfor p; do echo "installed $p"; done\n')
        write_program(self.folder / "bin", "apt-get", "#!/bin/sh\nexit 100\n")
        write_program(self.folder / "bin", "sudo", '#!/bin/sh\nexec "$@"\n')
        for is_there in (False, True):
            if is_there:
                write_program(self.folder / "bin", "npm", "#!/bin/sh\nexit 1\n")
            for is_strict in (False, True):
                with strict(is_strict):
                    done = subprocess.run([self.folder / "scripts" / "install-deps"], capture_output=True, text=True,
                                          env={**os.environ, "PATH": str(self.folder / "bin")})
                self.expect(done, int(is_strict), err="npm could not fetch")


if __name__ == "__main__":
    main()
