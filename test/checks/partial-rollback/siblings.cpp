// RUN: %check_raii %s raii-partial-rollback %t
// One method of a class takes a step back where a later call fails, another one leaves it: the same step on the same
// member, before the same call.
#include <map>
#include <raii/scope_exit.hpp>
#include <set>
#include <string>

bool store(int) noexcept;
bool notify(int) noexcept;

struct Index {
  std::set<int> numbers;
  std::map<int, int> places;
  bool add_ok(int n);
  bool add_twice_bad(int n, int m);
  bool add_other_member_ok(int n);
  bool add_other_call_ok(int n);
  bool add_elsewhere_ok(int n);
  bool add_cleaned_ok(int n);
  bool replaced_ok(int n);
  bool guarded_ok(int n);
  void cleanup();
};

bool Index::add_ok(int n) {
  numbers.insert(n);
  if (!store(n)) {
    numbers.erase(n);
    return false;
  }
  return true;
}

bool Index::add_twice_bad(int n, int m) {
  numbers.insert(m);
  if (!store(m))
    return false;
  return n < m;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: what 'insert' did is not undone when 'store' fails [raii-partial-rollback]

bool Index::add_other_member_ok(int n) {
  places.emplace(n, n);
  if (!store(n))
    return false;
  return true;
}

// Whether a notice that is not given undoes the entry, nobody says.
bool Index::add_other_call_ok(int n) {
  numbers.insert(n);
  if (!notify(n))
    return false;
  return true;
}

bool Index::add_cleaned_ok(int n) {
  numbers.insert(n);
  if (!store(n)) {
    cleanup();
    return false;
  }
  return true;
}

bool Index::replaced_ok(int n) {
  numbers.insert(n);
  numbers.clear();
  if (!store(n))
    return false;
  return true;
}

bool Index::guarded_ok(int n) {
  numbers.insert(n);
  raii::scope_exit n_guard([this, n] { numbers.erase(n); });
  if (!store(n))
    return false;
  n_guard.release();
  return true;
}

// Two methods leave it and one takes it back: a habit, not a slip.
struct Journal {
  std::set<int> numbers;
  bool first_ok(int n) {
    numbers.insert(n);
    if (!store(n)) {
      numbers.erase(n);
      return false;
    }
    return true;
  }
  bool second_ok(int n) {
    numbers.insert(n);
    if (!store(n))
      return false;
    return true;
  }
  bool third_ok(int n) {
    numbers.insert(n);
    if (!store(n))
      return false;
    return true;
  }
};
