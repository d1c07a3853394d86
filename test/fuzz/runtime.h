// A run as runtime.cpp records it and judge.cpp reads it.
#pragma once
#include <cstdio>
#include <string>
#include <vector>

enum class Kind { File, Fd, Memory, Object, Array, Lock, Transaction, Widget, Session, Connection, Section, Batch, Lamp, Shared };
const char *const kindNames[] = {"file",        "fd",     "memory",  "object",     "array",   "lock",
                                 "transaction", "widget", "session", "connection", "section", "batch", "lamp", "shared"};

struct Resource {
  Kind kind;
  const void *key;
  const void *site;
  bool held;
};

/// + - h(anded over) u(sed) c(ommitted) w(ork) a(nswer) e(xit), or ! for what must never happen.
struct Event {
  char what;
  int a, b;
  bool operator==(const Event &o) const { return what == o.what && a == o.a && b == o.b; }
};

struct Point {
  unsigned char answer, arity;
};

inline std::string text(const Event &e) {
  char line[80];
  switch (e.what) {
  case '+': case '-': case 'h': case 'c':
    snprintf(line, sizeof line, "%c %s %d", e.what, kindNames[e.a], e.b);
    break;
  case '!':
    snprintf(line, sizeof line, "! %s %s", kindNames[e.b],
             e.a == 1 ? "acquired-while-held" : e.a == 2 ? "released-unborn" : e.a == 3 ? "released-twice"
             : e.a == 4 ? "used-while-not-held" : "released-as-another-kind");
    break;
  default:
    snprintf(line, sizeof line, "%c %d %d", e.what, e.a, e.b);
  }
  return line;
}

/// Thrown out of a run that has more events than anybody reads.
struct TooLong {};

/// What the mocks leave in errno after an acquisition or release that went well: of no meaning to anybody.
constexpr int ReleaseErrno = 77;

struct Recording {
  bool on = false;
  std::vector<Point> vector; // of this run: given answers first, then zeros as they are asked
  size_t asked = 0;
  std::vector<Event> events;
  std::vector<Resource> resources;
  bool calleeThrew = false;
  bool throwsMemory = false; // a callee may throw std::bad_alloc, too
  /// Which releases fail in this run: none, all, those of even or those of odd resources. One answer, so that a release
  /// more or less asks no more or less.
  int releasesFail = 0;
  unsigned random = 1;
  bool sampling = false;
};
extern Recording now;

/// The vector's answer to the next question: 0 … arity - 1.
int choose(int arity);
/// Forgets the last run; what comes is recorded until now.on is false.
void startRun();
