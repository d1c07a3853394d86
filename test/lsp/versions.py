"""What raii-clangd remembers of a file's last version never shows: each version's findings are those of a server that sees it first.

    versions.py SERVER ROOT [--edits=N]
"""
import pathlib
import random
import re
import shutil
import sys
import time

import case
import toolkit
from case import Lsp, ours

EDITS = 30

PRELUDE = "#include <cstdio>\n"
# Quiet until what close_log() does changes.
CALLER = """
int read_log(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return close_log(f), n;
  fclose(f);
  return 0;
}
"""


def filled(text, does):
    return text.replace("BODY", does)


def said(diagnostics):
    """Of each finding of ours the line, the code, the text and the notes; the file's own name does not count."""
    return sorted((d["range"]["start"]["line"], d["code"], d["message"],
                   tuple((n["location"]["range"]["start"]["line"], n["message"]) for n in d.get("relatedInformation", [])))
                  for d in ours(diagnostics))


class Versions(Lsp):
    def say(self, *texts, header=None, wanted):
        """Opens a file with the first text and changes it to the others; how many findings each has."""
        if header is not None:
            self.write("log.h", header)
        a = self.write("a.cpp", texts[0])
        server = self.server or self.start()
        server.open(a)
        counts = [len(self.findings(a))]
        for version, text in enumerate(texts[1:], 1):
            server.change(a, text, version)
            counts.append(len(self.findings(a, version)))
        self.assertEqual(counts, wanted)
        return a

    def test_function_itself(self):
        text = PRELUDE + "void close_log(FILE *f) { fclose(f); }" + CALLER
        self.say(text, text.replace("close_log(f), n;", "n;"), text, wanted=[0, 1, 0])

    def test_callee(self):
        helper = PRELUDE + "void close_log(FILE *f) { BODY }" + CALLER
        self.say(filled(helper, "fclose(f);"), filled(helper, "fputc(1, f);"), filled(helper, "fclose(f);"), wanted=[0, 1, 0])

    def test_callee_of_callee(self):
        helper = PRELUDE + "void finish(FILE *f) { BODY }\nvoid close_log(FILE *f) { finish(f); }" + CALLER
        self.say(filled(helper, "fclose(f);"), filled(helper, "fputc(1, f);"), filled(helper, "fclose(f);"), wanted=[0, 1, 0])

    def test_callee_by_a_macro(self):
        helper = (PRELUDE + "#define close_log(f) finish(f)\nvoid finish(FILE *f) { BODY }" + CALLER)
        self.say(filled(helper, "fclose(f);"), filled(helper, "fputc(1, f);"), filled(helper, "fclose(f);"), wanted=[0, 1, 0])

    def test_macro(self):
        helper = PRELUDE + "#define close_log(f) BODY" + CALLER
        self.say(filled(helper, "fclose(f)"), filled(helper, "fputc(1, f)"), filled(helper, "fclose(f)"), wanted=[0, 1, 0])

    def test_macro_that_another_body_defines(self):
        helper = PRELUDE + "void other() {\n#define close_log(f) BODY\n}" + CALLER
        self.follow(helper, "fclose(f)", "fputc(1, f)")

    def test_condition_on_what_another_body_defines(self):
        helper = PRELUDE + "void other() {\nBODY\n}" + CALLER.replace("    return close_log", "#ifdef KEEP\n    return n;\n#endif\n    return fclose(f), close_log").replace("close_log(f), n", "n")
        self.follow(helper, "", "#define KEEP")

    def test_condition_inside(self):
        helper = PRELUDE + "void close_log(FILE *f) {\n#if BODY\n  fclose(f);\n#endif\n}" + CALLER
        self.follow(helper, "1", "0")

    # clangd reads no bodies of headers: what their functions do with a handle is not known.
    def test_callee_by_a_function_of_a_header(self):
        header = "#pragma once\n#include <cstdio>\nvoid finish(FILE *f);\ninline void deep(FILE *f) { finish(f); }\ninline void close_log(FILE *f) { deep(f); }\n"
        body = '#include "log.h"\nvoid finish(FILE *f) { BODY }' + CALLER
        self.say(filled(body, "fclose(f);"), filled(body, "fputc(1, f);"), filled(body, "fclose(f);"), header=header, wanted=[0, 0, 0])

    def test_callee_by_a_function_whose_body_says_its_type(self):
        header = "#pragma once\n#include <cstdio>\nvoid finish(FILE *f);\ninline auto close_log(FILE *f) { finish(f); return 0; }\n"
        body = '#include "log.h"\nvoid finish(FILE *f) { BODY }' + CALLER
        self.say(filled(body, "fclose(f);"), filled(body, "fputc(1, f);"), filled(body, "fclose(f);"), header=header, wanted=[0, 1, 0])

    def test_callee_by_a_macro_of_a_header(self):
        header = "#pragma once\n#include <cstdio>\nvoid finish(FILE *f);\n#define close_log(f) finish(f)\n"
        body = '#include "log.h"\nvoid finish(FILE *f) { BODY }' + CALLER
        self.say(filled(body, "fclose(f);"), filled(body, "fputc(1, f);"), filled(body, "fclose(f);"), header=header, wanted=[0, 1, 0])

    def test_destructor(self):
        body = """#include <mutex>
struct Unlock { std::mutex &m; ~Unlock() { BODY } };
int read_log(std::mutex &m, int n) {
  m.lock();
  Unlock unlock{m};
  if (n)
    return n;
  m.unlock();
  return 0;
}
"""
        self.follow(body, "m.unlock();", "")

    def test_global_that_another_function_writes(self):
        body = PRELUDE + """static int keep = 0;
int other() { BODY return keep; }
int read_log(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (keep)
    fclose(f);
  return n;
}
"""
        self.follow(body, "keep = 1;", "")

    def test_value_of_a_global(self):
        body = PRELUDE + """constexpr int mode() { return BODY; }
static const int keep = mode();
int read_log(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (keep == 0)
    fclose(f);
  return n;
}
"""
        self.follow(body, "0", "1")

    def test_words_of_try(self):
        body = PRELUDE + """void work(int);
int read_log(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  work(n);
  fclose(f);
  return 0;
}
void other() {
  BODY
}
"""
        self.follow(body, "work(1);", "try { work(1); } catch (...) { puts(\"x\"); throw; }")

    def test_state_that_another_method_ends(self):
        body = """struct Job { bool busy_; void run(int n); void stop(); };
void work();
void Job::stop() { BODY }
void Job::run(int n) {
  busy_ = true;
  if (n)
    return;
  work();
  busy_ = false;
}
"""
        self.follow(body, "busy_ = false;", "work();")

    def test_callee_that_puts_a_state_back(self):
        body = """struct Job { bool busy_; void run(int n); void done(); };
void work();
void Job::done() { BODY }
void Job::run(int n) {
  busy_ = true;
  if (n) {
    done();
    return;
  }
  work();
  busy_ = false;
}
"""
        self.follow(body, "busy_ = false;", "work();")

    STEPS = """#include <set>
bool store(int) noexcept;
struct Index { std::set<int> numbers; bool add(int n); bool add_twice(int n, int m); };
bool Index::add_twice(int n, int m) {
  numbers.insert(m);
  if (!store(m))
    return false;
  return n < m;
}
bool Index::add(int n) {
  numbers.insert(n);
  if (!store(n)) {
    BODY
    return false;
  }
  return true;
}
"""

    def test_step_that_another_method_undoes(self):
        self.follow(self.STEPS, "", "numbers.erase(n);")

    def test_step_that_no_other_method_undoes_any_more(self):
        self.follow(self.STEPS, "numbers.erase(n);", "")

    FIELD = PRELUDE + """struct Local { FILE *output; };
void shut(Local *local) { fclose(local->output); }
void begin(Local *local, const char *command) { BODY }
"""

    def test_field_that_another_function_fills(self):
        self.follow(self.FIELD, "", 'local->output = popen(command, "w");')

    def test_field_that_another_function_fills_otherwise(self):
        self.follow(self.FIELD, 'local->output = fopen(command, "w");', 'local->output = popen(command, "w");')

    def test_callee_of_a_guard(self):
        body = """namespace std { namespace experimental {
template <class F> struct scope_exit { F f; explicit scope_exit(F g) : f(g) {} ~scope_exit() { f(); } };
} }
void work();
static void finish() { BODY }
void run() {
  std::experimental::scope_exit guard([] { finish(); });
  work();
}
"""
        self.follow(body, "", "throw 1;")

    def test_header(self):
        body = '#include "log.h"' + CALLER.replace("close_log(f)", "step(n)")
        header = "#pragma once\n#include <cstdio>\nBODY step(int n);\n"
        a = self.say(body, body + "// edited\n", header=filled(header, "[[noreturn]] void"), wanted=[0, 0])
        log = self.write("log.h", filled(header, "void"))
        self.server.notify("textDocument/didSave", textDocument={"uri": log.as_uri()})
        # The first answer may come from the preamble of what was there before.
        for version in range(2, 20):
            self.server.change(a, body + f"// edited {version}\n", version)
            if len(self.findings(a, version)) == 1:
                return
        self.fail("the changed header is not seen")

    def test_pairs_of_the_user(self):
        a = self.say(toolkit.UNSAFE, wanted=[0])
        self.write(".raii-tidy.yaml", toolkit.TOY)
        self.server.change(a, toolkit.UNSAFE + "// edited\n", 1)
        self.assertEqual(len(self.findings(a, 1)), 1)

    def test_option_of_the_analysis(self):
        text = """#include <cstdio>
void step();
void run() {
  FILE *f = fopen("a", "w");
  if (!f)
    return;
  step();
  fclose(f);
}
"""
        self.write(".clang-tidy", "CheckOptions:\n  RaiiMayThrow: visible\n")
        a = self.say(text, text + "// edited\n", wanted=[0, 0])
        self.write(".clang-tidy", "CheckOptions:\n  RaiiMayThrow: unknown\n")
        for version in range(2, 12):  # clangd looks for new options now and then
            self.server.change(a, text + f"// edited {version}\n", version)
            if len(self.findings(a, version)) == 1:
                return
            time.sleep(1)
        self.fail("the changed option is not seen")

    def follow(self, body, before, after):
        """Each version, and the last once more with a comment, says what a file says that is seen first, and that differs."""
        fresh = [self.fresh(filled(body, does)) for does in (before, after)]
        self.assertNotEqual(*fresh)
        self.say(filled(body, before), filled(body, after), filled(body, after) + "// edited\n",
                 wanted=[len(f) for f in fresh + fresh[1:]])

    def fresh(self, text):
        """What a file says that the server has not seen before."""
        server = self.server or self.start()
        self.count = getattr(self, "count", 0) + 1
        path = self.write(f"fresh{self.count}.cpp", text)
        server.open(path)
        found = said(server.wait_for(path, 0))
        server.notify("textDocument/didClose", textDocument={"uri": path.as_uri()})
        return found

    def test_callee_that_is_a_constant_expression(self):
        body = PRELUDE + """constexpr int mode() { int m = BODY; return m; }
int read_log(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  constexpr int keep = mode();
  if (keep == 0)
    fclose(f);
  return n;
}
"""
        self.follow(body, "0", "1")

    def test_callee_whose_body_says_its_type(self):
        body = PRELUDE + """auto opened(const char *path) { return BODY; }
void read_log(const char *path) {
  auto *f = opened(path);
  if (f)
    fputc(1, f);
}
"""
        self.follow(body.replace("fputc(1, f)", "(void)*f"), "(const char *)path", "fopen(path, \"r\")")

    def test_constructor_that_settles_a_test(self):
        body = """#include <cstdio>
#include <stdexcept>
class Log {
public:
  explicit Log(int size) : size_(size) { BODY }
  void step() {
    if (size_ < 0)
      throw std::runtime_error("size");
  }

private:
  const int size_;
};
void run(Log &log) {
  FILE *f = fopen("a", "w");
  if (!f)
    return;
  log.step();
  fclose(f);
}
"""
        self.follow(body, "if (size_ < 0) throw std::runtime_error(\"size\");", "")

    def test_callee_by_a_template_whose_body_says_its_type(self):
        header = "#pragma once\n#include <cstdio>\nvoid finish(FILE *f);\ntemplate <class T> auto close_log(T f) { finish(f); return 0; }\n"
        body = '#include "log.h"\nvoid finish(FILE *f) { BODY }' + CALLER
        self.say(filled(body, "fclose(f);"), filled(body, "fputc(1, f);"), filled(body, "fclose(f);"), header=header, wanted=[0, 1, 0])

    def test_demand_of_another_argument(self):
        body = PRELUDE + """struct Log { int size; };
static void must(const FILE *f, const Log *log) {
  if (!BODY)
    throw 1;
}
void run(const Log *log) {
  FILE *f = fopen("a", "w");
  if (!f)
    return;
  must(f, log);
  fclose(f);
}
"""
        self.follow(body, "f", "log")

    def test_condition_behind_a_function_that_returns_it(self):
        body = PRELUDE + """bool same(bool condition) { return BODY; }
void step() {
  if (same(false))
    throw 1;
}
void run() {
  FILE *f = fopen("a", "w");
  if (!f)
    return;
  step();
  fclose(f);
}
"""
        self.follow(body, "condition", "!condition")

    def test_end_of_the_process_elsewhere(self):
        body = PRELUDE + """struct Other { void quit(); };
static Other other;
int calls = 0;
void self_destruct() { puts("x"); BODY }
int run(int n) {
  FILE *f = fopen("a", "w");
  if (!f)
    return -1;
  if (n) {
    self_destruct();
    return 1;
  }
  fclose(f);
  return 0;
}
"""
        self.follow(body, "other.quit();", "++calls;")

    def test_helpers_that_change_at_random(self):
        """What is asked of a helper gets another answer, or the same from other words."""
        text = """#include <cstdio>
#include <cstdlib>
struct Box { int count; };
struct Job { bool busy_; int n_; int size(); void done(); void run(int n); };
static Box *kept;
static int mode = 0;
int code(int n);
void finish(FILE *f) { @ }
void close_log(FILE *f, int n) { if (n > 7) close_log(f, n - 1); else finish(f); }
int deeper(int n) { return code(n); }
int code(int n) { @ }
void keep(Box &b) { @ }
void other() { @ }
int Job::size() { @ }
void Job::done() { @ }
int by_code(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (code(n) != 1)
    return 2;
  fclose(f);
  return 0;
}
int by_deeper(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  deeper(n);
  fclose(f);
  return 0;
}
int by_helper(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return close_log(f, n), n;
  fclose(f);
  return 0;
}
int by_mode(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (mode == 0)
    fclose(f);
  return 0;
}
int by_keeping(int n) {
  Box *b = new Box{n};
  keep(*b);
  return n;
}
int by_size(Job job) {
  FILE *f = nullptr;
  if (job.n_ == 0)
    f = fopen("a", "r");
  job.size();
  if (job.n_ == 0 && f)
    fclose(f);
  return 0;
}
void Job::run(int n) {
  busy_ = true;
  if (n) {
    done();
    return;
  }
  size();
  busy_ = false;
}
"""
        choices = [["fclose(f);", "fputc(1, f);", "if (f) fclose(f);", "fputc(2, f); fclose(f);"],
                   ["return 1;", "return n;", "exit(n);", "throw n;", "{ return 1; }", "puts(\"x\"); return 1;"],
                   ["b.count++;", "kept = &b;", "b.count = 2;"],
                   ["mode = 1;", "", "puts(\"y\");"],
                   ["return n_;", "return ++n_;", "return n_ ;", "return n_ + 1;"],
                   ["busy_ = false;", "n_ = 0;", ""]]
        rng, said_of = random.Random(11), {}
        state = [0] * len(choices)

        def version():
            parts = text.split("@")
            return "".join(part + (choices[i][state[i]] if i < len(choices) else "") for i, part in enumerate(parts))
        a = self.write("a.cpp", version())
        server = self.start()
        server.open(a)
        self.findings(a)
        for v in range(1, 2 * EDITS + 1):
            i = rng.randrange(len(choices))
            state[i] = rng.randrange(len(choices[i]))
            server.change(a, version() + f"// {v}\n", v)
            now = said(server.wait_for(a, v))
            if tuple(state) not in said_of:
                said_of[tuple(state)] = self.fresh(version())
            self.assertEqual(now, said_of[tuple(state)], f"version {v}:\n{version()}")
        self.assertGreater(len({str(x) for x in said_of.values()}), 6, "the helpers change no finding: they test nothing")

    def test_random_edits(self):
        """Statements taken out, doubled or exchanged in the example's sources: each version as one seen first."""
        server, rng = self.start(), random.Random(7)
        example = pathlib.Path(case.ROOT) / "examples" / "legacy"
        shutil.copytree(example, self.folder, dirs_exist_ok=True)
        paths = sorted(self.folder.glob("*.cpp"))
        changed = 0
        for path in paths:
            text = path.read_text()
            server.open(path, text)
            before = said(server.wait_for(path, 0))
            for version in range(1, EDITS // len(paths) + 2):
                lines = text.split("\n")
                inner = [i for i, line in enumerate(lines) if re.match(r"^  +[a-z].*;$", line)]
                if len(inner) < 2:
                    break
                i, j = rng.sample(inner, 2)
                what = rng.randrange(3)
                if what == 0:
                    del lines[i]
                elif what == 1:
                    lines.insert(j, lines[i])
                else:
                    lines[i], lines[j] = lines[j], lines[i]
                text = ("\n".join(lines) if rng.random() < 0.7 else path.read_text()) + f"// {version}\n"
                server.change(path, text, version)
                now = said(server.wait_for(path, version))
                changed += now != before
                before = now
                self.assertEqual(now, self.fresh(text), f"{path.name}, version {version}:\n{text}")
        self.assertGreater(changed, 3, "the edits change no finding: they test nothing")


if __name__ == "__main__":
    case.SERVER, case.ROOT = sys.argv[1:3]
    toolkit.ROOT = case.ROOT
    for a in sys.argv[3:]:
        if a.startswith("--edits="):
            EDITS = max(EDITS, int(a.split("=")[1]) // 5)
    toolkit.run([a for a in sys.argv[3:] if not a.startswith("--edits=")])
