// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// Two containers that change together: the second may find no memory, and the first keeps what was put into it.
#include <map>
#include <set>
#include <string>
#include <vector>

bool store(int) noexcept;

struct List {
  void push_back(int) noexcept;
  void pop_back() noexcept;
};

class Index {
public:
  bool both_bad(int n);
  bool map_bad(int n, const std::string &name);
  bool reserved_ok(int n);
  bool own_class_ok(int n);
  bool nothrow_ok(int n) noexcept;
  bool handled_ok(int n);
  bool one_ok(int n);
  bool not_together_ok(int n);
  bool local_ok(int n);
  void FN_sibling_bad(int n);

private:
  std::set<int> numbers_;
  std::vector<int> order_, log_;
  std::map<int, std::string> names_;
  List list_;
};

bool Index::both_bad(int n) {
  numbers_.insert(n);
  order_.push_back(n);
  if (!store(n)) {
    order_.pop_back();
    numbers_.erase(n);
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: what 'insert' did is not undone when 'push_back' throws [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Index::both_bad(int n) {
// CHECK-FIXES-NEXT:   numbers_.insert(n);
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([this, n] { numbers_.erase(n); });
// CHECK-FIXES-NEXT:   order_.push_back(n);
// CHECK-FIXES-NEXT:   raii::scope_exit order_guard([this] { order_.pop_back(); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   order_guard.release();
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Index::map_bad(int n, const std::string &name) {
  order_.push_back(n);
  names_.emplace(n, name);
  if (!store(n)) {
    names_.erase(n);
    order_.pop_back();
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: what 'push_back' did is not undone when 'emplace' throws [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Index::map_bad(int n, const std::string &name) {
// CHECK-FIXES-NEXT:   order_.push_back(n);
// CHECK-FIXES-NEXT:   raii::scope_exit order_guard([this] { order_.pop_back(); });
// CHECK-FIXES-NEXT:   names_.emplace(n, name);
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([this, &n] { names_.erase(n); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   order_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// There is room.
bool Index::reserved_ok(int n) {
  order_.reserve(order_.size() + 1);
  numbers_.insert(n);
  order_.push_back(n);
  if (!store(n)) {
    order_.pop_back();
    numbers_.erase(n);
    return false;
  }
  return true;
}

bool Index::own_class_ok(int n) {
  numbers_.insert(n);
  list_.push_back(n);
  if (!store(n)) {
    list_.pop_back();
    numbers_.erase(n);
    return false;
  }
  return true;
}

bool Index::nothrow_ok(int n) noexcept {
  numbers_.insert(n);
  order_.push_back(n);
  if (!store(n)) {
    order_.pop_back();
    numbers_.erase(n);
    return false;
  }
  return true;
}

bool Index::handled_ok(int n) {
  numbers_.insert(n);
  try {
    order_.push_back(n);
  } catch (...) {
    numbers_.erase(n);
    throw;
  }
  if (!store(n)) {
    order_.pop_back();
    numbers_.erase(n);
    return false;
  }
  return true;
}

bool Index::one_ok(int n) {
  numbers_.insert(n);
  if (!store(n)) {
    numbers_.erase(n);
    return false;
  }
  return true;
}

// What nothing takes back is no part of the change.
bool Index::not_together_ok(int n) {
  numbers_.insert(n);
  log_.push_back(n);
  if (!store(n)) {
    numbers_.erase(n);
    return false;
  }
  return true;
}

bool Index::local_ok(int n) {
  std::set<int> numbers;
  std::vector<int> order;
  numbers.insert(n);
  order.push_back(n);
  if (!store(n)) {
    order.pop_back();
    numbers.erase(n);
    return false;
  }
  return !order.empty();
}

// A limit: only the failing path of another method shows the undo, and no path here fails.
void Index::FN_sibling_bad(int n) {
  numbers_.insert(n);
  order_.push_back(n);
}
