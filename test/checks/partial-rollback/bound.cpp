// RUN: %check_raii %s raii-partial-rollback %t -unsafe -std=c++20
// The result of a step in a structured binding, which lambdas capture since C++20.
#include <map>
bool store(int) noexcept;
bool notify(int) noexcept;

bool bound_bad(std::map<int, int> &places, int n) {
  auto [it, added] = places.emplace(n, n);
  if (!store(n)) {
    places.erase(it);
    return false;
  }
  if (!notify(n))
    return false;
  return added;
}
// CHECK-MESSAGES: :[[@LINE-9]]:22: warning: what 'emplace' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:22: note: no fix: the code has a shape that the rewriter does not know (a structured binding in the cleanup)
