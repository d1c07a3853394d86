"""What the tests of raii-clangd over its protocol share: a folder of their own, and a server that speaks of it."""
import pathlib
import shutil
import tempfile
import time
import unittest

from client import Server

SERVER = ROOT = None  # set by the program


def ours(diagnostics):
    return [d for d in diagnostics if str(d.get("code", "")).startswith("raii-")]


class Lsp(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="raii-lsp-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.write("compile_flags.txt", f"-std=c++17\n-I{ROOT}/include\n")
        self.server = None

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def start(self, *arguments, **capabilities):
        # No configuration of whoever runs the tests.
        self.server = Server([SERVER, "--log=error", *arguments], self.folder,
                             env={"XDG_CONFIG_HOME": str(self.folder / ".config")})
        self.addCleanup(self.server.kill)
        self.server.initialize(**capabilities)
        return self.server

    def findings(self, path, version=0):
        return ours(self.server.wait_for(path, version))

    def quick_fixes(self, path, diagnostic):
        return [a for a in self.server.code_actions(path, diagnostic) if a.get("kind") == "quickfix"]

    def settle(self, path, version, wanted, seconds=30):
        """A version's findings in the end: the first answer may come from the preamble of what was there before."""
        end = time.monotonic() + seconds
        while self.findings(path, version) != wanted and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.findings(path, version), wanted)
