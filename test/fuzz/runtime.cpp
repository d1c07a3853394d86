// Runs each program of a unit on every fault vector, before and after its fix, in one process.
//
//     UNIT [--cap=N] [--skip=NAME …] [--show=NAME VECTOR]
//
// A vector is the sequence of answers to the questions that a run asks: does this call fail, does it throw, is this
// condition true. The vectors of a program are found by running it: each run says which questions it asked, and the
// next vector differs in the last answer that can still change. Beyond --cap the rest is sampled at random.
//
// Differs from test/Inputs/fault_runtime.cpp, which runs one vector a process and logs to a file: here a vector takes
// microseconds, nothing is really opened, and the law of fixes (faults.py: compare) is judged here.
//
//     F name vectors complete(0|1)
//     L name address leaking-vectors explicit caught thrown ended vector    an acquisition that leaks; see Way
//     W name what vector                         the program itself is wrong in another way
//     D name what vector                         after the fix it behaves differently
//     R name leaking-vectors                     vectors that still leak after the fix
#include "events.h"
#include "fuzz.h"
#include <cstdarg>
#include <cstring>
#include <map>
#include <new>
#include <set>
#include <signal.h>
#include <string>
#include <vector>

extern const Program programs_before[];
extern const Program programs_after[];

namespace {

struct TooLong {};
/// What the mocks leave in errno after an acquisition or release that went well: of no meaning to anybody.
constexpr int ReleaseErrno = 77;

bool recording;
std::vector<Point> vector_; // the vector of this run: given answers first, then zeros as they are asked
size_t asked;
std::vector<Event> events;
std::vector<Resource> resources;
int loops[4096];
bool calleeThrew;
bool throwsMemory; // a callee may throw std::bad_alloc, too
bool releasesFail; // in this run; one answer for all, so that a release more or less asks no more or less
struct Read {
  const void *site;
  int times;
} linesRead[64]; // by the call; no container, which would allocate
alignas(16) char arena[1 << 16];
size_t arenaUsed;
unsigned random_ = 1;
bool sampling;

void event(char what, int a = 0, int b = 0) {
  if (!recording)
    return;
  if (events.size() > 400)
    throw TooLong();
  events.push_back({what, a, b});
}

/// The events of the callee itself must not throw TooLong where the mock is noexcept.
void quietly(char what, int a = 0, int b = 0) noexcept {
  if (recording && events.size() <= 4000)
    events.push_back({what, a, b});
}

int choose(int arity) {
  if (!recording)
    return 0;
  if (asked == vector_.size()) {
    if (asked > 4000)
      return 0; // the events will be too many soon
    unsigned char answer = 0;
    if (sampling && asked < 60) {
      random_ = random_ * 1664525u + 1013904223u;
      answer = (random_ >> 16) % 3 ? (random_ >> 20) % arity : 0;
    }
    vector_.push_back({answer, (unsigned char)arity});
  }
  const Point p = vector_[asked++];
  return p.answer < arity ? p.answer : 0;
}

void *take(size_t size) {
  void *p = arena + arenaUsed;
  arenaUsed += (size + 31) / 16 * 16;
  if (arenaUsed > sizeof arena - 4096)
    throw TooLong();
  return p;
}
bool inArena(const void *p) { return p >= arena && p < arena + sizeof arena; }

int indexOf(Kind kind, const void *key) {
  for (int i = (int)resources.size(); i-- > 0;)
    if (resources[i].kind == kind && resources[i].key == key)
      return i;
  return -1;
}

/// Locks, states and transactions leave errno alone, as unlock() and pthread_mutex_unlock() do, and so does giving
/// memory back (POSIX of 2024; glibc since 2.33).
bool touchesErrno(Kind kind) {
  return kind != Kind::Memory && kind != Kind::Object && kind != Kind::Array && kind != Kind::Lock && kind != Kind::Transaction && kind != Kind::Section && kind != Kind::Batch && kind != Kind::Lamp && kind != Kind::Shared;
}

void acquired(Kind kind, const void *key, const void *site) {
  if (!recording)
    return;
  const int old = indexOf(kind, key);
  if (old >= 0 && resources[old].held)
    quietly('!', 1, (int)kind); // taken while it is held
  if (touchesErrno(kind))
    errno = ReleaseErrno; // a call that succeeds may leave anything there
  resources.push_back({kind, key, site, true});
  quietly('+', (int)kind, (int)resources.size() - 1);
}

void released(Kind kind, const void *key, char how = '-') {
  if (!recording)
    return;
  const int i = indexOf(kind, key);
  if (i < 0 || !resources[i].held)
    return quietly('!', i < 0 ? 2 : 3, (int)kind); // 2: never acquired, 3: released already
  resources[i].held = false;
  quietly(how, (int)kind, i);
  if (touchesErrno(kind))
    errno = ReleaseErrno;
}

void used(Kind kind, const void *key, int id) {
  const int i = indexOf(kind, key);
  if (i < 0 || !resources[i].held)
    quietly('!', 4, (int)kind);
  quietly('u', i, id);
}

bool fails(int error) {
  if (!choose(2))
    return false;
  errno = error;
  return true;
}

void maybeThrow(int id) {
  const int what = choose(throwsMemory ? 3 : 2);
  if (!what)
    return;
  calleeThrew = true;
  if (what == 2)
    throw std::bad_alloc();
  throw Error{id};
}

} // namespace

