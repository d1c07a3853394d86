// STD: 20
// FLAGS: -Werror=unused-value -Werror=unused-result
// GCC: each line
// A task that nobody awaits is an exit that never runs. The task type does not
// say so itself.
#include <raii/async.hpp>
struct plain_promise {
  std::suspend_always initial_suspend();
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
};
template <class T> struct plain {
  struct promise_type : plain_promise {
    plain get_return_object();
    template <class V> void return_value(V &&);
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <> struct plain<void> {
  struct promise_type : plain_promise {
    plain get_return_object();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct connection {
  plain<void> aenter();
  plain<void> aexit(std::exception_ptr error);
};
plain<void> body();
void f(connection &c, raii::async_exit_stack<plain<void>> &stack) {
  raii::async_with(c, body); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
  stack.enter_async_context(c); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
  stack.close(); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
  stack.run(body); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
  stack.pop_all(); // expected-error {{ignoring return value of function declared with 'nodiscard' attribute}}
}
