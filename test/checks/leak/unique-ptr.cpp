// RUN: %check_raii %s raii-leak %t
// The handle of a new becomes a std::unique_ptr where every use allows it, by std::make_unique where that says the same.
#include <cstddef>
#include <string>
#include <vector>

struct Point {
  int x;
  int *next;
  Point(int x, int *next) : x(x), next(next) {}
};
struct Plain {
  int x, y;
};
struct Base {
  int n;
  Base();
  virtual ~Base();
  virtual void run();
};
struct Derived : Base {
  Derived(int);
  Derived(const std::string &, const char *);
  void run() override;
  static const int Limit = 3;
};
bool ready();
void look(const Base *);
void use(int);

int arguments_bad(int n) {
  auto *p = new Point(n, nullptr);
  if (p->x > 3)
    return 1;
  use(p->x);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int arguments_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Point>(n, nullptr);
// CHECK-FIXES-NEXT:   if (p->x > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   use(p->x);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int null_macro_is_an_integer_bad(int n) {
  Point *p = new Point(n, NULL);
  if (p->x > 3)
    return 1;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int null_macro_is_an_integer_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Point> p(new Point(n, NULL));
// CHECK-FIXES-NEXT:   if (p->x > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int left_uninitialised_bad(int n) {
  Plain *p = new Plain;
  p->x = n;
  if (n > 3)
    return 1;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int left_uninitialised_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Plain> p(new Plain);
// CHECK-FIXES-NEXT:   p->x = n;
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int set_to_zero_bad(int n) {
  Plain *p = new Plain();
  if (n > 3)
    return 1;
  use((*p).x);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int set_to_zero_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Plain>();
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   use((*p).x);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int tested_before_delete_bad(int n) {
  Base *p = new Base;
  if (n > 3)
    return 1;
  p->run();
  if (p)
    delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int tested_before_delete_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Base>();
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p->run();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int another_type_bad(int n) {
  Base *p = new Derived(n);
  if (n > 3)
    return 1;
  p->run();
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int another_type_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> p = std::make_unique<Derived>(n);
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p->run();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int constant_without_definition_bad() {
  Derived *p = new Derived(Derived::Limit);
  if (ready())
    return 1;
  p->run();
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:16: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int constant_without_definition_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<Derived> p(new Derived(Derived::Limit));
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p->run();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int conversions_bad(const std::string &s) {
  Derived *p = new Derived(s + "x", "y");
  if (ready())
    return 1;
  p->Base::run();
  delete p;
  use(3);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:16: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int conversions_bad(const std::string &s) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Derived>(s + "x", "y");
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p->Base::run();
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   use(3);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int array_bad(int n) {
  int *p = new int[n];
  if (ready())
    return p[0];
  use(p[2]);
  delete[] p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int array_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> p(new int[n]);
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return p[0];
// CHECK-FIXES-NEXT:   use(p[2]);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int indexed_object_bad(int n) {
  int *p = new int(n);
  if (ready())
    return 1;
  use(p[0]);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int indexed_object_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   use(p.get()[0]);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int braces_bad(int n) {
  std::vector<int> *p = new std::vector<int>{1, 2};
  if (ready())
    return 1;
  p->push_back(n);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:25: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int braces_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<std::vector<int>> p(new std::vector<int>{1, 2});
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p->push_back(n);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int needs_the_pointer_bad(int n) {
  Derived *p = new Derived(n);
  if (ready())
    return 1;
  look(p);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:16: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int needs_the_pointer_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Derived>(n);
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   look(p.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

Derived *returned_bad(int n) {
  Derived *p = new Derived(n);
  if (!ready())
    return nullptr;
  p->run();
  return p;
}
// CHECK-MESSAGES: :[[@LINE-6]]:16: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: Derived *returned_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Derived>(n);
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   p->run();
// CHECK-FIXES-NEXT:   return p.release();
// CHECK-FIXES-NEXT: }

Base *returned_in_parentheses_bad(int n) {
  Derived *New = new Derived(n);
  if (!ready())
    return(nullptr);
  New->run();
  return(New);
}
// CHECK-MESSAGES: :[[@LINE-6]]:18: warning: 'New' is never released [raii-leak]
// CHECK-FIXES: Base *returned_in_parentheses_bad(int n) {
// CHECK-FIXES-NEXT:   auto New = std::make_unique<Derived>(n);
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return(nullptr);
// CHECK-FIXES-NEXT:   New->run();
// CHECK-FIXES-NEXT:   return(New.release());
// CHECK-FIXES-NEXT: }

int pointers_to_const_bad(int n) {
  const char **names;
  names = new const char *[4];
  if (n > 3)
    return 1;
  names[0] = "one";
  use(names[0][0]);
  delete[] names;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:11: warning: 'names' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int pointers_to_const_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<const char *[]> names(new const char *[4]);
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   names[0] = "one";
// CHECK-FIXES-NEXT:   use(names[0][0]);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

void quiet_ok() {}
