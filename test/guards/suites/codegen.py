"""codegen/: pairs of functions whose assembly must be equal."""
import re

from suites.common import CLANG, GXX, HERE, ROOT, Result, is_clang, label, run


def tests(suite):
    for src in sorted((HERE / "codegen").glob("*.cpp")):
        for cc in (GXX, CLANG):
            for opt in ("-O2", "-O3") if suite.long else ("-O2",):
                for extra in ([], ["-fno-exceptions"]):
                    name = f"{src.relative_to(ROOT)} [{label(cc)} {' '.join([opt] + extra)}]"
                    yield name, check, (suite, name, src, cc, opt, extra)


def assembly(suite, src, cc, flags):
    """The instructions of each extern "C" function of a unit, with its own name and its labels made neutral.
    A function's cold part (exception landing, at -O2 in a section of its own) belongs to it."""
    asm = suite.scratch / (re.sub(r"\W+", "_", f"{src.name} {cc} {' '.join(flags)}") + ".s")
    code, text = run([cc, "-std=c++17", "-I", str(suite.include), "-S", "-fno-asynchronous-unwind-tables", "-g0"] +
                     ([] if is_clang(cc) else ["-fno-ipa-icf"]) + flags + [str(src), "-o", str(asm)])
    if code:
        raise RuntimeError(text)
    found, current = {}, None
    for line in asm.read_text().splitlines():
        m = re.match(r"([A-Za-z_][\w.]*):", line)
        if m:
            current = re.sub(r"\.(cold|part)(\.\d+)?$", "", m.group(1))
            found.setdefault(current, [])
            continue
        if re.match(r"\s*\.(section|text)\b", line) or re.match(r"\s*\.size\b", line):
            if ".size" in line:
                current = None
            continue
        line = line.split("#")[0].strip()
        if current is None or not line or line.startswith(".cfi") or re.match(r"\.(p2align|globl|type|byte|uleb|long|align|set|addrsig)", line):
            continue
        if re.match(r"\.L\w+:$", line) or line.startswith(".L") or not line.startswith("."):
            found[current].append(line)
    result = {}
    for name, lines in found.items():
        order, out = {}, []
        for line in lines:
            if re.match(r"\.L(FB|FE|LSDA|FSB|VL|COLD|HOT|func|cst_|tmp|EHB|EHE)\w*:", line):
                continue
            line = re.sub(r"\b" + re.escape(name) + r"(\.cold)?\b", "SELF", line)
            line = re.sub(r"\.L\w+", lambda m: order.setdefault(m.group(0), f".L{len(order)}"), line)
            out.append(re.sub(r"\s+", " ", line))
        result[name] = out
    return result


def check(suite, name, src, cc, opt, extra):
    text = src.read_text()
    try:
        got = assembly(suite, src, cc, [opt] + extra)
    except RuntimeError as e:
        return Result(name, "failed", str(e))
    pairs = re.findall(r"^// (EQUAL|NOT LARGER): (\w+) (\w+)$", text, re.M)
    if not pairs:
        return Result(name, "failed", "no pairs")
    wrong = []

    def instructions(f):
        return [l for l in got[f] if not l.endswith(":")]
    for relation, a, b in pairs:
        if a not in got or b not in got or not instructions(a) or not instructions(b):
            wrong.append(f"{a} or {b} not found in the assembly")
        elif relation == "EQUAL" and got[a] != got[b]:
            wrong.append(f"{a} ({len(instructions(a))} instructions) differs from {b} ({len(instructions(b))}):\n" +
                         "\n".join(got[a]) + "\n  --\n" + "\n".join(got[b]))
        elif relation == "NOT LARGER" and len(instructions(a)) > len(instructions(b)):
            wrong.append(f"{a} has {len(instructions(a))} instructions, {b} {len(instructions(b))}")
    return Result(name, "failed" if wrong else "passed", "\n".join(wrong))
