"""Trees of statements as text."""


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
            out += [pad + "try {", *render(n["a"], indent + 1), pad + f"}} catch ({n['h']}) {{",
                    *render(n["b"], indent + 1), pad + "}"]
    return out


def body(head, nodes, indent, braces):
    if len(nodes) == 1 and nodes[0]["k"] == "line" and not braces:
        return [head, *render(nodes, indent + 1)]
    return [head + " {", *render(nodes, indent + 1), "  " * indent + "}"]


def function_text(name, tree):
    return [f"static int {name}(int n) {{", *render(tree, 1), "}"]


def unit_text(programs):
    """programs: [(name, tree)]."""
    lines = ['#include "fuzz.h"', ""]
    for name, tree in programs:
        lines += function_text(name, tree) + [""]
    lines.append("extern const Program PROGRAMS[] = {")
    lines += [f'    {{"{name}", {name}}},' for name, _ in programs]
    lines += ["    {nullptr, nullptr},", "};", ""]
    return "\n".join(lines)
