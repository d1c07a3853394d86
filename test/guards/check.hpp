// What the test programs share: checks that count, an event log, death tests.
#ifndef RAII_TEST_CHECK_HPP
#define RAII_TEST_CHECK_HPP

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace test {

inline int checks = 0;
inline int failed = 0;

inline void check(bool ok, const char *text, const char *file, int line) {
  ++checks;
  if (!ok) {
    ++failed;
    std::printf("%s:%d: %s\n", file, line, text);
  }
}

inline void check_log(const std::string &got, const std::string &want,
                      const char *file, int line) {
  ++checks;
  if (got != want) {
    ++failed;
    std::printf("%s:%d: log is \"%s\", expected \"%s\"\n", file, line,
                got.c_str(), want.c_str());
  }
}

struct registered {
  const char *name;
  void (*body)();
  registered *next;
  static registered *&first() {
    static registered *head = nullptr;
    return head;
  }
  registered(const char *n, void (*b)()) : name(n), body(b), next(first()) {
    first() = this;
  }
};

// What happened, in order: words separated by blanks.
inline std::string log;
inline void say(const char *word) {
  if (!log.empty())
    log += ' ';
  log += word;
}
inline void say(const std::string &word) { say(word.c_str()); }
inline std::string take_log() {
  std::string taken;
  taken.swap(log);
  return taken;
}

// Whether running f ends the process by abort (std::terminate).
template <class F> bool aborts(F f) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    if (!std::freopen("/dev/null", "w", stderr))
      _exit(3);
    std::signal(SIGABRT, SIG_DFL);
    f();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

inline int run_all() {
  // Registered last comes first in the list: run in the order of the file.
  registered *reversed = nullptr;
  for (registered *r = registered::first(); r;) {
    registered *next = r->next;
    r->next = reversed;
    reversed = r;
    r = next;
  }
  for (registered *r = reversed; r; r = r->next) {
    const int before = failed;
    log.clear();
    r->body();
    if (failed != before)
      std::printf("in test %s\n", r->name);
  }
  std::printf("%d checks, %d failed\n", checks, failed);
  return failed || !checks ? 1 : 0;
}

} // namespace test

#define CHECK(...)                                                             \
  ::test::check(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__,        \
                __LINE__)
#define CHECK_LOG(want)                                                        \
  ::test::check_log(::test::take_log(), want, __FILE__, __LINE__)
#define TEST(name)                                                             \
  static void name();                                                          \
  static const ::test::registered name##_registered(#name, name);              \
  static void name()

int main() { return ::test::run_all(); }

#endif
