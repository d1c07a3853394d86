"""Trees of statements as text."""
import re


def any_goto(nodes):
    text = "\n".join(render(nodes, 0))
    return "goto out;" in text


def render(nodes, indent):
    """The lines of a block's statements."""
    pad = "  " * indent
    out = []
    for n in nodes:
        k = n["k"]
        if k == "line":
            out.append(pad + n["t"])
        elif k == "label":
            out.append("  " * (indent - 1) + n["t"] + ":")
        elif k == "if":
            out += body(pad + f"if ({n['c']})", n["a"], indent, braces=bool(n.get("b")))
            if n.get("b"):
                out += body(pad + "else", n["b"], indent, braces=True)
        elif k in ("while", "for"):
            out += body(pad + f"{k} ({n['c']})", n["a"], indent, braces=True)
        elif k == "do":
            out += [pad + "do {", *render(n["a"], indent + 1), pad + f"}} while ({n['c']});"]
        elif k == "block":
            out += [pad + "{", *render(n["a"], indent + 1), pad + "}"]
        elif k == "switch":
            out.append(pad + f"switch ({n['c']}) {{")
            for c in n["cases"]:
                out += [pad + c["l"] + ": {", *render(c["a"], indent + 1), pad + "}"]
            out.append(pad + "}")
        elif k == "try":
            out += [pad + "try {", *render(n["a"], indent + 1)]
            for h in n["handlers"]:
                out += [pad + f"}} catch ({h['h']}) {{", *render(h["b"], indent + 1)]
            out.append(pad + "}")
    return out


def body(head, nodes, indent, braces):
    if len(nodes) == 1 and nodes[0]["k"] == "line" and not braces:
        return [head, *render(nodes, indent + 1)]
    return [head + " {", *render(nodes, indent + 1), "  " * indent + "}"]


def program_text(name, program):
    """A function, or what else may hold the statements: a lambda, a method, a template, a coroutine."""
    body, wrapping = program["body"], program["wrapping"]
    if wrapping == "lambda":
        return [f"static int {name}(int n) {{", "  auto run = [&]() -> int {", *render(body, 2), "  };", "  return run();", "}"]
    if wrapping == "method":
        return ["namespace {", f"struct Of_{name} {{", "  int run(int n);", "};", "}", f"int Of_{name}::run(int n) {{", *render(body, 1), "}",
                f"static int {name}(int n) {{ return Of_{name}().run(n); }}"]
    if wrapping == "coroutine":
        lines = [re.sub(r"\breturn\b", "co_return", line) for line in render(body, 1)]
        return [f"static Coroutine in_{name}(int n) {{", *lines, "}", f"static int {name}(int n) {{ return finish(in_{name}(n)); }}"]
    if wrapping == "template":
        return [f"template <typename N> static int in_{name}(N n) {{", *render(body, 1), "}",
                f"static int {name}(int n) {{ return in_{name}(n); }}"]
    return [f"static int {name}(int n) {{", *render(body, 1), "}"]


def unit_of_texts(programs):
    """programs: [(name, lines, traits)]."""
    lines = ['#include "fuzz.h"', ""]
    for _, text, _ in programs:
        lines += [*text, ""]
    lines.append("extern const Program PROGRAMS[] = {")
    lines += [f'    {{"{name}", {name}, {traits}}},' for name, _, traits in programs]
    lines += ["    {nullptr, nullptr, 0},", "};", ""]
    return "\n".join(lines)


def unit_text(programs):
    """programs: [(name, program)]."""
    return unit_of_texts([(name, program_text(name, program), program["traits"]) for name, program in programs])
