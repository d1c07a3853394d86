// RUN: %check_raii %s raii-unrestored-state %t
#include <cstdio>
#include <ios>
#include <ostream>
#include <stdexcept>
#include <vector>

extern bool verbose;
extern int level;
bool parse(const char *) noexcept;
void load(const char *) noexcept;
void must(bool ok) {
  if (!ok)
    throw std::runtime_error("failed");
}

class Reader {
public:
  bool saved_bad(const char *text);
  bool flag_bad(const char *text);
  void depth_bad(const char *text);
  void throwing_bad(const char *text);
  void caught_ok(const char *text);
  void wrapped_ok(const char *text);
  bool busy_ok(const char *text);
  bool validity_ok(const char *text);
  void counter_ok(const char *text);
  bool backtrack_ok(const char *text);
  bool finish_ok(const char *text);
  bool copied_ok(const char *text);

private:
  bool fail() {
    busy_ = false;
    return false;
  }
  int mode_ = 0, depth_ = 0, count_ = 0;
  const char *at_ = nullptr;
  bool busy_ = false, valid_ = false;
};

bool Reader::saved_bad(const char *text) {
  const int old = mode_;
  mode_ = 3;
  if (!parse(text))
    return false;
  load(text);
  mode_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'mode_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::saved_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore mode_guard(mode_);
// CHECK-FIXES-NEXT:   mode_ = 3;
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::flag_bad(const char *text) {
  busy_ = true;
  if (!text)
    return false;
  load(text);
  busy_ = false;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'busy_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::flag_bad(const char *text) {
// CHECK-FIXES-NEXT:   busy_ = true;
// CHECK-FIXES-NEXT:   raii::scope_exit busy_guard([this] { busy_ = false; });
// CHECK-FIXES-NEXT:   if (!text)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

void Reader::depth_bad(const char *text) {
  ++depth_;
  if (depth_ > 100)
    return;
  if (parse(text))
    load(text);
  --depth_;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'depth_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: void Reader::depth_bad(const char *text) {
// CHECK-FIXES-NEXT:   ++depth_;
// CHECK-FIXES-NEXT:   raii::scope_exit depth_guard([this] { --depth_; });
// CHECK-FIXES-NEXT:   if (depth_ > 100)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   if (parse(text))
// CHECK-FIXES-NEXT:     load(text);
// CHECK-FIXES-NEXT: }

void Reader::throwing_bad(const char *text) {
  const bool old = verbose;
  verbose = false;
  must(text != nullptr);
  verbose = old;
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'verbose' is changed and not put back when 'must' throws [raii-unrestored-state]
// CHECK-FIXES: void Reader::throwing_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore verbose_guard(verbose);
// CHECK-FIXES-NEXT:   verbose = false;
// CHECK-FIXES-NEXT:   must(text != nullptr);
// CHECK-FIXES-NEXT: }

int global_bad(const char *text) {
  const int before = level;
  level += 1;
  for (const char *p = text; *p; ++p)
    if (*p == 'x')
      return -1;
  level = before;
  return before;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'level' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int global_bad(const char *text) {
// CHECK-FIXES-NEXT:   const int before = level;
// CHECK-FIXES-NEXT:   level += 1;
// CHECK-FIXES-NEXT:   raii::scope_exit level_guard([before] { level = before; });
// CHECK-FIXES-NEXT:   for (const char *p = text; *p; ++p)
// CHECK-FIXES-NEXT:     if (*p == 'x')
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:   return before;
// CHECK-FIXES-NEXT: }

bool several_bad(const char *text, bool *quiet) {
  bool old = *quiet;
  *quiet = true;
  if (!text) {
    *quiet = old;
    return false;
  }
  if (!parse(text))
    return false;
  load(text);
  *quiet = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-11]]:3: warning: '*quiet' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool several_bad(const char *text, bool *quiet) {
// CHECK-FIXES-NEXT:   raii::restore quiet_guard(*quiet);
// CHECK-FIXES-NEXT:   *quiet = true;
// CHECK-FIXES-NEXT:   if (!text) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

void stream_bad(std::ostream &out, const std::vector<double> &all) {
  const std::streamsize old = out.precision(3);
  for (double d : all) {
    if (d < 0)
      return;
    out << d;
  }
  out.precision(old);
}
// CHECK-MESSAGES: :[[@LINE-8]]:31: warning: what 'precision' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: void stream_bad(std::ostream &out, const std::vector<double> &all) {
// CHECK-FIXES-NEXT:   const std::streamsize old = out.precision(3);
// CHECK-FIXES-NEXT:   raii::scope_exit out_guard([&out, old] { out.precision(old); });
// CHECK-FIXES-NEXT:   for (double d : all) {
// CHECK-FIXES-NEXT:     if (d < 0)
// CHECK-FIXES-NEXT:       return;
// CHECK-FIXES-NEXT:     out << d;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

void stream_flags_bad(std::ostream &out, int n) {
  const std::ios_base::fmtflags old = out.flags();
  out.flags(std::ios_base::hex);
  if (n < 0)
    return;
  out << n;
  out.flags(old);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: what 'flags' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: void stream_flags_bad(std::ostream &out, int n) {
// CHECK-FIXES-NEXT:   const std::ios_base::fmtflags old = out.flags();
// CHECK-FIXES-NEXT:   out.flags(std::ios_base::hex);
// CHECK-FIXES-NEXT:   raii::scope_exit out_guard([&out, old] { out.flags(old); });
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   out << n;
// CHECK-FIXES-NEXT: }

// Put back on every path.

void Reader::caught_ok(const char *text) {
  const int old = mode_;
  mode_ = 1;
  try {
    must(text != nullptr);
  } catch (...) {
    mode_ = old;
    throw;
  }
  mode_ = old;
}

struct Restore {
  explicit Restore(int &v) : v(v), old(v) {}
  ~Restore() { v = old; }
  int &v, old;
};
void Reader::wrapped_ok(const char *text) {
  Restore keep(mode_);
  mode_ = 1;
  must(text != nullptr);
}

bool Reader::busy_ok(const char *text) {
  busy_ = true;
  if (!parse(text)) {
    busy_ = false;
    return false;
  }
  load(text);
  busy_ = false;
  return true;
}

// Not a bracket: invalid until the end is reached.
bool Reader::validity_ok(const char *text) {
  valid_ = false;
  if (!parse(text))
    return false;
  load(text);
  valid_ = true;
  return true;
}

void Reader::counter_ok(const char *text) {
  ++count_;
  if (!parse(text))
    return;
  ++count_;
}

// Put back on failure only: a step undone, not a bracket.
bool Reader::backtrack_ok(const char *text) {
  const char *old = at_;
  at_ = text;
  if (!parse(text)) {
    at_ = old;
    return false;
  }
  return true;
}

// A visible function puts it back.
bool Reader::finish_ok(const char *text) {
  busy_ = true;
  if (!parse(text))
    return fail();
  load(text);
  busy_ = false;
  return true;
}

bool Reader::copied_ok(const char *text) {
  const int old = mode_;
  if (!parse(text))
    return false;
  return old == 3;
}

// What is changed dies with the function.
bool local_ok(const char *text) {
  int mode = 0;
  const int old = mode;
  mode = 1;
  if (!parse(text))
    return mode == 0;
  mode = old;
  return mode == 0;
}

// A limit: changed in one block and put back in another.
bool FN_other_block_bad(const char *text) {
  const bool old = verbose;
  if (text)
    verbose = true;
  if (!parse(text))
    return false;
  verbose = old;
  return true;
}

// The normal end keeps the new state; only the label takes it back.
bool kept_ok(const char *text) {
  verbose = true;
  if (!parse(text))
    goto failed;
  load(text);
  return true;
failed:
  load("");
  verbose = false;
  return false;
}

class Page {
public:
  explicit Page(const char *text);

private:
  bool pulling_;
};

// A constructor gives its members their first values.
Page::Page(const char *text) {
  pulling_ = true;
  if (parse(text))
    return;
  load(text);
  pulling_ = false;
}

struct Entry {
  bool failed;
};
int lookup(const char *text);

// A limit: a result that counts as failed until it is known looks the same, in the caller's object.
int FN_failed_until_known_bad(Entry *e, const char *text) {
  e->failed = true;
  const int found = lookup(text);
  if (found < 0)
    return -1;
  load(text);
  e->failed = false;
  return found;
}

// Nobody is called between who could see the flag: it says how it went.
class Position {
public:
  void outcome_ok(const int *ends, int i) {
    valid_ = true;
    if (at_ < ends[i]) {
      at_ = i;
      return;
    }
    valid_ = false;
  }
  bool valid() const { return valid_; }

private:
  bool valid_ = false;
  int at_ = 0;
};

// A handler around the change puts it back: a guard inside the try would do it once more.
class Nested {
public:
  void handler_ok() {
    try {
      ++depth_;
      load("x");
      --depth_;
    } catch (...) {
      --depth_;
      throw;
    }
  }
  // A limit: what such a handler does not see stays silent, too.
  bool FN_handler_bad(bool early) {
    try {
      ++depth_;
      if (early)
        return false;
      load("x");
      --depth_;
    } catch (...) {
      --depth_;
      throw;
    }
    return true;
  }
  // A limit: somebody who holds a reference to the flag needs no call to see it.
  bool FN_unseen_flag_bad(const int *ends, int i) {
    busy_ = true;
    if (depth_ < ends[i])
      return false;
    depth_ = ends[i];
    busy_ = false;
    return true;
  }

private:
  int depth_ = 0;
  bool busy_ = false;
};

// The widget may have been deleted by what it called: who asks for that knows why its state stays.
class Button;
struct Tracker {
  explicit Tracker(Button *watched);
  bool deleted() const;
};
int pull_down(Button *button) noexcept;
class Button {
public:
  int color() const { return color_; }
  void color(int c) { color_ = c; }
  int watched_ok();
  int watched_member_ok();
  int unwatched_bad();

private:
  int color_ = 0;
  bool pulling_ = false;
};
int Button::watched_ok() {
  Tracker tracker(this);
  int old = color();
  color(7);
  int chosen = pull_down(this);
  if (tracker.deleted())
    return 1;
  color(old);
  return chosen;
}
int Button::watched_member_ok() {
  Tracker tracker(this);
  pulling_ = true;
  int chosen = pull_down(this);
  if (tracker.deleted())
    return 1;
  pulling_ = false;
  return chosen;
}
int Button::unwatched_bad() {
  pulling_ = true;
  int chosen = pull_down(this);
  if (chosen < 0)
    return 1;
  pulling_ = false;
  return chosen;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'pulling_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int Button::unwatched_bad() {
// CHECK-FIXES-NEXT:   pulling_ = true;
// CHECK-FIXES-NEXT:   raii::scope_exit pulling_guard([this] { pulling_ = false; });
// CHECK-FIXES-NEXT:   int chosen = pull_down(this);
// CHECK-FIXES-NEXT:   if (chosen < 0)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return chosen;
// CHECK-FIXES-NEXT: }

// Two cases of a machine.
class Dome {
public:
  void set_ok(int state) {
    switch (state) {
    case 1:
      level = 1;
      parked_ = true;
      break;
    case 2:
      parse("2");
      break;
    case 3:
      parked_ = false;
      break;
    }
    level = 2;
  }

private:
  bool parked_ = false;
};
