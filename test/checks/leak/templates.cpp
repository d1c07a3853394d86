// RUN: %check_raii %s raii-leak %t
// A template is fixed where each of its instantiations asks for the same edits.
#include <cstdio>
#include <cstdlib>

template <class T> int agree_bad(T n) {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  T twice = n + n;
  if (twice > 3)
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: template <class T> int agree_bad(T n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   T twice = n + n;
// CHECK-FIXES-NEXT:   if (twice > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
int use_agree(int n) { return agree_bad(n) + agree_bad(double(n)); }

// In one instantiation a destructor speaks between the release and the end.
struct Loud {
  Loud(int n) : n(n) {}
  ~Loud() { puts("gone"); }
  int n;
};
template <class T> int differ_bad(int n) {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  T value(n);
  if (n > 3)
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:13: note: no fix: instantiations of the template would need different fixes
int use_differ(int n) { return differ_bad<int>(n) + differ_bad<Loud>(n); }

// With one instantiation, too: the guard would name its type.
template <class T> int dependent_bad(int n) {
  T *p = new T(n);
  if (n > 3)
    return 1;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:10: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:10: note: no fix: instantiations of the template would need different fixes (it depends on a template parameter)
int use_dependent(int n) { return dependent_bad<int>(n); }

template <class T> struct Reader {
  int read_bad(T n) {
    int *p = new int[8];
    if (n > 3)
      return 1;
    delete[] p;
    return 0;
  }
};
// CHECK-MESSAGES: :[[@LINE-7]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int read_bad(T n) {
// CHECK-FIXES-NEXT:     std::unique_ptr<int[]> p(new int[8]);
// CHECK-FIXES-NEXT:     if (n > 3)
// CHECK-FIXES-NEXT:       return 1;
// CHECK-FIXES-NEXT:     return 0;
int use_reader(int n) { return Reader<int>().read_bad(n) + Reader<long>().read_bad(n); }

template <class T> int in_lambda_bad(T n) {
  auto work = [&](int m) {
    FILE *f = fopen("/dev/null", "r");
    if (!f)
      return -1;
    if (m + n > 3)
      return 1;
    fclose(f);
    return 0;
  };
  return work(1);
}
// CHECK-MESSAGES: :[[@LINE-10]]:15: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: auto work = [&](int m) {
// CHECK-FIXES-NEXT:     raii::unique_file f(fopen("/dev/null", "r"));
// CHECK-FIXES-NEXT:     if (!f)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     if (m + n > 3)
int use_lambda(int n) { return in_lambda_bad(n) + in_lambda_bad(double(n)); }

// limits.md: only the first instantiation is looked at.
template <class T> int FN_discarded_bad(T n) {
  if constexpr (sizeof(T) > 4) {
    FILE *f = fopen("/dev/null", "r");
    if (!f)
      return -1;
    if (n > 3)
      return 1;
    fclose(f);
  }
  return 0;
}
int use_discarded(int n) { return FN_discarded_bad(n) + FN_discarded_bad(long(n)); }
