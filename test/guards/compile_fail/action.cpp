// GCC: raii::scope_exit holds a function object
// GCC: the action of a raii guard must be copyable or move without throwing
#include <raii/scope_exit.hpp>
struct move_only {
  move_only() {}
  move_only(move_only &&) noexcept(false) {}
  void operator()() const {}
};
struct not_callable {};
void f() {
  raii::scope_exit<void()> *a;
  (void)sizeof(*a); // expected-error@raii/scope_exit.hpp:* {{raii::scope_exit holds a function object, a function pointer or an lvalue reference to one}}
  raii::defer_guard<int &&> *b;
  (void)sizeof(*b); // expected-error@raii/scope_exit.hpp:* {{raii::defer_guard holds a function object, a function pointer or an lvalue reference to one}}
  raii::scope_exit c(move_only{}); // expected-error@raii/scope_exit.hpp:* {{the action of a raii guard must be copyable or move without throwing}} expected-error@raii/scope_exit.hpp:* {{no type named 'type'}}
  raii::scope_exit d(not_callable{}); // expected-error@raii/scope_exit.hpp:* 1+ {{type 'not_callable' does not provide a call operator}}
}
