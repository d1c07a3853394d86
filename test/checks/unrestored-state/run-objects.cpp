// RUN: %check_raii %s raii-unrestored-state %t
// Objects, exchanges, numbers and bits, run with each path: what a path leaves behind is logged as held.
#include "fault.h"
#include <string>
#include <utility>

static std::string name;
static std::string list = "123"; // short: no memory is allocated
static bool in = false;
static int indent = 0;
static unsigned flags = 8;

static void show() noexcept {
  fault::note("name", static_cast<int>(name.size()));
  fault::note("list", static_cast<int>(list.size()));
  fault::note("in", in);
  fault::note("indent", indent);
  fault::note("flags", static_cast<int>(flags));
}

struct Watch {
  Watch() noexcept { fault::acquired("state", this); }
  ~Watch() {
    if (name.empty() && list.size() == 3 && !in && indent == 0 && flags == 8)
      fault::released("state", this);
    name.clear();
    list = "123";
    in = false;
    indent = 0;
    flags = 8;
  }
};

static int copied_bad(bool early) {
  const std::string old = name;
  name += "inner";
  show();
  if (early)
    return -1;
  name = old;
  return static_cast<int>(name.size());
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'name' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int copied_bad(bool early) {
// CHECK-FIXES-NEXT:   raii::restore name_guard(name);
// CHECK-FIXES-NEXT:   name += "inner";
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   name_guard.reset();
// CHECK-FIXES-NEXT:   return static_cast<int>(name.size());
// CHECK-FIXES-NEXT: }

static int twice_bad(int early) {
  std::string old = name;
  name = "inner";
  if (early == 1) {
    name = old;
    show();
    return -1;
  }
  if (early == 2)
    return -2;
  show();
  name = std::move(old);
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:3: warning: 'name' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-14]]:3: note: no fix: the releases are written in different ways

static int same_twice_bad(int early) {
  std::string old = name;
  name = "inner";
  if (early == 1) {
    name = old;
    show();
    return -1;
  }
  if (early == 2)
    return -2;
  show();
  name = old;
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:3: warning: 'name' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int same_twice_bad(int early) {
// CHECK-FIXES-NEXT:   raii::restore name_guard(name);
// CHECK-FIXES-NEXT:   name = "inner";
// CHECK-FIXES-NEXT:   if (early == 1) {
// CHECK-FIXES-NEXT:     name_guard.reset();
// CHECK-FIXES-NEXT:     show();
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (early == 2)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   name_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int moved_bad(bool early) {
  std::string outer = std::move(list);
  list = "7";
  if (early)
    return -1;
  show();
  list = std::move(outer);
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:23: warning: 'list' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int moved_bad(bool early) {
// CHECK-FIXES-NEXT:   std::string outer = std::move(list);
// CHECK-FIXES-NEXT:   raii::scope_exit list_guard([&outer] { list = std::move(outer); });
// CHECK-FIXES-NEXT:   list = "7";
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   list_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int swapped_bad(bool early) {
  std::string now = "45";
  std::swap(list, now);
  if (early)
    return -1;
  show();
  std::swap(list, now);
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'list' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int swapped_bad(bool early) {
// CHECK-FIXES-NEXT:   std::string now = "45";
// CHECK-FIXES-NEXT:   std::swap(list, now);
// CHECK-FIXES-NEXT:   raii::scope_exit list_guard([&now] { std::swap(list, now); });
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   list_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int exchanged_bad(bool early) {
  const bool old = std::exchange(in, true);
  if (early)
    return -1;
  show();
  in = old;
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:20: warning: 'in' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int exchanged_bad(bool early) {
// CHECK-FIXES-NEXT:   raii::restore in_guard(in, true);
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   in_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static void work() {
  if (fault::point("work"))
    throw fault::error{"work"};
}

static int indent_bad(bool early) {
  indent += 2;
  work();
  if (early)
    return indent;
  show();
  indent -= 2;
  return indent;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'indent' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int indent_bad(bool early) {
// CHECK-FIXES-NEXT:   indent += 2;
// CHECK-FIXES-NEXT:   raii::scope_exit indent_guard([] { indent -= 2; });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return indent;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   indent_guard.reset();
// CHECK-FIXES-NEXT:   return indent;
// CHECK-FIXES-NEXT: }

static int bits_bad(bool early) {
  flags |= 3;
  flags |= 16;
  show();
  if (early) {
    flags &= ~16u;
    flags &= ~3u;
    return -1;
  }
  work();
  show();
  flags &= ~16u;
  flags &= ~3u;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-14]]:3: warning: 'flags' is changed and not put back when 'work' throws [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-14]]:3: warning: 'flags' is changed and not put back when 'work' throws [raii-unrestored-state]
// CHECK-FIXES: static int bits_bad(bool early) {
// CHECK-FIXES-NEXT:   flags |= 3;
// CHECK-FIXES-NEXT:   raii::scope_exit flags_guard([] { flags &= ~3u; });
// CHECK-FIXES-NEXT:   flags |= 16;
// CHECK-FIXES-NEXT:   raii::scope_exit flags_guard2([] { flags &= ~16u; });
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     flags_guard2.reset();
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   flags_guard2.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static void exchanged_object_bad() {
  auto old = std::exchange(name, "inner");
  work();
  show();
  name = std::move(old);
}
// CHECK-MESSAGES: :[[@LINE-5]]:14: warning: 'name' is changed and not put back when 'work' throws [raii-unrestored-state]
// CHECK-FIXES: static void exchanged_object_bad() {
// CHECK-FIXES-NEXT:   auto old = std::exchange(name, "inner");
// CHECK-FIXES-NEXT:   raii::scope_exit name_guard([&old] { name = std::move(old); });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT: }

static int right_ok() {
  std::string old = name;
  name = "inner";
  show();
  name = old;
  return 0;
}

int main() {
  return fault::run({{"copied", [] { Watch w; fault::note("is", copied_bad(false)); }},
                     {"copied early", [] { Watch w; copied_bad(true); }},
                     {"twice", [] { Watch w; twice_bad(0); }},
                     {"twice 1", [] { Watch w; twice_bad(1); }},
                     {"twice 2", [] { Watch w; twice_bad(2); }},
                     {"same twice", [] { Watch w; same_twice_bad(0); }},
                     {"same twice 1", [] { Watch w; same_twice_bad(1); }},
                     {"same twice 2", [] { Watch w; same_twice_bad(2); }},
                     {"moved", [] { Watch w; moved_bad(false); }},
                     {"moved early", [] { Watch w; moved_bad(true); }},
                     {"swapped", [] { Watch w; swapped_bad(false); }},
                     {"swapped early", [] { Watch w; swapped_bad(true); }},
                     {"exchanged", [] { Watch w; exchanged_bad(false); }},
                     {"exchanged early", [] { Watch w; exchanged_bad(true); }},
                     {"indent", [] { Watch w; fault::note("is", indent_bad(false)); }},
                     {"indent early", [] { Watch w; fault::note("is", indent_bad(true)); }},
                     {"bits", [] { Watch w; bits_bad(false); }},
                     {"bits early", [] { Watch w; bits_bad(true); }},
                     {"exchanged object", [] { Watch w; exchanged_object_bad(); }},
                     {"right", [] { Watch w; right_ok(); }}});
}
