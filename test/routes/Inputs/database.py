"""Makes a folder's copy with compile_commands.json: database.py FROM TO INCLUDE."""
import json
import pathlib
import shutil
import sys

source, target, include = map(pathlib.Path, sys.argv[1:])
shutil.rmtree(target, ignore_errors=True)
target.mkdir(parents=True)
entries = []
for file in sorted([*source.glob("*.cpp"), *source.glob("*.h")]):
    shutil.copy(file, target)
    if file.suffix == ".cpp":
        entries.append({"directory": str(target.resolve()), "file": file.name,
                        "arguments": ["clang++", "-std=c++17", f"-I{include.resolve()}", "-c", file.name]})
(target / "compile_commands.json").write_text(json.dumps(entries, indent=1))
