// GCC: the result of a body must be movable
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
  raii::with(manager(), [] { return immovable(); }); // expected-error@raii/with.hpp:* {{the result of a body must be movable; return a pointer to it}} expected-error {{no matching function for call to 'with'}}
}
