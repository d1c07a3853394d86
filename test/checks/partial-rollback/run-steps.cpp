// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// Each step fails in its turn: what was undone before is undone in the same order, what was forgotten is undone too.
#include "fault.h"
#include <set>

static std::set<int> numbers;
static bool attempt(const char *name) noexcept { return !fault::point(name); }
static bool create_place(int *p) noexcept {
  if (!attempt("create"))
    return false;
  fault::acquired("place", p);
  return true;
}
static void remove_place(int *p) noexcept { fault::released("place", p); }
static bool store(int) noexcept { return attempt("store"); }
static bool notify(int) noexcept { return attempt("notify"); }
static void check(int) {
  if (!attempt("check"))
    throw fault::error{"check"};
}

static int place;

static int forgotten_bad(int n) {
  numbers.insert(n);
  if (!create_place(&place)) {
    numbers.erase(n);
    return -1;
  }
  if (!store(n)) {
    remove_place(&place);
    numbers.erase(n);
    return -2;
  }
  if (!notify(n)) {
    numbers.erase(n);
    return -3;
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-15]]:8: warning: what 'create_place' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-16]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: static int forgotten_bad(int n) {
// CHECK-FIXES-NEXT:   numbers.insert(n);
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([n] { numbers.erase(n); });
// CHECK-FIXES-NEXT:   if (!create_place(&place)) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit place_guard([] { remove_place(&place); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n)) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   place_guard.release();
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int thrown_bad(int n) {
  if (!create_place(&place))
    return -1;
  check(n);
  if (!store(n)) {
    remove_place(&place);
    return -2;
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:8: warning: what 'create_place' did is not undone when 'check' throws [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: static int thrown_bad(int n) {
// CHECK-FIXES-NEXT:   if (!create_place(&place))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit place_guard([] { remove_place(&place); });
// CHECK-FIXES-NEXT:   check(n);
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   place_guard.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static void forgotten() {
  numbers.clear();
  fault::note("result", forgotten_bad(1));
  fault::note("numbers", (long)numbers.size());
}
static void thrown() { fault::note("result", thrown_bad(1)); }

int main() { return fault::run({{"forgotten", forgotten}, {"thrown", thrown}}); }
