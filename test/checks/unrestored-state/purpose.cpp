// RUN: %check_raii %s raii-unrestored-state %t
// States that stay changed on purpose. Each of these once got a guard that changed what the code does.
#include <filesystem>
#include <clocale>
#include <functional>
#include <memory>
#include <string>

struct Sink {
  bool write(const std::string &) noexcept;
};
struct Workers {
  bool post(std::function<void()>) noexcept;
};

// What could not be saved stays to be saved.
class Document {
public:
  bool save_ok(Sink &sink) {
    dirty_ = true;
    if (!sink.write(text_))
      return false;
    dirty_ = false;
    return true;
  }

private:
  bool dirty_ = false;
  std::string text_;
};

// Taken back where it failed; on success release() does it.
class Permits {
public:
  bool acquire_ok() {
    ++active_;
    if (active_ <= limit_)
      return true;
    --active_;
    return false;
  }
  void release() { --active_; }

private:
  int active_ = 0, limit_ = 4;
};

// The task counts down, or done() does.
class Queue {
public:
  void submit_ok(Workers &workers) {
    ++active_;
    if (workers.post([this] { --active_; }))
      return;
    --active_;
  }
  void post_ok(Workers &workers, std::function<void()> task) {
    ++level_;
    if (workers.post(task))
      return;
    --level_;
  }

private:
  int active_ = 0, level_ = 0;
};

class Link {
public:
  void begin_ok(int n) {
    busy_ = true;
    if (n > 3)
      return; // finished() is called when it answers
    start(n);
    busy_ = false;
  }
  void finished() { busy_ = false; }

private:
  void start(int n) noexcept;
  bool busy_ = false;
};

struct Session {
  int depth = 0;
  bool run() noexcept;
};
void session_free(Session *) noexcept;
bool deleted_ok(Session *s) {
  s->depth++;
  if (!s->run()) {
    delete s;
    return false;
  }
  s->depth--;
  return true;
}
bool freed_ok(Session *s) {
  const int before = s->depth;
  s->depth = 7;
  if (!s->run()) {
    session_free(s);
    return false;
  }
  s->depth = before;
  return true;
}
bool given_up_ok(std::unique_ptr<Session> &s) {
  s->depth++;
  if (!s->run()) {
    s.reset();
    return false;
  }
  s->depth--;
  return true;
}

// Where it could not be changed there is nothing to put back, and the caller wants to know why.
bool directory_ok(const std::filesystem::path &to, std::error_code &error) {
  const std::filesystem::path before = std::filesystem::current_path(error);
  if (error)
    return false;
  std::filesystem::current_path(to, error);
  if (error)
    return false;
  std::filesystem::current_path(before, error);
  return !error;
}

// setlocale gives the new one: this puts nothing back, ever.
bool locale_ok(int n) {
  const char *given = setlocale(LC_NUMERIC, "C");
  if (n > 3)
    return false;
  setlocale(LC_NUMERIC, given);
  return true;
}

// A reset is no end of what goes on, a helper of the same function is none either.
class Machine {
public:
  bool step_bad(int n);
  void reset() { busy_ = false; }

private:
  void run(int n) noexcept;
  bool busy_ = false;
};
bool Machine::step_bad(int n) {
  busy_ = true;
  if (n > 3)
    return false;
  run(n);
  busy_ = false;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'busy_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Machine::step_bad(int n) {
// CHECK-FIXES-NEXT:   busy_ = true;
// CHECK-FIXES-NEXT:   raii::scope_exit busy_guard([this] { busy_ = false; });
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   run(n);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// The call that changes it reports nothing here; the one that puts it back would overwrite the caller's error.
bool FN_error_code_bad(const std::filesystem::path &to, int n, std::error_code &error) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(to, error);
  if (error || n > 3)
    return false;
  std::filesystem::current_path(before, error);
  return true;
}
