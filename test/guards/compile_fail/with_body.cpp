// GCC: the body takes neither what the manager's enter
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
  raii::with(manager(), [](const char *) {}); // expected-error@raii/with.hpp:* {{called object type 'void' is not a function}} expected-error@raii/with.hpp:* {{the body takes neither what the manager's enter() gives nor nothing}} expected-error {{no matching function for call to 'with'}}
}
