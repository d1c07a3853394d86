# The lit suites: test/checks/<check>/, test/tool/, test/meta/ and what else lies below test/.
#
# Substitutions (beside lit's own):
#   %raii-tidy   the program                      %check_raii   check_raii.py, see its head
#   %plugin      the plugin's shared object       %clang-tidy   stock clang-tidy with the plugin loaded
#   %raii-clangd the language server              %edits       how many edits its test makes
#   %clangxx     clang++ of the supported LLVM    %python       this Python
#   %llvm        the folder of LLVM's programs
#   %source_root the repository                   %inputs       test/Inputs
# FileCheck, not, count, split-file, clang-apply-replacements and run-clang-tidy come from LLVM's own folder.
import os
import sys

import lit.formats

config.name = "raii-tidy"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".cpp", ".c", ".test"]
config.test_source_root = os.path.join(config.raii_source_root, "test")
config.test_exec_root = os.path.join(config.raii_binary_root, "test")
# Folders with runners of their own, and what is data.
config.excludes = ["Inputs", "unit", "guards", "catalogue", "bench", "corpus", "fuzz"]

config.environment["PATH"] = os.pathsep.join([config.llvm_tools_dir, os.environ.get("PATH", "")])
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
config.environment["LC_ALL"] = "C.UTF-8"
for kept in ("HOME", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "XDG_CACHE_HOME", "RAII_STRICT"):
    if kept in os.environ:
        config.environment[kept] = os.environ[kept]

# Fixes follow the nearest .clang-format; the repository's own is none of the tests'.
os.makedirs(config.test_exec_root, exist_ok=True)
with open(os.path.join(config.test_exec_root, ".clang-format"), "w") as unformatted:
    unformatted.write("DisableFormat: true\n")

raii_tidy = os.path.join(config.raii_binary_root, "bin", "raii-tidy")
plugin = os.path.join(config.raii_binary_root, "lib", "raii-tidy-plugin.so")
clang_tidy = os.path.join(config.llvm_tools_dir, "clang-tidy")
raii_clangd = os.path.join(config.raii_binary_root, "bin", "raii-clangd")
check_raii = os.path.join(config.test_source_root, "check_raii.py")
tools = f"--program={raii_tidy} --plugin={plugin} --llvm={config.llvm_tools_dir}"
config.substitutions += [
    ("%check_raii", f"{sys.executable} {check_raii} {tools}"),
    ("%raii-tidy", raii_tidy),
    ("%raii-clangd", raii_clangd),
    ("%edits", "1000" if "long" in lit_config.params else "160"),
    ("%plugin", plugin),
    ("%clang-tidy", f"{clang_tidy} -load {plugin}"),
    ("%clangxx", os.path.join(config.llvm_tools_dir, "clang++")),
    ("%llvm", config.llvm_tools_dir),
    ("%python", sys.executable),
    ("%source_root", config.raii_source_root),
    ("%inputs", os.path.join(config.test_source_root, "Inputs")),
]
if os.path.exists(raii_clangd):
    config.available_features.add("raii-clangd")
if os.path.exists(os.path.join(config.raii_source_root, "build/npm/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json")):
    config.available_features.add("sarif-validator")
if "long" in lit_config.params:
    config.available_features.add("long")