#define SITE __builtin_return_address(0)

Mutex mutexes[4], m0, m1, m2;
pthread_mutex_t pm0, pm1, pm2;
Db db0, db1;
Canvas canvas0, canvas1;
Section sec0, sec1;
Lamp lamp0, lamp1;
Shared shared0, shared1;

extern "C" {
int cond(int id) {
  const int r = choose(2);
  event('a', id, r);
  return r;
}
int more(int id) {
  const int r = loops[id] < 2 ? choose(2) : 0;
  loops[id] += r;
  event('a', id, r);
  return r;
}
int pick(int id, int count) {
  const int r = choose(count);
  event('a', id, r);
  return r;
}
int attempt(int id) {
  const bool failed = fails(200 + id);
  event('a', id, failed);
  return failed ? -1 : 0;
}
void step(int id) { event('w', id); }
int value(int id) {
  event('w', id);
  return id;
}
void said(int id, int what) { event('w', id, what); }

FILE *__wrap_fopen(const char *, const char *) {
  if (fails(24))
    return nullptr;
  void *p = take(8);
  acquired(Kind::File, p, SITE);
  return (FILE *)p;
}
int releaseResult() {
  if (!releasesFail)
    return 0;
  errno = ReleaseErrno; // whoever does not look at the result has no use for it
  return -1;
}
int __wrap_fclose(FILE *f) {
  released(Kind::File, f);
  return releaseResult();
}
/// Keeps a buffer that there is, and makes one even if there is nothing to read, as glibc's does.
ssize_t __wrap_getline(char **line, size_t *size, FILE *) {
  if (*line) {
    used(Kind::Memory, *line, 0);
  } else {
    *line = (char *)take(64);
    *size = 64;
    acquired(Kind::Memory, *line, SITE);
  }
  Read *r = linesRead;
  while (r->site && r->site != SITE && r + 1 != linesRead + 64)
    ++r;
  r->site = SITE;
  if (r->times >= 2 || fails(26)) // so that loops end
    return -1;
  ++r->times;
  return 1;
}
int __wrap_fputs(const char *, FILE *f) {
  used(Kind::File, f, 0);
  return 1;
}
int __wrap_open(const char *, int, ...) {
  if (fails(23))
    return -1;
  const int fd = 3 + (int)resources.size();
  acquired(Kind::Fd, (const void *)(long)fd, SITE);
  return fd;
}
ssize_t __wrap_write(int fd, const void *, size_t) {
  used(Kind::Fd, (const void *)(long)fd, 0);
  return 1;
}
int __wrap_close(int fd) {
  released(Kind::Fd, (const void *)(long)fd);
  return releaseResult();
}
void *__wrap_malloc(size_t size) {
  if (fails(12))
    return nullptr;
  void *p = take(size);
  acquired(Kind::Memory, p, SITE);
  return p;
}
void *__wrap_realloc(void *old, size_t size) {
  if (fails(13))
    return nullptr;
  void *p = take(size);
  if (old)
    released(Kind::Memory, old);
  acquired(Kind::Memory, p, SITE);
  return p;
}
void __wrap_free(void *p) {
  if (p)
    released(Kind::Memory, p);
}
int __wrap_pthread_mutex_lock(pthread_mutex_t *m) {
  acquired(Kind::Lock, m, SITE);
  return 0;
}
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m) {
  released(Kind::Lock, m);
  return releasesFail ? 1 : 0;
}
Widget *widget_open(int) {
  if (fails(21))
    return nullptr;
  void *p = take(8);
  acquired(Kind::Widget, p, SITE);
  return (Widget *)p;
}
void widget_use(Widget *w, int id) { used(Kind::Widget, w, id); }
void widget_close(Widget *w) { released(Kind::Widget, w); }
void widget_keep(Widget *w) { released(Kind::Widget, w, 'h'); }
int session_create(int, Session **out) {
  if (fails(22))
    return -1;
  void *p = take(8);
  acquired(Kind::Session, p, SITE);
  *out = (Session *)p;
  return 0;
}
void session_use(Session *s, int id) { used(Kind::Session, s, id); }
void session_destroy(Session *s) {
  if (s)
    released(Kind::Session, s);
}
int conn_open(int, Conn **out) {
  void *p = take(8);
  acquired(Kind::Connection, p, SITE);
  *out = (Conn *)p;
  return fails(25) ? -1 : 0; // held, whatever it says
}
int conn_status(Conn *c) {
  used(Kind::Connection, c, 0);
  return 0;
}
void conn_close(Conn *c) {
  if (c)
    released(Kind::Connection, c);
}
void section_enter(Section *s) { acquired(Kind::Section, s, SITE); }
void section_leave(Section *s) { released(Kind::Section, s); }
void lamp_set(Lamp *l, int on) {
  if (on)
    acquired(Kind::Lamp, l, SITE);
  else
    released(Kind::Lamp, l);
}
void shared_ref(Shared *s) { acquired(Kind::Shared, s, SITE); }
void shared_unref(Shared *s) { released(Kind::Shared, s); }
} // extern "C"

