// GCC: raii::out needs a resource with a failure value
// GCC: raii::inout needs a resource with a failure value
// GCC: a deleter that is a function pointer must be given
// GCC: a reference has no failure value
// GCC: to assign or swap a unique_resource
// GCC: a handle with a failure value must move without throwing
// GCC: define the deleter before the type of a raii::unique_resource is named
#include <raii/unique_resource.hpp>
void drop(int);
void fill(int *);
struct drop_ref {
  void operator()(int &) const {}
};
struct bad {
  bad(int);
  bad(const bad &);
  bool operator==(int) const;
};
struct drop_bad {
  void operator()(const bad &) const {}
};
void f(int n) {
  raii::unique_resource a(1, drop);
  fill(raii::out(a)); // expected-error@raii/unique_resource.hpp:* {{raii::out needs a resource with a failure value}}
  fill(raii::inout(a)); // expected-error@raii/unique_resource.hpp:* {{raii::inout needs a resource with a failure value}}
  raii::unique_resource<int, void (*)(int)> b(1); // expected-error@raii/unique_resource.hpp:* {{a deleter that is a function pointer must be given}}
  raii::unique_resource<int &, drop_ref, raii::failure_value<0>> *c;
  (void)sizeof(*c); // expected-error@raii/unique_resource.hpp:* {{a reference has no failure value}}
  auto closure = [n](int) { (void)n; };
  raii::unique_resource d(1, closure), e(2, closure);
  d.swap(e); // expected-error@raii/unique_resource.hpp:* {{to assign or swap a unique_resource}} expected-error@raii/unique_resource.hpp:* 1+ {{object of type}}
  raii::unique_resource<bad, drop_bad, raii::failure_value<0>> *g;
  (void)sizeof(*g); // expected-error@raii/unique_resource.hpp:* {{a handle with a failure value must move without throwing}}
  raii::unique_fd h = 3; // expected-error {{no viable conversion from 'int' to 'raii::unique_fd'}}
  int i = raii::unique_fd(3); // expected-error {{no viable conversion from 'raii::unique_fd'}}
  raii::unique_malloc<void> j;
  (void)*j; // expected-error {{indirection requires pointer operand}}
  (void)i;
  struct drop_later;
  raii::unique_resource<int, drop_later> *k; // expected-error@raii/unique_resource.hpp:* {{define the deleter before the type of a raii::unique_resource is named}}
  (void)k;
}
