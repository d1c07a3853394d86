// Group 7: a guard that nothing names dies at once.
// FLAGS: -Werror=unused-value -Werror=unused-result
// GCC: each line
// GCC: ignoring return value of .*scope_exit.*declared with attribute 'nodiscard'
#include <raii/scope_exit.hpp>
#include <raii/unique_resource.hpp>
void named();
void f(int fd, FILE *file, char *memory) {
  raii::scope_exit([] {}); // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::scope_exit{named}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::defer_guard([] {}); // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::unique_fd{fd}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::unique_file{file}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::unique_malloc{memory}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::unique_mmap{memory, 1}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::unique_resource{3, [](int) {}}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::make_unique_resource_checked(3, -1, [](int) {}); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
}
