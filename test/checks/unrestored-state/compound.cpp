// RUN: %check_raii %s raii-unrestored-state %t
// Flags that are exchanged, numbers that go up and down by the same, bits that are set and cleared.
#include <utility>

bool parse(const char *) noexcept;
void load(const char *) noexcept;
extern bool verbose;
extern int mode;

enum Flag : unsigned { Busy = 1, Loading = 2, Dirty = 4, Seen = 8 };
constexpr int step = 2;

class Writer {
public:
  bool exchanged_bad(const char *text);
  bool exchanged_and_read_bad(const char *text);
  bool exchanged_twice_bad(const char *text);
  bool exchanged_ok(const char *text);
  bool indent_bad(const char *text);
  bool mixed_bad(const char *text);
  bool other_step_ok(const char *text);
  bool size_ok(const char *text);
  bool written_ok(const char *text, int n);
  bool bit_bad(const char *text);
  bool dirty_ok(const char *text);
  bool seen_bad(const char *text);
  bool other_bit_bad(const char *text);
  bool more_bits_ok(const char *text);
  bool cleared_first_ok(const char *text);
  bool ended_elsewhere_ok(const char *text);
  void done() { flags_ &= ~Loading; }
  void forget() { dirt_ &= ~Dirty; }

private:
  bool in_ = false;
  int indent_ = 0, size_ = 0, column_ = 0;
  unsigned flags_ = 0, dirt_ = 0;
};

