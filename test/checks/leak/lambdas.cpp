// RUN: %check_raii %s raii-leak %t
// Lambdas that release what they have captured by reference, and are only called.
#include <cstdio>
#include <cstdlib>

int work(int);

int closed_ok(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  const auto close = [&] { fclose(f); };
  if (n == 1) {
    close();
    return n;
  }
  close();
  return 0;
}

int closed_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  const auto close = [&] { fclose(f); };
  if (n == 1) {
    close();
    return n;
  }
  if (n == 2)
    return work(n);
  close();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-5]]:5: note: returns here without 'fclose'
// CHECK-MESSAGES: :[[@LINE-15]]:13: note: no fix: the handle is assigned another value while it is held ('f' may change in a lambda)

int finished_with_result_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  auto finish = [&](int result) {
    fclose(f);
    return result;
  };
  if (n == 1)
    return work(n);
  return finish(0);
}
// CHECK-MESSAGES: :[[@LINE-11]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-4]]:5: note: returns here without 'fclose'
// CHECK-MESSAGES: :[[@LINE-13]]:13: note: no fix: the handle is assigned another value while it is held ('f' may change in a lambda)

struct Bounds {
  char *lower = nullptr, *upper = nullptr;
};

void filled_twice_ok(const char *a, const char *b) {
  Bounds bounds;
  const auto check = [&] {
    work(bounds.lower[0] - bounds.upper[0]);
    free(bounds.lower);
    free(bounds.upper);
  };
  bounds.lower = (char *)malloc(4);
  bounds.upper = (char *)malloc(4);
  check();
  bounds.lower = (char *)malloc(8);
  bounds.upper = (char *)malloc(8);
  check();
}

// Another operator that takes it releases nothing.
struct List {
  List &operator<<(int *p);
};

int given_by_an_operator_bad(List &list, int n) {
  int *p = new int(n);
  if (n == 1)
    return work(n);
  list << p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: warning: 'p' is never released [raii-leak]
