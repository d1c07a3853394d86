// The events of a run, for runtime.cpp.
#pragma once
#include <cstdio>
#include <string>

namespace {

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

std::string text(const Event &e) {
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

} // namespace
