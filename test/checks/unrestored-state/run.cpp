// RUN: %check_raii %s raii-unrestored-state %t
// The state is a resource of the test: acquired when it is changed, released when it is put back.
#include "fault.h"

static bool busy = false;
static int depth = 0, mode = 0;

static void show() noexcept {
  fault::note("busy", busy);
  fault::note("depth", depth);
  fault::note("mode", mode);
}

// What a path leaves behind is logged as a held resource, so that the path before the fix is known to be wrong.
struct Watch {
  Watch() noexcept { fault::acquired("state", this); }
  ~Watch() {
    if (!busy && !depth && !mode)
      fault::released("state", this);
    busy = false;
    depth = mode = 0;
  }
};

static bool flag_bad(bool early) {
  busy = true;
  if (early)
    return false;
  show();
  busy = false;
  show();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: 'busy' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static bool flag_bad(bool early) {
// CHECK-FIXES-NEXT:   busy = true;
// CHECK-FIXES-NEXT:   raii::scope_exit busy_guard([] { busy = false; });
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   busy_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

static int count_bad(bool early) {
  ++depth;
  if (early)
    return -1;
  fault::note("inside", depth);
  --depth;
  return depth;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'depth' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int count_bad(bool early) {
// CHECK-FIXES-NEXT:   ++depth;
// CHECK-FIXES-NEXT:   raii::scope_exit depth_guard([] { --depth; });
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::note("inside", depth);
// CHECK-FIXES-NEXT:   depth_guard.reset();
// CHECK-FIXES-NEXT:   return depth;
// CHECK-FIXES-NEXT: }

static int saved_bad(bool early) {
  const int old = mode;
  mode = 7;
  if (early)
    return -1;
  show();
  mode = old;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'mode' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int saved_bad(bool early) {
// CHECK-FIXES-NEXT:   raii::restore mode_guard(mode);
// CHECK-FIXES-NEXT:   mode = 7;
// CHECK-FIXES-NEXT:   if (early)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int twice_bad(int early) {
  const int old = mode;
  mode = 7;
  if (early == 1) {
    mode = old;
    show();
    return -1;
  }
  if (early == 2)
    return -2;
  show();
  mode = old;
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:3: warning: 'mode' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: static int twice_bad(int early) {
// CHECK-FIXES-NEXT:   raii::restore mode_guard(mode);
// CHECK-FIXES-NEXT:   mode = 7;
// CHECK-FIXES-NEXT:   if (early == 1) {
// CHECK-FIXES-NEXT:     mode_guard.reset();
// CHECK-FIXES-NEXT:     show();
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (early == 2)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   mode_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static void work() {
  if (fault::point("work"))
    throw fault::error{"work"};
}

static void throws_bad() {
  ++depth;
  work();
  show();
  --depth;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'depth' is changed and not put back when 'work' throws [raii-unrestored-state]
// CHECK-FIXES: static void throws_bad() {
// CHECK-FIXES-NEXT:   ++depth;
// CHECK-FIXES-NEXT:   raii::scope_exit depth_guard([] { --depth; });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT: }

static void right_ok() {
  ++depth;
  show();
  --depth;
}

int main() {
  return fault::run({{"flag", [] { Watch w; flag_bad(false); }},
                     {"flag early", [] { Watch w; flag_bad(true); }},
                     {"count", [] { Watch w; count_bad(false); }},
                     {"count early", [] { Watch w; count_bad(true); }},
                     {"saved", [] { Watch w; saved_bad(false); }},
                     {"saved early", [] { Watch w; saved_bad(true); }},
                     {"twice", [] { Watch w; twice_bad(0); }},
                     {"twice 1", [] { Watch w; twice_bad(1); }},
                     {"twice 2", [] { Watch w; twice_bad(2); }},
                     {"throws", [] { Watch w; throws_bad(); }},
                     {"right", [] { Watch w; right_ok(); }}});
}
