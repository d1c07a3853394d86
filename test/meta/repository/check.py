"""What must hold of the repository itself. Called with the name of one aspect; prints each violation."""
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tool" / "dev"), str(ROOT / "test")]
import registry  # noqa: E402
from harness import names  # noqa: E402

# Which rooms of checks/ a room may include. A check's own folder may include every room but flow's walker.
ROOMS = {
    "catalogue": {"catalogue"},
    "guards": {"guards"},
    "flow": {"flow", "guards", "catalogue"},
    "lifetime": {"lifetime", "flow", "guards", "catalogue"},
    "rewrite": {"rewrite", "lifetime", "flow", "guards", "catalogue"},
    "report": {"report", "rewrite", "lifetime", "flow", "guards", "catalogue"},
}
SOURCE = (".cpp", ".h", ".hpp", ".py", ".def")
LONGEST = 600

# Refusals that no test shows yet: Id → why. An entry that has its test must go.
UNTESTED_REFUSALS = {}
# Stems of checks whose page is still to be written.
MISSING_PAGES = set()
# Longer than they should be: path → why, until they are parted.
LONG_FILES = {
    "checks/catalogue/Matcher.cpp": "to be parted by kind of call",
    "checks/catalogue/Reader.cpp": "to be parted into YAML and pairs",
    "include/raii/async.hpp": "to be parted: managers, stack, contexts",
    "test/guards/run/async.cpp": "to be parted with async.hpp",
    "include/raii/unique_resource.hpp": "to be parted: the named kinds stand alone",
}


def tracked(*suffixes):
    """The files of the checkout that git knows, or all but build folders where there is no git."""
    try:
        out = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], check=True,
                             capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        out = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if not str(p.relative_to(ROOT)).startswith("build")]
    paths = [ROOT / line for line in out]
    return [p for p in paths if p.is_file() and (not suffixes or p.suffix in suffixes)]


def shown(path):
    return str(path.relative_to(ROOT))


def layout():
    """Each check has its class, its page and its tests under one stem, and nothing else calls itself a check."""
    checks = registry.checks()
    if len(checks) != DEFINED.count("RAII_CHECK(") - len(re.findall(r"^\s*//.*RAII_CHECK\(", DEFINED, re.M)):
        yield "Checks.def has a row that tool/dev/registry.py cannot read"
    for c in checks:
        if c.cls != registry.class_name(c.stem):
            yield f"{c.name}: its class is {c.cls}, expected {registry.class_name(c.stem)}"
        for file in (c.folder / f"{c.cls}.h", c.folder / f"{c.cls}.cpp"):
            if not file.exists():
                yield f"{c.name}: {shown(file)} is missing"
        if c.page.exists() == (c.stem in MISSING_PAGES):
            yield f"{c.name}: {shown(c.page)} " + ("is there; take it from the list" if c.page.exists() else "is missing")
        found = [n for t in sorted(c.tests.glob("*.cpp")) for n, _, _ in names.functions(t.read_text())]
        for ending in ("_bad", "_ok"):
            if sum(n.endswith(ending) for n in found) < 5:
                yield f"{c.name}: fewer than 5 test functions {ending} in {shown(c.tests)}"
    stems = {c.stem for c in checks} | set(ROOMS)
    for folder in sorted((ROOT / "checks").iterdir()):
        if folder.is_dir() and folder.name not in stems:
            yield f"checks/{folder.name} is neither a room nor a check of Checks.def"


def pages():
    """Each page has its sections, and says first what Checks.def says."""
    sections = ["What it does", "Why is this bad", "Example", "Use instead", "Fix safety", "Not detected", "Silencing", "Options"]
    for c in registry.checks():
        if not c.page.exists():
            continue
        text = c.page.read_text()
        if not text.startswith(f"# {c.name}\n"):
            yield f"{shown(c.page)}: its title is not {c.name}"
        have = re.findall(r"^## (.+)$", text, re.M)
        missing = [s for s in sections if s not in have]
        if missing:
            yield f"{shown(c.page)}: no section {', '.join(missing)}"


