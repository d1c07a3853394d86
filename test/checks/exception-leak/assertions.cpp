// RUN: %check_raii %s raii-exception-leak %t
// Invariants: an assertion that throws, and the bounds of what an object owns.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <vector>

[[noreturn]] void report_and_throw(const char *text, int line);
#define MUST(condition)                                                                                                                    \
  while (!(condition))                                                                                                                     \
  report_and_throw("check failed: " #condition, __LINE__)
#define VERIFY(condition) ((condition) ? (void)0 : throw std::logic_error(#condition))
#define THROW_IF(condition)                                                                                                                \
  if (condition)                                                                                                                           \
  throw std::runtime_error("no")

inline bool is_true(bool condition) { return condition; }
bool always_true() {
  if (is_true(false))
    throw 1; // never
  return true;
}

struct Peer {
  int weight;
};
struct Connection {
  Peer *peer() const;
  int send(const char *text);
  Peer *Known;
};
struct Pointer {
  explicit operator bool() const { return C; }
  bool operator!() const { return !C; }
  Connection *operator->() const { return C; }
  Connection *C;
};

void of_an_object_ok(const Pointer &c) {
  char *p = (char *)malloc(3);
  MUST(c);
  MUST(!c->Known);
  free(p);
}

bool never_throws_ok() {
  char *p = (char *)malloc(3);
  const bool all = always_true();
  free(p);
  return all;
}

int own_keys_ok(const std::map<int, int> &m) {
  char *p = (char *)malloc(3);
  int total = 0;
  for (auto it = m.begin(); it != m.end(); ++it)
    total += m.at(it->first);
  for (const auto &each : m)
    total += m.at(each.first);
  free(p);
  return total;
}

int key_of_another_bad(const std::map<int, int> &m, const std::map<int, int> &other) {
  char *p = (char *)malloc(3);
  int total = 0;
  for (const auto &each : m)
    total += other.at(each.first);
  free(p);
  return total;
}
// CHECK-MESSAGES: :[[@LINE-7]]:21: warning: 'p' is not released when 'at' throws [raii-exception-leak]

void asserted_ok(Connection *c) {
  char *p = (char *)malloc(3);
  MUST(c);
  MUST(c->peer());
  VERIFY(c->Known->weight >= 0 && c->peer());
  free(p);
}

static int checked(const Connection *c) {
  VERIFY(c != nullptr);
  return c->Known->weight;
}

int asserted_by_callee_ok(Connection *c) {
  char *p = (char *)malloc(3);
  const int weight = checked(c);
  free(p);
  return weight;
}

// What the condition does may fail.
void asks_how_it_went_bad(Connection *c) {
  char *p = (char *)malloc(3);
  MUST(c->send(p) == 0);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-4]]:21: warning: 'p' is not released when 'report_and_throw' throws [raii-exception-leak]

// It does not say its condition: a test like any other.
static int tested(const Connection *c) {
  THROW_IF(!c);
  return c->Known->weight;
}

int tests_bad(const Connection *c) {
  char *p = (char *)malloc(3);
  const int weight = tested(c);
  free(p);
  return weight;
}
// CHECK-MESSAGES: :[[@LINE-5]]:21: warning: 'p' is not released when 'tested' throws [raii-exception-leak]

// A handler is entered all the same.
int caught_ok(Connection *c) {
  char *p = (char *)malloc(3);
  try {
    VERIFY(c);
  } catch (const std::logic_error &) {
    free(p);
    return -1;
  }
  free(p);
  return 0;
}

class Blocks {
public:
  int first(int wanted) const;
  int sum(unsigned n) const;
  int named(int key) const;
  int bounded(int wanted) const;
  int aborted(int wanted) const;
  int rounded(int wanted) const;

private:
  std::vector<int> All;
  std::map<int, int> Names;
};

int Blocks::sum(unsigned n) const {
  char *p = (char *)malloc(n);
  unsigned i = n / 2;
  int total = 0;
  do
    total += All.at(i++);
  while (i != n);
  free(p);
  return total;
}

int Blocks::first(int wanted) const {
  char *p = (char *)malloc(3);
  const int found = All.at(wanted);
  free(p);
  return found;
}
// CHECK-MESSAGES: :[[@LINE-5]]:21: warning: 'p' is not released when 'at' throws [raii-exception-leak]

int Blocks::named(int key) const {
  char *p = (char *)malloc(3);
  const int next = key + 1, found = Names.at(next);
  free(p);
  return found;
}
// CHECK-MESSAGES: :[[@LINE-5]]:21: warning: 'p' is not released when 'at' throws [raii-exception-leak]

int Blocks::bounded(int wanted) const {
  char *p = (char *)malloc(3);
  if (wanted < 0 || wanted >= (int)All.size()) {
    free(p);
    return -1;
  }
  const int found = All.at(wanted);
  free(p);
  return found;
}

void process_abort();

int Blocks::aborted(int wanted) const {
  char *p = (char *)malloc(3);
  if (wanted < 0 || wanted >= (int)All.size())
    process_abort();
  const int found = All.at(wanted);
  free(p);
  return found;
}

int Blocks::rounded(int wanted) const {
  char *p = (char *)malloc(3);
  if (wanted < 0)
    wanted = 0;
  const int found = All.at(wanted);
  free(p);
  return found;
}
// CHECK-MESSAGES: :[[@LINE-7]]:21: warning: 'p' is not released when 'at' throws [raii-exception-leak]