void work(int id) {
  event('w', id);
  maybeThrow(id);
}
int compute(int id) {
  event('w', id);
  maybeThrow(id);
  return id;
}
void print(FILE *f, int id) {
  used(Kind::File, f, id);
  maybeThrow(id);
}

Obj::Obj(int id) {
  event('w', id);
  maybeThrow(id);
}
Obj::~Obj() {}
void Obj::touch(int id) {
  used(Kind::Object, this, id);
  maybeThrow(id);
}
int Obj::peek(int id) const noexcept {
  used(Kind::Object, this, id);
  return id;
}
void Mutex::lock() { acquired(Kind::Lock, this, SITE); }
bool Mutex::try_lock() {
  if (choose(2))
    return false;
  acquired(Kind::Lock, this, SITE);
  return true;
}
void Mutex::unlock() { released(Kind::Lock, this); }
void Db::begin() {
  maybeThrow(900);
  acquired(Kind::Transaction, this, SITE);
}
void Db::commit() noexcept { released(Kind::Transaction, this, 'c'); }
void Db::rollback() noexcept { released(Kind::Transaction, this); }
void Canvas::beginBatch() noexcept { acquired(Kind::Batch, this, SITE); }
void Canvas::endBatch() noexcept { released(Kind::Batch, this); }

extern "C" void *__real_malloc(size_t);
extern "C" void __real_free(void *);
static void *allocate(size_t size, Kind kind, const void *site) {
  if (!recording) {
    void *p = __real_malloc(size ? size : 1);
    if (!p)
      abort();
    return p;
  }
  if (choose(2)) {
    calleeThrew = true;
    throw std::bad_alloc();
  }
  void *p = take(size);
  acquired(kind, p, site);
  return p;
}
static void deallocate(void *p, Kind kind) noexcept {
  if (!inArena(p))
    return __real_free(p);
  const int i = indexOf(kind == Kind::Object ? Kind::Array : Kind::Object, p);
  if (i >= 0 && resources[i].held)
    quietly('!', 5, (int)kind); // delete of an array or the other way round
  released(kind, p);
}
void *operator new(size_t size) { return allocate(size, Kind::Object, SITE); }
void *operator new[](size_t size) { return allocate(size, Kind::Array, SITE); }
void operator delete(void *p) noexcept { deallocate(p, Kind::Object); }
void operator delete[](void *p) noexcept { deallocate(p, Kind::Array); }
void operator delete(void *p, size_t) noexcept { deallocate(p, Kind::Object); }
void operator delete[](void *p, size_t) noexcept { deallocate(p, Kind::Array); }

