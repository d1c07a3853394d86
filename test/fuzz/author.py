"""The author of a random program: what he holds at each place, how he acquires, releases and leaves.

The state of each resource is followed as its author would:

    N  not held, and the handle says so         H  held
    M  held, or else the handle says not        D  not held, but the handle still has its old value
    C  held exactly if a named condition is     X  nobody knows any more: not touched again

An exit releases what is held, unless the author forgets (the program's carelessness).
"""
import dataclasses
import random
import re

from shapes import SHAPES

RELEASE_WITH_RESULT = re.compile(r"((?:fclose|close|pthread_mutex_unlock)\(&?\w+\));$")
MERGES = {frozenset("NH"): "M", frozenset("NM"): "M", frozenset("HM"): "M", frozenset("ND"): "D"}


@dataclasses.dataclass
class Variable:
    name: str
    shape: object
    level: int  # of the block that declares it
    target: str = ""  # the object of a lock or state


RELEASES_FAIL, THROWS_MEMORY = 1, 2  # traits of Program, fuzz.h


class Scope:
    """Where a statement stands: what it may do and where its exits lead."""

    def __init__(self, parent=None, **more):
        self.loop = parent.loop if parent else None  # list of states at break, or None
        self.switch = parent.switch if parent else None
        self.handler = parent.handler if parent else None  # list of states at a throw, or None
        self.frozen = parent.frozen if parent else frozenset()
        self.level = parent.level + 1 if parent else 0
        self.goto = parent.goto if parent else None
        self.loop_level = parent.loop_level if parent else 0
        self.try_level = parent.try_level if parent else 0
        self.depth = parent.depth + 1 if parent else 0
        vars(self).update(more)


