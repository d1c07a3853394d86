"""Random functions that acquire and release, right in places and forgetful in others; deterministic by seed.

A program is a tree of statements (see render.py), so that it can be reduced. What its author holds where is author.py's.
"""
from author import Author, Scope
from render import any_goto, program_text


class Generator(Author):
    def held_block(self, v, scope, form):
        failed = dict(self.states)
        self.put(v, "H")
        body = self.inside(scope, self.r.randint(1, 3))
        if self.states is not None and not self.chance(0.4) and not self.forgets() and self.state(v) == "H":
            body += self.release(v)
        self.states = self.merge([self.states, failed])
        return [{"k": "if", "c": form["good"], "a": body}]

    # -- work
    def use(self, scope):
        held = [v for v in self.visible() if self.state(v) == "H" and v.shape.uses]
        growable = [v for v in held if v.shape.growable]
        if growable and self.chance(0.3):
            grown = self.grow(self.r.choice(growable), scope)
            if grown:
                return grown
        may = self.chance(self.throwing) or self.covered(scope)
        if held and self.chance(0.6):
            v = self.r.choice(held)
            text, throws = self.r.choice(v.shape.uses)
            if not throws or may:
                if throws:
                    self.throws_now(scope)
                return [self.line(text.format(v=v.name, i=self.id()))]
        if may and self.chance(0.6):
            self.throws_now(scope)
            return [self.line(f"work({self.id()});")]
        # Whoever waits with a lock or a changed state is wrong in another way (raii-lock-across-suspension).
        waits = not self.handlers and all(v.shape.nullable or self.state(v) in ("N", "D") for v in self.visible())
        if self.wrapping == "coroutine" and waits and self.chance(0.4):
            return [self.line(f"co_await later({self.id()});")]
        return [self.line(f"step({self.id()});")]

    def condition(self, scope):
        roll = self.r.random()
        if roll < 0.2 and self.conditions:
            return self.r.choice(self.conditions)[0]
        if roll < 0.35:
            return self.r.choice(["n == 1", "n > 0", "n == 2"])
        if roll < 0.5:
            return f"attempt({self.id()}) < 0"
        return f"cond({self.id()})"

    # -- blocks
    def inside(self, scope, size, **more):
        """The statements of a nested block, with what it declares forgotten at its end."""
        inner = Scope(scope, **more)
        known = len(self.variables)
        conditions = len(self.conditions)
        body = self.block(inner, size)
        if self.states is not None:
            mine = self.variables[known:]
            for v in reversed(mine):
                if v.name not in self.states:
                    continue
                if self.state(v) not in ("N", "D", "X"):
                    if self.forgets() and (v.shape.nullable or inner.loop is None):
                        self.put(v, "X")
                    else:
                        body += self.release(v, at_exit=True)
        for v in self.variables[known:]:
            if self.states is not None:
                self.states.pop(v.name, None)
        del self.conditions[conditions:]
        return body

    def block(self, scope, size):
        out = []
        for _ in range(size):
            if self.states is None:
                break
            if self.budget <= 0:
                break
            self.budget -= 1
            made = self.statement(scope)
            out += made or []
        return out

    def statement(self, scope):
        roll = self.r.random()
        deep = scope.depth >= 3
        if roll < 0.26:
            return self.start_something(scope) or self.use(scope)
        if roll < 0.36:
            return self.finish_something(scope) or self.use(scope)
        if roll < 0.56 or deep:
            return self.use(scope)
        if roll < 0.72:
            return self.early_exit(scope)
        if roll < 0.82:
            return self.if_else(scope)
        if roll < 0.88:
            return self.loop(scope)
        if roll < 0.92:
            return self.switch(scope)
        if roll < 0.97 and not self.goto_style:
            return self.try_catch(scope)
        if roll < 0.985:
            return self.plain_block(scope)
        return self.name_condition(scope)

    def acquirable(self, scope):
        return [v for v in self.visible() if self.state(v) in (("N",) if v.shape.takes_old else ("N", "D"))
                and v.name not in scope.frozen]

    def start_something(self, scope):
        again = [v for v in self.acquirable(scope) if not v.shape.throws or self.covered(scope)
                 or self.chance(self.throwing)]
        if again and self.chance(0.6 if self.c_style else 0.25):
            v = self.r.choice(again)
            return self.acquire(v, scope, declare=False)
        if self.goto_style and scope.depth == 0:
            return None  # everything is declared at the top
        return self.acquire_new(scope)

    def finish_something(self, scope):
        held = [v for v in self.visible() if (self.state(v) in ("H", "M") or isinstance(self.state(v), tuple))
                and v.name not in scope.frozen]
        if not held:
            return None
        v = self.r.choice(held[-2:])
        if self.state(v) == "H" and v.shape.hand_over and self.chance(0.3):
            self.put(v, "D")
            return [self.line(v.shape.hand_over.format(v=v.name))]
        if self.state(v) == "H" and v.shape.result and self.release_results and self.chance(0.3):
            call = v.shape.release(v, self).rstrip(";")
            self.put(v, "D" if v.shape.nullable else "N")
            before = dict(self.states)
            out = [{"k": "if", "c": f"{call} != 0", "a": self.leave(scope)}]
            self.states = before
            return out
        return self.release(v)

    def early_exit(self, scope):
        before = dict(self.states)
        test = self.condition(scope)
        body = self.use(scope) if self.chance(0.3) else []
        body += self.leave(scope)
        self.states = before
        return [{"k": "if", "c": test, "a": body}]

    def if_else(self, scope):
        before = dict(self.states)
        test = self.condition(scope)
        then = self.inside(scope, self.r.randint(1, 3))
        after_then = self.states
        self.states = dict(before)
        other = self.inside(scope, self.r.randint(1, 2)) if self.chance(0.4) else []
        named = any(test == c for c, _ in self.conditions)
        result = self.merge([after_then, self.states])
        if result is not None and named and after_then is not None and self.states is not None:
            for name in result:
                if after_then[name] == "H" and self.states[name] == "N":
                    result[name] = ("C", test)
        self.states = result
        return [{"k": "if", "c": test, "a": then, "b": other}]

    def plain_block(self, scope):
        return [{"k": "block", "a": self.inside(scope, self.r.randint(1, 3))}]

    def name_condition(self, scope):
        if self.goto_style:
            return self.use(scope)
        name = f"c{self.id()}"
        self.conditions.append((name, scope.level))
        return [self.line(f"const bool {name} = cond({self.id()});")]

    def loop(self, scope):
        before = dict(self.states)
        opened = {v.name for v in self.visible() if self.state(v) == "N" and v.shape.nullable
                  and v.name not in scope.frozen and self.chance(0.4)}
        frozen = scope.frozen | (set(before) - opened)
        for name in opened:
            self.put(self.by_name[name], "L")
        record = {"breaks": [], "continues": [], "open": opened}
        head = self.r.choice(["while", "while", "for", "do"])
        lines = [v for v in self.visible() if v.shape.takes_old and self.state(v) in ("N", "H") and v.name in frozen]
        line = self.r.choice(lines) if lines and self.chance(0.6) else None
        if line:
            head = "lines"
            self.put(line, "H")
        for name in opened:
            self.states[name] = "N"  # only an acquisition makes sense first; see settle
        level, outer = scope.level, self.opened
        self.opened = outer | opened
        body = self.inside(scope, self.r.randint(1, 4), loop=record, switch=None, frozen=frozen, loop_level=level)
        if self.states is not None:
            inner = Scope(scope, loop=record, switch=None, frozen=frozen, loop_level=level)
            body += self.settle(inner)
        self.opened = outer
        ends = [self.states, *record["continues"], *record["breaks"]]
        if line:
            before[line.name] = "H"  # held even if there was nothing to read
        if head != "do":
            ends.append(before)
        self.states = self.merge(ends)
        i = self.id()
        if line:
            return [{"k": "while", "c": f"{line.shape.read(line)} != -1", "a": body}]
        if head == "while":
            return [{"k": "while", "c": f"more({i})", "a": body}]
        if head == "do":
            return [{"k": "do", "c": f"more({i})", "a": body}]
        return [{"k": "for", "c": f"int i{i} = 0; i{i} < n; ++i{i}", "a": body}]

    def switch(self, scope):
        before = dict(self.states)
        count = self.r.choice([2, 3])
        record = {"breaks": []}
        cases, falling = [], None
        for i in range(count):
            self.states = self.merge([before, falling])
            body = self.inside(scope, self.r.randint(1, 2), switch=record, switch_level=scope.level)
            if self.states is not None:
                if self.chance(0.85) or i == count - 1:
                    record["breaks"].append(self.states)
                    body.append(self.line("break;"))
                    falling = None
                else:
                    falling = self.states
            else:
                falling = None
            label = "default" if i == count - 1 and self.chance(0.7) else f"case {i}"
            cases.append({"l": label, "a": body})
        ends = list(record["breaks"])
        if cases[-1]["l"] != "default":
            ends.append(before)
        self.states = self.merge(ends)
        # What a callee can return at all is a limit (limits.md): without a default there is an answer that no case takes.
        answers = count + (cases[-1]["l"] != "default" or self.chance(0.5))
        return [{"k": "switch", "c": f"pick({self.id()}, {answers})", "cases": cases}]

    def try_catch(self, scope):
        if len(self.visible()) == 0 and self.chance(0.7):
            return self.use(scope)
        before = dict(self.states)
        thrown = []
        body = self.inside(scope, self.r.randint(1, 4), handler=thrown, try_level=scope.level)
        end = self.states
        if not thrown:
            if end is not None:
                thrown.append(dict(self.states))
                body.append(self.line(f"work({self.id()});"))
            else:
                self.states = before
                return self.use(scope)
        known = set(before)
        at_handler = self.merge([{k: s for k, s in t.items() if k in known} for t in thrown])
        types = self.r.choice(self.handler_types)
        handlers, ends = [], [end]
        for type_ in types:
            self.states = dict(at_handler)
            self.handlers += 1
            handlers.append({"h": type_, "b": self.handler(scope)})
            self.handlers -= 1
            ends.append(self.states)
        if types[-1] != "..." and scope.handler is not None:
            scope.handler.append(dict(at_handler))
        self.states = self.merge(ends)
        return [{"k": "try", "a": body, "handlers": handlers}]

    def handler(self, scope):
        handler = []
        if self.chance(0.5):
            handler += self.clean_up_some()
            if self.chance(0.6):
                self.throws_now(scope)
                handler.append(self.line("throw;"))
                self.states = None
            else:
                handler += self.leave(scope)
        else:
            handler += self.inside(scope, self.r.randint(0, 2))
        return handler

    def clean_up_some(self):
        out = []
        for v in reversed(self.visible()):
            if self.state(v) in ("N", "D", "X") or self.forgets():
                continue
            out += self.release(v)
        return out

    # -- the whole
    def function(self):
        scope = Scope()
        head = []
        if self.uses_rc:
            head.append(self.line("int rc = 0;"))
        if self.c_style:
            for shape in self.shapes:
                if shape.nullable:
                    v = self.new_variable(scope, shape)
                    self.put(v, "N")
                    head += [self.line(t) for t in shape.declare(v, self)]
                else:
                    v = self.new_variable(scope, shape)
                    if v:
                        self.put(v, "N")
        if self.goto_style:
            scope.goto = {"label": "out", "states": [], "level": scope.level}
        body = self.block(scope, 14)
        if self.states is not None:
            if self.goto_style:
                scope.goto["states"].append(dict(self.states))
            else:
                body += self.leave(scope, kinds=["return"])
        if self.goto_style and scope.goto["states"]:
            self.states = self.merge(scope.goto["states"])
            scope.goto = None
            if self.break_style:
                body = [{"k": "do", "c": "0", "a": body}]
            elif any_goto(body):
                body.append({"k": "label", "t": "out"})
            body += self.leave(scope, kinds=["return"])
        return head + body


def program(seed):
    g = Generator(seed)
    return {"body": g.function(), "wrapping": g.wrapping, "traits": g.traits}


if __name__ == "__main__":
    import sys
    for s in sys.argv[1:]:
        print("\n".join(program_text("p" + s, program(int(s)))))
