"""Checks.def as Python sees it."""
import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEFINITION = ROOT / "checks" / "Checks.def"
ROW = re.compile(r'^RAII_CHECK\((\w+),\s*"([\w-]+)",\s*(\w+),\s*(\w+),\s*\w+,\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', re.M)


@dataclasses.dataclass(frozen=True)
class Check:
    cls: str      # LeakCheck
    name: str     # raii-leak
    group: str    # Bug, Modernize
    fix: str      # Always, Sometimes, None
    summary: str

    @property
    def stem(self):
        """What folder, page and tests are called: leak."""
        return self.name.removeprefix("raii-")

    @property
    def folder(self):
        return ROOT / "checks" / self.stem

    @property
    def page(self):
        return self.folder / f"{self.stem}.md"

    @property
    def tests(self):
        return ROOT / "test" / "checks" / self.stem


def checks(text=None):
    """All rows, in order."""
    text = DEFINITION.read_text() if text is None else text
    return [Check(*row[:4], "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', row[4]))) for row in ROW.findall(text)]


def class_name(stem):
    """leak → LeakCheck, try-catch-cleanup → TryCatchCleanupCheck."""
    return "".join(part.capitalize() for part in stem.split("-")) + "Check"