def examples():
    """The example of a page, and what it becomes, are the test example.cpp of the check; names there end in _bad."""
    def plain(text):
        return [re.sub(r"_bad\b", "", line.strip()) for line in text.splitlines() if line.strip()]

    def within(lines, whole):
        return any(whole[i:i + len(lines)] == lines for i in range(len(whole)))

    for c in registry.checks():
        test = c.tests / "example.cpp"
        if not test.exists() or not c.page.exists():
            continue
        blocks = dict(re.findall(r"^## (Example|Use instead)\n.*?^```cpp\n(.*?)^```", c.page.read_text(), re.S | re.M))
        text = test.read_text()
        if not within(plain(blocks.get("Example", "?")), plain(text)):
            yield f"{shown(c.page)}: its Example is not in {shown(test)}"
        fixed = "\n".join(re.findall(r"^// CHECK-FIXES[\w-]*: ?(.*)$", text, re.M))
        if fixed and not within(plain(blocks.get("Use instead", "?")), plain(fixed)):
            yield f"{shown(c.page)}: its Use instead is not what {shown(test)} expects"


def messages():
    """Summaries, refusals and expected messages: no capital first, no stop at the end."""
    texts = [("Checks.def", c.summary) for c in registry.checks()]
    texts += [("Refusals.def", text) for _, text in refusals()]
    for test in sorted((ROOT / "test" / "checks").rglob("*.cpp")):
        texts += [(shown(test), m) for m in re.findall(
            r"// CHECK-(?:MESSAGES|NOTES)[\w-]*:.*?(?:warning|remark|note): (.*?)(?: \[raii-[\w-]+\])?$",
            test.read_text(), re.M)]
    for where, text in texts:
        if re.match(r"[A-Z][a-z]", text):
            yield f"{where}: starts with a capital: {text}"
        if text.endswith(".") or text.endswith("!"):
            yield f"{where}: ends with a stop: {text}"


