"""Functions of a test by their names: _bad must be reported, _ok must not; FN_ and FP_ are the known limits."""
import re

NAME = re.compile(r"\b((?:FN_|FP_)?\w*_(?:bad|ok))\s*\(")


def functions(text):
    """(name, first line, last line) of each function definition whose name ends in _bad or _ok, in order.

    Textual on purpose: the tests are written for it. A definition is a matching name whose parameter list is followed
    by a brace before any semicolon.
    """
    plain = _without_comments_and_strings(text)
    found = []
    for match in NAME.finditer(plain):
        closing = _matching(plain, match.end() - 1, "(", ")")
        if closing is None:
            continue
        opening = re.compile(r"[^;{}]*?\{").match(plain, closing + 1)
        # A call in an expression is followed by an operator or a semicolon, not by a body.
        if not opening or re.search(r"[=,)+?]", plain[closing + 1:opening.end() - 1].replace("->", "")):
            continue
        end = _matching(plain, opening.end() - 1, "{", "}")
        if end is None:
            continue
        # A constructor or function-try-block may go on after the brace.
        handler = re.compile(r"\s*catch\s*\([^)]*\)\s*\{").match(plain, end + 1)
        while handler:
            end = _matching(plain, handler.end() - 1, "{", "}")
            handler = re.compile(r"\s*catch\s*\([^)]*\)\s*\{").match(plain, end + 1)
        found.append((match.group(1), plain.count("\n", 0, match.start()) + 1, plain.count("\n", 0, end) + 1))
    return found


def expected(name):
    """Whether a finding is expected in a function of this name."""
    if name.startswith("FN_"):
        return False
    if name.startswith("FP_"):
        return True
    return name.endswith("_bad")


def violations(text, lines_with_findings):
    """Sentences about functions whose name contradicts what was found."""
    said = []
    for name, first, last in functions(text):
        hit = any(first <= line <= last for line in lines_with_findings)
        if expected(name) and not hit:
            said.append(f"line {first}: {name} has no finding")
        elif not expected(name) and hit:
            said.append(f"line {first}: {name} has a finding")
    return said


def _matching(text, at, opening, closing):
    depth = 0
    for i in range(at, len(text)):
        if text[i] == opening:
            depth += 1
        elif text[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return None


def _without_comments_and_strings(text):
    """The same text with comments and literals blanked; newlines stay."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)
