"""What a terminal shows: Neovim with the page's settings in tmux, before the quick fix, while it is chosen, and after it.

    screen.py SERVER ROOT            the screens are right, and show what docs/integrations/screen.txt shows
    screen.py SERVER ROOT --write    writes that file
"""
import os
import pathlib
import shutil
import subprocess
import sys
import time
import unittest

import editors
import toolkit

COLUMNS, ROWS = 110, 37
FINDING = "'mutex' is still locked on a path out of the function"


class Terminal:
    """A tmux of its own, with one program in it."""

    def __init__(self, folder, *command):
        self.tmux = ["tmux", "-u", "-S", folder / "tmux", "-f", "/dev/null"]
        self.environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / ".config"), "LC_ALL": "C.UTF-8",
                            "TERM": "xterm-256color"}
        self.environment.pop("TMUX", None)
        self.call("new-session", "-d", "-x", COLUMNS, "-y", ROWS, "-c", folder, *command)

    def call(self, *arguments):
        return subprocess.run([*map(str, self.tmux), *map(str, arguments)], env=self.environment, capture_output=True, text=True,
                              check=True, timeout=30).stdout

    def type(self, text):
        self.call("send-keys", "-l", text)
        self.call("send-keys", "Enter")

    def wait_for(self, condition, seconds=60):
        """The screen's rows when the condition holds for their text, and nothing has moved since."""
        end, before = time.monotonic() + seconds, None
        while True:
            rows = [row.rstrip() for row in self.call("capture-pane", "-p").splitlines()]
            if rows == before and condition("\n".join(rows)):
                return rows
            if time.monotonic() > end:
                raise TimeoutError("\n".join(["the screen stayed:", *rows]))
            before = rows
            time.sleep(0.2)

    def end(self):
        subprocess.run([*map(str, self.tmux), "kill-server"], env=self.environment, capture_output=True)


@unittest.skipUnless(shutil.which("tmux") and shutil.which("nvim"), "tmux or neovim is not installed")
class Screen(editors.Editor):
    def screens(self):
        """Title → rows."""
        for path in (pathlib.Path(toolkit.ROOT) / "examples" / "legacy").glob("*.*"):
            shutil.copy(path, self.folder)
        (self.folder / "compile_flags.txt").write_text("-std=c++17\n")
        terminal = Terminal(self.folder, "nvim", "-n", "-i", "NONE", "-u", self.init("Neovim before 0.11", "lua"), "+18", "stock.cpp")
        self.addCleanup(terminal.end)
        seen = {"Opened": terminal.wait_for(lambda text: FINDING in text)}
        terminal.type(":lua vim.lsp.buf.code_action()")
        seen["Asked for a quick fix"] = terminal.wait_for(lambda text: "Type number" in text)
        terminal.type("1")
        seen["Taken"] = terminal.wait_for(lambda text: FINDING not in text and "std::" in text and "Type number" not in text)
        terminal.type(":wq")
        return seen

    def test_screens(self):
        opened, asked, taken = self.screens().values()
        [row] = [row for row in opened if FINDING in row]
        self.assertRegex(row, r"^W +mutex\.lock\(\); +\S+ " + FINDING)
        self.assertRegex("\n".join(asked), r"1: .*std::lock_guard")
        self.assertNotIn(FINDING, "\n".join(taken))
        self.assertRegex("\n".join(taken), r"\n +std::lock_guard \w+\(mutex\);\n")
        # What the page shows was seen just now.
        shown = (pathlib.Path(toolkit.ROOT) / "docs" / "integrations" / "screen.txt").read_text()
        self.assertIn(row, shown.splitlines())
        [guard] = [row for row in taken if "std::lock_guard" in row]
        self.assertIn(guard, shown.splitlines())

    def write(self):
        text = ""
        for title, rows in self.screens().items():
            text += f"--- {title} " + "-" * (COLUMNS - 5 - len(title)) + "\n" + "\n".join(rows) + "\n"
        (pathlib.Path(toolkit.ROOT) / "docs" / "integrations" / "screen.txt").write_text(text)


if __name__ == "__main__":
    editors.SERVER, toolkit.ROOT = sys.argv[1:3]
    if "--write" in sys.argv:
        toolkit.run(["Screen.write"])
    toolkit.run(sys.argv[3:])
