// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// Undos that are the inverse of a step by name, object and arguments.
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

bool store(int) noexcept;
bool notify(int) noexcept;
void check(int n) {
  if (n > 3)
    throw std::runtime_error("large");
}

struct Index {
  std::set<int> numbers;
  std::map<int, int> places;
  std::vector<int> order;
  bool skipped_bad(int n);
  bool throws_bad(int n);
  bool two_bad(int n);
  bool all_ok(int n);
  bool cleared_ok(int n);
  bool early_ok(int n);
  bool taken_back_ok(int n);
  bool handled_ok(int n);
  bool other_ok(int n, int m);
  void clear();
};

bool Index::skipped_bad(int n) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  if (!notify(n))
    return false;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: what 'insert' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Index::skipped_bad(int n) {
// CHECK-FIXES-NEXT:   numbers.insert(n);
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([this, n] { numbers.erase(n); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Index::throws_bad(int n) {
  numbers.insert(n);
  check(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: what 'insert' did is not undone when 'check' throws [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-9]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Index::throws_bad(int n) {
// CHECK-FIXES-NEXT:   numbers.insert(n);
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([this, n] { numbers.erase(n); });
// CHECK-FIXES-NEXT:   check(n);
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Index::two_bad(int n) {
  numbers.insert(n);
  order.push_back(n);
  if (!store(n)) {
    order.pop_back();
    numbers.erase(n);
    return false;
  }
  if (!notify(n)) {
    numbers.erase(n);
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-13]]:3: warning: what 'insert' did is not undone when 'push_back' throws [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-14]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-MESSAGES: :[[@LINE-14]]:3: warning: what 'push_back' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-15]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Index::two_bad(int n) {
// CHECK-FIXES-NEXT:   numbers.insert(n);
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([this, n] { numbers.erase(n); });
// CHECK-FIXES-NEXT:   order.push_back(n);
// CHECK-FIXES-NEXT:   raii::scope_exit order_guard([this] { order.pop_back(); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   order_guard.release();
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Index::all_ok(int n) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  if (!notify(n)) {
    numbers.erase(n);
    return false;
  }
  return true;
}

bool Index::cleared_ok(int n) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  if (!notify(n)) {
    clear();
    return false;
  }
  return true;
}

// Already known: no failure.
bool Index::early_ok(int n) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  if (notify(n))
    return true;
  order.push_back(n);
  return true;
}

bool Index::taken_back_ok(int n) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  numbers.erase(n);
  if (!notify(n))
    return false;
  return true;
}

bool Index::handled_ok(int n) {
  numbers.insert(n);
  try {
    check(n);
  } catch (...) {
    numbers.erase(n);
    throw;
  }
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  return true;
}

bool Index::other_ok(int n, int m) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(m);
    return false;
  }
  if (!notify(n))
    return false;
  return true;
}

// What was put into a local object goes with it.
bool local_ok(int n) {
  std::set<int> numbers;
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  if (!notify(n))
    return false;
  return !numbers.empty();
}

int renamed_bad(const char *from, const char *to, int n) {
  if (rename(from, to) != 0)
    return -1;
  if (!store(n)) {
    rename(to, from);
    return -2;
  }
  if (!notify(n))
    return -3;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:7: warning: what 'rename' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-11]]:7: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: int renamed_bad(const char *from, const char *to, int n) {
// CHECK-FIXES-NEXT:   if (rename(from, to) != 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit to_guard([to, from] { rename(to, from); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n))
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   to_guard.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

struct Bus {
  int subscribe(int) noexcept;
  void unsubscribe(int) noexcept;
};
int token_bad(Bus &bus, int n) {
  const int token = bus.subscribe(n);
  if (!store(n)) {
    bus.unsubscribe(token);
    return -1;
  }
  if (!notify(n)) {
    return -2;
  }
  return token;
}
// CHECK-MESSAGES: :[[@LINE-10]]:21: warning: what 'subscribe' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-11]]:21: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: int token_bad(Bus &bus, int n) {
// CHECK-FIXES-NEXT:   const int token = bus.subscribe(n);
// CHECK-FIXES-NEXT:   raii::scope_exit bus_guard([&bus, token] { bus.unsubscribe(token); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n)) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   bus_guard.release();
// CHECK-FIXES-NEXT:   return token;
// CHECK-FIXES-NEXT: }
