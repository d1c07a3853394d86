"""A fresh Debian as far as its PATH goes: a folder of links to the programs of the packages that are installed on it.

What a package brings is asked of dpkg here, so packages that a machine may install have to be installed here. apt-get,
sudo and docker are played: installing makes links, and takes root.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys

# debian:12 has these beside what is essential.
IMAGE = ["apt"]


def query(*arguments):
    return subprocess.run(["/usr/bin/dpkg-query", *arguments], capture_output=True, text=True, check=True).stdout


def closure(wanted):
    """The packages with all that they depend on, and nothing that they only recommend."""
    depends, provided, essential = {}, {}, []
    for line in query("--show", "--showformat", r"${Package}\t${Essential}\t${Pre-Depends},${Depends}\t${Provides}\n").splitlines():
        name, is_essential, needs, provides = line.split("\t")
        depends[name] = [[re.split(r"[\s:(]", a.strip())[0] for a in need.split("|")] for need in needs.split(",") if need.strip()]
        for virtual in filter(None, (re.split(r"[\s(]", p.strip())[0] for p in provides.split(","))):
            provided.setdefault(virtual, name)
        if is_essential == "yes":
            essential.append(name)
    for name in wanted:
        if name not in depends:
            raise SystemExit(f"E: {name} is not installed here, so nobody can say what it brings: scripts/install-deps should have it")
    seen, todo = set(), [*wanted, *essential, *IMAGE]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            for need in depends[name]:
                here = [a if a in depends else provided[a] for a in need if a in depends or a in provided]
                todo += here[:1]
    return sorted(seen)


def programs(packages):
    """Name → path."""
    owned = set(query("--listfiles", *packages).splitlines())
    found = {os.path.basename(p): p for p in owned if re.match(r"(/usr)?/s?bin/[^/]+$", p)}
    # Names that update-alternatives gave to one of their files: awk, c++, groovy …
    for link in pathlib.Path("/etc/alternatives").iterdir():
        if link.is_symlink() and os.readlink(link) in owned and os.path.exists(f"/usr/bin/{link.name}"):
            found.setdefault(link.name, f"/usr/bin/{link.name}")
    return found


class Machine:
    """Commands run in it see its programs and the variables given, and nothing else of this machine."""

    def __init__(self, folder, is_root=True):
        self.bin, self.is_root = folder / "machine", is_root
        self.environment = {"HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}
        self.path = [str(self.bin)]
        self.bin.mkdir()
        (folder / "home").mkdir()
        self.install([])
        python = f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})\nimport machine, pathlib\n"
        self.write("apt-get", python + f"machine.apt_get(pathlib.Path({str(self.bin)!r}), sys.argv[1:])\n")
        self.write("id", '#!/bin/sh\nif [ "$IS_ROOT" = yes ]; then echo 0; else echo 1000; fi\n')
        self.write("dpkg-query", "#!/bin/sh\nexit 1\n")  # install-deps shall install everything

    def write(self, name, text):
        write_program(self.bin, name, text)

    def install(self, packages):
        link_programs(self.bin, packages)

    def run(self, script, cwd, shell="bash -eo pipefail", is_root=None, **environment):
        """The finished process of a script, under the shell that the place runs it with."""
        name, *options = shlex.split(shell)
        root = self.is_root if is_root is None else is_root
        return subprocess.run(
            [f"{self.bin}/{name}", *options, "-c", script], cwd=cwd, capture_output=True, text=True, timeout=300,
            stdin=subprocess.DEVNULL,
            env={**self.environment, "PATH": ":".join(self.path), "IS_ROOT": "yes" if root else "no", **environment})


def write_program(folder, name, text):
    (folder / name).unlink(missing_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def link_programs(folder, packages):
    for name, path in programs(closure(packages)).items():
        if not os.path.lexists(folder / name):
            os.symlink(path, folder / name)


def apt_get(folder, arguments):
    if os.environ.get("IS_ROOT") != "yes":
        sys.exit("E: Unable to lock the administration directory, are you root?")
    words = iter(arguments)
    verb, *packages = [w for w in words if not (next(words) if w == "-o" else w.startswith("-"))]
    if verb not in ("update", "install"):
        sys.exit(f"E: Invalid operation {verb}")
    if "sudo" in packages:  # played, too: tests need no sudo
        packages.remove("sudo")
        write_program(folder, "sudo", '#!/bin/sh\nIS_ROOT=yes exec "$@"\n')
    link_programs(folder, packages)
