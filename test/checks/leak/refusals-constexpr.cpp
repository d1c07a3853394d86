// RUN: %check_raii %s raii-leak %t -std=c++20
// A constexpr function that acquires when it runs.

constexpr int sometimes_bad(int n) {
  if (n < 100)
    return 3;
  int *p = new int(n);
  if (*p < 200)
    return -1;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:12: note: no fix: a constexpr function cannot hold a guard