class Author:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.carelessness = self.r.choice([0, 0, 0.12, 0.25, 0.4])
        self.throwing = self.r.choice([0, 0.15, 0.4])
        self.goto_style = self.r.random() < 0.2
        # `do { … break; … } while (0);` in place of the label
        self.break_style = self.goto_style and seed % 2 == 0
        self.c_style = self.goto_style or self.r.random() < 0.25
        self.null = "NULL" if self.c_style else self.r.choice(["nullptr", "nullptr", "NULL"])
        self.ids = 0
        self.states = {}  # variable → state
        self.variables = []
        self.conditions = []  # (name, level): named conditions that never change
        self.used_targets = set()
        self.opened = set()  # acquired in a loop around: the next round finds them null
        self.names = set()
        self.uses_rc = self.c_style and self.r.random() < 0.6
        self.shapes = self.r.sample(list(SHAPES), self.r.choice([1, 1, 2, 2, 3, 4]))
        self.budget = self.r.randint(4, 22)
        self.wrapping = self.r.choice(["plain"] * 5 + ["lambda", "method", "template", "coroutine"])
        self.handlers = 0  # around the statement that is made
        # Programs of which the releases may fail, so that their results mean something.
        self.release_results = self.r.random() < 0.2
        self.traits = RELEASES_FAIL if self.release_results else 0
        # The handlers of a program say what its callees may throw (limits.md: Exceptions that no handler names).
        if self.chance(0.5):
            self.handler_types = [["..."], ["..."], ["const Error &"]]
        else:
            self.handler_types = [["..."], ["const Error &", "..."], ["const std::bad_alloc &", "const Error &"],
                                  ["const std::exception &", "..."]]
            self.traits |= THROWS_MEMORY

    # -- small helpers
    def id(self):
        self.ids += 1
        return self.ids

    def chance(self, p):
        return self.r.random() < p

    def forgets(self):
        return self.chance(self.carelessness)

    def line(self, text):
        return {"k": "line", "t": text}

    def state(self, v):
        return self.states.get(v.name, "N")

    def put(self, v, s):
        self.states[v.name] = s

    def visible(self, scope=None):
        return [v for v in self.variables if v.name in self.states]

    def covered(self, scope):
        """Whether an exception now leaves nothing held behind: for the careful."""
        return all(s in "ND" for name, s in self.states.items() if isinstance(s, str)) and not any(
            isinstance(s, tuple) for s in self.states.values()) or scope.handler is not None and all(
            self.states[v.name] in ("N", "D") for v in self.visible() if v.level > scope.try_level)

    def merge(self, many):
        """The state after ways that meet; many: list of dicts."""
        many = [m for m in many if m is not None]
        if not many:
            return None
        result = dict(many[0])
        for other in many[1:]:
            for name in list(result):
                if name not in other:
                    del result[name]
                    continue
                a, b = result[name], other[name]
                if a == b:
                    continue
                if isinstance(a, str) and isinstance(b, str):
                    m = MERGES.get(frozenset((a, b)), "X")
                    v = self.by_name[name]
                    if m == "M" and not v.shape.nullable:
                        m = "X"
                    result[name] = m
                else:
                    result[name] = "X"
        return result

    @property
    def by_name(self):
        return {v.name: v for v in self.variables}

    def throws_now(self, scope):
        """A callee may throw here: the handler sees these states."""
        if scope.handler is not None:
            scope.handler.append(dict(self.states))

    # -- statements that release
    def release(self, v, at_exit=False):
        """The statements that release v if it is held by its state; its new state."""
        s, shape = self.state(v), v.shape
        call = self.line(self.release_call(v))
        if s == "H":
            out = [call]
            # A careful C author tests all the same.
            if shape.nullable and self.chance(0.15 if self.c_style else 0.04):
                out = [{"k": "if", "c": shape.held(v, self), "a": [call]}]
        elif s == "M":
            out = [call] if shape.accepts_null and self.chance(0.5) else [
                {"k": "if", "c": shape.held(v, self), "a": [call]}]
        elif isinstance(s, tuple) and any(s[1] == name for name, _ in self.conditions):
            out = [{"k": "if", "c": s[1], "a": [call]}]
        elif isinstance(s, tuple):  # the condition's name has gone with its block
            self.put(v, "X")
            return []
        else:
            return []
        new = "D" if shape.nullable else "N"
        if not at_exit and shape.nullable and (
                self.chance(0.6) or scope_needs_null(self, v) or v.name in self.opened):
            if s == "H" or v.name in self.opened or not self.chance(0.3):
                out.append(self.line(f"{v.name} = {shape.null(self)};"))
            else:
                out[-1].get("a", out).append(self.line(f"{v.name} = {shape.null(self)};"))
            new = "N"
        self.put(v, new)
        return out

    def release_call(self, v):
        """The statement that releases v; in some programs its result is used."""
        text = v.shape.release(v, self)
        if not (self.release_results and v.shape.result and self.chance(0.3)):
            return text
        call = text.rstrip(";")
        if self.uses_rc and self.chance(0.4):
            return f"rc = {call};"
        return f"said({self.id()}, {call});"

    def grow(self, v, scope):
        """A reallocation of what is held: with the old handle kept until it went well, or lost when it failed."""
        call = f"(char *)realloc({v.name}, {8 * self.id()})"
        if self.chance(max(0.15, self.carelessness)):
            out = [self.line(f"{v.name} = {call};")]
            before = dict(self.states)
            self.put(v, "N")  # as its author thinks
            out.append({"k": "if", "c": v.shape.failed(v, self), "a": self.leave(scope)})
            self.states = before
            return out
        if self.goto_style:
            return None  # nothing is declared in the middle
        new = f"bigger{self.id()}"
        if self.chance(0.3):
            return [{"k": "if", "c": f"char *{new} = {call}", "a": [self.line(f"{v.name} = {new};")]}]
        before = dict(self.states)
        out = [self.line(f"char *{new} = {call};"), {"k": "if", "c": f"!{new}", "a": self.leave(scope)},
               self.line(f"{v.name} = {new};")]
        self.states = before
        return out

    def clean_up(self, level, keep=(), stays=False):
        """Releases of everything declared deeper than level, last acquired first; the forgetful leave some out.

        stays: the function goes on, and may come here again; a lock that was forgotten would be taken twice.
        """
        out = []
        order = [v for v in reversed(self.visible()) if v.level > level and v.name not in keep]
        if self.chance(0.08):
            self.r.shuffle(order)
        for v in order:
            if self.state(v) in ("N", "D", "X"):
                continue
            if self.forgets() and not (stays and not v.shape.nullable):
                self.put(v, "X")
                continue
            out += self.release(v, at_exit=True)
        return out

    # -- ways out
    def result(self):
        if self.uses_rc and self.chance(0.6):
            return "rc"
        roll = self.r.random()
        if roll < 0.7:
            return str(self.r.choice([-1, 0, 1, self.id()]))
        if roll < 0.85:
            return f"value({self.id()})"
        return "n"

    def leave(self, scope, failing=None, kinds=None):
        """Statements that leave; the state is dead afterwards."""
        choices = kinds or self.leave_kinds(scope)
        kind = self.r.choice(choices)
        keep = (failing.name,) if failing else ()
        if kind == "goto":
            out = []
            for v in reversed(self.visible()):
                if v.level > scope.goto["level"] and v.name not in keep and self.state(v) not in ("N", "D", "X"):
                    if self.forgets():
                        continue
                    out += self.release(v)
            if self.uses_rc and self.chance(0.6):
                out.append(self.line(f"rc = {self.r.choice([-1, -2, 1])};"))
            scope.goto["states"].append(dict(self.states))
            out.append(self.line("break;" if self.break_style else f"goto {scope.goto['label']};"))
        elif kind == "return":
            out = self.clean_up(-1, keep)
            last = RELEASE_WITH_RESULT.match(out[-1]["t"]) if out and out[-1]["k"] == "line" else None
            if last and self.release_results and self.chance(0.5):
                call = last.group(1)
                out[-1] = self.line(self.r.choice([f"return {call};", f"return {call} == 0 ? {self.result()} : -1;"]))
            else:
                out.append(self.line(f"return {self.result()};"))
        elif kind == "throw":
            level = scope.try_level if scope.handler is not None else -1
            out = self.clean_up(level, keep)
            self.throws_now(scope)
            out.append(self.line(f"throw Error{{{self.id()}}};"))
        else:
            out = self.clean_up(scope.loop_level if kind == "continue" or scope.switch is None else scope.switch_level, keep,
                                stays=True)
            target = scope.loop if kind == "continue" or scope.switch is None else scope.switch
            if kind == "continue":
                out += self.settle(scope)
                scope.loop["continues"].append(dict(self.states))
            else:
                target["breaks"].append(dict(self.states))
            out.append(self.line(f"{kind};"))
        self.states = None
        return out

    def leave_kinds(self, scope):
        kinds = []
        jumps = scope.goto and not (self.break_style and (scope.loop is not None or scope.switch is not None))
        if jumps:
            kinds += ["goto"] * 8
        kinds += ["return"] * (1 if jumps else 6)
        if not self.c_style or scope.handler is not None:
            kinds += ["throw"] * 2
        if scope.loop is not None and scope.switch is None:
            kinds += ["break", "continue"] * 2
        elif scope.loop is not None:
            kinds += ["continue"] * 2
        return kinds

    def settle(self, scope):
        """At the end of a round of a loop: what the loop may acquire is free again."""
        out = []
        for name in scope.loop["open"]:
            v = self.by_name[name]
            if self.state(v) in ("H", "M") or isinstance(self.state(v), tuple):
                if v.shape.nullable and self.forgets():
                    continue
                out += self.release(v)
        return out

    # -- acquisitions
    def new_variable(self, scope, shape):
        if shape.targets:
            free = [t for t in shape.targets if t not in self.used_targets]
            if not free:
                return None
            target = free[0]
            self.used_targets.add(target)
            name = target
        else:
            target = ""
            name = next(n for n in [*shape.names, *(f"{shape.names[0]}{i}" for i in range(2, 40))]
                        if n not in self.names)
            self.names.add(name)
        v = Variable(name, shape, scope.level, target)
        self.variables.append(v)
        return v

    def failed_branch(self, v, scope):
        """What a failed acquisition leads to: statements that leave. The state is that of the failure."""
        before = dict(self.states)
        self.put(v, v.shape.on_failure)
        if v.shape.on_failure == "H":
            out = [] if self.forgets() else self.release(v, at_exit=True)
        else:
            out = []
        out += self.leave(scope)
        self.states = before
        return out

    def acquire_new(self, scope):
        shape = self.r.choice(self.shapes)
        v = self.new_variable(scope, shape)
        if v is None:
            return None
        if shape.throws and not self.covered(scope) and not self.chance(self.throwing):
            self.variables.pop()
            self.used_targets.discard(v.target)
            return None
        return self.acquire(v, scope, declare=True)

    def acquire(self, v, scope, declare):
        """Statements that acquire v, test for failure as the shape asks, and leave it held."""
        shape = v.shape
        out = []
        if shape.throws:
            self.throws_now(scope)
        self.put(v, "N")
        forms = shape.forms(v, self, declare)
        form = self.r.choice(forms)
        out += [self.line(t) for t in form["before"]]
        if form["test"]:
            if declare is not None and self.chance(0.12) and scope.depth < 3 and shape.on_failure == "N":
                # if (f) { … } instead of leaving
                out += self.held_block(v, scope, form)
                return out
            bad = self.failed_branch(v, scope)
            out.append({"k": "if", "c": form["test"], "a": bad})
        out += [self.line(t) for t in form.get("after", [])]
        self.put(v, "H")
        return out


def scope_needs_null(generator, v):
    return generator.c_style and generator.chance(0.5)
