"""The settings that docs/integrations/editors.md shows, and real editors with them, headless: open a file, show the finding,
apply the fix, save.

    editors.py SERVER PROGRAM ROOT
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

import toolkit
from diagnostics import LEAK

SERVER = PROGRAM = ROOT = None
HERE = pathlib.Path(__file__).resolve().parent / "editors"
SHOWN_PATH = "/path/to/raii-tidy/build/bin/raii-clangd"


def settings(editor):
    """(language, text) of the page's settings for an editor, with the server's path in them."""
    [found] = [(language, text) for name, language, text in toolkit.snippets("integrations/editors.md") if name == editor]
    if found[1].count(SHOWN_PATH) != 1:
        raise AssertionError(f"the settings for {editor} do not name {SHOWN_PATH}")
    return found[0], found[1].replace(SHOWN_PATH, SERVER)


class Editor(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="raii-editor-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def init(self, editor, language):
        """A file with the settings for an editor."""
        kind, text = settings(editor)
        self.assertEqual(kind, language)
        path = self.folder / f"init.{language}"
        path.write_text(text)
        return path

    def run_command(self, *command):
        done = subprocess.run(
            [*map(str, command)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200,
            env={**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder / ".config")})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout + done.stderr


class Settings(Editor):
    """Of the editors that are not driven here: what can be known without them."""

    def test_the_server_stands_where_the_editor_looks(self):
        for editor, language, read, keys in (
                ("VS Code", "json", json.loads, ["clangd.path"]),
                ("Kate", "json", json.loads, ["servers", "cpp", "command", 0]),
                ("Helix", "toml", tomllib.loads, ["language-server", "clangd", "command"])):
            kind, text = settings(editor)
            self.assertEqual(kind, language)
            value = read(text)
            for key in keys:
                value = value[key]
            self.assertEqual(value, SERVER, editor)

    def test_no_settings_are_left_out(self):
        """CLion's and Qt Creator's are for the mouse."""
        self.assertEqual({name for name, _, _ in toolkit.snippets("integrations/editors.md") if name},
                         {"VS Code", "Kate", "Helix", "Vim", "Neovim", "Neovim before 0.11", "Emacs"})

    @unittest.skipUnless(shutil.which("nvim"), "neovim is not installed")
    def test_neovim_of_today(self):
        """With stand-ins for what Debian 12's Neovim lacks."""
        (self.folder / "run.lua").write_text(f"""
            vim.lsp.config = function(name, given) configured = {{ [name] = given }} end
            vim.lsp.enable = function(name) enabled = configured[name] end
            dofile("{self.init('Neovim', 'lua')}")
            io.stdout:write(vim.json.encode(enabled))
            vim.cmd("qall!")""")
        said = json.loads(self.run_command("nvim", "--headless", "-u", "NONE", "-i", "NONE", "-c", "luafile run.lua"))
        self.assertEqual((said["cmd"], said["filetypes"]), ([SERVER], ["c", "cpp"]))

    @unittest.skipUnless(shutil.which("nvim"), "neovim is not installed")
    def test_vim(self):
        """With a stand-in for vim-lsp; in Neovim, which reads Vim's language, and in Vim where it is installed."""
        init = self.init("Vim", "vim")
        (self.folder / "autoload").mkdir()
        (self.folder / "autoload" / "lsp.vim").write_text(
            "function! lsp#register_server(server)\n"
            "  call writefile([json_encode({'cmd': a:server.cmd({}), 'allowlist': a:server.allowlist})], 'registered')\n"
            "endfunction\n")
        for vim in filter(shutil.which, ("nvim", "vim")):
            self.run_command(vim, "-es", "-N", "-u", "NONE", "-i", "NONE", "--cmd", f"set rtp^={self.folder}", "-S", init,
                             "-c", "doautocmd User lsp_setup", "-c", "qall!")
            said = json.loads((self.folder / "registered").read_text())
            self.assertEqual(said, {"cmd": [SERVER], "allowlist": ["c", "cpp"]}, vim)
            (self.folder / "registered").unlink()


class Editors(Editor):
    def setUp(self):
        super().setUp()
        (self.folder / "compile_flags.txt").write_text(f"-std=c++17\n-I{ROOT}/include\n")
        self.file = self.folder / "a.cpp"
        self.file.write_text("// grüße 𝄞\n" + LEAK.format("a"))

    def edit(self, *command):
        said = self.run_command(*command)
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
        self.edit("nvim", "--headless", "-u", self.init("Neovim before 0.11", "lua"), "-i", "NONE", self.file,
                  "-c", f"luafile {HERE / 'neovim.lua'}")

    @unittest.skipUnless(shutil.which("emacs"), "emacs is not installed")
    def test_emacs(self):
        self.edit("emacs", "-Q", "--batch", "-l", self.init("Emacs", "elisp"), "-l", HERE / "emacs.el", self.file)


if __name__ == "__main__":
    SERVER, PROGRAM, ROOT = sys.argv[1:4]
    toolkit.ROOT = ROOT
    toolkit.run(sys.argv[4:])
