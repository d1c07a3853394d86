// GCC: a manager has enter\(\) and exit\(std::exception_ptr\)
#include <raii/with.hpp>
struct manager {
  int enter();
  void exit(std::exception_ptr);
};
struct suppressing {
  int enter();
  bool exit(std::exception_ptr);
};
struct immovable {
  immovable();
  immovable(immovable &&) = delete;
};
void f() {
  raii::with(3, [] {}); // expected-error@raii/with.hpp:* {{a manager has enter() and exit(std::exception_ptr), or a specialisation of raii::manager_traits}} expected-error {{no matching function for call to 'with'}}
}
