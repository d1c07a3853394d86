// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// Steps that count: ++ and --.
bool store(int) noexcept;
bool notify(int) noexcept;

struct Pool {
  int active = 0, free = 8, failures = 0;
  bool start_bad(int n);
  bool take_bad(int n);
  bool both_ok(int n);
  bool depth_ok(int n);
  bool statistics_ok(int n);
};

bool Pool::start_bad(int n) {
  ++active;
  if (!store(n)) {
    --active;
    return false;
  }
  if (!notify(n))
    return false;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: what '++active' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Pool::start_bad(int n) {
// CHECK-FIXES-NEXT:   ++active;
// CHECK-FIXES-NEXT:   raii::scope_exit active_guard([this] { --active; });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   active_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Pool::take_bad(int n) {
  free--;
  if (!store(n))
    return false;
  if (!notify(n)) {
    free++;
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: what 'free--' did is not undone when 'store' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Pool::take_bad(int n) {
// CHECK-FIXES-NEXT:   free--;
// CHECK-FIXES-NEXT:   raii::scope_exit free_guard([this] { free++; });
// CHECK-FIXES-NEXT:   if (!store(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   if (!notify(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   free_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Pool::both_ok(int n) {
  ++active;
  if (!store(n)) {
    --active;
    return false;
  }
  if (!notify(n)) {
    active--;
    return false;
  }
  return true;
}

// A depth, put back at the end as well: raii-unrestored-state's.
bool Pool::depth_ok(int n) {
  ++active;
  if (!store(n)) {
    --active;
    return false;
  }
  if (!notify(n))
    return false;
  --active;
  return true;
}

bool Pool::statistics_ok(int n) {
  if (!store(n)) {
    ++failures;
    return false;
  }
  if (!notify(n))
    return false;
  return true;
}

bool local_ok(int n) {
  int tries = 0;
  ++tries;
  if (!store(n)) {
    --tries;
    return tries > 3;
  }
  if (!notify(n))
    return false;
  return true;
}