def refusals():
    text = (ROOT / "checks" / "rewrite" / "Refusals.def").read_text()
    return [(i, "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', t)))
            for i, t in re.findall(r'^RAII_REFUSAL\((\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', text, re.M)]


def refusals_are_tested():
    """Each reason of Refusals.def stands in some test: by its text, or in unit tests as "jump-over-guard"."""
    tests = [p for p in tracked(".cpp", ".test", ".c", ".py") if "test/" in shown(p) and "/repository/" not in shown(p)]
    text = "\n".join(p.read_text(errors="replace") for p in tests)
    for name, words in refusals():
        kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
        tested = f"no fix: {words}" in text or f'"{kebab}"' in text
        if tested and name in UNTESTED_REFUSALS:
            yield f"{name} has its test; take it from UNTESTED_REFUSALS"
        if not tested and name not in UNTESTED_REFUSALS:
            yield f"no test shows the refusal {name}: \"no fix: {words}\""
    for name in UNTESTED_REFUSALS:
        if name not in dict(refusals()):
            yield f"UNTESTED_REFUSALS names {name}, which Refusals.def does not"


def sizes():
    for p in tracked(*SOURCE):
        lines = len(p.read_text(errors="replace").splitlines())
        if lines > LONGEST and shown(p) not in LONG_FILES:
            yield f"{shown(p)} has {lines} lines, more than {LONGEST}"
        if lines <= LONGEST and shown(p) in LONG_FILES:
            yield f"{shown(p)} is short now; take it from LONG_FILES"


def globals_():
    """No static or namespace-scope variable that can change: clangd runs several threads over one table."""
    pattern = re.compile(r"^[ \t]*(?:static|thread_local|inline)\s+(?!const\b|constexpr\b|inline\b|assert\b|_assert)"
                         r"(?:thread_local\s+)?[\w:<>,\s*&]+?[\s*&](\w+)\s*(?:=[^=]|;|\{[^}]*\};)", re.M)
    for p in tracked(".cpp", ".h"):
        if not shown(p).startswith(("checks/", "tool/")):
            continue
        text = re.sub(r"//[^\n]*", "", p.read_text())
        for match in pattern.finditer(text):
            line = match.group(0).strip()
            if "(" in line or re.search(r"\bconst\b", line) or re.match(r"static\s+(?:void|bool|int)\s+\w+$", line):
                continue
            if "Registry" in line or "Anchor" in line:
                continue  # how clang-tidy and LLVM register; an address to ask for
            yield f"{shown(p)}: {line}"


def arrows():
    """Includes go one way only, and no room looks where it must not."""
    for p in tracked(".cpp", ".h", ".hpp"):
        name = shown(p)
        text = p.read_text()
        included = re.findall(r'^#include "(checks|tool)/([\w./-]+)"', text, re.M)
        if name.startswith("include/") and (included or re.search(r"#include [<\"](?:clang|llvm)", text)):
            yield f"{name}: the guards know nothing of the tool"
        if not name.startswith("checks/") or name.count("/") < 2:
            continue
        room = name.split("/")[1]
        allowed = ROOMS.get(room, set(ROOMS) | {room})
        for where, what in included:
            if where == "tool":
                yield f"{name} includes tool/{what}"
            elif "/" in what and what.split("/")[0] not in allowed:
                yield f"{name} includes checks/{what}"
        code = re.sub(r"//[^\n]*", "", text)
        if room == "rewrite" and re.search(r"clang/Analysis/CFG\.h|\bCFG(?:Block|Element)?\b", code):
            yield f"{name}: rewrite never sees the CFG"
        if room in ("flow", "lifetime") and re.search(r"\bLexer::|getSourceText|FixItHint", code):
            yield f"{name}: {room} never sees source text"
        if room not in ("report", "rewrite") and room not in ("flow", "lifetime", "catalogue") and \
                re.search(r"\bLexer::|getSourceText|FixItHint", code):
            yield f"{name}: a check never sees source text"
        if room != "report" and re.search(r"(?<![\w.>])diag\(", code):
            yield f"{name}: only report calls diag()"


def paths():
    """Nothing names a folder of somebody's machine."""
    pattern = re.compile(r"(?<![\w.$}%*])/(?:home|root|work|Users)/[\w.-]+")
    for p in tracked():
        try:
            text = p.read_text()
        except UnicodeDecodeError:
            continue
        if p == pathlib.Path(__file__).resolve():
            continue
        for match in pattern.finditer(text):
            yield f"{shown(p)}: {match.group(0)}"


def options():
    """Each check option is read and stored under one name, and a page of docs/ tells of it."""
    source = "".join(p.read_text() for p in sorted((ROOT / "checks").glob("*/*Check.cpp")))
    read = set(re.findall(r'Options\.get(?:LocalOrGlobal)?\("(\w+)"', source))
    stored = set(re.findall(r'store\(Opts, "(\w+)"', source))
    for name in sorted(read ^ stored):
        yield f"option {name} is only {'read' if name in read else 'stored'}"
    documented = "\n".join(p.read_text() for p in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))])
    for name in sorted(read - {"RaiiAssumeHeaders"}):  # for tests
        if name not in documented:
            yield f"option {name} is in no page"


def generated():
    done = subprocess.run([sys.executable, ROOT / "tool" / "dev" / "generate", "--check"], capture_output=True, text=True)
    yield from done.stdout.splitlines()
    if done.returncode not in (0, 1):
        yield done.stderr


def links():
    """Relative links of the pages lead somewhere."""
    for p in tracked(".md"):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```|`[^`\n]*`", "", p.read_text(), flags=re.S)):
            if not (p.parent / target).exists():
                yield f"{shown(p)}: {target} does not exist"


DEFINED = registry.DEFINITION.read_text()
ASPECTS = {"layout": layout, "pages": pages, "examples": examples, "messages": messages, "refusals": refusals_are_tested, "sizes": sizes,
           "globals": globals_, "arrows": arrows, "paths": paths, "options": options, "generated": generated,
           "links": links}


def main():
    violations = list(ASPECTS[sys.argv[1]]())
    for v in violations:
        print(v)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
