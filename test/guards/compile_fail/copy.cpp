// GCC: each line
// GCC: use of deleted function
#include <raii/scope_exit.hpp>
#include <raii/unique_resource.hpp>
void f() {
  raii::scope_exit a([] {});
  auto b = a; // expected-error {{call to deleted constructor}}
  raii::scope_exit c([] {});
  a = static_cast<decltype(a) &&>(a); // expected-error {{overload resolution selected deleted operator '='}}
  raii::defer_guard d([] {});
  auto e = static_cast<decltype(d) &&>(d); // expected-error {{call to deleted constructor}}
  raii::unique_fd g;
  auto h = g; // expected-error {{call to deleted constructor}}
  d.release(); // expected-error {{no member named 'release' in 'raii::defer_guard}}
  d.reset(); // expected-error {{no member named 'reset' in 'raii::defer_guard}}
}
