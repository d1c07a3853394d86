"""The resources that random programs use: how each is acquired, tested, used and released."""


class Shape:
    type = ""
    names = ()
    targets = ()  # the objects of a lock or state; empty for handles
    nullable = True  # the handle has a value for "not held"
    accepts_null = False
    throws = False  # the acquisition may throw
    on_failure = "N"
    uses = ()  # (text, may throw)
    hand_over = ""
    releases = ()
    result = False  # the release returns nonzero if it failed
    growable = False  # realloc may move it
    takes_old = False  # an acquisition takes what the variable holds

    def null(self, g):
        return g.null

    def declare(self, v, g):
        """Declarations without an acquisition."""
        return [f"{self.type}{v.name} = {self.null(g)};"]

    def held(self, v, g):
        return g.r.choice([v.name, f"{v.name} != {self.null(g)}"])

    def failed(self, v, g):
        return g.r.choice([f"!{v.name}", f"{v.name} == {self.null(g)}"])

    def release(self, v, g):
        return g.r.choice(self.releases).format(v=v.name)

    def call(self, g):
        raise NotImplementedError

    def forms(self, v, g, declare):
        """Ways to acquire: lines before the test, the test of failure or None, the test of success."""
        call = self.call(g)
        start = f"{self.type}{v.name} = {call};" if declare else f"{v.name} = {call};"
        forms = [{"before": [start], "test": self.failed(v, g), "good": self.held(v, g)}] * 3
        if not declare:
            forms = forms + [{"before": [], "test": f"({v.name} = {call}) == {self.null(g)}",
                              "good": f"({v.name} = {call}) != {self.null(g)}"}]
        return forms


class File(Shape):
    type, names = "FILE *", ("f", "in", "log")
    releases = ("fclose({v});",)
    result = True
    uses = (('fputs("x", {v});', False), ("print({v}, {i});", True))

    def call(self, g):
        return f'fopen("{g.id()}", "r")'


class Descriptor(Shape):
    type, names = "int ", ("fd", "sock")
    releases = ("close({v});",)
    result = True
    uses = (("said({i}, (int)write({v}, \"x\", 1));", False),)

    def null(self, g):
        return "-1"

    def held(self, v, g):
        return g.r.choice([f"{v.name} >= 0", f"{v.name} != -1"])

    def failed(self, v, g):
        return g.r.choice([f"{v.name} < 0", f"{v.name} == -1"])

    def call(self, g):
        return f'open("{g.id()}", O_RDONLY)'


class Memory(Shape):
    type, names = "char *", ("buf", "text")
    accepts_null = growable = True
    releases = ("free({v});",)
    uses = (("{v}[0] = 'x';", False), ("said({i}, {v}[1] = 'y');", False))

    def call(self, g):
        return f"(char *)malloc({8 * g.id()})"


class Line(Shape):
    type, names = "char *", ("line", "row")
    accepts_null, takes_old, on_failure = True, True, "H"
    releases = ("free({v});",)
    uses = (("said({i}, {v}[0] = 'x');", False),)

    def size(self, v):
        return f"{v.name}_size"

    def read(self, v):
        return f"getline(&{v.name}, &{self.size(v)}, stdin)"

    def declare(self, v, g):
        return [f"char *{v.name} = {self.null(g)};", f"size_t {self.size(v)} = 0;"]

    def forms(self, v, g, declare):
        test = g.r.choice([("< 0", ">= 0"), ("== -1", "!= -1")])
        return [{"before": self.declare(v, g) if declare else [], "test": f"{self.read(v)} {test[0]}",
                 "good": f"{self.read(v)} {test[1]}"}]


class Object(Shape):
    type, names = "Obj *", ("obj", "node")
    accepts_null, throws = True, True
    releases = ("delete {v};",)
    uses = (("{v}->touch({i});", True), ("said({i}, {v}->peek({i}));", False))

    def forms(self, v, g, declare):
        start = f"{self.type if declare else ''}{v.name} = new Obj({g.id()});"
        return [{"before": [start], "test": None}]


class Array(Object):
    type, names = "int *", ("items", "table")
    releases = ("delete[] {v};",)
    uses = (("{v}[0] = {i};", False), ("said({i}, {v}[1] = {i});", False))

    def forms(self, v, g, declare):
        start = f"{self.type if declare else ''}{v.name} = new int[{2 + g.id() % 7}];"
        return [{"before": [start], "test": None}]


class Widget(Shape):
    type, names = "Widget *", ("w", "icon")
    releases = ("widget_close({v});",)
    uses = (("widget_use({v}, {i});", False),)
    hand_over = "widget_keep({v});"

    def call(self, g):
        return f"widget_open({g.id()})"


class OutShape(Shape):
    def forms(self, v, g, declare):
        call = f"{self.function}({g.id()}, &{v.name})"
        before = [f"{self.type}{v.name} = {self.null(g)};"] if declare else []
        forms = [{"before": before, "test": f"{call} != 0", "good": f"{call} == 0"}] * 2
        if g.uses_rc:
            forms = forms + [{"before": [*before, f"rc = {call};"], "test": "rc != 0", "good": "rc == 0"}]
        elif declare:
            s = f"status{g.id()}"
            if not g.goto_style:
                forms = forms + [{"before": [*before, f"const int {s} = {call};"], "test": f"{s} != 0",
                                  "good": f"{s} == 0"}]
        return forms


class Session(OutShape):
    type, names, function = "Session *", ("session", "peer"), "session_create"
    accepts_null = True
    releases = ("session_destroy({v});",)
    uses = (("session_use({v}, {i});", False),)


class Connection(OutShape):
    type, names, function = "Conn *", ("conn", "link"), "conn_open"
    accepts_null, on_failure = True, "H"
    releases = ("conn_close({v});",)
    uses = (("said({i}, conn_status({v}));", False),)


class State(Shape):
    nullable = False
    enter = ""

    def forms(self, v, g, declare):
        return [{"before": [self.enter.format(v=v.name)], "test": None}]

    def release(self, v, g):
        return g.r.choice(self.releases).format(v=v.name)


class Lock(State):
    targets, enter, releases = ("m0", "m1", "m2"), "{v}.lock();", ("{v}.unlock();",)

    def forms(self, v, g, declare):
        forms = super().forms(v, g, declare) * 4
        return forms + [{"before": [], "test": f"!{v.name}.try_lock()", "good": f"{v.name}.try_lock()"}]


class PosixLock(State):
    targets, enter = ("pm0", "pm1", "pm2"), "pthread_mutex_lock(&{v});"
    releases = ("pthread_mutex_unlock(&{v});",)
    result = True


class Transaction(State):
    targets, enter, throws = ("db0", "db1"), "{v}.begin();", True
    releases = ("{v}.rollback();", "{v}.commit();", "{v}.commit();")


class Section(State):
    targets, enter, releases = ("sec0", "sec1"), "section_enter(&{v});", ("section_leave(&{v});",)


class Batch(State):
    targets, enter, releases = ("canvas0", "canvas1"), "{v}.beginBatch();", ("{v}.endBatch();",)


class Selected(State):
    """One function, whose argument says which way."""
    targets, enter, releases = ("lamp0", "lamp1"), "lamp_set(&{v}, 1);", ("lamp_set(&{v}, 0);",)


class Counted(State):
    targets, enter, releases = ("shared0", "shared1"), "shared_ref(&{v});", ("shared_unref(&{v});",)


SHAPES = (File(), File(), Descriptor(), Memory(), Object(), Array(), Widget(), Session(), Connection(), Lock(), Lock(),
          PosixLock(), Transaction(), Section(), Batch(),
          Line(), Selected(), Counted())
