// STD: 20
// FLAGS: -Werror=unused-value -Werror=unused-result
// GCC: ignoring return
#include <raii/capability_guard.hpp>
#include <raii/context.hpp>
#include <raii/exit_stack.hpp>
#include <raii/restore.hpp>
#include <raii/scope_fail.hpp>
#include <raii/transaction.hpp>
struct store {
  void begin();
  void commit();
  void rollback();
  void lock();
  void unlock();
};
struct manager {
  void enter();
  void exit(std::exception_ptr);
};
raii::context<int> context();
void f(int n, store s, raii::exit_stack &stack) {
  raii::scope_fail([] {}); // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::scope_success([] {}); // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::restore{n, 2}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::entered{manager()}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::transaction{s}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  raii::capability_guard{s}; // expected-error {{ignoring temporary created by a constructor declared with 'nodiscard' attribute}}
  stack.pop_all(); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
  context(); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
}
