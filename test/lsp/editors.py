"""Real editors, headless: open a file, show the finding, apply the fix, save.

    editors.py SERVER PROGRAM ROOT
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from diagnostics import LEAK

SERVER = PROGRAM = ROOT = None
HERE = pathlib.Path(__file__).resolve().parent / "editors"


class Editors(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="raii-editor-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "compile_flags.txt").write_text(f"-std=c++17\n-I{ROOT}/include\n")
        self.file = self.folder / "a.cpp"
        self.file.write_text("// grüße 𝄞\n" + LEAK.format("a"))

    def edit(self, *command):
        done = subprocess.run(
            [*map(str, command)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200,
            env={**os.environ, "RAII_CLANGD": SERVER, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder / ".config")})
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, said)
        self.assertRegex(said, r"SHOWN 4: .*'f' is not released on every path out of the function")
        self.assertRegex(said, r"FIXED .*[Mm]ake 'f' a raii::unique_file")
        self.assertIn("QUIET", said)
        # Saved, as the program would have fixed it.
        other = self.folder / "b.cpp"
        other.write_text("// grüße 𝄞\n" + LEAK.format("a"))
        subprocess.run([PROGRAM, "--fix", other, "--", "-std=c++17", f"-I{ROOT}/include"], capture_output=True)
        self.assertEqual(self.file.read_text(), other.read_text())

    @unittest.skipUnless(shutil.which("nvim"), "neovim is not installed")
    def test_neovim(self):
        self.edit("nvim", "--headless", "-u", "NONE", "-i", "NONE", self.file, "-c", f"luafile {HERE / 'neovim.lua'}")

    @unittest.skipUnless(shutil.which("emacs"), "emacs is not installed")
    def test_emacs(self):
        self.edit("emacs", "-Q", "--batch", "-l", HERE / "emacs.el", self.file)


if __name__ == "__main__":
    SERVER, PROGRAM, ROOT = sys.argv[1:4]
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)
