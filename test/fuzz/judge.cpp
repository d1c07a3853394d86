// Runs each program of a unit on every fault vector, before and after its fix, in one process.
//
//     UNIT [--cap=N] [--skip=NAME …] [--show=NAME VECTOR]
//
// The vectors of a program (runtime.cpp) are found by running it: each run says which questions it asked, and the next
// vector differs in the last answer that can still change. Beyond --cap the rest is sampled at random. The law of fixes is
// that of test/harness/faults.py.
//
//     F name vectors complete(0|1)
//     L name address leaking-vectors explicit caught thrown ended vector    an acquisition that leaks; see Way
//     W name what vector                         the program itself is wrong in another way
//     D name what vector                         after the fix it behaves differently
//     R name leaking-vectors                     vectors that still leak after the fix
#include "fuzz.h"
#include "runtime.h"
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
  into.tooLong = false;
  into.way = Way::Explicit;
  startRun();
  Event end{'e', 0, 0};
  try {
    const int n = choose(4);
    now.throwsMemory = p.traits & 2;
    now.releasesFail = p.traits & 1 ? choose(4) : 0;
    const int r = p.run(n);
    const int error = errno;
    now.on = false;
    end = {'e', r, error};
    if (now.calleeThrew)
      into.way = Way::Caught;
  } catch (const Error &e) {
    now.on = false;
    end = {'e', -1000 - e.id, 0};
    if (now.calleeThrew)
      into.way = Way::Thrown;
  } catch (const std::bad_alloc &) {
    now.on = false;
    end = {'e', -3000, 0};
    into.way = Way::Thrown;
  } catch (const TooLong &) {
    now.on = false;
    into.tooLong = true;
  } catch (...) {
    now.on = false;
    end = {'e', -3001, 0};
    into.way = Way::Thrown;
  }
  now.events.push_back(end);
  into.events = now.events;
  into.resources = now.resources;
  into.leaked.clear();
  for (size_t i = 0; i < now.resources.size(); ++i)
    if (now.resources[i].held)
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

/// Without the moments at which memory is given back, which no program can tell (~Obj() does nothing). That it is, and that
/// nobody uses it afterwards, the leaks and the complaints say.
std::vector<Event> visible(const std::vector<Event> &events) {
  std::vector<Event> out;
  for (const Event &e : events)
    if (e.what != '-' || (e.a != (int)Kind::Memory && e.a != (int)Kind::Object && e.a != (int)Kind::Array))
      out.push_back(e);
  return out;
}

/// What is wrong with the run after the fix, or nothing.
std::string compare(const Run &before, const Run &after) {
  if (const Event *c = after.complaint(); c && !before.complaint())
    return "now " + text(*c).substr(2);
  if (after.tooLong)
    return "does not end any more";
  const std::vector<Event> was = visible(before.events), is = visible(after.events);
  size_t i = 0;
  for (const Event &e : is) {
    if (i < was.size() && sameExit(was[i], e)) {
      ++i;
      continue;
    }
    bool missing = false;
    for (const int l : before.leaked)
      missing |= e.what == '-' && e.b == l;
    if (!missing)
      return (before.leaked.empty() ? "differs at " : "leaked before, and differs at ") + text(e);
  }
  if (i != was.size())
    return "lost " + text(was[i]);
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
  now.random = 12345;
  now.sampling = false;
  for (;;) {
    now.vector = vector;
    snprintf(currentVector, sizeof currentVector, "%s", text(vector).c_str());
    fixed = false;
    execute(before, was);
    now.vector.resize(now.asked);
    vector = now.vector;
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
      now.sampling = false;
      fixed = true;
      execute(after, is);
      const std::string what = compare(was, is);
      if (!what.empty() && different.insert(what).second && different.size() < 4)
        printf("D %s %s, vector %s\n", before.name, what.c_str(), text(vector).c_str());
      left += !is.leaked.empty();
    }
    now.vector = vector;
    if (vectors < cap) {
      while (!vector.empty() && vector.back().answer + 1 >= vector.back().arity)
        vector.pop_back();
      if (vector.empty())
        break;
      ++vector.back().answer;
    } else if (vectors < 2 * cap) { // the rest at random
      complete = false;
      now.sampling = true;
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
  now.vector.clear();
  for (const char *c = vector; *c; ++c)
    now.vector.push_back({(unsigned char)(*c - '0'), 9});
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