bool Writer::exchanged_bad(const char *text) {
  const bool old = std::exchange(in_, true);
  if (!parse(text))
    return false;
  load(text);
  in_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:20: warning: 'in_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::exchanged_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore in_guard(in_, true);
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Writer::exchanged_and_read_bad(const char *text) {
  const bool outer = std::exchange(in_, true);
  if (!outer && !parse(text))
    return false;
  load(text);
  in_ = outer;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:22: warning: 'in_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::exchanged_and_read_bad(const char *text) {
// CHECK-FIXES-NEXT:   const bool outer = std::exchange(in_, true);
// CHECK-FIXES-NEXT:   raii::scope_exit in_guard([this, outer] { in_ = outer; });
// CHECK-FIXES-NEXT:   if (!outer && !parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

int exchanged_global_bad(const char *text) {
  auto old = std::exchange(mode, 3 + step);
  for (const char *p = text; *p; ++p) {
    if (*p == 'x')
      return -1;
    load(p);
  }
  mode = old;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:14: warning: 'mode' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int exchanged_global_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore mode_guard(mode, 3 + step);
// CHECK-FIXES-NEXT:   for (const char *p = text; *p; ++p) {
// CHECK-FIXES-NEXT:     if (*p == 'x')
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     load(p);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

bool Writer::exchanged_twice_bad(const char *text) {
  const bool old = std::exchange(in_, true);
  if (!text) {
    in_ = old;
    load("");
    return false;
  }
  if (!parse(text))
    return false;
  load(text);
  in_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-12]]:20: warning: 'in_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::exchanged_twice_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore in_guard(in_, true);
// CHECK-FIXES-NEXT:   if (!text) {
// CHECK-FIXES-NEXT:     in_guard.reset();
// CHECK-FIXES-NEXT:     load("");
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// Taken, not saved.
bool Writer::exchanged_ok(const char *text) {
  const bool was = std::exchange(in_, false);
  if (!parse(text))
    return was;
  load(text);
  return !was;
}

bool Writer::indent_bad(const char *text) {
  indent_ += step;
  if (!parse(text))
    return false;
  load(text);
  indent_ -= step;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'indent_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::indent_bad(const char *text) {
// CHECK-FIXES-NEXT:   indent_ += step;
// CHECK-FIXES-NEXT:   raii::scope_exit indent_guard([this] { indent_ -= step; });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Writer::mixed_bad(const char *text) {
  indent_ += 1;
  if (!parse(text))
    return false;
  load(text);
  --indent_;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'indent_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::mixed_bad(const char *text) {
// CHECK-FIXES-NEXT:   indent_ += 1;
// CHECK-FIXES-NEXT:   raii::scope_exit indent_guard([this] { --indent_; });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Writer::other_step_ok(const char *text) {
  indent_ += 4;
  if (!parse(text))
    return false;
  load(text);
  indent_ -= 2;
  return true;
}

// A number that grows, and shrinks in one place: nothing says that it brackets.
bool Writer::size_ok(const char *text) {
  size_ += 2;
  if (!parse(text))
    return false;
  load(text);
  size_ -= 2;
  return true;
}

// Not a constant.
bool Writer::written_ok(const char *text, int n) {
  column_ += n;
  if (!parse(text))
    return false;
  load(text);
  column_ -= n;
  return true;
}

bool Writer::bit_bad(const char *text) {
  flags_ |= Busy;
  if (!parse(text))
    return false;
  load(text);
  flags_ &= ~Busy;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'flags_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::bit_bad(const char *text) {
// CHECK-FIXES-NEXT:   flags_ |= Busy;
// CHECK-FIXES-NEXT:   raii::scope_exit flags_guard([this] { flags_ &= ~Busy; });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Writer::dirty_ok(const char *text) {
  flags_ |= Dirty;
  if (!parse(text))
    return false;
  load(text);
  flags_ &= ~Dirty;
  return true;
}

// Put back at two places.
bool Writer::seen_bad(const char *text) {
  flags_ |= Seen;
  if (!text) {
    flags_ &= ~Seen;
    return false;
  }
  if (!parse(text))
    return false;
  load(text);
  flags_ &= ~Seen;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-11]]:3: warning: 'flags_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::seen_bad(const char *text) {
// CHECK-FIXES-NEXT:   flags_ |= Seen;
// CHECK-FIXES-NEXT:   raii::scope_exit flags_guard([this] { flags_ &= ~Seen; });
// CHECK-FIXES-NEXT:   if (!text) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// What happens to other bits does not matter.
bool Writer::other_bit_bad(const char *text) {
  flags_ |= Busy;
  flags_ |= Dirty;
  if (!parse(text))
    return false;
  flags_ &= ~Dirty;
  flags_ &= ~Busy;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'flags_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Writer::other_bit_bad(const char *text) {
// CHECK-FIXES-NEXT:   flags_ |= Busy;
// CHECK-FIXES-NEXT:   raii::scope_exit flags_guard([this] { flags_ &= ~Busy; });
// CHECK-FIXES-NEXT:   flags_ |= Dirty;
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   flags_ &= ~Dirty;
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Writer::more_bits_ok(const char *text) {
  flags_ |= Busy | Seen;
  if (!parse(text))
    return false;
  load(text);
  flags_ &= ~Busy;
  return true;
}

bool Writer::cleared_first_ok(const char *text) {
  flags_ &= ~Busy;
  if (!parse(text))
    return false;
  load(text);
  flags_ |= Busy;
  return true;
}

// done() ends it.
bool Writer::ended_elsewhere_ok(const char *text) {
  flags_ |= Loading;
  if (!parse(text))
    return false;
  load(text);
  flags_ &= ~Loading;
  return true;
}

int depth = 0;

int global_bits_bad(const char *text, unsigned *flags) {
  *flags |= 0x10;
  depth += 1;
  if (!text) {
    *flags &= ~0x10u;
    return -1;
  }
  if (!parse(text))
    return -1;
  load(text);
  depth -= 1;
  *flags &= ~0x10u;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:3: warning: '*flags' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-13]]:3: warning: 'depth' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int global_bits_bad(const char *text, unsigned *flags) {
// CHECK-FIXES-NEXT:   *flags |= 0x10;
// CHECK-FIXES-NEXT:   raii::scope_exit flags_guard([flags] { *flags &= ~0x10u; });
// CHECK-FIXES-NEXT:   depth += 1;
// CHECK-FIXES-NEXT:   raii::scope_exit depth_guard([] { depth -= 1; });
// CHECK-FIXES-NEXT:   if (!text) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   depth_guard.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