namespace {

enum class Way { Explicit, Caught, Thrown }; // no callee threw; one threw and was caught; it left the function

struct Run {
  std::vector<Event> events;
  std::vector<Resource> resources;
  std::vector<int> leaked; // indexes of resources
  Way way = Way::Explicit;
  bool tooLong = false;
  const Event *complaint() const {
    for (const Event &e : events)
      if (e.what == '!')
        return &e;
    return nullptr;
  }
};

const char *volatile current = "";
volatile bool fixed; // it is the fixed program that runs
char currentVector[512];

/// Not a local of a run: it must not allocate while recording.
void execute(const Program &p, Run &into) {
  events.clear();
  resources.clear();
  memset(loops, 0, sizeof loops);
  arenaUsed = 0;
  asked = 0;
  calleeThrew = false;
  memset(linesRead, 0, sizeof linesRead);
  into.tooLong = false;
  into.way = Way::Explicit;
  events.reserve(4100);
  resources.reserve(4100);
  vector_.reserve(4100);
  errno = 1;
  recording = true;
  Event end{'e', 0, 0};
  try {
    const int n = choose(4);
    throwsMemory = p.traits & 2;
    releasesFail = (p.traits & 1) && choose(2);
    const int r = p.run(n);
    const int error = errno;
    recording = false;
    end = {'e', r, error};
    if (calleeThrew)
      into.way = Way::Caught;
  } catch (const Error &e) {
    recording = false;
    end = {'e', -1000 - e.id, 0};
    if (calleeThrew)
      into.way = Way::Thrown;
  } catch (const std::bad_alloc &) {
    recording = false;
    end = {'e', -3000, 0};
    into.way = Way::Thrown;
  } catch (const TooLong &) {
    recording = false;
    into.tooLong = true;
  } catch (...) {
    recording = false;
    end = {'e', -3001, 0};
    into.way = Way::Thrown;
  }
  events.push_back(end);
  into.events = events;
  into.resources = resources;
  into.leaked.clear();
  for (size_t i = 0; i < resources.size(); ++i)
    if (resources[i].held)
      into.leaked.push_back((int)i);
}

std::string text(const std::vector<Point> &v) {
  std::string s;
  for (const Point &p : v)
    s += char('0' + p.answer);
  while (!s.empty() && s.back() == '0')
    s.pop_back();
  return s.empty() ? "0" : s;
}

bool sameExit(const Event &before, const Event &after) {
  // errno is read by callers of what reports a failure (here: a negative result) after a call that failed. What a
  // release left there means nothing; the guards preserve errno.
  const bool meant = before.a < 0 && before.b != ReleaseErrno && before.b != 1;
  return before == after || (before.what == 'e' && after.what == 'e' && before.a == after.a && !meant);
}

/// What is wrong with the run after the fix, or nothing.
std::string compare(const Run &before, const Run &after) {
  if (const Event *c = after.complaint(); c && !before.complaint())
    return "now " + text(*c).substr(2);
  if (after.tooLong)
    return "does not end any more";
  size_t i = 0;
  for (const Event &e : after.events) {
    if (i < before.events.size() && sameExit(before.events[i], e)) {
      ++i;
      continue;
    }
    bool missing = false;
    for (const int l : before.leaked)
      missing |= e.what == '-' && e.b == l;
    if (!missing)
      return (before.leaked.empty() ? "differs at " : "leaked before, and differs at ") + text(e);
  }
  if (i != before.events.size())
    return "lost " + text(before.events[i]);
  for (const int l : after.leaked) {
    bool old = false;
    for (const int o : before.leaked)
      old |= o == l;
    if (!old)
      return std::string("leaks now a ") + kindNames[(int)after.resources[l].kind];
  }
  return "";
}

struct Leak {
  int vectors = 0, ways[3] = {}; // vectors that leak it
  std::string first;
};

void judge(const Program &before, const Program &after, int cap) {
  std::map<const void *, Leak> leaks;
  std::set<const void *> ended; // acquisitions that some vector releases
  std::set<std::string> wrong, different;
  int vectors = 0, left = 0;
  bool complete = true;
  Run was, is;
  std::vector<Point> vector;
  current = before.name;
  random_ = 12345;
  sampling = false;
  for (;;) {
    vector_ = vector;
    snprintf(currentVector, sizeof currentVector, "%s", text(vector).c_str());
    fixed = false;
    execute(before, was);
    vector_.resize(asked);
    vector = vector_;
    ++vectors;
    if (was.tooLong) {
      complete = false;
    } else {
      if (const Event *c = was.complaint(); c && wrong.insert(text(*c).substr(2)).second)
        printf("W %s %s %s\n", before.name, text(*c).substr(2).c_str(), text(vector).c_str());
      for (const Resource &r : was.resources)
        if (!r.held)
          ended.insert(r.site);
      std::set<const void *> sites;
      for (const int l : was.leaked)
        sites.insert(was.resources[l].site);
      for (const void *s : sites) {
        Leak &k = leaks[s];
        if (!k.vectors++)
          k.first = text(vector);
        ++k.ways[(int)was.way];
      }
      sampling = false;
      fixed = true;
      execute(after, is);
      const std::string what = compare(was, is);
      if (!what.empty() && different.insert(what).second && different.size() < 4)
        printf("D %s %s, vector %s\n", before.name, what.c_str(), text(vector).c_str());
      left += !is.leaked.empty();
    }
    vector_ = vector;
    if (vectors < cap) {
      while (!vector.empty() && vector.back().answer + 1 >= vector.back().arity)
        vector.pop_back();
      if (vector.empty())
        break;
      ++vector.back().answer;
    } else if (vectors < 2 * cap) { // the rest at random
      complete = false;
      sampling = true;
      vector.clear();
    } else {
      break;
    }
  }
  for (const auto &[site, k] : leaks)
    printf("L %s %p %d %d %d %d %d %s\n", before.name, site, k.vectors, k.ways[0], k.ways[1], k.ways[2],
           (int)ended.count(site), k.first.c_str());
  if (left)
    printf("R %s %d\n", before.name, left);
  printf("F %s %d %d\n", before.name, vectors, (int)complete);
}

void show(const Program &p, const char *vector) {
  vector_.clear();
  for (const char *c = vector; *c; ++c)
    vector_.push_back({(unsigned char)(*c - '0'), 9});
  Run run;
  execute(p, run);
  for (const Event &e : run.events)
    printf("  %s\n", text(e).c_str());
  for (const int l : run.leaked)
    printf("  leaked: %s %d\n", kindNames[(int)run.resources[l].kind], l);
}

void crashed(int) {
  // A null pointer that the program itself uses is no fault of a fix.
  printf(fixed ? "D %s crashes, vector %s\n" : "W %s crashes, %s\n", current, currentVector);
  fflush(stdout);
  _exit(9);
}

} // namespace

int main(int argc, char **argv) {
  int cap = 4000;
  std::set<std::string> skipped;
  const char *shown = nullptr, *vector = "";
  for (int i = 1; i < argc; ++i) {
    if (strncmp(argv[i], "--cap=", 6) == 0)
      cap = atoi(argv[i] + 6);
    else if (strncmp(argv[i], "--skip=", 7) == 0)
      skipped.insert(argv[i] + 7);
    else if (strncmp(argv[i], "--show=", 7) == 0 && i + 1 < argc)
      shown = argv[i] + 7, vector = argv[++i];
  }
  for (const int s : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
    signal(s, crashed);
  const Program *after = programs_after;
  for (const Program *p = programs_before; p->name; ++p, ++after) {
    if (shown && strcmp(shown, p->name) == 0) {
      printf("before\n");
      show(*p, vector);
      printf("after\n");
      show(*after, vector);
    }
    if (!shown && !skipped.count(p->name))
      judge(*p, *after, cap);
    fflush(stdout);
  }
  printf("E end\n");
}
